"""The letters that the office may give words of its own, in the order in which a person meets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunskapsdag.events.models import Event
from kunskapsdag.mail.registry import Letter
from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.mailings.rules.placeholders import ANSWER_BY, CHANGES, DECISION, FOR_YOU, POSITION, REASON
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import LIVING, State


class Family(Protocol):
    """Letters that are not about a registration: their app says how they are written and for whom they are shown."""

    def built_in(self, event: Event, kind: str) -> tuple[str, str]:
        """Return the built-in subject and text with words in braces, in the language that is active."""
        ...

    def people(self, event: Event) -> list[tuple[str, str]]:
        """Return some real receivers to show a letter for: what the form sends, and what stands in the list."""
        ...

    def example(self, event: Event, kind: str, chosen: str, texts: Mapping[str, str]) -> Letter:
        """Return the letter with these words as the chosen receiver would get it, or somebody made up; without her own link."""
        ...


@dataclass(frozen=True, slots=True)
class Editable:
    """A kind of letter: what it is called, when it goes, and which words in braces belong to it beside those of all.

    ``musts``: what the letter may never be without; said by itself where the text does not. ``states``: by which states its
    text may differ; ``seen_by``: in which state those stand whom a preview shows it to. ``lacks``: words of all letters that
    have nothing to say in this one.
    """

    kind: str
    label: Promise | str
    when: Promise | str
    seen_by: tuple[State, ...]
    own: tuple[str, ...] = ()
    musts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    has_ways: bool = True
    lacks: tuple[str, ...] = ()
    has_english: bool = True
    family: Family | None = None

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return the words in braces that a text of this kind may have."""
        return (*(name for name in placeholders.EVERYWHERE if name not in self.lacks), *self.own)

    @property
    def short(self) -> str:
        """Return the kind as it stands in addresses."""
        return self.kind.removeprefix("registrations.").replace("_", "-").replace(".", "-")


PLACE = (State.CONFIRMED,)
GONE = (State.CANCELLED,)
APPLIED = (State.APPLIED,)
OF_REGISTRATIONS = (
    Editable(
        emails.APPLIED,
        _("Application"),
        _("Goes at once to who applies for a place, where you decide who gets one."),
        APPLIED,
        own=(DECISION,),
        musts=(DECISION,),
    ),
    Editable(
        emails.CONFIRMED,
        _("Confirmation"),
        _("Goes at once to who gets a place."),
        PLACE,
        # Who takes part online may stand in line for a place on site.
        own=(REASON, POSITION),
        musts=(REASON, POSITION),
    ),
    Editable(
        emails.WAITING,
        _("Waiting list"),
        _("Goes at once to who gets no place but a position in line."),
        (State.WAITING,),
        own=(POSITION, REASON),
        musts=(POSITION, REASON),
    ),
    Editable(
        emails.OFFERED,
        _("Offer of a place"),
        _("Goes when a place has come free."),
        (State.OFFERED,),
        own=(ANSWER_BY,),
        musts=(ANSWER_BY,),
    ),
    Editable(
        emails.REFUSED,
        _("No place"),
        _("Goes when you have answered an application with no."),
        (State.REFUSED,),
        own=(REASON,),
        musts=(REASON,),
    ),
    Editable(
        emails.WAY_CHANGED,
        _("On site or online"),
        _("Goes at once to who changes between taking part on site and online."),
        PLACE,
        own=(FOR_YOU,),
        musts=(FOR_YOU,),
    ),
    Editable(emails.REMINDER, _("Reminder"), _("Goes by the clock to those who have a place."), PLACE),
    Editable(
        emails.LAST_THINGS,
        _("Last things"),
        _("Practical information before the day. Goes by the clock to those who have a place."),
        PLACE,
    ),
    Editable(
        emails.NEWS,
        _("Change of the day"),
        _("The draft you are shown when time, place, link or room has changed."),
        LIVING,
        own=(CHANGES,),
        musts=(),
        states=LIVING,
    ),
    Editable(
        emails.DAY_MOVED,
        pgettext_lazy("letter", "The day is moved"),
        _("Goes at once to all when you move the day. A subject of your own stands only where the date is new."),
        LIVING,
        own=(CHANGES, REASON, FOR_YOU),
        musts=(CHANGES, REASON, FOR_YOU),
    ),
    Editable(
        emails.DAY_CANCELLED,
        pgettext_lazy("letter", "The day is cancelled"),
        _("Goes at once to all when you cancel the day."),
        LIVING,
        own=(REASON, FOR_YOU),
        musts=(REASON, FOR_YOU),
    ),
    Editable(emails.CANCELLED, _("Cancelled"), _("Goes at once to who cancels."), GONE, own=(REASON,), musts=(REASON,)),
    Editable(emails.THANKS, _("Thanks"), _("Goes by the clock after the day to those who had a place."), PLACE),
    Editable(emails.LAPSED, _("Offer not answered"), _("Goes when the answer time has passed."), (State.LAPSED,)),
    Editable(emails.DECLINED, _("Offer declined"), _("Goes at once to who says no."), (State.DECLINED,)),
    Editable(
        emails.MOVED_TO_LIST,
        pgettext_lazy("letter", "Moved to the waiting list"),
        _("Goes when you have moved somebody to the waiting list."),
        (State.WAITING,),
        own=(POSITION, REASON),
        musts=(POSITION, REASON),
    ),
    Editable(emails.SUBSTITUTE, _("To a substitute"), _("Goes to who takes over a registration."), LIVING, states=LIVING),
    Editable(emails.REPLACED, _("To who handed on"), _("Goes to who has sent somebody else."), PLACE, has_ways=False),
    Editable(emails.CHANGED, _("Details changed"), _("Goes five minutes after somebody has changed details."), LIVING),
    Editable(emails.LINK, _("Own link"), _("Goes to who asks for her link."), LIVING),
    Editable(emails.DUPLICATE, _("Registered already"), _("Goes when an address is registered once more."), LIVING),
)
_editable: dict[str, Editable] = {}


def add(*several: Editable) -> None:
    """Let the office write the words of these letters; called from an app's ``ready()``."""
    for one in several:
        if _editable.setdefault(one.kind, one) is not one:
            raise ValueError(f"the letter {one.kind!r} is made editable twice")


def every() -> list[Editable]:
    """Return the letters that may have other words, in the order in which a person meets them."""
    return sorted(_editable.values(), key=lambda one: one.family is None)


def of_kind(kind: str) -> Editable:
    """Return the letter of a kind that is known to be editable."""
    return _editable[kind]


def by_kind(kind: str) -> Editable | None:
    """Return the letter of a kind, None where its words stand fast."""
    return _editable.get(kind)


def by_short(short: str) -> Editable | None:
    """Return the letter that an address names."""
    return next((one for one in _editable.values() if one.short == short), None)
