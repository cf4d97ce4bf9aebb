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
from kunskapsdag.orders.choices import FEW, Own, Values
from kunskapsdag.orders.errors import NobodyOrdered, TooMany
from kunskapsdag.orders.forms import WAYS, Names, Sent, people_from, rows_from, rows_to_show
from kunskapsdag.orders.rules import lines as checking
from kunskapsdag.orders.rules import paste
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.organisations.queries import ids_by_name, options
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.enums import OWN_CATEGORIES, Way, Where
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.forms import new_form_key, read_form_key
from kunskapsdag.registrations.rules import PersonDetails, email_key, handing
from kunskapsdag.registrations.sections import Answers
from kunskapsdag.registrations.views.public import UNPROVEN, WRONG, see_other, status_of

READ, SEND, SEND_RIGHT, BACK, OPEN = "las", "anmal", "ratta", "tillbaka", "oppna-"
PASTE, CHECK = "paste", "check"
Show = Callable[[str, dict[str, Any], int], HttpResponse]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be registered when the second step is sent."""

    people: list[PersonDetails]
    unnamed: int
    left: list[Line]
    key: uuid.UUID
    # The sections' answers for each person and then each unnamed place, and what was asked once.
    answers: list[Answers]
    once: Answers
    way: Way = Way.ON_SITE


@dataclass(slots=True)
class Flow:
    """One way to the two steps. ``show`` renders a step, ``keep`` registers and returns the address to go to."""

    event: Event
    form: Callable[..., Any]
    like: Callable[[Any], Orderer]
    keep: Callable[[Any, Wanted], str]
    show: Show
    pasted: str = ""
    # What else a step says of the day; asked for only when one is shown.
    context: Callable[[], dict[str, Any]] = dict
    # Who does it, where that is the office; then nothing is told of what it costs.
    by: Any = None
    # So many of those from the orderer's organisation take places that are there already, with their price.
    free: int = 0

    @property
    def slug(self) -> str:
        """Return what the form's key is of."""
        return self.event.slug


@dataclass(slots=True)
class _Step:
    """The second step while it is shown or sent: every row with who it is and what is hers."""

    form: Any
    key: str
    like: Orderer
    names: Names
    lines: list[Line]
    people: list[PersonDetails]
    owns: list[Own]
    faults: list[dict[str, str]]
    ignored: list[str] = field(default_factory=list)

    @property
    def way(self) -> Way | None:
        """Return how they take part whose rows say nothing else; None where the day has one way only."""
        return self.form.way_of_all() if "way" in self.form.fields else None

    def is_wrong(self, place: int) -> bool:
        """Return whether a row cannot be registered yet."""
        return bool(self.faults[place] or self.owns[place].faults)

    def answers(self, place: int) -> Answers:
        """Return the answers of one row; one with a wrong answer has none yet."""
        if self.owns[place].faults:
            return {}
        return self.owns[place].answers if self.owns[place].asked else self.form.choices.for_all


def serve(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Show the first step, or read what was sent from either."""
    if request.method != "POST":
        form = flow.form(None, initial={"lines": flow.pasted} if flow.pasted else {})
        return _paste(flow, form, new_form_key(flow.slug), 200)
    step = request.POST.get("steg", READ)
    data = request.POST.copy()
    form = flow.form(data)
    rows = rows_from(request.POST, form.choices) if step != READ else []
    if step != READ:
        data["lines"] = paste.as_text(row.line for row in rows)
        form.data = data
    key = request.POST.get("key", "")[:400] or new_form_key(flow.slug)
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return _paste(flow, form, key, UNPROVEN)
    if not is_valid or step == BACK:
        return _paste(flow, form, key, 200 if is_valid else WRONG)
    if step == READ:
        return _read(flow, form, key)
    read = _step(flow, form, key, [row.line for row in rows], [row.own for row in rows], opened=_opened(step, rows))
    if step.startswith(OPEN):
        return _check(flow, read, status=200)
    return _send(flow, read, only_right=step == SEND_RIGHT)


def _opened(step: str, rows: Sequence[Sent]) -> int | None:
    """Return the place of the row that is to get fields of its own."""
    number = step.removeprefix(OPEN)
    return next((place for place, row in enumerate(rows) if str(row.number) == number), None)


def _read(flow: Flow, form: Any, key: str) -> HttpResponse:
    reading = paste.reading(form.cleaned_data["lines"], organisations=ids_by_name())
    lines = reading.lines
    unnamed = form.number_unnamed()
    error: RegistrationError | None = None
    if len(lines) + unnamed > rules.MOST_AT_A_TIME:
        error = TooMany(len(lines) + unnamed, rules.MOST_AT_A_TIME)
    elif not lines and not unnamed:
        error = NobodyOrdered()
    if error is not None:
        form.add_error("lines", str(error))
        return _paste(flow, form, key, WRONG)
    remembered = form.choices.remembered()
    owns = [remembered.get(email_key(line.email)) for line in lines]
    step = _step(flow, form, key, lines, owns)
    step.ignored = reading.ignored
    return _check(flow, step, status=200)


def _step(
    flow: Flow, form: Any, key: str, lines: list[Line], owns: Sequence[Values | None], *, opened: int | None = None
) -> _Step:
    """Read every row: who she is, what is hers, and what is wrong with it."""
    names, like = Names(), flow.like(form)
    way = form.way_of_all() if "way" in form.fields else None
    people = people_from(lines, like, names, way)
    is_few = len(lines) <= FEW
    fields = [
        form.choices.of_row(place, person, own, is_open=place == opened)
        if is_few or own is not None or place == opened
        else Own()
        for place, (person, own) in enumerate(zip(people, owns, strict=True))
    ]
    wrong = [{name: str(fault.label) for name, fault in one.items()} for one in checking.check(lines)]
    new = [place for place in _newcomers(flow, like, people) if not wrong[place]]
    refused = sections.refusals(flow.event, [people[place] for place in new], by=flow.by, now=clock.now())
    for place, words in refused.items():
        wrong[new[place]]["organisation"] = words
    return _Step(form, key, like, names, lines, people, fields, wrong)


def _newcomers(flow: Flow, like: Orderer, people: Sequence[PersonDetails]) -> list[int]:
    """Return the rows of those who take no place that is there already: the others pay what they are shown."""
    left, found = flow.free, []
    for place, person in enumerate(people):
        whence = handing.where(
            (like.organisation_id, like.organisation_name), (person.organisation_id, person.organisation_name)
        )
        if left and whence == Where.SAME:
            left -= 1
        else:
            found.append(place)
    return found


def _send(flow: Flow, step: _Step, *, only_right: bool) -> HttpResponse:
    right = [place for place in range(len(step.lines)) if not step.is_wrong(place)]
    left = [line for place, line in enumerate(step.lines) if step.is_wrong(place)]
    if left and not only_right:
        return _check(flow, step, status=WRONG, was_sent=True)
    unnamed, price = step.form.number_unnamed(), prices.answers(flow.event, step.form, by=flow.by)
    wanted = Wanted(
        people=[step.people[place] for place in right],
        unnamed=unnamed,
        left=left,
        key=read_form_key(flow.slug, step.key),
        answers=[*({**step.answers(place), **price} for place in right), *[price] * unnamed],
        once=step.form.choices.answered_once,
        way=step.way or Way.ON_SITE,
    )
    try:
        return see_other(flow.keep(step.form, wanted))
    except RegistrationError as error:
        return _check(flow, step, status=status_of(error), refusal=error)


def _paste(flow: Flow, form: Any, key: str, status: int) -> HttpResponse:
    context = {
        "form": form,
        "form_key": key,
        "names": options(),
        "most": rules.MOST_AT_A_TIME,
        "choices": form.choices,
        "carried": form.choices.to_remember(),
    }
    return flow.show(PASTE, flow.context() | context, status)


def _check(
    flow: Flow, step: _Step, *, status: int, refusal: RegistrationError | None = None, was_sent: bool = False
) -> HttpResponse:
    rows = rows_to_show(step.lines, step.faults, step.owns, step.people, step.names, has_ways=step.way is not None)
    wrong = [row for row in rows if row["wrong"]]
    unnamed = step.form.number_unnamed()
    number_right = len(rows) - len(wrong)
    context = {
        "form": step.form,
        "form_key": step.key,
        "names": options(),
        "like": step.like,
        "shown": _prices(flow, step),
        "categories": [(one.value, one.label) for one in OWN_CATEGORIES],
        "ways": WAYS if step.way else [],
        "way": step.way,
        "choices": step.form.choices,
        "for_all": step.form.choices.told(),
        "has_more": bool(step.form.choices.common),
        "hidden": _hidden(step.form),
        "ignored": step.ignored,
        "rows": rows,
        "wrong": wrong,
        "right": rows[len(wrong) :],
        "is_long": number_right > FEW,
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
    return flow.show(CHECK, flow.context() | context, status)


def _prices(flow: Flow, step: _Step) -> prices.Shown | None:
    """Return what those cost who get a new place; nothing where the office registers them."""
    if flow.by is not None:
        return None
    places = _newcomers(flow, step.like, step.people)
    people = [step.people[place] for place in places]
    answers = [step.answers(place) for place in places]
    organisations = [step.like.organisation_id] * step.form.number_unnamed()
    return prices.shown(flow.event, people, answers, organisations, step.form, now=clock.now())


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
    return [*values, *form.choices.carried()]
