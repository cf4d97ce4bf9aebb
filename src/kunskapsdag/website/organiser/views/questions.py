"""The day's own questions: asked, answered, summed, and those who have not answered."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.events.models import Event
from kunskapsdag.questions import actions, queries, rules
from kunskapsdag.questions.enums import Kind
from kunskapsdag.questions.errors import QuestionError
from kunskapsdag.questions.forms import QuestionForm, SheetForm
from kunskapsdag.questions.models import Question
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422
PER_PAGE = 50
SHOWN_NAMES = 300


def _show(
    request: HttpRequest, event: Event, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    trail = [{"url": screens.day_url(event, "questions"), "label": _("Questions")}] if template != "overview" else None
    return screens.show(
        request,
        event,
        f"questions/{template}.html",
        here="questions",
        title=title,
        trail=trail,
        context=context,
        status=status,
    )


def _question(event: Event, key: int) -> Question | None:
    return Question.objects.select_related("event").filter(event=event, pk=key).first()


@for_day(permissions.SEE_LIST)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the questions with their sums, and how many have not answered."""
    now = clock.now()
    summed = queries.sums(event)
    context = {
        "summed": summed,
        "sheet": queries.sheet(event),
        "unanswered": len(queries.unanswered(event, now=now)) if summed else 0,
        "orders": len(queries.orders_unanswered(event)) if summed else 0,
    }
    return _show(request, event, "overview", _("Questions"), context)


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SHOW_AND_SAVE)
def new(request: HttpRequest, event: Event) -> HttpResponse:
    """Make a question."""
    return _edit(request, event, None)


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SHOW_AND_SAVE)
def change(request: HttpRequest, event: Event, question: int) -> HttpResponse:
    """Change a question."""
    found = _question(event, question)
    return faults.not_found(request) if found is None else _edit(request, event, found)


def _edit(request: HttpRequest, event: Event, question: Question | None) -> HttpResponse:
    form = QuestionForm(request.POST if request.method == "POST" else None, event=event, question=question)
    asks: set[str] = set()
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_question(
                event=event,
                question=question,
                written=form.written(),
                version=form.cleaned_data["version"],
                confirm_sensitive=form.cleaned_data["confirm_sensitive"],
                confirm_loss=form.cleaned_data["confirm_loss"],
                by=request.user,
                now=clock.now(),
            )
        except QuestionError as error:
            is_field = error.field in form.fields
            form.add_error(error.field if is_field else None, str(error))
            asks.add(error.field or "")
        else:
            messages.success(request, _("The question is saved."))
            better = rules.better_kind(queries.asked_of(saved))
            if better:
                text = _("No free text where a choice will do: “%(kind)s” seems to fit better, and can be counted.")
                messages.warning(request, text % {"kind": Kind(better).label})
            return redirect("days:questions", event.pk)
    confirmed = {name for name in ("confirm_sensitive", "confirm_loss") if form.is_bound and form.data.get(name)}
    context = {
        "form": form,
        "question": question,
        "to_confirm": [form[name] for name in ("confirm_sensitive", "confirm_loss") if name in asks | confirmed],
    }
    title = _("Change the question") if question else _("New question")
    return _show(request, event, "question", title, context, status=UNPROCESSABLE if form.errors else 200)


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SHOW_AND_SAVE)
def remove(request: HttpRequest, event: Event, question: int) -> HttpResponse:
    """Tell what would be lost, then remove."""
    found = _question(event, question)
    if found is None:
        return faults.not_found(request)
    lost = found.answers.count()
    if request.method == "POST":
        try:
            actions.remove_question(
                question=found, confirm_loss="confirm_loss" in request.POST, by=request.user, now=clock.now()
            )
        except QuestionError as error:
            return _show(
                request,
                event,
                "remove",
                _("Remove the question"),
                {"question": found, "lost": lost, "refusal": str(error)},
                status=UNPROCESSABLE,
            )
        messages.success(request, _("The question is removed."))
        return redirect("days:questions", event.pk)
    return _show(request, event, "remove", _("Remove the question"), {"question": found, "lost": lost})


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SAVE_ONLY)
def move(request: HttpRequest, event: Event, question: int) -> HttpResponse:
    """Let a question change places with its neighbour."""
    found = _question(event, question)
    if found is None:
        return faults.not_found(request)
    try:
        actions.move_question(question=found, up="upp" in request.POST, by=request.user, now=clock.now())
    except QuestionError as error:
        messages.error(request, str(error))
    return redirect("days:questions", event.pk)


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SHOW_AND_SAVE)
def sheet(request: HttpRequest, event: Event) -> HttpResponse:
    """Say what the answers are for, when the later questions open and how long answers are kept."""
    form = SheetForm(request.POST if request.method == "POST" else None, instance=queries.sheet(event))
    if request.method == "POST" and form.is_valid():
        actions.save_sheet(event=event, by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("The days of the questions are saved."))
        return redirect("days:questions", event.pk)
    return _show(request, event, "sheet", _("Days and purpose"), {"form": form}, status=UNPROCESSABLE if form.errors else 200)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def answers(request: HttpRequest, event: Event, question: int) -> HttpResponse:
    """Show who has answered what to one question."""
    found = _question(event, question)
    if found is None:
        return faults.not_found(request)
    wanted = request.GET.get("svar", "")
    page = Paginator(queries.answers_to(found, wanted), PER_PAGE).get_page(request.GET.get("sida"))
    asked = queries.asked_of(found)
    rows = [(row, queries.words_of(asked, row)) for row in page.object_list]
    context = {"question": found, "page": page, "rows": rows, "chosen": f"svar={wanted}" if wanted.isalnum() else ""}
    return _show(request, event, "answers", found.text, context)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def unanswered(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who has questions left, and when each was last written to."""
    now = clock.now()
    left = queries.unanswered(event, now=now)
    due = [one for one in left if rules.may_remind_again(last_letter=one.last_letter, now=now)]
    context = {
        "left": left[:SHOWN_NAMES],
        "count": len(left),
        "due": len(due) if now < event.starts_at else 0,
        "orders": queries.orders_unanswered(event),
        "sheet": queries.sheet(event),
    }
    return _show(request, event, "unanswered", _("Who has not answered"), context)


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def remind(request: HttpRequest, event: Event) -> HttpResponse:
    """Remind those who have questions left."""
    try:
        count = actions.remind(event=event, by=request.user, now=clock.now())
    except QuestionError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", count)
        messages.success(request, text % {"count": count})
    return redirect("days:unanswered", event.pk)
