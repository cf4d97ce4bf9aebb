"""What is not needed any more is erased by itself."""

import datetime as dt

from django.db.models import F
from django.db.models.functions import Lower

from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import rules
from kunskapsdag.registrations.models import Needs, Registration, RegistrationMessage

AT_A_TIME = 500


def erase_old_needs(*, now: dt.datetime) -> int:
    """Erase food and access needs a week after each event; return how many were erased."""
    _total, by_model = Needs.objects.filter(registration__event__ends_at__lt=now - rules.NEEDS_ARE_KEPT).delete()
    return by_model.get(Needs._meta.label, 0)  # noqa: SLF001  (Django's documented API)


def forget_mails(registration: Registration) -> int:
    """Erase the mails to the person who leaves a registration to somebody else; return how many.

    One that is being sent at this moment cannot be taken back; it goes with the others' after thirty days.
    """
    ties = registration.messages.exclude(message__state=MailState.SENDING)
    keys = list(ties.values_list("message_id", flat=True))
    Message.objects.filter(pk__in=keys).exclude(state=MailState.SENDING).delete()
    return len(keys)


def erase_mails_to_others(*, now: dt.datetime) -> int:
    """Erase old mails about a registration to somebody whose it isn't: who handed it on, or was asked to take over."""
    old = RegistrationMessage.objects.filter(message__created_at__lt=now - rules.MAILS_TO_OTHERS_ARE_KEPT)
    keys = (
        old.exclude(message__state=MailState.SENDING)
        .alias(address=Lower("message__to_email"), own=Lower("registration__email"))
        .exclude(address=F("own"))
        .order_by()
        .values_list("message_id", flat=True)[:AT_A_TIME]
    )
    found = list(keys)
    Message.objects.filter(pk__in=found).delete()
    return len(found)
