"""What can be decided about somebody who did not come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What one of the organisers has decided."""

    CHARGED = "charged", _("charged")
    WAIVED = "waived", _("not charged")
