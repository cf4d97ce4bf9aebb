"""The list of registrations, as a page and as a file, the waiting list, and the needs in sum."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kunskapsdag.core import audit, clock, tabular
from kunskapsdag.core.seals import UnreadableSeal
from kunskapsdag.events.models import Event
from kunskapsdag.orders.queries import orders_of
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.enums import TAKES_PLACE
from kunskapsdag.registrations.models import Needs
from kunskapsdag.registrations.queries import placed, places, rules_in_words
from kunskapsdag.website.organiser import listing, permissions, queries, screens
from kunskapsdag.website.organiser.forms import ListForm
from kunskapsdag.website.organiser.permissions import for_day


@for_day(permissions.SEE_LIST)
def registrations(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the list, fifty at a time."""
    form = _list_form(request, event)
    wanted = form.wanted()
    chosen = {
        name: value for name in ("q", "status", "som", "lan", "satt", "delen", "best") if (value := request.GET.get(name, ""))
    }
    context = {
        "form": form,
        "wanted": wanted,
        "page": listing.page(event, wanted, request.GET.get("sida")),
        "heads": _heads(wanted, chosen),
        "chosen": urlencode(chosen | ({"sort": wanted.sort} if wanted.sort != listing.NEWEST_FIRST else {})),
        "places": places(event, now=clock.now()),
    }
    return screens.show(request, event, "registrations.html", here="registrations", title=_("Registrations"), context=context)


def _list_form(request: HttpRequest, event: Event, sort: str = "") -> ListForm:
    user: Any = request.user
    may_see_addresses = user.has_perm(permissions.SEE_PERSON)
    sorting = request.GET.get("sort", sort)
    return ListForm(request.GET, event=event, orders=orders_of(event), sort=sorting, in_addresses=may_see_addresses)


def _heads(wanted: listing.Wanted, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return the column heads with the address that sorts by each; the same head twice turns the order round."""
    columns = [
        ("nummer", _("Number")),
        ("namn", _("Name")),
        ("organisation", _("Organisation")),
        ("status", _("State")),
        ("anmald", _("Registered")),
    ]
    return [
        {
            "label": label,
            "is_minor": name in ("nummer", "anmald"),
            "url": "?" + urlencode(chosen | {"sort": f"-{name}" if wanted.sort == name else name}),
            "sorted": {name: "ascending", f"-{name}": "descending"}.get(wanted.sort, "none"),
        }
        for name, label in columns
    ]


@for_day(permissions.SEE_LIST, permissions.EXPORT)
def export(request: HttpRequest, event: Event, kind: str) -> HttpResponse:
    """Send the list as it is filtered, as csv or xlsx; who took it out is logged."""
    form = _list_form(request, event, sort="nummer")
    wanted = form.wanted()
    more, values = sections.columns(event)
    head = listing.file_head(more)
    rows = list(listing.file_rows(event, wanted, values, len(more)))
    if kind == "csv":
        body: Any = "".join(tabular.csv_lines(head, rows)).encode()
        content_type = tabular.CSV_TYPE
    else:
        body = tabular.xlsx(_("Registrations"), head, rows)
        content_type = tabular.XLSX_TYPE
    audit.log(
        event,
        "registration.exported",
        by=request.user,
        kind=kind,
        rows=len(rows),
        state=wanted.state,
        category=wanted.category,
        county=wanted.county,
        way=wanted.way,
        part=wanted.part,
        searched=bool(wanted.words),
    )
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="anmalda-{event.slug}.{kind}"'
    return response


@for_day(permissions.SEE_LIST)
def waiting(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who waits and who has been offered a place, in order."""
    page = listing.waiting_list(event, request.GET.get("sida"))
    offers = queries.open_offers(row.pk for row in page.object_list)
    why = queries.reasons(event, now=clock.now()) | placed.reasons(page.object_list)
    context = {
        "page": page,
        "rows": [(row, offers.get(row.pk), why.get(row.pk, "")) for row in listing.with_orderers(list(page.object_list))],
        "places": places(event, now=clock.now()),
        "place_rules": rules_in_words(event, now=clock.now()),
    }
    return screens.show(request, event, "waiting.html", here="waiting", title=_("Waiting list"), context=context)


@for_day(permissions.READ_NEEDS)
def needs(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what the kitchen and the venue must know: how many of each, no names. Only those with a place are counted."""
    try:
        stored = [row for row in queries.needs(event) if row.registration.state in TAKES_PLACE]
        context = {"food": sums_of_needs(stored, "food"), "access": sums_of_needs(stored, "access"), "count": len(stored)}
    except UnreadableSeal:
        context = {"is_unreadable": True}
    return screens.show(request, event, "needs.html", here="needs", title=_("Food and access"), context=context)


def sums_of_needs(stored: list[Needs], name: str) -> list[tuple[str, int]]:
    """Return identical texts counted, capitals and full stops aside, the commonest first."""
    words = [getattr(row, name) for row in stored]
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for text in words:
        if text:
            key = listing.folded([" ".join(text.split())])[0].rstrip(". ")
            shown.setdefault(key, text)
            counts[key] += 1
    return [(shown[key], count) for key, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
