"""Letters to many, letters by the clock, and the change that those who are coming must be told."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import actions, queries, words
from kunskapsdag.mailings.actions.changes import whom
from kunskapsdag.mailings.errors import AlreadyTold, MailingError, ReceiversChanged
from kunskapsdag.mailings.forms import MailingForm
from kunskapsdag.mailings.models import DayChange, Mailing
from kunskapsdag.mailings.rules import changes
from kunskapsdag.mailings.words import MAILING
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.website.organiser import examples, permissions, screens
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422
MAILINGS_SHOWN = 100
# Not to be sent along from one step of the form to the next.
NOT_TYPED = {"csrfmiddlewaretoken", "step", "seen", "visa"}


@for_day(permissions.SEE_MAILS)
def index(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what has been sent to many about the day."""
    user: Any = request.user
    context = {
        "mailings": Mailing.objects.filter(event=event).select_related("sent_by")[:MAILINGS_SHOWN],
        "change": queries.open_change(event),
        "may_write": user.has_perms((permissions.SEE_LIST, permissions.WRITE_MAILS)),
    }
    return screens.show(request, event, "mailings.html", here="mailings", title=_("Letters to many"), context=context)


@for_day(permissions.SEE_MAILS, permissions.SEE_LIST, change=permissions.WRITE_MAILS, methods=permissions.SHOW_AND_SAVE)
def new(request: HttpRequest, event: Event) -> HttpResponse:
    """Write a letter to many: first the words and to whom, then the list of who gets it, then it is sent."""
    form = MailingForm(request.POST if request.method == "POST" else None, event=event, initial={"states": [State.CONFIRMED]})
    step = request.POST.get("step", "")
    if step in ("preview", "text"):
        return examples.frame(request, event, form, MAILING, emails.MESSAGE)
    if request.method == "POST" and step != "back" and form.is_valid():
        return _looked_through(request, event, form, step)
    if step == "back":
        form = MailingForm(initial=_typed(request, form), event=event)
    return _writing(request, event, form, status=UNPROCESSABLE if form.errors else 200)


def _typed(request: HttpRequest, form: MailingForm) -> dict[str, Any]:
    return {
        name: request.POST.getlist(name) if name in ("states", "ways") else request.POST.get(name, "") for name in form.fields
    }


def _writing(request: HttpRequest, event: Event, form: MailingForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "form_key": _key(request),
        "placeholders": [f"{{{name}}}" for name in MAILING.allowed],
        "examples": examples.choices(request, event, (State.CONFIRMED,)),
    }
    return screens.show(
        request,
        event,
        "mailing.html",
        here="mailings",
        title=_("Write to many"),
        trail=_trail(event),
        context=context,
        status=status,
    )


def _looked_through(request: HttpRequest, event: Event, form: MailingForm, step: str) -> HttpResponse:
    """Show the list, or send to those who stand in the list that was shown."""
    status = 200
    if step == "test":
        examples.send_to_me(request, event, form, MAILING, emails.MESSAGE)
    elif step == "send":
        try:
            mailing = actions.send_mailing(
                event=event,
                to=form.to(),
                texts=form.texts(),
                seen=request.POST.get("seen", ""),
                form_key=uuid.UUID(_key(request)),
                by=request.user,
                now=clock.now(),
            )
        except MailingError as error:
            messages.error(request, str(error))
            status = UNPROCESSABLE
        else:
            _say_sent(request, mailing)
            return redirect("days:mailings", event.pk)
    found = queries.receivers(event, form.to())
    context = {
        "form": form,
        "found": found,
        "seen": queries.mark(found),
        "form_key": _key(request),
        "typed": _hidden(request),
        "examples": examples.choices(request, event, (State.CONFIRMED,)),
    }
    title = _("Look through and send")
    return screens.show(
        request,
        event,
        "mailing_look.html",
        here="mailings",
        title=title,
        trail=_trail(event),
        context=context,
        status=status,
    )


def _hidden(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() if name not in NOT_TYPED | {"key"} for value in values]


def _say_sent(request: HttpRequest, mailing: Mailing) -> None:
    text = ngettext(
        "The letter is on its way to %(count)s person.", "The letter is on its way to %(count)s persons.", mailing.count
    )
    messages.success(request, text % {"count": mailing.count})


def _key(request: HttpRequest) -> str:
    """Return the form's own key; one that is none is made anew."""
    try:
        return str(uuid.UUID(request.POST.get("key", "")))
    except ValueError:
        return str(uuid.uuid4())


def _trail(event: Event) -> list[dict[str, str]]:
    return [{"url": screens.day_url(event, "mailings"), "label": _("Letters to many")}]


@for_day(permissions.SEE_MAILS, permissions.SEE_LIST, change=permissions.WRITE_MAILS, methods=permissions.SHOW_AND_SAVE)
def news(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what has changed and whom it concerns, with a ready draft to send or skip."""
    change = queries.open_change(event)
    step = request.POST.get("step", "")
    if change is None:
        if step:
            messages.error(request, str(AlreadyTold()))
        return redirect("days:mailings", event.pk)
    if step == "skip":
        actions.skip_change(change=change, by=request.user)
        messages.success(request, _("Nobody is told of the change."))
        return redirect("days:overview", event.pk)
    to = whom(event, change.changes)
    start = {"states": list(to.states), "ways": list(to.ways)} | words.draft_of_news(event, change.changes)
    form = MailingForm(request.POST if request.method == "POST" else None, event=event, initial=start)
    if step in ("preview", "text"):
        return examples.frame(request, event, form, MAILING, emails.NEWS)
    status = 200
    if request.method == "POST":
        sent, status = _tell(request, change, form, to.items)
        if sent is not None:
            return redirect("days:mailings", event.pk)
    chosen = form.to(to.items) if form.is_bound and form.is_valid() else to
    found = queries.receivers(event, chosen)
    context = {
        "change": change,
        "lines": [words.in_words(one) for one in change.changes],
        "in_calendars": changes.is_in_calendars(change.changes),
        "form": form,
        "found": found,
        "seen": queries.mark(found),
        "form_key": _key(request),
        "examples": examples.choices(request, event, (State.CONFIRMED, State.OFFERED, State.WAITING)),
    }
    title = _("Tell of the change")
    return screens.show(
        request, event, "news.html", here="mailings", title=title, trail=_trail(event), context=context, status=status
    )


def _tell(request: HttpRequest, change: DayChange, form: MailingForm, items: tuple[int, ...]) -> tuple[Mailing | None, int]:
    """Send the change, or do another of the buttons; return what was sent and the status of the page."""
    step = request.POST.get("step", "")
    if not form.is_valid():
        return None, UNPROCESSABLE
    if step == "test":
        examples.send_to_me(request, change.event, form, MAILING, emails.NEWS)
    if step != "send":
        return None, 200
    try:
        mailing = actions.send_change(
            change=change,
            to=form.to(items),
            texts=form.texts(),
            seen=request.POST.get("seen", ""),
            form_key=uuid.UUID(_key(request)),
            by=request.user,
            now=clock.now(),
        )
    except ReceiversChanged:
        messages.warning(
            request, _("The list below is another than the one you saw. Nothing has been sent. Look at it and send again.")
        )
    except MailingError as error:
        messages.error(request, str(error))
    else:
        _say_sent(request, mailing)
        return mailing, 200
    return None, UNPROCESSABLE
