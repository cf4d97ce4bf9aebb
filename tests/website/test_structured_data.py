"""What search engines read from an invitation (schema.org Event)."""

import datetime as dt
import json
import re
from decimal import Decimal

import pytest

from kunskapsdag.core import clock
from kunskapsdag.website import structured_data
from kunskapsdag.website.queries import day_view
from tests.events.factories import CoOrganiserFactory, EventFactory
from tests.fees.factories import FeeFactory
from tests.programme.factories import SpeakerFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 4, 27)
NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
URL = "https://example.se/kunskapsdagar/a/"
ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def an_event(**given):
    fields = {"title": "Starkare kommuner", "day": DAY, "organiser__name": "Arena för Tillväxt"}
    fields["registration_opens_at"] = dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC)
    return EventFactory(**fields | given)


def facts_of(event, now=NOW, **given):
    return structured_data.event_json_ld(day_view(event, now), url=URL, **given)


def offer_of(event, now=NOW):
    (offer,) = facts_of(event, now)["offers"]
    return offer


def availability(event, now=NOW):
    return offer_of(event, now)["availability"].removeprefix("https://schema.org/")


def test_an_open_day_is_told_whole():
    event = an_event()
    FeeFactory(event=event)
    CoOrganiserFactory(event=event, organisation__name="Norrbottens Kommuner")
    speaker = SpeakerFactory(event=event, person__name="Conny Johansson")
    assert facts_of(
        event,
        description="En dag om samverkan.",
        speakers=[speaker],
        co_organisers=[row.organisation for row in event.co_organisers.all()],
        picture="https://example.se/bild.jpg",
    ) == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{URL}#event",
        "name": "Starkare kommuner",
        "description": "En dag om samverkan.",
        "url": URL,
        "image": ["https://example.se/bild.jpg"],
        "inLanguage": "sv",
        "startDate": "2027-04-27T10:00+02:00",
        "endDate": "2027-04-27T16:00+02:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": [
            {
                "@type": "Place",
                "name": "Saturnus Konferens",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Hornsgatan 15",
                    "postalCode": "118 46",
                    "addressLocality": "Stockholm",
                    "addressCountry": "SE",
                },
            }
        ],
        "organizer": [
            {"@type": "Organization", "name": "Arena för Tillväxt"},
            {"@type": "Organization", "name": "Norrbottens Kommuner"},
        ],
        "performer": [
            {
                "@type": "Person",
                "name": "Conny Johansson",
                "jobTitle": "kommunstyrelsens ordförande",
                "affiliation": {"@type": "Organization", "name": "Falköpings kommun"},
            }
        ],
        "audience": {"@type": "Audience", "audienceType": "Förtroendevalda och tjänstepersoner"},
        "maximumAttendeeCapacity": 80,
        "offers": [
            {
                "@type": "Offer",
                "url": URL,
                "priceCurrency": "SEK",
                "availability": "https://schema.org/InStock",
                "validFrom": "2027-02-01T09:00+01:00",
                "validThrough": "2027-04-27T10:00+02:00",
                "price": "937.50",
                "priceSpecification": {
                    "@type": "PriceSpecification",
                    "price": "937.50",
                    "priceCurrency": "SEK",
                    "valueAddedTaxIncluded": True,
                },
            }
        ],
    }


def test_a_moved_day_is_rescheduled_from_the_day_it_was():
    facts = facts_of(an_event(moved=True))
    assert (facts["eventStatus"], facts["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2027-04-13T10:00+02:00",
    )


def test_a_cancelled_day_keeps_its_date_and_offers_nothing():
    facts = facts_of(an_event(cancelled=True))
    assert (facts["eventStatus"], facts["startDate"], "offers" in facts) == (
        "https://schema.org/EventCancelled",
        "2027-04-27T10:00+02:00",
        False,
    )


def test_a_planned_day_tells_no_earlier_date():
    event = an_event(previous_starts_at=dt.datetime(2027, 4, 1, 8, tzinfo=dt.UTC))
    assert "previousStartDate" not in facts_of(event)


def test_an_online_day_takes_place_on_its_page_and_never_tells_the_link():
    facts = facts_of(an_event(online=True))
    assert facts["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert facts["location"] == [{"@type": "VirtualLocation", "url": URL}]
    assert "mote.example.se" not in json.dumps(facts)


def test_a_day_both_ways_has_both_places():
    facts = facts_of(an_event(hybrid=True))
    assert facts["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert [place["@type"] for place in facts["location"]] == ["Place", "VirtualLocation"]
    assert "mote.example.se" not in json.dumps(facts)


def test_availability_follows_the_clock_and_the_places():
    before = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
    event = an_event(capacity=3)
    FeeFactory(event=event)
    told = [availability(event, before), availability(event)]
    RegistrationFactory.create_batch(2, event=event)
    told.append(availability(event))
    RegistrationFactory(event=event)
    told.append(availability(event))
    assert told == ["PreOrder", "InStock", "LimitedAvailability", "SoldOut"]


def test_a_day_whose_registration_has_closed_cannot_be_had():
    assert availability(an_event(registration_closes_at=NOW - dt.timedelta(hours=1))) == "SoldOut"


def test_a_day_that_is_over_offers_nothing():
    assert "offers" not in facts_of(an_event(), now=dt.datetime(2027, 5, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize("fees", [[], [{"free": True}]], ids=["no fee", "zero"])
def test_a_day_free_of_charge_costs_zero(fees):
    event = an_event()
    for fee in fees:
        FeeFactory(event=event, **fee)
    assert offer_of(event)["price"] == "0.00"


def test_a_price_that_nobody_has_decided_is_not_told_as_zero():
    assert "offers" not in facts_of(an_event(registration_opens_at=None))
    before = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
    assert "offers" not in facts_of(an_event(), now=before)


def test_several_prices_are_several_offers_with_vat():
    event = an_event()
    FeeFactory(event=event, sort_order=1)
    FeeFactory(event=event, inclusive=True, amount=Decimal(400), sort_order=2)
    assert [offer["price"] for offer in facts_of(event)["offers"]] == ["937.50", "400.00"]


def test_nothing_empty_is_said():
    event = an_event(target_group="", capacity=None, venue__postal_code="")
    speaker = SpeakerFactory(event=event, role="", organisation_name="")
    facts = facts_of(event, speakers=[speaker])
    missing = {"audience", "maximumAttendeeCapacity", "image", "description", "doorTime", "previousStartDate"}
    assert missing & set(facts) == set()
    assert set(facts["location"][0]["address"]) == {"@type", "streetAddress", "addressLocality", "addressCountry"}
    assert set(facts["performer"][0]) == {"@type", "name"}


HOSTILE = '</script><!--<script>alert(1)</script> & "quoted" \\ \u2028 😀 سلام'


def test_hostile_text_can_neither_end_the_element_nor_be_changed_by_it():
    element = str(structured_data.script({"name": HOSTILE}))
    inner = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert re.search("[<>&\u2028\u2029]", inner) is None
    assert json.loads(inner) == {"name": HOSTILE}


def test_the_invitation_holds_its_day_once_with_the_pages_own_address(client, settings):
    settings.BASE_URL = "https://example.se"
    event = EventFactory(slug="starkare-kommuner", title=HOSTILE[:150], doors_open_at=None)
    SpeakerFactory(event=event, person__name="Anna Ek")
    CoOrganiserFactory(event=event, organisation__name="Region Norrbotten")
    InvitationPageFactory(event=event, title="Dag", lead="Kom & lär.")
    (element,) = ELEMENT.findall(client.get("/kunskapsdagar/starkare-kommuner/").content.decode())
    facts = json.loads(element)
    assert (facts["name"], facts["url"], facts["description"]) == (
        HOSTILE[:150],
        "https://example.se/kunskapsdagar/starkare-kommuner/",
        "Kom & lär.",
    )
    assert [person["name"] for person in facts["performer"]] == ["Anna Ek"]
    assert [row["name"] for row in facts["organizer"]][1:] == ["Region Norrbotten"]


def test_a_day_seen_at_this_moment_is_open(client):
    assert availability(EventFactory(), now=clock.now()) == "InStock"


def test_a_day_moved_twice_and_then_online_says_all_of_it():
    event = an_event(
        moved=True,
        online=True,
        earlier_starts=["2027-04-01T08:00:00+00:00"],
        previous_starts_at=dt.datetime(2027, 4, 13, 8, tzinfo=dt.UTC),
        previous_place="Saturnus Konferens, Stockholm",
    )
    facts = facts_of(event)
    assert facts["eventStatus"] == ["https://schema.org/EventRescheduled", "https://schema.org/EventMovedOnline"]
    assert facts["previousStartDate"] == ["2027-04-01T10:00+02:00", "2027-04-13T10:00+02:00"]
