"""The page with only the questions, by the link in the letter. Nothing changes but by POST."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.orders import links as order_links
from kunskapsdag.orders.models import Order
from kunskapsdag.questions import actions, queries, rules
from kunskapsdag.questions.errors import AnswerMissing
from kunskapsdag.questions.forms import AnswersForm
from kunskapsdag.registrations import links
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.views.own import GONE, own
from kunskapsdag.registrations.views.public import CONFLICT, UNPROVEN, WRONG, see_other

SHOW_AND_SAVE = ["GET", "HEAD", "POST"]


@faults.answers_unproven
@require_http_methods(SHOW_AND_SAVE)
@own
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show what is asked of a person, or keep what she answers."""
    now = clock.now()
    event = registration.event
    plan = queries.plan_for(event, registration, now=now)
    form = AnswersForm(
        _sent(request),
        plan=plan,
        facts=queries.facts_of(registration, plan.asked),
        answers=queries.answers_of(registration),
        prefix="questions",
    )
    may_answer = registration.is_living and _is_time(plan, registration, now)
    context = {"registration": registration, "event": event, "back": links.path(registration)}

    def keep() -> None:
        actions.answer(registration=registration, answers=form.answers(), by=None, now=now)

    return _page(request, form, context, may_answer=may_answer, keep=keep)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_time(plan: queries.Plan, about: Registration | Order, now: Any) -> bool:
    return rules.may_change_answers(
        last_day=plan.sheet.last_day, starts_at=about.event.starts_at, now=now, today=clock.swedish(now).date()
    )


def _page(request: HttpRequest, form: AnswersForm, context: dict[str, Any], *, may_answer: bool, keep: Any) -> HttpResponse:
    context |= {
        "form": form,
        "plan": form.plan,
        "may_answer": may_answer,
        "was_saved": "sparat" in request.GET,
        "has_questions": bool(form.plan.questions),
    }
    if request.method != "POST":
        return render(request, "questions/mine.html", context)
    if not may_answer:
        return render(request, "questions/mine.html", context, status=CONFLICT)
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return render(request, "questions/mine.html", context, status=UNPROVEN)
    if is_valid:
        try:
            keep()
        except AnswerMissing as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except RegistrationError as error:
            return render(request, "questions/mine.html", context | {"refusal": str(error)}, status=CONFLICT)
        else:
            return see_other(request.path + "?sparat=1")
    return render(request, "questions/mine.html", context, status=WRONG)


@faults.answers_unproven
@require_http_methods(SHOW_AND_SAVE)
def order(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked once of who has ordered for others, or keep what she answers."""
    link = order_links.read(token)
    found = Order.objects.select_related("event__venue").filter(public_id=link.public_id).first() if link else None
    if link is None or found is None:
        raise Http404
    if link.version != found.link_version:
        return for_you_only(render(request, "questions/gone.html", {"event": found.event}, status=GONE))
    now = clock.now()
    plan = queries.plan_for_order(found.event)
    form = AnswersForm(
        _sent(request), plan=plan, facts=rules.Facts(), answers=queries.answers_of_order(found), prefix="questions"
    )

    def keep() -> None:
        actions.answer_for_order(order=found, answers=form.answers(), by=None, now=now)

    context = {"order": found, "event": found.event}
    return for_you_only(_page(request, form, context, may_answer=_is_time(plan, found, now), keep=keep))
