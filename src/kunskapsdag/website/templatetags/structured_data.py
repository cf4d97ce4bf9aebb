"""Structured data in templates."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from kunskapsdag.website import structured_data
from kunskapsdag.website.queries import DayView
from kunskapsdag.website.series import SeriesView

register = template.Library()


@register.simple_tag(takes_context=True)
def event_json_ld(context: dict[str, Any], day: DayView, picture: str = "") -> SafeString:
    """Write the day for search engines; takes page, speakers and co-organisers from the invitation's context.

    ``picture`` is a whole address.
    """
    page = context.get("page")
    url = (page.get_url(context.get("request")) if page else None) or f"/kunskapsdagar/{day.event.slug}/"
    return structured_data.script(
        structured_data.event_json_ld(
            day,
            url=url if "://" in url else settings.BASE_URL + url,
            # The lead invites; a day that has been held invites nobody.
            description="" if day.is_past else getattr(page, "lead", ""),
            speakers=context.get("speakers", ()),
            co_organisers=context.get("co_organisers", ()),
            picture=picture,
        )
    )


@register.simple_tag
def series_json_ld(view: SeriesView) -> SafeString:
    """Write a series for search engines."""
    return structured_data.script(structured_data.series_json_ld(view))
