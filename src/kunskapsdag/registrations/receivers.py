"""Reacts to what the outbox announces."""

from typing import Any

from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.models import RegistrationMessage


def keep_copy_with_registration(sender: Any, original: Message, copy: Message, **kwargs: Any) -> None:
    """Tie a mail that is sent again to the same registration, so that its log tells of both."""
    tie = RegistrationMessage.objects.filter(message=original).first()
    if tie is not None:
        RegistrationMessage.objects.get_or_create(message=copy, defaults={"registration_id": tie.registration_id})
