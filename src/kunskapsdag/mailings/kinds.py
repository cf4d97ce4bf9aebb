"""The letters that the office may give words of its own, in the order in which a person meets them."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.mailings.rules.placeholders import ANSWER_BY, CHANGES, POSITION, REASON
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import LIVING, State


@dataclass(frozen=True, slots=True)
class Editable:
    """A kind of letter: what it is called, when it goes, and which words in braces belong to it beside those of all.

    ``musts``: what the letter may never be without; said by itself where the text does not. ``states``: by which states its
    text may differ; ``seen_by``: in which state those stand whom a preview shows it to.
    """

    kind: str
    label: Promise | str
    when: Promise | str
    seen_by: tuple[State, ...]
    own: tuple[str, ...] = ()
    musts: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    has_ways: bool = True
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return the words in braces that a text of this kind may have."""
        return (*placeholders.EVERYWHERE, *self.own)

    @property
    def short(self) -> str:
        """Return the kind as it stands in addresses."""
        return self.kind.removeprefix("registrations.").replace("_", "-")


PLACE = (State.CONFIRMED,)
GONE = (State.CANCELLED,)
EDITABLE = (
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
        own=(POSITION,),
        musts=(POSITION,),
    ),
    Editable(
        emails.OFFERED,
        _("Offer of a place"),
        _("Goes when a place has come free."),
        (State.OFFERED,),
        own=(ANSWER_BY,),
        musts=(ANSWER_BY,),
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
BY_KIND = {one.kind: one for one in EDITABLE}
BY_SHORT = {one.short: one for one in EDITABLE}
# Nobody who has handed on her registration has a link to it any more.
WITHOUT_LINK = frozenset({emails.REPLACED})
