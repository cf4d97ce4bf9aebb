"""What the door and the list of those who did not come ask. Each is asked once for all rows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from kunskapsdag.checkin import rules
from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.checkin.rules import Person
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import NoShowFee
from kunskapsdag.organisations.rules import swedish_order
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class Absent:
    """One who had a place and was not ticked off, or was decided about, and what was decided."""

    registration: Registration
    decision: NoShow | None
    is_here: bool

    @property
    def came_after_all(self) -> bool:
        """Return whether she was ticked off although something was decided about her."""
        return self.is_here and self.decision is not None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of those with a place are here."""

    here: int
    places: int


def last_rows(event: Event) -> dict[int, CheckIn]:
    """Return the last row of everybody who has one, by the registration's id; one question."""
    newest = CheckIn.objects.filter(registration=OuterRef("registration")).order_by("-step").values("step")[:1]
    rows = CheckIn.objects.filter(registration__event=event, step=Subquery(newest)).select_related("by")
    return {row.registration_id: row for row in rows}


def people(event: Event) -> list[Person]:
    """Return everybody with a place by name, and who is here; two questions."""
    last = last_rows(event)
    stored = (
        Registration.objects.filter(event=event, state=State.CONFIRMED)
        .order_by()
        .values_list("pk", "number", "name", "organisation_name")
    )
    found = [_person(pk, number, name, organisation, last.get(pk)) for pk, number, name, organisation in stored]
    return sorted(found, key=lambda person: (swedish_order(person.name), person.number))


def _person(pk: int, number: int, name: str, organisation: str, row: CheckIn | None) -> Person:
    name = name or _("to be named")
    if row is None:
        return Person(pk, number, name, organisation)
    by = str(row.by) if row.by else ""
    return Person(pk, number, name, organisation, is_here=row.is_here, step=row.step, at=row.at, by=by)


def counted(event: Event) -> Counted:
    """Return how many are here, of how many with a place; two questions."""
    places = Registration.objects.filter(event=event, state=State.CONFIRMED).order_by()
    newest = CheckIn.objects.filter(registration=OuterRef("pk")).order_by("-step").values("is_here")[:1]
    return Counted(here=places.annotate(came=Subquery(newest)).filter(came=True).count(), places=places.count())


def last_of(registration: Registration) -> CheckIn | None:
    """Return how it stands with one registration."""
    return CheckIn.objects.filter(registration=registration).order_by("-step").first()


def absent(event: Event) -> list[Absent]:
    """Return those who had a place and are not ticked off, and those about whom something is decided, by number.

    A place that nobody was named for is nobody who did not come. Three questions.
    """
    last = last_rows(event)
    decisions = {
        row.registration_id: row
        for row in NoShow.objects.filter(registration__event=event, taken_back_at__isnull=True).select_related(
            "charge", "decided_by"
        )
    }
    found = []
    for registration in Registration.objects.filter(event=event, state=State.CONFIRMED, is_unnamed=False).order_by("number"):
        is_here = registration.pk in last and last[registration.pk].is_here
        decision = decisions.get(registration.pk)
        if not is_here or decision is not None:
            found.append(Absent(registration, decision, is_here))
    return found


def undecided(keys: Sequence[int]) -> dict[int, int]:
    """Return how many did not come to each of these days and are still to be decided about; one question for all.

    Only days with a fee for it, where somebody at least was ticked off.
    """
    newest = CheckIn.objects.filter(registration=OuterRef("pk")).order_by("-step").values("is_here")[:1]
    decided = NoShow.objects.filter(registration=OuterRef("pk"), taken_back_at__isnull=True)
    rows = (
        Registration.objects.filter(event__in=keys, state=State.CONFIRMED, is_unnamed=False)
        .filter(Exists(NoShowFee.objects.filter(event=OuterRef("event"))))
        .annotate(came=Subquery(newest), is_decided=Exists(decided))
        .order_by()
        .values_list("event")
        .annotate(
            here=Count("pk", filter=Q(came=True)),
            left=Count("pk", filter=(Q(came=False) | Q(came=None)) & Q(is_decided=False)),
        )
    )
    return {key: left for key, here, left in rows if here and left}


def standing(registration: Registration) -> NoShow | None:
    """Return the decision that holds for one."""
    return NoShow.objects.filter(registration=registration, taken_back_at__isnull=True).select_related("charge").first()


def came(event: Event) -> dict[int, bool]:
    """Return whether each with a place came, by the registration's id; nobody where nobody was ticked off at all."""
    last = last_rows(event)
    if not any(row.is_here for row in last.values()):
        return {}
    places = Registration.objects.filter(event=event, state=State.CONFIRMED).order_by().values_list("pk", flat=True)
    return {key: key in last and last[key].is_here for key in places}


def history(registration: Registration) -> list[CheckIn]:
    """Return all rows of one registration, oldest first."""
    return list(registration.check_ins.select_related("by").order_by(F("step")))


def is_open(event: Event, now: dt.datetime) -> bool:
    """Return whether one can be ticked off now."""
    return rules.is_open(status=event.status, first_day=event.first_day, ends_at=event.ends_at, now=now)


def columns_of(event: Event) -> Mapping[int, Sequence[Any]]:
    """Return when each was ticked off, by the registration's id."""
    return {key: [row.at if row.is_here else None] for key, row in last_rows(event).items()}
