"""Formats, ways of taking part, and the states of a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """What kind of day it is."""

    KNOWLEDGE_DAY = "kunskapsdag", _("knowledge day")
    CONFERENCE = "konferens", _("conference")
    SEMINAR = "seminarium", _("seminar")
    NETWORK = "natverkstraff", _("network meeting")


class Attendance(models.TextChoices):
    """Where one takes part."""

    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    BOTH = "both", _("on site and online")


class Status(models.TextChoices):
    """What the organiser has decided; the rest of a day's state follows from the clock and the register."""

    PLANNED = "planned", _("as planned")
    MOVED = "moved", _("moved to another day or place")
    CANCELLED = "cancelled", pgettext_lazy("a day", "cancelled")


class Admission(models.TextChoices):
    """Who may register; docs/rules/invitations.md."""

    EVERYBODY = "everybody", _("everybody")
    INVITED = "invited", _("only those who have been invited")
    CHOSEN = "chosen", _("only certain organisations")


class SubstituteRule(models.TextChoices):
    """Who may take over a place from somebody of another organisation; docs/rules/substitutes.md."""

    FREE = "free", _("anybody may take over a place")
    APPROVAL = "approval", _("from another organisation only with the organiser's approval")
    SAME = "same", _("only within the same organisation")


class DayState(models.TextChoices):
    """What a visitor meets; decided by ``rules.day_state``."""

    SAVE_THE_DATE = "save_the_date", _("Save the date")
    OPEN = "open", _("Registration is open")
    APPLY = "apply", _("Apply for a place")
    FEW_LEFT = "few_left", _("Few places left")
    ONLINE_LEFT = "online_left", _("Full on site, places online")
    FULL_WAITING = "full_waiting", _("Full, with a waiting list")
    FULL = "full", _("Full")
    CLOSED = "closed", _("Registration is closed")
    TODAY = "today", _("Today")
    CANCELLED = "cancelled", pgettext_lazy("a day", "Cancelled")
    MOVED = "moved", _("Moved")
    PAST = "past", _("Documentation")


class DayAction(models.TextChoices):
    """What a visitor can do about a day right now; decided by ``rules.day_action``."""

    REGISTER = "register", _("Register")
    APPLY = "apply", _("Apply for a place")
    QUEUE = "queue", _("Join the waiting list")
    NOTHING = "nothing", _("Nothing to do")
