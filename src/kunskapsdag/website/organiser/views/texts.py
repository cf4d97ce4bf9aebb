"""The words of the letters: those of the house, and those of a day."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import actions, kinds, queries, words
from kunskapsdag.mailings.forms import WordsForm
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.models import LetterText
from kunskapsdag.registrations.enums import State, Way
from kunskapsdag.website.organiser import examples, permissions, screens
from kunskapsdag.website.organiser.permissions import for_day, for_house

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class For:
    """For whom a text is, as the address says: a state, a way, or all."""

    state: str = ""
    way: str = ""

    @property
    def query(self) -> str:
        """Return the end of the address."""
        chosen = {name: value for name, value in (("status", self.state), ("hur", self.way)) if value}
        return f"?{urlencode(chosen)}" if chosen else ""


@for_day(permissions.SEE_MAILS)
def index(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the day's letters: whose words they have, and when they go."""
    return _index(request, event)


@for_house(permissions.SEE_MAILS)
def house_index(request: HttpRequest, event: None) -> HttpResponse:
    """Show the letters of all days."""
    return _index(request, event)


def _index(request: HttpRequest, event: Event | None) -> HttpResponse:
    house = queries.texts(None)
    own = queries.texts(event) if event else {}
    rows = [
        {
            "editable": one,
            "url": _url(event, one),
            "of_day": _for_whom(own.get(one.kind, [])),
            "of_house": _for_whom(house.get(one.kind, [])),
        }
        for one in kinds.every()
    ]
    context = {"rows": rows, "may_write": _may_write(request), "house_url": reverse("days:house_letters")}
    return _show(request, event, "letters.html", title=_("Texts"), context=context)


def _for_whom(rows: list[LetterText]) -> list[str]:
    return [", ".join(filter(None, (row.get_state_display(), row.get_way_display()))) or _("all") for row in rows]


def _may_write(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.has_perm(permissions.WRITE_MAILS))


@for_day(permissions.SEE_MAILS, change=permissions.WRITE_MAILS, methods=permissions.SHOW_AND_SAVE)
def edit(request: HttpRequest, event: Event, short: str) -> HttpResponse:
    """Write the words of a letter for this day."""
    return _edit(request, event, short)


@for_house(permissions.SEE_MAILS, change=permissions.WRITE_MAILS, methods=permissions.SHOW_AND_SAVE)
def house_edit(request: HttpRequest, event: None, short: str) -> HttpResponse:
    """Write the words of a letter for all days."""
    return _edit(request, event, short)


def _edit(request: HttpRequest, event: Event | None, short: str) -> HttpResponse:
    editable = kinds.by_short(short)
    whom = For(request.GET.get("status", ""), request.GET.get("hur", ""))
    example = event or _some_day()
    if editable is None or example is None or not _is_offered(editable, example, whom, house=event is None):
        return faults.not_found(request)
    row = LetterText.objects.filter(event=event, kind=editable.kind, state=whom.state, way=whom.way).first()
    behind = words.without(event, editable.kind, state=whom.state, way=whom.way, example=example)
    start = {name: (getattr(row, name) if row else "") or behind[name] for name in words.FIELDS}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=start, editable=editable, event=event)
    step = request.POST.get("step", "")
    if step in ("preview", "text"):
        return examples.frame(request, example, form, editable, editable.kind)
    if step == "reset":
        actions.reset_text(event=event, kind=editable.kind, state=whom.state, way=whom.way, by=request.user)
        messages.success(request, _("Your words are taken away. The letter has those that held before."))
        return redirect(_url(event, editable, whom))
    if request.method == "POST" and form.is_valid():
        if step == "test":
            examples.send_to_me(request, example, form, editable, editable.kind)
        else:
            kept = actions.save_text(
                event=event,
                kind=editable.kind,
                state=whom.state,
                way=whom.way,
                texts=form.texts(),
                example=example,
                by=request.user,
                now=clock.now(),
            )
            messages.success(
                request,
                _("The text is saved.") if kept else _("Nothing differs from the words that hold anyway, so nothing is kept."),
            )
            return redirect(_url(event, editable, whom))
    context = {
        "form": form,
        "editable": editable,
        "whom": whom,
        "row": row,
        "variants": _variants(event, editable, example, whom),
        "examples": examples.of(request, example, editable),
        "placeholders": [f"{{{name}}}" for name in editable.allowed],
    }
    trail = [{"url": _list_url(event), "label": _("Texts")}]
    status = UNPROCESSABLE if form.errors else 200
    return _show(request, event, "letter.html", title=str(editable.label), context=context, trail=trail, status=status)


def _some_day() -> Event | None:
    """Return a day to show the words of the house with: the next one, else the latest."""
    rows = Event.objects.select_related("venue", "organiser")
    return rows.coming(clock.now()).first() or rows.order_by("-starts_at").first()


def _is_offered(editable: Editable, example: Event, whom: For, *, house: bool) -> bool:
    states = {"", *(str(state) for state in editable.states)}
    return whom.state in states and whom.way in {"", *_ways(editable, example, house=house)}


def _ways(editable: Editable, example: Event, *, house: bool) -> list[str]:
    has_both = house or example.attendance == Attendance.BOTH
    return [str(way) for way in Way] if editable.has_ways and has_both else []


def _variants(event: Event | None, editable: Editable, example: Event, whom: For) -> list[dict[str, Any]]:
    """Return the texts that the letter may have, for all and for some, each with its address."""
    stored = {(row.state, row.way) for row in LetterText.objects.filter(event=event, kind=editable.kind).only("state", "way")}
    ways = ["", *_ways(editable, example, house=event is None)]
    found = []
    for state in ("", *(str(state) for state in editable.states)):
        for way in ways:
            said = [State(state).label] if state else []
            said += [Way(way).label] if way else []
            found.append(
                {
                    "label": ", ".join(map(str, said)) or _("all"),
                    "url": _url(event, editable, For(state, way)),
                    "is_here": (state, way) == (whom.state, whom.way),
                    "is_stored": (state, way) in stored,
                }
            )
    return found if len(found) > 1 else []


def _url(event: Event | None, editable: Editable, whom: For | None = None) -> str:
    end = whom.query if whom else ""
    if event is None:
        return reverse("days:house_letter", args=[editable.short]) + end
    return screens.day_url(event, "letter", editable.short) + end


def _list_url(event: Event | None) -> str:
    return screens.day_url(event, "letters") if event else reverse("days:house_letters")


def _show(
    request: HttpRequest,
    event: Event | None,
    template: str,
    *,
    title: str,
    context: dict[str, Any],
    trail: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    if event is not None:
        return screens.show(request, event, template, here="letters", title=title, context=context, trail=trail, status=status)
    return screens.show_house(request, template, title=title, context=context, trail=trail, status=status)
