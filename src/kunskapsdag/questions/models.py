"""The organiser's own questions, and what was answered."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.models import Part
from kunskapsdag.questions.enums import Kind, Moment, Scope
from kunskapsdag.questions.rules import KEEP_DAYS, LONGEST_ANSWER
from kunskapsdag.registrations.enums import Category, Way
from kunskapsdag.registrations.models import Registration


class Sheet(models.Model):
    """What holds for all the questions of a day."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="+", primary_key=True)
    purpose = models.CharField(
        _("what the answers are for"), max_length=250, blank=True, help_text=_("Shown where the questions are asked.")
    )
    opens_on = models.DateField(
        _("the later questions open"),
        null=True,
        blank=True,
        help_text=_("On this day those who have a place get a letter with a link. Empty: they are asked at registration."),
    )
    last_day = models.DateField(_("last day to answer"), null=True, blank=True, help_text=_("Empty: until the day starts."))
    keep_days = models.PositiveSmallIntegerField(
        _("days after the day when the answers are erased"),
        default=KEEP_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    # Raised with every change of the questions: a form that was shown before it is refused.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("questions of a day")
        verbose_name_plural = _("questions of days")

    def __str__(self) -> str:
        """Return what the answers are for."""
        return self.purpose


class Question(models.Model):
    """One question."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="own_questions")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(_("question"), max_length=200)
    help = models.CharField(_("help text"), max_length=300, blank=True)
    kind = models.CharField(_("how it is answered"), max_length=10, choices=Kind, default=Kind.ONE)
    scope = models.CharField(_("asked of"), max_length=10, choices=Scope, default=Scope.PERSON)
    moment = models.CharField(_("when"), max_length=12, choices=Moment, default=Moment.REGISTRATION)
    is_required = models.BooleanField(_("must be answered"), default=False)
    max_length = models.PositiveSmallIntegerField(default=LONGEST_ANSWER)
    category = models.CharField(max_length=10, choices=Category, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    # A part that is taken away takes the condition with it, never the answers.
    part = models.ForeignKey(Part, models.SET_NULL, null=True, blank=True, related_name="+")
    condition = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="dependants")
    condition_choice = models.ForeignKey("Choice", models.PROTECT, null=True, blank=True, related_name="+")
    condition_yes = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = _("own question")
        verbose_name_plural = _("own questions")
        ordering = ["event", "place", "pk"]

    def __str__(self) -> str:
        """Return the question."""
        return self.text


class Choice(models.Model):
    """One of the answers to choose among."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    text = models.CharField(_("choice"), max_length=120)
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["question", "place", "pk"]

    def __str__(self) -> str:
        """Return the choice."""
        return self.text


class Answer(models.Model):
    """One answer, in the column of its kind; who chooses several has a row for each."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    registration = models.ForeignKey(Registration, models.CASCADE, null=True, related_name="own_answers")
    order = models.ForeignKey(Order, models.CASCADE, null=True, related_name="own_answers")
    choice = models.ForeignKey(Choice, models.CASCADE, null=True, related_name="answers")
    yes = models.BooleanField(null=True)
    number = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    day = models.DateField(null=True)
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(registration__isnull=False, order__isnull=True) | Q(registration__isnull=True, order__isnull=False),
                name="answer_of_person_or_order",
            ),
            models.UniqueConstraint(fields=["registration", "question", "choice"], name="answer_once"),
            models.UniqueConstraint(
                fields=["registration", "question"], condition=Q(choice__isnull=True), name="answer_without_choice_once"
            ),
            models.UniqueConstraint(fields=["order", "question", "choice"], name="order_answer_once"),
        ]

    def __str__(self) -> str:
        """Return nothing that tells what was answered."""
        return str(self.pk)


class Letter(models.Model):
    """When a person, or one who has ordered, was asked by letter, and last reminded."""

    registration = models.OneToOneField(Registration, models.CASCADE, null=True, related_name="+")
    order = models.OneToOneField(Order, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("letter with questions")
        verbose_name_plural = _("letters with questions")

    def __str__(self) -> str:
        """Return when it was sent."""
        return str(self.asked_at)
