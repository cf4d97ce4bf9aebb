"""The list of registrations: searched, filtered, sorted, in pages and as a file."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import OrderPlace
from kunskapsdag.parts.enums import CHOSEN
from kunskapsdag.registrations.enums import LIVING, Category, Source, State, Way
from kunskapsdag.registrations.models import Registration

PER_PAGE = 50
LONGEST_SEARCH = 100
MARKS = re.compile("[\u0300-\u036f]+")
SORTS: dict[str, list[Any]] = {
    "nummer": ["number"],
    "-nummer": ["-number"],
    "namn": [Lower("name"), "number"],
    "-namn": [Lower("name").desc(), "number"],
    "organisation": [Lower("organisation_name"), "number"],
    "-organisation": [Lower("organisation_name").desc(), "number"],
    "status": ["state", "number"],
    "-status": ["-state", "number"],
    "anmald": ["created_at", "number"],
    "-anmald": ["-created_at", "-number"],
}
NEWEST_FIRST = "-anmald"
# Not a state of its own: everyone who has or waits for a place, which is what one most often wants to see.
LIVING_ONES = "aktuella"
UNNAMED = "namnlosa"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is to show; unknown words in an address count as nothing chosen."""

    words: str = ""
    state: str = LIVING_ONES
    category: str = ""
    county: str = ""
    way: str = ""
    # "namnlosa" for places without names, or the id of an order.
    order: str = ""
    part: int | None = None
    sort: str = NEWEST_FIRST
    # Only for those who may see addresses: a search that finds tells as much as a column.
    in_addresses: bool = False

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the order was chosen."""
        return bool(
            self.words or self.category or self.county or self.way or self.part or self.order or self.state != LIVING_ONES
        )


def rows(event: Event, wanted: Wanted) -> QuerySet[Registration]:
    """Return the registrations that are wanted, the search words left aside."""
    found = Registration.objects.filter(event=event)
    if wanted.state == LIVING_ONES:
        found = found.filter(state__in=LIVING)
    elif wanted.state in State.values:
        found = found.filter(state=wanted.state)
    if wanted.category in Category.values:
        found = found.filter(category=wanted.category)
    if wanted.county:
        in_county = Q(organisation__county=wanted.county) | Q(organisation__municipality__county=wanted.county)
        found = found.filter(in_county)
    if wanted.way in Way.values:
        found = found.filter(way=wanted.way)
    if wanted.order == UNNAMED:
        found = found.filter(is_unnamed=True)
    elif is_number(wanted.order):
        found = found.filter(order_place__order=int(wanted.order))
    if wanted.part is not None:
        found = found.filter(part_bookings__part=wanted.part, part_bookings__state__in=CHOSEN)
    return found.order_by(*SORTS.get(wanted.sort, SORTS[NEWEST_FIRST]))


def page(event: Event, wanted: Wanted, number: Any) -> Page:
    """Return one page of registrations; two questions."""
    found = rows(event, wanted)
    if wanted.words:
        chosen: Any = Paginator(matching(found, wanted), PER_PAGE).get_page(number)
        by_key = Registration.objects.in_bulk(list(chosen.object_list))
        rows_shown: Any = [by_key[key] for key in chosen.object_list if key in by_key]
    else:
        chosen = Paginator(found, PER_PAGE).get_page(number)
        rows_shown = list(chosen.object_list)
    chosen.object_list = with_orderers(rows_shown)
    shown: Page = chosen
    return shown


def with_orderers(registrations: Any) -> Any:
    """Say of each place without a name who took it (``orderer``); one question more where there is any."""
    unnamed = [one for one in registrations if one.is_unnamed]
    known = orderers([one.pk for one in unnamed]) if unnamed else {}
    for one in unnamed:
        one.orderer = known.get(one.pk, "")
    return registrations


def orderers(keys: Sequence[int]) -> dict[int, str]:
    """Return who took the places, by the registration's id."""
    found = OrderPlace.objects.filter(registration__in=keys).order_by()
    names = found.values_list("registration_id", "order__name", "order__organisation_name")
    return {key: f"{name}, {organisation}" for key, name, organisation in names}


def matching(found: QuerySet[Registration], chosen: Wanted) -> list[int]:
    """Return the ids of those whose name, address, organisation or number hold every word, accents and case aside.

    Ten thousand rows are folded as one text: faster than asking the database, which on SQLite knows only A to Z.
    """
    wanted = folded([chosen.words])[0].split()
    stored = list(found.values_list("pk", "number", "name", "email", "organisation_name", "is_unnamed"))
    unnamed = [row[0] for row in stored if row[5]]
    known = orderers(unnamed) if unnamed else {}
    texts = folded([f"{row[2] or known.get(row[0], '')} {row[3] if chosen.in_addresses else ''} {row[4]}" for row in stored])
    return [
        row[0]
        for row, text in zip(stored, texts, strict=True)
        if all(word in text or word.lstrip("#") == str(row[1]) for word in wanted)
    ]


def folded(texts: list[str]) -> list[str]:
    """Return the texts without case and accents; none of them holds a line break."""
    whole = unicodedata.normalize("NFKD", "\n".join(texts).casefold())
    return MARKS.sub("", whole).split("\n")


def waiting_list(event: Event, number: Any) -> Page:
    """Return one page of those who wait or have an offer, first in line first."""
    in_line = Q(state__in=(State.WAITING, State.OFFERED)) | ~Q(on_site_wish="")
    found = Registration.objects.filter(in_line, event=event)
    return Paginator(found.order_by(F("queue_number").asc(nulls_first=True), "number"), PER_PAGE).get_page(number)


def file_head(more: Sequence[str]) -> list[str]:
    """Return the names of the columns of the file, those last that the day's sections add."""
    return [
        _("Number"),
        _("Name"),
        _("E-mail"),
        _("Organisation"),
        _("Municipality"),
        _("County"),
        _("Title or commission"),
        _("Takes part as"),
        _("State"),
        _("Queue number"),
        _("May be on the participant list"),
        _("Invoice reference"),
        _("Registered"),
        _("Registered by"),
        *more,
    ]


def file_rows(event: Event, wanted: Wanted, more: Mapping[int, list[Any]], width: int) -> Iterator[list[Any]]:
    """Yield the rows of the file; one question more where there are search words. Needs are never among the columns.

    ``more`` are the values of the ``width`` columns that the day's sections add, by the registration's id.
    """
    nothing = [None] * width
    found = rows(event, wanted)
    if wanted.words:
        found = found.filter(pk__in=matching(found, wanted))
    categories = {one.value: str(one.label) for one in Category}
    states = {one.value: str(one.label) for one in State}
    sources = {one.value: str(one.label) for one in Source}
    columns = found.values_list(
        "number",
        "name",
        "email",
        "organisation_name",
        "organisation__municipality__name",
        "organisation__county__name",
        "role",
        "category",
        "state",
        "queue_number",
        "on_participant_list",
        "invoice_reference",
        "created_at",
        "source",
        "organisation__municipality__county__name",
        "pk",
    )
    unnamed = list(found.filter(is_unnamed=True).order_by().values_list("pk", flat=True))
    known = orderers(unnamed) if unnamed else {}
    for row in columns.iterator(chunk_size=2000):
        yield [
            row[0],
            row[1] or _("named later (%(orderer)s)") % {"orderer": known.get(row[15], "")},
            *row[2:5],
            row[5] or row[14],
            row[6],
            categories[row[7]],
            states[row[8]],
            row[9],
            *row[10:13],
            sources[row[13]],
            *more.get(row[15], nothing),
        ]
