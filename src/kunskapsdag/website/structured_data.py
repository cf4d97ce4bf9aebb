"""A day as schema.org Event: what search engines and calendars read from the page."""

import datetime as dt
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, DayAction, DayState, Status
from kunskapsdag.events.models import Event, Venue
from kunskapsdag.events.queries import address, series_address
from kunskapsdag.fees.rules.tables import PriceRow
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.programme.models import Speaker
from kunskapsdag.website.queries import DayView
from kunskapsdag.website.series import SeriesView

SCHEMA = "https://schema.org"
STATUSES = {
    Status.PLANNED: "EventScheduled",
    Status.CANCELLED: "EventCancelled",
}
ATTENDANCE_MODES = {
    Attendance.ON_SITE: "OfflineEventAttendanceMode",
    Attendance.ONLINE: "OnlineEventAttendanceMode",
    Attendance.BOTH: "MixedEventAttendanceMode",
}
# What could end the script element or begin a comment in it, written as JSON escapes instead.
ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
FREE = Decimal("0.00")


def script(facts: dict[str, Any]) -> SafeString:
    """Return the element for the page. It is data and no script: the content security policy lets it stand."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    # The marks that HTML reads are escaped above.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


def event_json_ld(
    day: DayView,
    *,
    url: str,
    description: str = "",
    speakers: Iterable[Speaker] = (),
    co_organisers: Iterable[Organisation] = (),
    picture: str = "",
) -> dict[str, Any]:
    """Return the day as schema.org Event; ``url`` and ``picture`` are whole addresses. Nothing empty is said."""
    event = day.event
    facts = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": f"{url}#event",
        "name": event.title,
        "description": description,
        "url": url,
        "image": [picture] if picture else [],
        "inLanguage": "sv",
        "startDate": _moment(event.starts_at),
        "endDate": _moment(event.ends_at),
        "doorTime": _moment(event.doors_open_at),
        "eventStatus": _one_or_many([f"{SCHEMA}/{status}" for status in _statuses(event)]),
        "previousStartDate": _one_or_many([_moment(moment) for moment in event.earlier_moments])
        if event.status == Status.MOVED
        else "",
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE_MODES[Attendance(event.attendance)]}",
        "location": _location(event, url),
        "organizer": [_organisation(row) for row in (event.organiser, *co_organisers)],
        "performer": [_person(speaker) for speaker in speakers],
        "audience": {"@type": "Audience", "audienceType": event.target_group} if event.target_group else {},
        **_capacities(event),
        "offers": _offers(day, url),
        "superEvent": _super_event(event),
    }
    return _said(facts)


def series_json_ld(view: SeriesView) -> dict[str, Any]:
    """Return a series as schema.org EventSeries with its days."""
    series = view.series
    url = series_address(series)
    days = [event_json_ld(day, url=address(day.event)) for day in view.days]
    for day in days:
        del day["@context"]
        day.pop("superEvent", None)
    facts = {
        "@context": SCHEMA,
        "@type": "EventSeries",
        "@id": f"{url}#series",
        "name": series.title,
        "description": series.lead,
        "url": url,
        "inLanguage": "sv",
        "startDate": min((day["startDate"] for day in days), default=""),
        "endDate": max((day["endDate"] for day in days), default=""),
        "subEvent": days,
    }
    return _said(facts)


def _super_event(event: Event) -> dict[str, str]:
    """Return the series that a day belongs to; nothing of one that is being planned."""
    series = event.series if event.series_id is not None else None
    if series is None or not series.is_public:
        return {}
    url = series_address(series)
    return {"@type": "EventSeries", "@id": f"{url}#series", "name": series.title, "url": url}


def _said(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what there is anything to say of."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def _statuses(event: Event) -> list[str]:
    """Return what has become of the day: another time and online instead of a venue are told apart, and may both be so."""
    if event.status != Status.MOVED:
        return [STATUSES[Status(event.status)]]
    found = ["EventRescheduled"] if event.earlier_moments else []
    if event.previous_place and event.attendance == Attendance.ONLINE:
        found.append("EventMovedOnline")
    return found or ["EventScheduled"]


def _one_or_many(values: list[str]) -> Any:
    return values[0] if len(values) == 1 else values


def _capacities(event: Event) -> dict[str, int | None]:
    """Return how many can take part; on a day held both ways the room and the link each have their number."""
    if event.attendance == Attendance.BOTH:
        return {
            "maximumPhysicalAttendeeCapacity": event.capacity,
            "maximumVirtualAttendeeCapacity": event.online_capacity,
        }
    return {"maximumAttendeeCapacity": event.capacity}


def _moment(moment: dt.datetime | None) -> str:
    """Return the moment on a Swedish clock with its distance from UTC, as search engines show it."""
    return clock.swedish(moment).isoformat(timespec="minutes") if moment else ""


def _location(event: Event, url: str) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.attendance != Attendance.ONLINE and event.venue:
        places.append(_place(event.venue))
    if event.attendance != Attendance.ON_SITE:
        # The page, never the link itself: that is for those who have a place.
        places.append({"@type": "VirtualLocation", "url": url})
    return places


def _place(venue: Venue) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": venue.street,
        "postalCode": venue.postal_code,
        "addressLocality": venue.town,
        "addressCountry": "SE",
    }
    return {"@type": "Place", "name": venue.name, "address": {name: value for name, value in address.items() if value}}


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {"@type": "Organization", "name": organisation.name}


def _person(speaker: Speaker) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": speaker.person.name}
    if speaker.role:
        person["jobTitle"] = speaker.role
    if speaker.organisation_name:
        person["affiliation"] = {"@type": "Organization", "name": speaker.organisation_name}
    return person


def _offers(day: DayView, url: str) -> list[dict[str, Any]]:
    """Return what a place costs with VAT and whether one can be had; nothing once there is nothing to take part in."""
    if day.is_past or day.is_cancelled or day.event.registration_opens_at is None or day.is_price_undecided:
        return []
    terms = {
        "@type": "Offer",
        "url": url,
        "priceCurrency": "SEK",
        "availability": f"{SCHEMA}/{_availability(day)}",
        "validFrom": _moment(day.event.registration_opens_at),
        "validThrough": _moment(day.event.last_registration),
    }
    if not day.prices:
        return [{**terms, "price": str(FREE), "priceSpecification": _price(FREE)}]
    return [{**terms, **_offer(price)} for price in day.prices]


def _offer(price: PriceRow) -> dict[str, Any]:
    """Return one price: for whom, and from or until when where it changes."""
    gross = price.amount.gross
    offer: dict[str, Any] = {"price": str(gross), "priceSpecification": _price(gross)}
    if price.name:
        offer["name"] = price.name
    if price.first:
        offer["validFrom"] = _moment(clock.at(price.first, dt.time(0)))
    if price.last:
        offer["validThrough"] = _moment(clock.end_of_day(price.last))
    return offer


def _price(gross: Decimal) -> dict[str, Any]:
    return {
        "@type": "PriceSpecification",
        "price": str(gross),
        "priceCurrency": "SEK",
        "valueAddedTaxIncluded": True,
    }


def _availability(day: DayView) -> str:
    if day.is_before_opening:
        return "PreOrder"
    if day.action in (DayAction.REGISTER, DayAction.APPLY):
        return "LimitedAvailability" if day.state == DayState.FEW_LEFT else "InStock"
    return "SoldOut"
