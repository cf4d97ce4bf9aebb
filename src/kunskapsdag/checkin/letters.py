"""The words of the mails about not having come; written by the worker, in the same dress as the other letters."""

from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.checkin import emails
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.mail import registry
from kunskapsdag.registrations import letters
from kunskapsdag.registrations.letters import Words
from kunskapsdag.registrations.models import Charge, Registration


def _sum(facts: dict[str, Any]) -> str:
    """Return what it costs, as it was frozen when it was decided."""
    charge = Charge.objects.filter(pk=facts.get("charge") or 0).first()
    return charge.words if charge else price_in_words(None)


def _no_show(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    return Words(
        _("You had a place and did not come: %(title)s") % {"title": event.title},
        [
            _("You had a place, and were not ticked off at the door. We had not been told that you would not come."),
            _("By the terms of the day it costs %(words)s. Your organisation gets an invoice.") % {"words": _sum(facts)},
            _("Is this wrong, or was there a reason? Write to %(name)s, %(email)s, before the invoice comes.")
            % {"name": event.contact_name, "email": event.contact_email},
        ],
        button=_("See your registration"),
    )


def _taken_back(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("It costs nothing after all: %(title)s") % {"title": registration.event.title},
        [_("We have written to you about a fee of %(words)s. You need not pay it.") % {"words": _sum(facts)}],
        button=_("See your registration"),
    )


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind, writer in ((emails.NO_SHOW, _no_show), (emails.TAKEN_BACK, _taken_back)):
        letters.WRITERS[kind] = writer
        registry.register(kind, letters.write)
