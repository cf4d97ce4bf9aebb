"""Finding an organisation by what somebody typed, and how far a day came."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kunskapsdag.core import text
from kunskapsdag.municipalities import queries as municipalities
from kunskapsdag.municipalities import rules as places
from kunskapsdag.organisations import rules
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import EmailDomain, Organisation

MOST_FOUND = 8
# Among this many one is looked for that is meant exactly; "kommun" alone matches nearly three hundred.
MOST_COMPARED = 400
NAMES_KEY = "organisations.all_names"
NAMES_SECONDS = 60
OPTIONS_KEY = "organisations.options"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a typed name was taken for: one organisation, or some to choose among, or free text."""

    text: str
    organisation: Organisation | None = None
    candidates: tuple[Organisation, ...] = ()

    @property
    def is_free_text(self) -> bool:
        """Return whether the register knows nothing like it."""
        return self.organisation is None and not self.candidates


@dataclass(frozen=True, slots=True)
class Reached:
    """How far organisations reach: areas of the municipalities among them, and regions that took part."""

    areas: places.Reach
    regions: int
    county_boards: int
    codes: frozenset[str]


def find(typed: str, limit: int = MOST_FOUND) -> list[Organisation]:
    """Return suggestions while somebody is typing, the likeliest first; one query."""
    found = list(_ranked(Organisation.objects.visible().matching(typed), typed)[:limit])
    written = text.one_line(typed).casefold()
    return sorted(found, key=lambda each: (_floor(each.kind), not each.name.casefold().startswith(written)))


def recognise(typed: str) -> Recognised:
    """Return what a posted name means; docs/rules/organisations.md gives the order.

    One query.
    """
    written = text.one_line(typed)
    found = list(_ranked(Organisation.objects.visible().matching(written), written)[:MOST_COMPARED])
    exact = [each for each in found if each.name.casefold() == written.casefold()]
    alike = exact or _as_it_stands(found, written) or [each for each in found if rules.has_form(each.search_key, written)]
    if len(alike) == 1:
        return Recognised(written, alike[0])
    return Recognised(written, None, tuple((alike or found)[:MOST_FOUND]))


def by_email(address: str) -> Organisation | None:
    """Return the organisation whose mail domain the address has; the longest known domain wins. One query."""
    asked = rules.domains(address)
    known = EmailDomain.objects.filter(domain__in=asked, organisation__is_hidden=False).select_related("organisation")
    nearest = sorted(known, key=lambda row: -len(row.domain)) if asked else []
    return nearest[0].organisation if nearest else None


def all_names() -> list[str]:
    """Return the visible names in Swedish order, for a datalist; kept for a minute."""
    return list(ids_by_name())


def options() -> SafeString:
    """Return the names as the inside of a ``<datalist>``; kept for a minute, for it is in every form."""
    kept: SafeString | None = cache.get(OPTIONS_KEY)
    if kept is None:
        kept = format_html_join("", '<option value="{}">', ((name,) for name in ids_by_name()))
        cache.set(OPTIONS_KEY, kept, NAMES_SECONDS)
    return kept


def ids_by_name() -> dict[str, int]:
    """Return the id of each visible organisation by its exact name, in Swedish order; kept for a minute.

    Nearly everybody chooses her organisation from the list: this answers for them without asking the database.
    """
    ids: dict[str, int] | None = cache.get(NAMES_KEY)
    if ids is None:
        stored = Organisation.objects.visible().order_by().values_list("name", "pk")
        ids = dict(sorted(stored, key=lambda row: rules.swedish_order(row[0])))
        cache.set(NAMES_KEY, ids, NAMES_SECONDS)
    return ids


def reached(organisations: Collection[int] | QuerySet[Organisation]) -> Reached:
    """Return how far the organisations (ids or a query) reach; two queries, whatever their number."""
    rows = Organisation.objects.filter(
        pk__in=organisations, kind__in=[Kind.MUNICIPALITY, Kind.REGION, Kind.COUNTY_BOARD]
    ).order_by()
    taking_part = list(rows.values_list("kind", "municipality_id", "county_id"))
    codes = frozenset(code for kind, code, _county in taking_part if kind == Kind.MUNICIPALITY and code)
    return Reached(
        areas=municipalities.reach(codes),
        regions=len({county for kind, _code, county in taking_part if kind == Kind.REGION}),
        county_boards=len({county for kind, _code, county in taking_part if kind == Kind.COUNTY_BOARD}),
        codes=codes,
    )


def _floor(kind: str) -> int:
    """Return the place of a kind among suggestions."""
    return {Kind.MUNICIPALITY.value: 0, Kind.REGION.value: 1}.get(kind, 2)


def _ranked(rows: QuerySet[Organisation], typed: str) -> QuerySet[Organisation]:
    """Put municipalities first, then regions; within these, names that begin with what was typed."""
    begins = places.comparable(typed[: rules.LONGEST_KEY])
    return rows.select_related("municipality", "county").order_by(
        Case(
            *(When(kind=kind, then=Value(_floor(kind))) for kind in (Kind.MUNICIPALITY, Kind.REGION)),
            default=Value(_floor("")),
            output_field=IntegerField(),
        ),
        Case(
            When(Q(search_key__startswith=begins), then=Value(0)),
            default=Value(1),
            output_field=IntegerField(),
        ),
        "search_key",
        "pk",
    )


def _as_it_stands(found: list[Organisation], written: str) -> list[Organisation]:
    """Return those that have exactly this other name, accents included: Habo is not Håbo."""
    wanted = written.casefold()
    return [each for each in found if wanted in (form.casefold() for form in rules.other_names(each.kind, each.seat))]
