"""The registration form, and a person's own pages by signed link."""

from kunskapsdag.registrations.views.own import (
    answer,
    calendar,
    cancel,
    change,
    mine,
    new_link,
    receipt,
    wait_again,
    way,
)
from kunskapsdag.registrations.views.public import form, mail_sent
from kunskapsdag.registrations.views.series import series_form, series_receipt

__all__ = [
    "answer",
    "calendar",
    "cancel",
    "change",
    "form",
    "mail_sent",
    "mine",
    "new_link",
    "receipt",
    "series_form",
    "series_receipt",
    "wait_again",
    "way",
]
