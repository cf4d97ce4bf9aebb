"""The mail about several days of a series: each with how it stands and its own link, and one calendar file for all."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import clock
from kunskapsdag.events.calendar import PersonalDay, build_several
from kunskapsdag.events.models import Event
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, links, sections
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import where_the_link_is
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import charges
from kunskapsdag.registrations.rules import standing_words


@dataclass(frozen=True, slots=True)
class Line:
    """One of the days, as the letter tells of it."""

    title: str
    when: str
    place: str
    standing: str
    own: str = ""
    terms: str = ""
    more: tuple[str, ...] = ()


def write(message: Message) -> Letter:
    """Return the words of a mail about several days."""
    days = {day["registration"]: day for day in message.facts["days"]}
    found = list(
        Registration.objects.filter(pk__in=days)
        .select_related("event__venue", "event__organiser")
        .order_by("event__starts_at", "event_id")
    )
    lines = [_line(one, days[one.pk]) for one in found]
    placed = [one for one in found if days[one.pk]["state"] == State.CONFIRMED]
    context = {
        "subject_words": _subject(found),
        "greeting": _("Hello %(name)s!") % {"name": message.to_name} if message.to_name else _("Hello!"),
        "lines": lines,
        "refused": _refused(message),
        "has_places": bool(placed),
        "sum": _sum(found),
        "event": found[0].event,
    }
    calendar = _calendar(placed, days, message) if placed else ""
    return letter(
        "registrations/mail/series", context, message.language, calendar=calendar, calendar_method="PUBLISH" if calendar else ""
    )


def _sum(found: list[Registration]) -> str:
    """Return what the days cost together where she has a place; nothing for a single one, whose price stands with it."""
    cost = charges.together(found)
    return cost.owed.words if len(cost.each) > 1 and cost.owed.amount.gross else ""


def _subject(found: list[Registration]) -> str:
    titles = {one.event.title for one in found}
    count = ngettext("%(count)s day", "%(count)s days", len(found)) % {"count": len(found)}
    if len(titles) == 1:
        return _("You are registered for %(days)s: %(title)s") % {"days": count, "title": titles.pop()}
    return _("You are registered for %(days)s") % {"days": count}


def _line(registration: Registration, facts: dict[str, object]) -> Line:
    event = registration.event
    state = str(facts["state"])
    position = int(str(facts["position"])) if facts["position"] else None
    standing = standing_words.standing(
        state=state,
        number=registration.number,
        position=position,
        is_online=registration.takes_part_online,
        answer_by=event.decision_day,
    )
    if position:
        standing = [*standing, _("When it is your turn you get a mail with an offer.")]
    if state == State.CONFIRMED and registration.takes_part_online:
        standing = [*standing, where_the_link_is()]
    kind = {State.CONFIRMED.value: emails.CONFIRMED, State.APPLIED.value: emails.APPLIED}.get(state, emails.WAITING)
    return Line(
        title=event.title,
        when=dates.span(event.starts_at, event.ends_at),
        place=event.place,
        standing=" ".join(standing),
        own=settings.BASE_URL + links.path_of(registration.public_id, int(str(facts["version"]))),
        terms=event.cancellation_text,
        more=tuple(sections.lines(registration, kind)),
    )


def _refused(message: Message) -> list[Line]:
    why = {day["event"]: day["why"] for day in message.facts["refused"]}
    events = Event.objects.filter(pk__in=why).select_related("venue").order_by("starts_at", "pk") if why else []
    return [Line(event.title, dates.span(event.starts_at, event.ends_at), event.place, why[event.pk]) for event in events]


def _calendar(placed: list[Registration], days: dict[int, dict[str, int]], message: Message) -> str:
    """Return one file with the days that gave a place, as each was when the mail was caused."""
    entries = [
        PersonalDay(
            one.event,
            url=settings.BASE_URL + links.path_of(one.public_id, days[one.pk]["version"]),
            uid=f"{one.public_id}@kunskapsdag",
            sequence=one.event.calendar_sequence + days[one.pk]["revision"],
            attendee=(message.to_name, message.to_email),
            is_online=one.takes_part_online,
        )
        for one in placed
    ]
    return build_several(entries, now=clock.now())


def register() -> None:
    """Tell the outbox who writes this letter."""
    registry.register(emails.SERIES, write)
