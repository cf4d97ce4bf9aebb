"""Suggestions while somebody types the name of her organisation."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kunskapsdag.core import caching
from kunskapsdag.organisations import queries

LONGEST = 150  # the longest name an organisation can have
SECONDS = 60


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer with at most eight names as a JSON list; what nobody can be called gives an empty list."""
    typed = request.GET.get("q", "")
    found = queries.find(typed) if len(typed) <= LONGEST else []
    names = [organisation.name for organisation in found]
    return caching.for_everybody(JsonResponse(names, safe=False, json_dumps_params={"ensure_ascii": False}), seconds=SECONDS)
