"""Who asks somebody else to come instead in the demo, and a day where one applies for a place."""

import datetime as dt

from kunskapsdag.core import clock
from kunskapsdag.demo.building import Shelf
from kunskapsdag.demo.crowds import as_of
from kunskapsdag.events.enums import SubstituteRule
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes import actions
from kunskapsdag.substitutes.actions import Asked

DAYS_TO_ANSWER = 4


def let_the_office_choose(shelf: Shelf, event: Event) -> None:
    """Let one apply for this day, and promise an answer in a few days."""
    event.needs_approval = True
    event.decision_day = clock.swedish(shelf.now).date() + dt.timedelta(days=DAYS_TO_ANSWER)
    event.save(update_fields=["needs_approval", "decision_day"])


def ask_colleagues(shelf: Shelf, event: Event, other: Event) -> None:
    """Let one ask a colleague, and on the other day one ask somebody of another organisation, whom the office approves."""
    event.substitutes_close_on = event.first_day - dt.timedelta(days=3)
    event.save(update_fields=["substitutes_close_on"])
    other.substitute_rule = SubstituteRule.APPROVAL
    other.save(update_fields=["substitute_rule"])
    leaves = _holder(event)
    with as_of(shelf.now - dt.timedelta(hours=5)) as then:
        asked = Asked("Anna Berg", "anna.berg@kommun.example", leaves.organisation_id, leaves.organisation_name)
        actions.ask(registration=leaves, asked=asked, now=then)
    with as_of(shelf.now - dt.timedelta(hours=3)) as then:
        asked = Asked("Nils Hedman", "nils.hedman@stiftelse.example", None, "Stiftelsen Landsbygdens framtid")
        actions.ask(registration=_holder(other), asked=asked, now=then)


def _holder(event: Event) -> Registration:
    """Return the third who has a place."""
    return Registration.objects.filter(event=event).taking_place().order_by("number")[2]
