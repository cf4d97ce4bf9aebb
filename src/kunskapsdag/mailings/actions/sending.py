"""Letters to many, to oneself, and once more to a new address."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import Letter
from kunskapsdag.mailings import queries
from kunskapsdag.mailings.enums import Kind
from kunskapsdag.mailings.errors import NoAddress, NobodyToWriteTo, ReceiversChanged
from kunskapsdag.mailings.models import Mailing
from kunskapsdag.mailings.queries import To
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import Edit, Receiver, compose
from kunskapsdag.registrations.models import Registration

TEST = "mailings.test"
OF_KIND = {Kind.MESSAGE: emails.MESSAGE, Kind.NEWS: emails.NEWS}


def send_mailing(
    *,
    event: Event,
    to: To,
    texts: dict[str, str],
    seen: str,
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
    kind: Kind = Kind.MESSAGE,
    **facts: Any,
) -> Mailing:
    """Write a letter to each of those whom the organiser has seen in the list, all or none; sent twice it is one letter.

    ``seen`` is the mark of the list that was shown. Bounded statements, whatever the number of receivers.

    :raises NobodyToWriteTo: the list is empty.
    :raises ReceiversChanged: it is another than the one that was seen.
    """
    with transaction.atomic():
        known = Mailing.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        found = queries.receivers(event, to)
        if not found.reached:
            raise NobodyToWriteTo
        if queries.mark(found) != seen:
            raise ReceiversChanged
        mailing = Mailing.objects.create(
            event=event,
            kind=kind,
            form_key=form_key,
            audience=to.stored(),
            count=len(found.reached),
            sent_at=now,
            sent_by=by,
            **texts,
        )
        emails.queue_many(found.reached, OF_KIND[kind], now=now, mailing=mailing.pk, **facts)
        audit.log(mailing, "letter.sent", by=by, event=event.pk, count=mailing.count, audience=mailing.audience)
    return mailing


def send_to_myself(*, letter: Letter, kind: str, event: Event, language: str, by: Any, now: dt.datetime) -> Message:
    """Send an example of a letter, marked as a test, to the colleague who writes it.

    It never touches anybody's own log, and its link leads to the day's public page: a letter that is forwarded by mistake
    must not give away a registration.

    :raises NoAddress: the colleague has no address.
    """
    if not by.email:
        raise NoAddress
    with transaction.atomic():
        message = mail.queue(kind=TEST, facts={}, to_name=by.get_full_name(), to_email=by.email, language=language, now=now)
        message.subject = (_("[Test] %(subject)s") % {"subject": letter.subject})[:250]
        message.text, message.html = letter.text, letter.html
        message.save(update_fields=["subject", "text", "html"])
        audit.log(message, "letter.tested", by=by, kind=kind, event=event.pk)
    return message


def example(registration: Registration, kind: str, facts: dict[str, Any], *, edit: Edit) -> Letter:
    """Return a letter as it would look, with the day's public page in place of the person's own."""
    public = settings.BASE_URL + reverse("event-page", args=[registration.event.slug])
    receiver = Receiver(registration.name, registration.email, registration.language, own_url=public)
    with translation.override(registration.language):
        return compose(registration, kind, facts, receiver, edit=edit)


def send_to_new_address(registration: Registration, *, now: dt.datetime) -> None:
    """Let the new address have what never reached the old one; called when an address has been mended.

    Her place, with the calendar entry, is told anew where that was what got lost. Nothing of hers is undelivered any more.
    """
    lost = queries.lost_mails(registration)
    if not lost:
        return
    for message in lost:
        mail.put_right(message, now=now)
    if registration.state == State.CONFIRMED:
        emails.queue(registration, emails.CONFIRMED, now=now)
    elif registration.state == State.OFFERED:
        offer = registration.offers.filter(state="open").first()
        if offer is not None:
            emails.queue_offer(offer, now=now)
