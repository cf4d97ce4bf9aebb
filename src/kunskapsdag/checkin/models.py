"""Who came, and what was decided about those who did not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kunskapsdag.checkin.enums import Decision
from kunskapsdag.registrations.models import Charge, Registration


class CheckIn(models.Model):
    """One tick at the door, or its undoing. Rows are only added; the one with the highest number tells how it stands."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="check_ins")
    # Counts the rows of a registration: two who write the same number at once cannot both.
    step = models.PositiveSmallIntegerField()
    is_here = models.BooleanField(_("came"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        ordering = ["registration", "step"]
        constraints = [models.UniqueConstraint(fields=["registration", "step"], name="check_in_step_once")]

    def __str__(self) -> str:
        """Return whether she came."""
        return str(_("came")) if self.is_here else str(_("not here"))


class NoShow(models.Model):
    """What one of the organisers decided about somebody who did not come, and whether it has been taken back."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="no_shows")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="no_show", verbose_name=_("charge"))
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("taken back by")
    )
    taken_back_reason = models.CharField(_("why it was taken back"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("decision about one who did not come")
        verbose_name_plural = _("decisions about those who did not come")
        ordering = ["registration", "decided_at", "pk"]
        default_permissions = ("view",)
        permissions = [("decide_noshow", _("May decide about those who did not come"))]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(taken_back_at__isnull=True), name="one_standing_decision_each"
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.CHARGED, charge__isnull=False)
                | (Q(decision=Decision.WAIVED, charge__isnull=True) & ~Q(reason="")),
                name="no_show_is_charged_or_has_reason",
            ),
        ]

    def __str__(self) -> str:
        """Return the decision."""
        return str(self.get_decision_display())
