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


LIVING = (State.CONFIRMED, State.WAITING, State.OFFERED)
# These hold a place: an offered place belongs to nobody else until its answer time has passed.
TAKES_PLACE = (State.CONFIRMED, State.OFFERED)

MOVES: dict[State, frozenset[State]] = {
    State.CONFIRMED: frozenset({State.CANCELLED, State.WAITING}),
    State.WAITING: frozenset({State.OFFERED, State.CONFIRMED, State.CANCELLED}),
    State.OFFERED: frozenset({State.CONFIRMED, State.DECLINED, State.LAPSED, State.CANCELLED, State.WAITING}),
    State.CANCELLED: frozenset(),
    State.DECLINED: frozenset({State.WAITING}),
    State.LAPSED: frozenset({State.WAITING}),
}


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


class Source(models.TextChoices):
    """How the registration came in."""

    PUBLIC = "public", _("by herself")
    STAFF = "staff", _("by the organiser")
