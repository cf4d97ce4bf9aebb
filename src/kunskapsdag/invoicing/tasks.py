"""What the worker does for invoices: it issues what has been approved."""

import logging

from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from kunskapsdag.core import clock, worker
from kunskapsdag.invoicing import actions, queries
from kunskapsdag.invoicing.checker import CheckerIsGone, OfficialRules
from kunskapsdag.invoicing.errors import InvoicingError
from kunskapsdag.invoicing.models import Draft
from kunskapsdag.invoicing.rules.requirements import Finding

logger = logging.getLogger("kunskapsdag.invoicing")
EVERY = 2.0
MOST_AT_ONCE = 100


def register() -> None:
    """Give the worker its job."""
    worker.register("invoicing.issue", issue_approved, every=EVERY)


def issue_approved() -> int:
    """Issue what waits, each in its own transaction; return how many.

    One that fails blocks no other: a rule that says no is kept on the proposal, and so is that it could not be made at all.

    :raises CheckerIsGone: the process with the official rules has ended; all is tried again later.
    """
    waiting = queries.approved(MOST_AT_ONCE)
    if not waiting:
        return 0
    with OfficialRules() as check:
        return sum(_issue(draft, check) for draft in waiting)


def _issue(draft: Draft, check: OfficialRules) -> int:
    try:
        return len(actions.issue(draft=draft, check=check, by=draft.approved_by, now=clock.now()))
    except Draft.DoesNotExist:
        logger.info("Proposal %d was issued by another worker, or thrown away", draft.pk)
    except InvoicingError as error:
        logger.warning("Proposal %d was not issued: %s", draft.pk, type(error).__name__)
    except (CheckerIsGone, DatabaseError):
        raise
    except Exception:
        logger.exception("Proposal %d could not be made", draft.pk)
        text = _("The invoice could not be made. Tell whoever runs the system; the fault stands in its log.")
        actions.send_back(draft=draft, found=[Finding("", text)], by=None)
    return 0
