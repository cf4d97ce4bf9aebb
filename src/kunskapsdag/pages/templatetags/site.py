"""What the page shell needs: ``{% site_look %}``, ``{% menu %}``, ``{% canonical %}`` …"""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings

from kunskapsdag.pages import navigation
from kunskapsdag.pages.models import SiteLook
from kunskapsdag.pages.paging import PARAMETER

register = template.Library()


@register.simple_tag(takes_context=True)
def site_look(context: dict[str, Any]) -> SiteLook:
    """Return the name, sender and colour of the site."""
    request = context.get("request")
    return navigation.look(request) if request is not None else SiteLook()


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any]) -> list[navigation.Link]:
    """Return the links of the main menu."""
    request = context.get("request")
    return navigation.menu(request) if request is not None else []


@register.simple_tag(takes_context=True)
def foot_links(context: dict[str, Any]) -> list[navigation.Link]:
    """Return the links of the foot."""
    request = context.get("request")
    return navigation.foot_links(request) if request is not None else []


@register.simple_tag(takes_context=True)
def language_choices(context: dict[str, Any]) -> list[navigation.LanguageChoice]:
    """Return the other languages."""
    request = context.get("request")
    return navigation.language_choices(request) if request is not None else []


@register.simple_tag(takes_context=True)
def canonical(context: dict[str, Any]) -> str:
    """Return the page's own address, whole, without what was searched for except the page number."""
    request = context.get("request")
    if request is None:
        return settings.BASE_URL
    number = request.GET.get(PARAMETER, "")
    query = f"?{PARAMETER}={number}" if number.isascii() and number.isdigit() and number != "1" else ""
    page = context.get("page")
    path = (page.get_url(request) if page is not None and hasattr(page, "get_url") else None) or request.path
    return f"{settings.BASE_URL}{path}{query}"


@register.filter
def absolute(path: str) -> str:
    """Return a whole address for a path of ours."""
    return f"{settings.BASE_URL}{path}" if path.startswith("/") else path


@register.filter
def host(address: str) -> str:
    """Return where a link leads: "vimeo.com"."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any], number: int) -> str:
    """Return the address of another page of the same list, with the same filter."""
    query = context["request"].GET.copy()
    query[PARAMETER] = str(number)
    return f"?{query.urlencode()}"
