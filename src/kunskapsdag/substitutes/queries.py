"""What the screens ask about questions to substitutes."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet

from kunskapsdag.core import rows
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.registrations.enums import TAKES_PLACE, ChargeKind, State, Where
from kunskapsdag.registrations.models import Charge, Registration
from kunskapsdag.registrations.queries import charges, moving, next_price
from kunskapsdag.registrations.rules import handing
from kunskapsdag.registrations.rules.moving import WHEN_AND_WHERE
from kunskapsdag.substitutes import links
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.models import Question


def newest(registration: Registration) -> Question | None:
    """Return the last question that was asked for a place; of those still pending there is only one.

    Asked for every own page that is shown, so by the shortest way; at most ten rows.
    """
    found = rows.load(Question, "registration_id = %s", [registration.pk])
    return max(found, key=lambda question: (question.asked_at, question.pk), default=None)


def pending(registration: Registration) -> Question | None:
    """Return the question that has not been answered."""
    return Question.objects.pending().filter(registration=registration).first()


def by_token(token: str) -> Question | None:
    """Return the question of a genuine link, whatever became of it."""
    public_id = links.read(token)
    if public_id is None:
        return None
    found = Question.objects.select_related(
        "registration__event__venue", "registration__event__organiser", "registration__organisation"
    )
    return found.filter(public_id=public_id).first()


def reloaded(question: Question) -> Question:
    """Return the question as it stands now."""
    return Question.objects.select_related("registration__event__venue", "registration__event__organiser").get(pk=question.pk)


def charges_of(registration: Registration) -> list[Charge]:
    """Return what the place and its parts cost, as it was decided for this registration: it goes along with the place."""
    return [charge for charge in charges.of(registration) if charge.kind in (ChargeKind.PLACE, ChargeKind.PART)]


def charges_in_words(question: Question) -> list[tuple[str, str, str]]:
    """Return what she takes over costs: the text, the sum, and what the place costs until now where that is another sum.

    Where she may choose among several prices the one that holds unasked is told.
    """
    registration = question.registration
    mine = (registration.organisation_id, registration.organisation_name)
    whence = handing.where(mine, (question.organisation_id, question.organisation_name))
    options = next_price.options(registration, organisation_id=question.organisation_id, is_same=whence == Where.SAME)
    found = []
    for charge in charges_of(registration):
        words = price_in_words(charge.amount, charge.vat_rate)
        is_other = charge.kind == ChargeKind.PLACE and options and not options[0].is_kept and options[0].paid != charge.amount
        # "Place, Municipality" says for whom the price was until now.
        text = f"{charge.text.partition(', ')[0]}, {options[0].category.name}" if is_other else charge.text
        found.append((text, options[0].words, words) if is_other else (text, words, ""))
    return found


def pays(registration: Registration) -> bool:
    """Return whether an invoice follows."""
    return any(charge.gross for charge in charges_of(registration)) or fees.stored_terms(registration.event_id).has_fee


def of_day(event: Event) -> list[Question]:
    """Return the pending questions of a day, those that wait for the organiser first."""
    found = Question.objects.pending().filter(registration__event=event).select_related("registration")
    return sorted(found, key=lambda question: (question.state != QuestionState.AWAITS, question.asked_at))


def of_moved_day(event: Event, changed: Collection[str]) -> QuerySet[Question]:
    """Return the pending questions about places that a move concerns."""
    places = Registration.objects.filter(moving.concerned(changed, event.attendance), event=event)
    return Question.objects.pending().filter(registration__in=places).select_related("registration").order_by("pk")


def asked(event: Event, changed: Collection[str] | None = None, *, attendance: str = "") -> int:
    """Return how many are asked to come instead and must be told that the day is cancelled, or moved."""
    places = Registration.objects.filter(event=event)
    if changed is not None:
        if WHEN_AND_WHERE.isdisjoint(changed):
            return 0
        places = places.filter(moving.concerned(changed, attendance))
    return Question.objects.filter(registration__in=places, state=QuestionState.OPEN).count()


def awaiting_organiser(event_ids: Iterable[int]) -> dict[int, int]:
    """Return how many questions of each day wait for the organiser."""
    found = Question.objects.filter(state=QuestionState.AWAITS, registration__event__in=list(event_ids))
    return dict(found.order_by().values_list("registration__event").annotate(Count("pk")))


def due(now: dt.datetime, limit: int = 200) -> list[Question]:
    """Return pending questions that no longer can be answered: too late, or the place is gone."""
    gone = ~Q(registration__state__in=[*TAKES_PLACE, State.WAITING]) | Q(registration__event__status=Status.CANCELLED)
    late = Q(answer_by__lte=now) | Q(registration__event__starts_at__lte=now)
    found = Question.objects.pending().filter(gone | late).select_related("registration__event")
    return list(found.order_by("asked_at", "pk")[:limit])
