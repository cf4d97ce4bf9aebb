"""The two steps of registering several: paste, then see how each line was read and send. All that is typed goes along.

Used by the public page, the page of an order and the office's screens; each says how a step is shown and what is done last.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import clock, faults
from kunskapsdag.events.models import Event
from kunskapsdag.orders import prices, rules
from kunskapsdag.orders.actions import Orderer
from kunskapsdag.orders.errors import NobodyOrdered, TooMany
from kunskapsdag.orders.forms import Names, lines_from, people_from, rows_to_show
from kunskapsdag.orders.rules import lines as checking
from kunskapsdag.orders.rules import paste
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.organisations.queries import ids_by_name, options
from kunskapsdag.registrations.enums import OWN_CATEGORIES
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.forms import new_form_key, read_form_key
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.views.public import UNPROVEN, WRONG, see_other, status_of

READ, SEND, SEND_RIGHT, BACK = "las", "anmal", "ratta", "tillbaka"
PASTE, CHECK = "paste", "check"
Show = Callable[[str, dict[str, Any], int], HttpResponse]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be registered when the second step is sent."""

    people: list[PersonDetails]
    unnamed: int
    left: list[Line]
    key: uuid.UUID
    # What the step has shown of prices, signed.
    shown: str = ""


@dataclass(slots=True)
class Flow:
    """One way to the two steps. ``show`` renders a step, ``keep`` registers and returns the address to go to."""

    slug: str
    form: Callable[..., Any]
    like: Callable[[Any], Orderer]
    keep: Callable[[Any, Wanted], str]
    show: Show
    pasted: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    # The day, where whoever sends is to see what it costs; so many of the first have their price already.
    priced: Event | None = None
    free: int = 0


def serve(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Show the first step, or read what was sent from either."""
    if request.method != "POST":
        form = flow.form(None, initial={"lines": flow.pasted} if flow.pasted else {})
        return _paste(flow, form, new_form_key(flow.slug), 200)
    step = request.POST.get("steg", READ)
    data = request.POST.copy()
    lines = lines_from(request.POST) if step != READ else []
    if step != READ:
        data["lines"] = paste.as_text(lines)
    form = flow.form(data)
    key = request.POST.get("key", "")[:400] or new_form_key(flow.slug)
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return _paste(flow, form, key, UNPROVEN)
    if not is_valid:
        return _paste(flow, form, key, WRONG)
    if step == BACK:
        return _paste(flow, form, key, 200)
    if step == READ:
        return _read(flow, form, key)
    return _send(flow, form, key, lines, only_right=step == SEND_RIGHT)


def _read(flow: Flow, form: Any, key: str) -> HttpResponse:
    lines = paste.read(form.cleaned_data["lines"], organisations=ids_by_name())
    number = len(lines) + form.number_unnamed()
    if number > rules.MOST_AT_A_TIME or not number:
        error = TooMany(number, rules.MOST_AT_A_TIME) if number else NobodyOrdered()
        form.add_error("lines", str(error.text))
        return _paste(flow, form, key, WRONG)
    return _check(flow, form, key, lines, status=200)


def _send(flow: Flow, form: Any, key: str, lines: list[Line], *, only_right: bool) -> HttpResponse:
    found = checking.check(lines)
    right = [line for line, wrong in zip(lines, found, strict=True) if not wrong]
    left = [line for line, wrong in zip(lines, found, strict=True) if wrong]
    if left and not only_right:
        return _check(flow, form, key, lines, status=WRONG, was_sent=True)
    wanted = Wanted(
        people=people_from(right, flow.like(form), Names()),
        unnamed=form.number_unnamed(),
        left=left,
        key=read_form_key(flow.slug, key),
        shown=form.data.get(prices.FIELD, ""),
    )
    try:
        return see_other(flow.keep(form, wanted))
    except RegistrationError as error:
        return _check(flow, form, key, lines, status=status_of(error), refusal=error)


def _paste(flow: Flow, form: Any, key: str, status: int) -> HttpResponse:
    context = {"form": form, "form_key": key, "names": options(), "most": rules.MOST_AT_A_TIME}
    return flow.show(PASTE, flow.context | context, status)


def _check(
    flow: Flow,
    form: Any,
    key: str,
    lines: Sequence[Line],
    *,
    status: int,
    refusal: RegistrationError | None = None,
    was_sent: bool = False,
) -> HttpResponse:
    names = Names()
    for line in lines:
        if line.organisation:
            names.meant(line.organisation)
    rows = rows_to_show(lines, checking.check(lines), names)
    wrong = [row for row in rows if row["wrong"]]
    like = flow.like(form)
    unnamed = form.number_unnamed()
    shown = _prices(flow, form, lines, like, names)
    number_right = len(rows) - len(wrong)
    context = {
        "form": form,
        "form_key": key,
        "names": options(),
        "like": like,
        "shown": shown,
        "categories": [(one.value, one.label) for one in OWN_CATEGORIES],
        "hidden": _hidden(form),
        "rows": rows,
        "wrong": wrong,
        "right": rows[len(wrong) :],
        "unnamed": unnamed,
        "refusal": refusal,
        "was_sent": was_sent,
        "all_words": _all_words(len(rows), unnamed),
        "right_words": ngettext(
            "Register the %(number)s that is right, keep the rest for later",
            "Register the %(number)s that are right, keep the rest for later",
            number_right + unnamed,
        )
        % {"number": number_right + unnamed},
        "may_send_right": bool(wrong) and number_right + unnamed > 0,
    }
    return flow.show(CHECK, flow.context | context, status)


def _prices(flow: Flow, form: Any, lines: Sequence[Line], like: Orderer, names: Names) -> prices.Shown | None:
    """Return what those cost who get a new place; nothing where the sender isn't to be told."""
    if flow.priced is None:
        return None
    people = people_from(lines, like, names)[flow.free :]
    organisations = [*(person.organisation_id for person in people), *[like.organisation_id] * form.number_unnamed()]
    return prices.shown(flow.priced, organisations, signed=form.data.get(prices.FIELD, ""), now=clock.now())


def _all_words(number: int, unnamed: int) -> str:
    """Return what the button says."""
    if not number:
        return ngettext("Take %(number)s place", "Take %(number)s places", unnamed) % {"number": unnamed}
    if number == 1 and not unnamed:
        return _("Register this person")
    return _("Register all %(number)s") % {"number": number + unnamed}


def _hidden(form: Any) -> list[tuple[str, str]]:
    """Return what the first step said, to travel on with the second."""
    values = []
    for name in form.fields:
        if name in ("lines", "together"):
            continue
        value = form.data.get(name, "")
        if name == "organisation" and form.found[1]:
            value = form.found[1]
        if name == "organisation_choice" and not form.found[0]:
            value = "as_written"
        values.append((name, value))
    return values
