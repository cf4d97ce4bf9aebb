"""What an invited person has answered, and what a column of a list can hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where an invitation stands."""

    OPEN = "open", _("not answered")
    REGISTERED = "registered", _("registered")
    DECLINED = "declined", _("cannot come")
    HANDED_ON = "handed_on", _("someone else was asked instead")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Answer(models.TextChoices):
    """What the organiser reads: the state, and what has become of the registration and the letter."""

    REGISTERED = "registered", _("registered")
    WAITING = "waiting", _("waits for a place")
    REFUSED = "refused", _("was given no place")
    CANCELLED = "cancelled", pgettext_lazy("a registration", "cancelled again")
    DECLINED = "declined", _("cannot come")
    HANDED_ON = "handed_on", _("someone else was asked instead")
    NOT_ANSWERED = "not_answered", _("not answered")
    BOUNCED = "bounced", _("the letter did not arrive")
    NO_MORE = "no_more", _("wants no invitations")
    NOT_SENT = "not_sent", _("not yet written to")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Column(models.TextChoices):
    """What a column of a list holds."""

    NAME = "name", _("name")
    FIRST_NAME = "first_name", _("first name")
    LAST_NAME = "last_name", _("last name")
    EMAIL = "email", _("e-mail")
    ORGANISATION = "organisation", _("organisation")
    ROLE = "role", _("title or commission")
    CATEGORY = "category", _("takes part as")


# From which states the invited person may do something; the organiser may withdraw from all but the last.
MAY_ANSWER = frozenset({State.OPEN, State.DECLINED, State.HANDED_ON, State.REGISTERED})
MAY_REGRET = frozenset({State.DECLINED, State.HANDED_ON})
