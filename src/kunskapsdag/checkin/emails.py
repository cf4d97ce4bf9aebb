"""The mails about not having come."""

import datetime as dt

from kunskapsdag.registrations import emails
from kunskapsdag.registrations.models import Charge, Registration

NO_SHOW = "checkin.no_show"
TAKEN_BACK = "checkin.taken_back"


def queue_charged(registration: Registration, charge: Charge, *, now: dt.datetime) -> None:
    """Tell what it costs not to have come."""
    emails.queue(registration, NO_SHOW, now=now, charge=charge.pk)


def queue_taken_back(registration: Registration, charge: Charge, *, now: dt.datetime) -> None:
    """Tell that it costs nothing after all."""
    emails.queue(registration, TAKEN_BACK, now=now, charge=charge.pk)
