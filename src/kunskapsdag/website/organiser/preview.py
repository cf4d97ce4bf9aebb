"""What visitors will meet, from what stands in the editor."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from kunskapsdag.events.models import Event
from kunskapsdag.website.models import CalendarPage, InvitationPage


def show(event: Event, request: HttpRequest, mode: str) -> HttpResponse:
    """Render the public page of a day that is not saved.

    It is saved for a moment, in a transaction that is always rolled back: the public page asks the database as it does for
    visitors, so the preview is that page and not a likeness. The page's newest words are used, published or not.
    """
    with transaction.atomic():
        event.save()
        response = _page(event).serve_preview(request, mode)
        if hasattr(response, "render"):
            response.render()
        transaction.set_rollback(True)
    return response


def _page(event: Event) -> InvitationPage:
    page = InvitationPage.objects.filter(event=event).first()
    if page is None:
        page = InvitationPage(title=event.title, slug=event.slug, event=event, live=False)
        calendar = CalendarPage.objects.first()
        if calendar is None:
            InvitationPage.get_first_root_node().add_child(instance=page)
        else:
            calendar.add_child(instance=page)
        return page
    newest: InvitationPage = page.get_latest_revision_as_object()
    newest.event = event
    newest.title = event.title
    return newest
