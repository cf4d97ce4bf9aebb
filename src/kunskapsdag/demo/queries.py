"""Whether the demo is there, and whether something else is."""

import datetime as dt

from kunskapsdag.demo.content.real_day import REAL_DAY
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.news.models import NewsPage


def is_loaded() -> bool:
    """Return whether the demo has been loaded: all of it comes in one transaction, so one day tells."""
    return Event.objects.filter(slug=REAL_DAY.slug).exists()


def is_in_use() -> bool:
    """Return whether somebody has begun to work in the database."""
    return Event.objects.exists() or NewsPage.objects.exists()


def moments_of_mails() -> list[dt.datetime]:
    """Return each moment at which a mail was caused, the first first."""
    return list(Message.objects.order_by("created_at").values_list("created_at", flat=True).distinct())
