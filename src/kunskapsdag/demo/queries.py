"""Whether the demo is there, and whether something else is."""

from kunskapsdag.demo.content.real_day import REAL_DAY
from kunskapsdag.events.models import Event
from kunskapsdag.news.models import NewsPage


def is_loaded() -> bool:
    """Return whether the demo has been loaded: all of it comes in one transaction, so one day tells."""
    return Event.objects.filter(slug=REAL_DAY.slug).exists()


def is_in_use() -> bool:
    """Return whether somebody has begun to work in the database."""
    return Event.objects.exists() or NewsPage.objects.exists()
