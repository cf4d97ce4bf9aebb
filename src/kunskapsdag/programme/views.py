"""The programme as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from kunskapsdag.core import caching
from kunskapsdag.events import permissions
from kunskapsdag.events import queries as events
from kunskapsdag.programme.pdf import programme_pdf


@require_safe
@caching.public_page
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the programme as PDF, to be shown in the browser and saved under a name that tells what it is."""
    event = get_object_or_404(events.shown_days(), slug=slug)
    if not permissions.may_see(request.user, event):
        raise Http404
    response = HttpResponse(programme_pdf(event), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="program-{event.slug}.pdf"'
    return response if event.is_public else caching.for_you_only(response)
