"""The states of a registration and of an offer, and the moves that are allowed. Nothing moves any other way."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a registration stands."""

    CONFIRMED = "confirmed", _("has a place")
    WAITING = "waiting", _("in the waiting list")
    OFFERED = "offered", _("has been offered a place")
    CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")
    DECLINED = "declined", _("declined the offered place")
    LAPSED = "lapsed", _("did not answer in time")
    # Only on days with approval (docs/rules/approval.md): asks for a place, and was given none.
    APPLIED = "applied", _("has applied")
    REFUSED = "refused", _("was given no place")


LIVING = (State.CONFIRMED, State.WAITING, State.OFFERED, State.APPLIED)
# These hold a place: an offered place belongs to nobody else until its answer time has passed.
TAKES_PLACE = (State.CONFIRMED, State.OFFERED)

MOVES: dict[State, frozenset[State]] = {
    State.CONFIRMED: frozenset({State.CANCELLED, State.WAITING}),
    State.WAITING: frozenset({State.OFFERED, State.CONFIRMED, State.CANCELLED}),
    State.OFFERED: frozenset({State.CONFIRMED, State.DECLINED, State.LAPSED, State.CANCELLED, State.WAITING}),
    State.CANCELLED: frozenset(),
    State.DECLINED: frozenset({State.WAITING}),
    State.LAPSED: frozenset({State.WAITING}),
    State.APPLIED: frozenset({State.CONFIRMED, State.WAITING, State.REFUSED, State.CANCELLED}),
    State.REFUSED: frozenset({State.CONFIRMED, State.WAITING}),
}


class Cause(models.TextChoices):
    """Why a registration is cancelled, where that is neither her own doing nor said of her alone."""

    DAY = "day", _("the day is cancelled")


class Way(models.TextChoices):
    """How one person takes part in a day that is held both on site and online."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", pgettext_lazy("takes part", "online")


class OnSiteWish(models.TextChoices):
    """Where one stands who takes part online and would rather come; nothing for most."""

    WAITING = "waiting", _("in the line for a place on site")
    OFFERED = "offered", _("has been offered a place on site")


class Decision(models.TextChoices):
    """What the organiser can answer one who has applied; docs/rules/approval.md."""

    APPROVE = "approve", _("give a place")
    WAIT = "wait", _("put in the waiting list")
    REFUSE = "refuse", _("say no")


class OfferState(models.TextChoices):
    """Where an offer stands."""

    OPEN = "open", _("waiting for an answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("not answered in time")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Category(models.TextChoices):
    """Whether one comes as elected or as official. Party is never asked (GDPR art. 9)."""

    ELECTED = "elected", _("elected representative")
    OFFICIAL = "official", _("official")
    OTHER = "other", _("other")
    # Said by the office only: places may be kept for those who take part in the programme.
    SPEAKER = "speaker", _("speaker")


# What one can say of oneself.
OWN_CATEGORIES = (Category.ELECTED, Category.OFFICIAL, Category.OTHER)


class Source(models.TextChoices):
    """How the registration came in."""

    PUBLIC = "public", _("by herself")
    STAFF = "staff", _("by the organiser")
    ORDER = "order", _("by someone else, for her")


class ChargeKind(models.TextChoices):
    """What a charge is for."""

    PLACE = "place", _("the place")
    PART = "part", _("a part of the day")
    CANCELLATION = "cancellation", _("the cancellation")
    NO_SHOW = "no_show", _("not coming")


class RuleKind(models.TextChoices):
    """What a rule for the places of a day says; docs/rules/fair-queue.md."""

    CAP = "cap", _("at most this many per organisation")
    COUNTY = "county", _("a county first")
    QUOTA = "quota", _("places kept for some")
    TOGETHER = "together", _("nobody passes a group that comes together or not at all")


class Who(models.TextChoices):
    """Of whom a rule speaks."""

    ANYONE = "anyone", _("everybody")
    MUNICIPALITIES = "municipal", _("municipalities")
    ELECTED = "elected", _("elected representatives")
    OFFICIALS = "official", _("officials")
    COUNTY = "county", _("those from the county")
    ORGANISATION = "organisation", _("those from the organisation")
    PARTNERS = "partners", _("partners: the organiser and the co-organisers")
    SPEAKERS = "speakers", _("speakers, as the office has registered them")


class Where(models.TextChoices):
    """From where somebody comes who is to have a place, seen from who has it."""

    SAME = "same", _("the same organisation")
    OTHER = "other", _("another organisation")


class Reason(models.TextChoices):
    """Why somebody is given a place or not."""

    PLACE = "place", _("a place")
    FULL = "full", _("every place is taken")
    RESERVED = "reserved", _("the free places are kept for others")
    CAP = "cap", _("the organisation has as many places as it may")
    COUNTY = "county", _("another county comes first")
    GROUP = "group", _("the group does not fit yet")
    BEHIND_GROUP = "behind_group", _("a group before comes first")


class Obstacle(models.TextChoices):
    """Why a day of a series cannot be ticked in the series' form."""

    CANCELLED = "cancelled", _("The day is cancelled.")
    OVER = "over", _("The day is over.")
    NOT_YET = "not_yet", _("Registration has not opened yet.")
    CLOSED = "closed", _("Registration has closed.")
    FULL = "full", _("All places are taken.")
    INVITED = "invited", _("The day is only for those who have been invited, by their own link.")
