"""Shows a letter as somebody would get it, before it is sent: to whom, in a frame, and to oneself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.mail.viewsets import LETTER_POLICY
from kunskapsdag.mailings import actions, letters, queries, words
from kunskapsdag.mailings.actions.sending import example
from kunskapsdag.mailings.errors import MailingError
from kunskapsdag.mailings.forms import WordsForm
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import open_offer, queue_position
from kunskapsdag.website.organiser import permissions

SWEDISH, ENGLISH = "sv", "en"
MADE_UP = {SWEDISH: "Anna Andersson", ENGLISH: "Anna Andersson"}


def choices(request: HttpRequest, event: Event, states: tuple[State, ...]) -> list[tuple[str, str]]:
    """Return whom a letter can be shown for: somebody who is registered, for who may see persons, or somebody made up."""
    user: Any = request.user
    found = queries.examples(event, states) if user.has_perms((permissions.SEE_LIST, permissions.SEE_PERSON)) else []
    real = [(str(one.number), f"{one.number} {one.name}, {one.get_state_display()}") for one in found]
    return [*real, (SWEDISH, _("somebody made up")), (ENGLISH, _("somebody made up, in English"))]


def shown_for(request: HttpRequest, event: Event, states: tuple[State, ...]) -> tuple[Registration, dict[str, Any]]:
    """Return the registration that is chosen in the form and the facts of its letter; a number of nobody is the made-up one."""
    chosen = request.POST.get("visa") or request.GET.get("visa", "")
    user: Any = request.user
    if is_number(chosen) and user.has_perms((permissions.SEE_LIST, permissions.SEE_PERSON)):
        rows = Registration.objects.filter(event=event, number=chosen, state__in=states)
        registration = rows.select_related("event", "event__venue", "event__organiser").first()
        if registration is not None:
            return registration, _facts(registration)
    language = ENGLISH if chosen == ENGLISH else SWEDISH
    made_up = words.stand_in(event, state=states[0], name=MADE_UP[language], language=language)
    return made_up, words.facts_for(made_up.state)


def _facts(registration: Registration) -> dict[str, Any]:
    """Return the facts of a letter to her now; what only another moment would tell is made up."""
    facts = words.facts_for(registration.state) | {"registration": registration.pk, "version": registration.link_version}
    position, offer = queue_position(registration), open_offer(registration)
    if position is not None:
        facts["position"] = position
    if offer is not None:
        facts["answer_by"] = offer.answer_by.isoformat()
    return facts


def frame(request: HttpRequest, event: Event, form: WordsForm, editable: Editable, kind: str) -> HttpResponse:
    """Return the letter by itself, for the frame: as HTML, or as the text that plain mail programs show."""
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        items = format_html_join("", "<li>{}</li>", ((one,) for one in said))
        page = format_html("<!doctype html><title>{}</title><ul>{}</ul>", _("The letter cannot be shown yet"), items)
        return _in_frame(page, status=422)
    registration, facts = shown_for(request, event, editable.seen_by or (State.CONFIRMED,))
    letter = example(registration, kind, facts, edit=letters.with_texts(form.texts(), editable))
    if request.POST.get("step") == "text":
        shown = format_html("<!doctype html><title>{}</title><pre>{}\n\n{}</pre>", letter.subject, letter.subject, letter.text)
        return _in_frame(shown)
    return _in_frame(letter.html.replace("<head>", '<head><base target="_blank">', 1))


def _in_frame(page: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(page, status=status)
    response["Content-Security-Policy"] = LETTER_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return for_you_only(response)


def send_to_me(request: HttpRequest, event: Event, form: WordsForm, editable: Editable, kind: str) -> None:
    """Send the letter to the colleague who writes it, and say so above the form."""
    registration, facts = shown_for(request, event, editable.seen_by or (State.CONFIRMED,))
    edit = letters.with_texts(form.texts(), editable)
    user: Any = request.user
    try:
        actions.send_to_myself(registration=registration, kind=kind, facts=facts, edit=edit, by=user, now=clock.now())
    except MailingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": user.email})
