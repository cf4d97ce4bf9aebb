"""How a page gets what it shows.

A page model stands above queries and views in its app and may not use them. So the app's ``views.py`` says
here what to show for which model, and ``BasePage`` asks when a visitor comes.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Maker = Callable[[Any, HttpRequest], dict[str, Any]]
_makers: dict[type, Maker] = {}


def shows(model: type) -> Callable[[Maker], Maker]:
    """Decorate the function that returns the template's variables for a page of this model."""

    def keep(maker: Maker) -> Maker:
        _makers[model] = maker
        return maker

    return keep


def context_for(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return the variables for a page; ``status`` among them is the status of the answer."""
    maker = _makers.get(type(page))
    return maker(page, request) if maker else {}
