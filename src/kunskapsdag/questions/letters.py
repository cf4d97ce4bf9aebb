"""The words of the letters that lead to the page with only the questions."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import links as order_links
from kunskapsdag.orders.models import Order
from kunskapsdag.pages import dates
from kunskapsdag.questions import emails, queries
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration


def write(message: Message) -> Letter:
    """Return the words of a letter to one who has a place."""
    registration = Registration.objects.select_related("event__venue", "event__organiser").get(pk=message.facts["registration"])
    token = links.make(registration.public_id, message.facts["version"])
    own = reverse("questions:mine", args=[token])
    is_reminder = message.kind == emails.REMINDER
    title = registration.event.title
    subject = (
        _("We have not had your answers yet: %(title)s") % {"title": title}
        if is_reminder
        else _("Some questions before the day: %(title)s") % {"title": title}
    )
    first = (
        _("A few days ago we asked you some questions about the day. We have not had your answers yet.")
        if is_reminder
        else _("The day is drawing near, and we would like to know a few things to plan it well.")
    )
    return _letter(message, registration.event, subject, first, own)


def write_to_orderer(message: Message) -> Letter:
    """Return the words of a letter to one who has ordered for others."""
    order = Order.objects.select_related("event__venue", "event__organiser").get(pk=message.facts["order"])
    order.link_version = message.facts["version"]
    own = reverse("questions:order", args=[order_links.token(order)])
    subject = _("Some questions about your order: %(title)s") % {"title": order.event.title}
    first = _(
        "You have registered others for the day. We would like to know a few things that we ask only you, for all of them."
    )
    return _letter(message, order.event, subject, first, own)


def _letter(message: Message, event: Any, subject: str, first: str, own: str) -> Letter:
    sheet = queries.sheet(event)
    paragraphs = [first]
    if sheet.purpose:
        paragraphs.append(_("What the answers are for: %(purpose)s") % {"purpose": sheet.purpose})
    if sheet.last_day:
        paragraphs.append(
            _("Answer at the latest %(day)s. It takes a minute, without logging in.") % {"day": dates.day(sheet.last_day)}
        )
    else:
        paragraphs.append(_("It takes a minute, without logging in."))
    context = {
        "subject_words": subject,
        "paragraphs": paragraphs,
        "own": settings.BASE_URL + own,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": message.to_name} if message.to_name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
    }
    return letter("questions/mail/letter", context, message.language)


def register() -> None:
    """Tell the outbox who writes these letters."""
    registry.register(emails.ASKED, write)
    registry.register(emails.REMINDER, write)
    registry.register(emails.ORDER, write_to_orderer)
