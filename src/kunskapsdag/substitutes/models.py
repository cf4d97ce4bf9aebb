"""Questions to those who may take over a place."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes.enums import PENDING, QuestionState


class QuestionQuerySet(models.QuerySet["Question"]):
    """Words for choosing questions."""

    def pending(self) -> "QuestionQuerySet":
        """Return those that the organiser or the asked person has not answered."""
        return self.filter(state__in=PENDING)


class Question(models.Model):
    """One person has asked another to take over her place. Name and address are erased when the question has ended."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="questions_to_substitutes")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=QuestionState)

    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)

    asked_at = models.DateTimeField(_("asked"))
    # While the organiser has not approved it: the last moment for changes.
    answer_by = models.DateTimeField(_("answer by"))
    ended_at = models.DateTimeField(_("answered"), null=True)
    # The version of the registration's link that the one who took over got: her old link to the question leads there.
    link_version = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a substitute")
        verbose_name_plural = _("questions to substitutes")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=models.Q(state__in=[str(state) for state in PENDING]),
                name="one_pending_question_per_registration",
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="substitute_due")]

    def __str__(self) -> str:
        """Return where the question stands; never whom it is about."""
        return str(self.get_state_display())

    @property
    def is_pending(self) -> bool:
        """Return whether somebody has still to answer."""
        return self.state in PENDING
