"""What the worker does for invoices: it issues what has been approved."""

import logging

from kunskapsdag.core import clock, worker
from kunskapsdag.invoicing import actions, queries
from kunskapsdag.invoicing.checker import OfficialRules
from kunskapsdag.invoicing.errors import InvoicingError

logger = logging.getLogger("kunskapsdag.invoicing")
EVERY = 2.0
MOST_AT_ONCE = 100


def register() -> None:
    """Give the worker its job."""
    worker.register("invoicing.issue", issue_approved, every=EVERY)


def issue_approved() -> int:
    """Issue what waits, each in its own transaction; return how many. One that fails blocks no other."""
    waiting = queries.approved(MOST_AT_ONCE)
    if not waiting:
        return 0
    issued = 0
    with OfficialRules() as check:
        for draft in waiting:
            try:
                issued += len(actions.issue(draft=draft, check=check, by=draft.approved_by, now=clock.now()))
            except InvoicingError as error:
                logger.warning("Proposal %d was not issued: %s", draft.pk, type(error).__name__)
    return issued
