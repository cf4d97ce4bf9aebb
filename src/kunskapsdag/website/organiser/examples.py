"""Shows a letter as somebody would get it, before it is sent: to whom, in a frame, and to oneself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.mail.registry import Letter
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
    found = queries.examples(event, states) if _sees_persons(request) else []
    real = [(str(one.number), f"{one.number} {one.name}, {one.get_state_display()}") for one in found]
    return [*real, (SWEDISH, _("somebody made up")), (ENGLISH, _("somebody made up, in English"))]


def of(request: HttpRequest, event: Event, editable: Editable) -> list[tuple[str, str]]:
    """Return whom a letter of any kind can be shown for."""
    if editable.family is None:
        return choices(request, event, editable.seen_by)
    real = editable.family.people(event) if _sees_persons(request) else []
    return [*real, (SWEDISH, _("somebody made up"))]


def _sees_persons(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.has_perms((permissions.SEE_LIST, permissions.SEE_PERSON)))


def _chosen(request: HttpRequest) -> str:
    """Return whom the letter is to be shown for; nobody real for who may not see persons."""
    chosen = request.POST.get("visa") or request.GET.get("visa", "")
    return chosen if chosen in MADE_UP or _sees_persons(request) else ""


def shown_for(request: HttpRequest, event: Event, states: tuple[State, ...], kind: str) -> tuple[Registration, dict[str, Any]]:
    """Return the registration that is chosen in the form and the facts of its letter; a number of nobody is the made-up one."""
    chosen = _chosen(request)
    if is_number(chosen):
        rows = Registration.objects.filter(event=event, number=chosen, state__in=states)
        registration = rows.select_related("event", "event__venue", "event__organiser").first()
        if registration is not None:
            return registration, _facts(registration, kind)
    language = ENGLISH if chosen == ENGLISH else SWEDISH
    made_up = words.stand_in(event, state=states[0], name=MADE_UP[language], language=language)
    with translation.override(language):
        return made_up, words.facts_for(made_up.state, kind=kind, event=event)


def _facts(registration: Registration, kind: str) -> dict[str, Any]:
    """Return the facts of a letter to her now; what only another moment would tell is made up."""
    with translation.override(registration.language):
        facts = words.facts_for(registration.state, kind=kind, event=registration.event)
    facts |= {"registration": registration.pk, "version": registration.link_version}
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
    letter, _language = _letter(request, event, form, editable, kind)
    if request.POST.get("step") == "text":
        shown = format_html("<!doctype html><title>{}</title><pre>{}\n\n{}</pre>", letter.subject, letter.subject, letter.text)
        return _in_frame(shown)
    return _in_frame(letter.html.replace("<head>", '<head><base target="_blank">', 1))


def _in_frame(page: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(page, status=status)
    response["Content-Security-Policy"] = LETTER_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return for_you_only(response)


def _letter(request: HttpRequest, event: Event, form: WordsForm, editable: Editable, kind: str) -> tuple[Letter, str]:
    """Return the letter with the words of the form as the chosen person would get it, and its language."""
    if editable.family is not None:
        with translation.override(SWEDISH):
            return editable.family.example(event, kind, _chosen(request), form.texts()), SWEDISH
    registration, facts = shown_for(request, event, editable.seen_by or (State.CONFIRMED,), kind)
    edit = letters.with_texts(form.texts(), editable)
    return example(registration, kind, facts, edit=edit), registration.language


def send_to_me(request: HttpRequest, event: Event, form: WordsForm, editable: Editable, kind: str) -> None:
    """Send the letter to the colleague who writes it, and say so above the form."""
    letter, language = _letter(request, event, form, editable, kind)
    user: Any = request.user
    try:
        actions.send_to_myself(letter=letter, kind=kind, event=event, language=language, by=user, now=clock.now())
    except MailingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test is on its way to %(address)s.") % {"address": user.email})
