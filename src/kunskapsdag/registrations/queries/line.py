"""What the rules of the queue need to know: the day's rules, who has a place, who waits. Names are never read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from kunskapsdag.core import clock, rows
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.enums import TAKES_PLACE, OnSiteWish, RuleKind, State, Way, Who
from kunskapsdag.registrations.models import NumberSeries, PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails, fairness
from kunskapsdag.registrations.rules.fairness import Person, Room, Rule, Verdict

# What ``takes_place`` says, for an event's number: on a day held both ways it is the room that is full.
HOLDS = f"(r.event_id = %s AND r.state IN ('{State.CONFIRMED}', '{State.OFFERED}'))"
HOLDS_ON_SITE = (
    f"(r.event_id = %s AND (r.state = '{State.OFFERED}' OR (r.state = '{State.CONFIRMED}' AND r.way = '{Way.ON_SITE}') "
    f"OR r.on_site_wish = '{OnSiteWish.OFFERED}'))"
)
FACTS = ("organisation_id", "organisation_name", "category", "organisation__county_id", "organisation__kind")


def takes_place(event: Event) -> Q:
    """Return which registrations hold a place: for a day both on site and online, a place on site."""
    if event.attendance != Attendance.BOTH:
        return Q(state__in=TAKES_PLACE)
    holds = Q(state=State.OFFERED) | Q(state=State.CONFIRMED, way=Way.ON_SITE)
    return holds | Q(on_site_wish=OnSiteWish.OFFERED)


def waits(event: Event) -> Q:
    """Return which registrations stand in the line, those included who take part online meanwhile."""
    if event.attendance != Attendance.BOTH:
        return Q(state=State.WAITING)
    return Q(state=State.WAITING) | Q(on_site_wish=OnSiteWish.WAITING)


def rules_of(event: Event) -> list[Rule]:
    """Return every rule of a day, in the organiser's order, those that have lapsed included."""
    return [as_rule(row, event) for row in _stored([event.pk])]


def as_rule(row: PlaceRule, event: Event) -> Rule:
    """Return a stored rule as plain values, with the moment when it lapses."""
    return Rule(
        kind=RuleKind(row.kind),
        until=min(clock.end_of_day(row.until), event.starts_at) if row.until else event.starts_at,
        number=row.number or 0,
        who=Who.COUNTY if row.kind == RuleKind.COUNTY else Who(row.who),
        county=row.county_id or "",
        organisation=row.organisation_id,
        name=_name(row),
        partners=_partners(event) if row.who == Who.PARTNERS else frozenset(),
    )


def _partners(event: Event) -> frozenset[int]:
    """Return the organisations that arrange the day together."""
    return frozenset({event.organiser_id, *event.co_organisers.values_list("organisation_id", flat=True)})


def rooms(events: Iterable[Event], *, now: dt.datetime) -> dict[int, Room]:
    """Return the places of those events that have rules which hold now; one question where none has, two otherwise."""
    by_id = {event.pk: event for event in events}
    if not by_id:
        return {}
    held: dict[int, list[Rule]] = {}
    for row in _stored(list(by_id)):
        rule = as_rule(row, by_id[row.event_id])
        if now < rule.until:
            held.setdefault(row.event_id, []).append(rule)
    if not held:
        return {}
    holders = _holders([by_id[pk] for pk in held])
    return {pk: Room(by_id[pk].capacity, rules, holders.get(pk, [])) for pk, rules in held.items()}


def room(event: Event, rules: Sequence[Rule], *, now: dt.datetime) -> Room:
    """Return the places of one event under the rules that hold now."""
    return Room(event.capacity, fairness.holding(rules, now), _holders([event]).get(event.pk, []))


def waiting(event: Event) -> list[Person]:
    """Return the waiting list in its order."""
    found = Registration.objects.filter(event=event).filter(waits(event)).order_by("queue_number").values("pk", "group", *FACTS)
    return [_person(row["pk"], row) for row in found]


def applied(event: Event) -> list[Person]:
    """Return those who have applied and have no answer, first who applied first."""
    found = Registration.objects.filter(event=event, state=State.APPLIED).order_by("number").values("pk", "group", *FACTS)
    return [_person(row["pk"], row) for row in found]


def holding(event: Event, *, now: dt.datetime) -> list[Rule]:
    """Return the day's rules that hold now."""
    return fairness.holding(rules_of(event), now)


def holders(event: Event) -> list[tuple[Person, int]]:
    """Return those with a place, alike ones together with their number."""
    return _holders([event]).get(event.pk, [])


def verdicts(event: Event, *, now: dt.datetime) -> dict[int, Verdict]:
    """Return why each of those who wait still waits, by the registration's id."""
    found = fairness.decide(room(event, rules_of(event), now=now), waiting(event))
    return {verdict.key: verdict for verdict in found}


def verdict_of(registration: Registration, *, now: dt.datetime) -> Verdict | None:
    """Return why one who waits still waits; None where she comes alone and the day has no rules that hold now.

    The others in line are asked only where she belongs to a group, or one may stand before her and a place is free: else she
    waits because of the places alone.
    """
    found = fairness.holding(rules_of(registration.event), now)
    if not found and registration.group is None:
        return None
    if registration.group is not None:
        return verdicts(registration.event, now=now).get(registration.pk)
    places = room(registration.event, found, now=now)
    if places.together is not None and not places.is_full:
        return verdicts(registration.event, now=now).get(registration.pk)
    person = person_of(
        organisation_id=registration.organisation_id,
        organisation_name=registration.organisation_name,
        category=registration.category,
        key=registration.pk,
    )
    return places.verdict(person)


def verdict_of_another(
    registration: Registration, *, organisation_id: int | None, organisation_name: str, category: str, now: dt.datetime
) -> Verdict | None:
    """Return whether somebody from another organisation could be given this place if it were free.

    None where no rule has to be asked: the day has none that holds, or it is a position in the line that changes hands.
    """
    event = registration.event
    is_in_room = Registration.objects.filter(takes_place(event), pk=registration.pk).exists()
    found = fairness.holding(rules_of(event), now) if is_in_room else []
    if not found:
        return None
    others = Registration.objects.filter(takes_place(event), event=event).exclude(pk=registration.pk).order_by()
    held = [(_person(0, row), row["count"]) for row in others.values(*FACTS).annotate(count=Count("pk"))]
    new = person_of(organisation_id=organisation_id, organisation_name=organisation_name, category=category)
    return Room(event.capacity, found, held).verdict(new)


def person_of(*, organisation_id: int | None, organisation_name: str, category: str, key: int = 0) -> Person:
    """Return what the rules may know of one who isn't stored yet."""
    facts: dict[str, Any] = {"organisation_id": organisation_id, "organisation_name": organisation_name, "category": category}
    if organisation_id is not None:
        county, kind = rows.select(Organisation, ("county_id", "kind"), "id = %s", [organisation_id])[0]
        facts |= {"organisation__county_id": county, "organisation__kind": kind}
    return _person(key, facts)


def people_of(people: Sequence[PersonDetails], *, group: int | None = None) -> list[Person]:
    """Return what the rules may know of several who aren't stored yet, by one question; their keys count down from -1."""
    ids = {person.organisation_id for person in people if person.organisation_id is not None}
    found = Organisation.objects.filter(pk__in=ids).values_list("pk", "county_id", "kind") if ids else ()
    known = {pk: {"organisation__county_id": county, "organisation__kind": kind} for pk, county, kind in found}
    return [
        _person(
            -place,
            {
                "organisation_id": person.organisation_id,
                "organisation_name": person.organisation_name,
                "category": person.category,
                "group": group,
                **known.get(person.organisation_id or 0, {}),
            },
        )
        for place, person in enumerate(people, 1)
    ]


def groups_wait(event_ids: list[int]) -> dict[int, int]:
    """Return how many in the line belong to a group that comes together or not at all, by event."""
    found = Registration.objects.filter(event__in=event_ids, state=State.WAITING, group__isnull=False).order_by()
    return dict(found.values_list("event_id").annotate(Count("pk")))


def decided_at(event: Event) -> dt.datetime | None:
    """Return when the line was last looked at under the day's rules."""
    moment: dt.datetime | None = NumberSeries.objects.filter(event=event).values_list("decided_at", flat=True).first()
    return moment


def _stored(event_ids: list[int]) -> list[PlaceRule]:
    """Return the rules with the names they speak of: one plain question for most, since everybody who registers asks."""
    marks = ", ".join(["%s"] * len(event_ids))
    found = rows.load(PlaceRule, f"event_id IN ({marks}) ORDER BY sort_order, id", event_ids)
    of_county = {row.county_id for row in found if row.county_id is not None}
    counties = County.objects.in_bulk(of_county) if of_county else {}
    named = {row.organisation_id for row in found if row.organisation_id is not None}
    organisations = Organisation.objects.in_bulk(named) if named else {}
    for row in found:
        row.county = counties.get(row.county_id or "")
        row.organisation = organisations.get(row.organisation_id or 0)
    return found


def _holders(events: list[Event]) -> dict[int, list[tuple[Person, int]]]:
    """Return those with a place, by event, alike ones together with their number.

    Written as SQL, as ``queries._counted`` is and for the same reason; it says what ``takes_place`` says.
    """
    which, params = [], []
    for event in events:
        which.append(HOLDS_ON_SITE if event.attendance == Attendance.BOTH else HOLDS)
        params.append(event.pk)
    registration, organisation = (connection.ops.quote_name(model._meta.db_table) for model in (Registration, Organisation))  # noqa: SLF001  (Django's documented API)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.event_id, r.organisation_id, r.organisation_name, r.category, o.county_id, o.kind, COUNT(*) "  # noqa: S608  (tables' names and our own states)
            f"FROM {registration} r LEFT JOIN {organisation} o ON o.id = r.organisation_id WHERE {' OR '.join(which)} "
            "GROUP BY r.event_id, r.organisation_id, r.organisation_name, r.category, o.county_id, o.kind",
            params,
        )
        found = cursor.fetchall()
    holders: dict[int, list[tuple[Person, int]]] = {}
    for event_id, organisation_id, name, category, county, kind, count in found:
        facts = {"organisation_id": organisation_id, "organisation_name": name, "category": category}
        facts |= {"organisation__county_id": county, "organisation__kind": kind}
        holders.setdefault(event_id, []).append((_person(0, facts), count))
    return holders


def _person(key: int, facts: dict[str, Any]) -> Person:
    return Person(
        key=key,
        organisation=facts["organisation_id"] or facts["organisation_name"].casefold(),
        category=facts["category"],
        county=facts.get("organisation__county_id") or "",
        is_municipality=facts.get("organisation__kind") == Kind.MUNICIPALITY,
        group=facts.get("group"),
    )


def _name(row: PlaceRule) -> str:
    if row.county is not None:
        return row.county.name
    return row.organisation.name if row.organisation is not None else ""
