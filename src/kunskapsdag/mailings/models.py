"""The house's own words, letters to many, letters by the clock, and changes that somebody must be told."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.mailings.enums import Kind, Outcome, Side, Unit
from kunskapsdag.mailings.rules.changes import Change
from kunskapsdag.mailings.rules.timing import Plan
from kunskapsdag.registrations.enums import State, Way

LONGEST_SUBJECT = 150
LONGEST_BODY = 6_000


class WordsInTwoLanguages(models.Model):
    """A subject and a text; the English ones are used where they are filled in."""

    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(_("text"), max_length=LONGEST_BODY, blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=LONGEST_SUBJECT, blank=True)
    body_en = models.TextField(_("text in English"), max_length=LONGEST_BODY, blank=True)

    class Meta:
        abstract = True

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the subject and the text for a letter in this language; empty where that one is not filled in."""
        return (self.subject_en, self.body_en) if language == "en" else (self.subject, self.body)


class LetterText(WordsInTwoLanguages):
    """The house's or a day's own words of one kind of letter, for all or for some."""

    # None: for all days of the house.
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="letter_texts")
    kind = models.CharField(max_length=60)
    # Empty: whatever the state, whichever the way.
    state = models.CharField(_("for those who stand"), max_length=10, choices=State, blank=True)
    way = models.CharField(_("for those who take part"), max_length=10, choices=Way, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "state", "way"], condition=models.Q(event=None), name="letter_text_of_house_once"
            ),
            models.UniqueConstraint(
                fields=["event", "kind", "state", "way"],
                condition=models.Q(event__isnull=False),
                name="letter_text_of_day_once",
            ),
        ]

    def __str__(self) -> str:
        """Return the kind of letter."""
        return self.kind


class Mailing(WordsInTwoLanguages):
    """A letter that was sent to many; the words stay as they were sent."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MESSAGE)
    # The form's own key: the same form sent twice is one letter.
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # To whom, in plain values, for those who look back.
    audience = models.JSONField(default=dict)
    count = models.PositiveIntegerField(_("receivers"), default=0)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("letter to many")
        verbose_name_plural = _("letters to many")
        ordering = ["-sent_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class ScheduledLetter(models.Model):
    """A letter that goes by the clock, so many days before or after the day."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="scheduled_letters")
    kind = models.CharField(max_length=60)
    is_on = models.BooleanField(_("send it"), default=False)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MinValueValidator(1), MaxValueValidator(60)])
    unit = models.CharField(_("counted as"), max_length=10, choices=Unit)
    side = models.CharField(max_length=10, choices=Side)
    at = models.TimeField(_("time of day"), default=dt.time(9))
    # For which start of the day it has gone, when, and to how many.
    sent_for = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("letter by the clock")
        verbose_name_plural = _("letters by the clock")
        ordering = ["event", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["event", "kind"], name="scheduled_letter_once")]

    def __str__(self) -> str:
        """Return the kind of letter."""
        return self.kind

    @property
    def plan(self) -> Plan:
        """Return when it goes, as plain values."""
        return Plan(self.days, self.unit, self.side, self.at)


class DayChange(models.Model):
    """What has changed of a day since those who are coming were last told."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="told_changes")
    lines = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    mailing = models.OneToOneField(Mailing, models.SET_NULL, null=True, related_name="change")

    class Meta:
        verbose_name = _("change of a day")
        verbose_name_plural = _("changes of days")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event"], condition=models.Q(outcome=Outcome.OPEN), name="one_open_change_per_day")
        ]

    def __str__(self) -> str:
        """Return what became of it."""
        return str(self.get_outcome_display())

    @property
    def changes(self) -> list[Change]:
        """Return what has changed."""
        return [Change(**line) for line in self.lines]

    @changes.setter
    def changes(self, found: list[Any]) -> None:
        self.lines = [one.stored() for one in found]
