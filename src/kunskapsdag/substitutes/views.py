"""Asking somebody to take over, and answering; both by a link in a mail, without logging in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.fees import queries as fees
from kunskapsdag.organisations.queries import options
from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations import queries as registrations
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.errors import HandedOn, RegistrationError, TooMuch
from kunskapsdag.registrations.forms import ONLINE_IN_LINE
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import open_offer, queue_position
from kunskapsdag.registrations.views import ways
from kunskapsdag.registrations.views.own import own
from kunskapsdag.registrations.views.public import CONFLICT, UNPROVEN, WRONG, has_ways, see_other, status_of
from kunskapsdag.substitutes import actions, queries, rules
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.errors import QuestionIsOver
from kunskapsdag.substitutes.forms import AnswerForm, AskForm
from kunskapsdag.substitutes.models import Question

GONE = 410


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
@own
def ask(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Name the one who can come instead; while somebody is asked, or nobody can be, say so."""
    if not registration.is_living:
        return see_other(own_links.path(registration))
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, initial={"organisation": registration.organisation_name}, has_fee=False)
    is_valid = request.method == "POST" and form.is_valid()
    wrong = WRONG
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
    elif is_valid:
        try:
            actions.ask(registration=registration, asked=form.asked(), now=clock.now())
        except HandedOn:
            raise
        except RegistrationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.text))
            wrong = status_of(error) if isinstance(error, TooMuch) else WRONG
        else:
            return see_other(own_links.path(registration))
    status = UNPROVEN if faults.is_unproven(request) else wrong if form.errors else 200
    return render(request, "substitutes/ask.html", _asking(registration) | {"form": form}, status=status)


def _asking(registration: Registration) -> dict[str, Any]:
    event = registration.event
    refusal = ""
    try:
        rules.require_can_be_handed_on(
            registration.state,
            status=event.status,
            close_on=event.substitutes_close_on,
            starts_at=event.starts_at,
            contact=(event.contact_name, event.contact_email),
            now=clock.now(),
        )
    except RegistrationError as error:
        refusal = str(error.text)
    return {
        "registration": registration,
        "event": event,
        "token": own_links.token(registration),
        "names": options(),
        "question": queries.pending(registration),
        "refusal": refusal,
        "rule": rules.rule_words(event.substitute_rule),
        "closes_at": rules.last_moment(close_on=event.substitutes_close_on, starts_at=event.starts_at),
        "hours": rules.HOURS_TO_ANSWER,
    }


@require_POST
@own
def take_back(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take the question back."""
    actions.take_back(registration=registration, now=clock.now())
    return see_other(own_links.path(registration))


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, token: str) -> HttpResponse:
    """Show what one is asked to take over, and let her say yes or no."""
    asked = queries.by_token(token)
    if asked is None or asked.state == QuestionState.AWAITS:
        raise Http404
    return for_you_only(_answer(request, asked) if request.method == "POST" else _show(request, asked))


def _answer(request: HttpRequest, asked: Question) -> HttpResponse:
    said = request.POST.get("answer")
    if faults.is_unproven(request):
        form = _form(request, asked)
        form.add_error(None, faults.UNPROVEN)
        return _show(request, asked, form=form, status=UNPROVEN)
    try:
        if said == "no":
            actions.decline(question=asked, now=clock.now())
            return render(request, "substitutes/declined.html", {"event": asked.registration.event})
        if said != "yes":
            return _show(request, asked, status=WRONG)
        return _say_yes(request, asked)
    except QuestionIsOver as error:
        return _over(request, queries.reloaded(asked), str(error.text))


def _say_yes(request: HttpRequest, asked: Question) -> HttpResponse:
    if asked.state == QuestionState.CONFIRMED:
        return see_other(_own_page(asked))  # a double click; nothing of the second form is read
    form = _form(request, asked)
    if not form.is_valid():
        return _show(request, asked, form=form, status=WRONG)
    try:
        registration = actions.confirm(question=asked, person=form.person(), answers=form.answers, now=clock.now())
    except QuestionIsOver:
        raise
    except RegistrationError as error:
        form.tell(error)
        return _show(request, asked, form=form, status=CONFLICT)
    return see_other(own_links.path(registration, "receipt"))


def _form(request: HttpRequest, asked: Question) -> AnswerForm:
    registration, data = asked.registration, (request.POST if request.method == "POST" else None)
    return AnswerForm(
        data,
        initial={"name": asked.name, "category": registration.category, "way": _way(registration)},
        question=asked,
        has_fee=queries.pays(registration),
        has_ways=has_ways(registration.event),
        sections=sections.asked_next(
            registration, organisation=(asked.organisation_id, asked.organisation_name), data=data, now=clock.now()
        ),
    )


def _way(registration: Registration) -> str:
    """Return how the one before her takes part: what she takes over, until she says otherwise."""
    return ONLINE_IN_LINE if registration.on_site_wish else registration.way


def _show(request: HttpRequest, asked: Question, *, form: AnswerForm | None = None, status: int = 200) -> HttpResponse:
    registration, event, now = asked.registration, asked.registration.event, clock.now()
    if asked.state == QuestionState.CONFIRMED:
        return see_other(_own_page(asked))
    try:
        actions.require_open(asked, now=now)
    except QuestionIsOver as error:
        return _over(request, asked, str(error.text))
    terms = fees.stored_terms(event.pk)
    form = form or _form(request, asked)
    places = registrations.places(event, now=now) if has_ways(event) else None
    context = {
        "question": asked,
        "registration": registration,
        "event": event,
        "form": form,
        "ways": ways.choices(form, places, takes_line=event.has_waiting_list and places.is_offering) if places else [],
        "position": queue_position(registration),
        "offer": open_offer(registration),
        "charges": queries.charges_in_words(asked),
        "is_free": not terms.has_fee,
        "price_words": fees.words_of(event),
        "terms_rows": fees.terms_rows_of(event, terms, now),
    }
    return render(request, "substitutes/question.html", context, status=status)


def _over(request: HttpRequest, asked: Question, text: str) -> HttpResponse:
    """Say why nothing can be answered any more; of the registration nothing is shown but its day."""
    context = {"event": asked.registration.event, "question": asked, "text": text}
    return render(request, "substitutes/over.html", context, status=GONE)


def _own_page(asked: Question) -> str:
    """Return her own page, by the link she got when she took over: handed on since, it answers 410 by itself."""
    return own_links.path_of(asked.registration.public_id, asked.link_version or 0)
