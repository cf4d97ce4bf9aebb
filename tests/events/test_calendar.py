"""Calendar files: what Outlook, Google and Apple read, who may fetch them, and when they grow newer."""

import datetime as dt

import pytest
from django.test import Client
from icalendar import Calendar

from kunskapsdag.accounts.enums import Role
from kunskapsdag.events import calendar
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, ThemeFactory, VenueFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 4, 27)
NOW = dt.datetime(2027, 3, 1, 12, 30, tzinfo=dt.UTC)
SECRET = "https://mote.example.se/kunskapsdag"


def built(event, **given):
    asked = {"url": "https://example.se/a", "uid": "abc@kunskapsdag", "method": "PUBLISH", "sequence": 3, "now": NOW}
    return calendar.build(event, **asked | given)


def unfolded(body):
    return body.replace("\r\n ", "").split("\r\n")


def entry_of(body):
    (entry,) = Calendar.from_ical(body).walk("VEVENT")
    return entry


def an_event(**given):
    fields = {
        "title": "Starkare kommuner",
        "slug": "starkare-kommuner",
        "day": DAY,
        "organiser__name": "Arena för Tillväxt",
    }
    return EventFactory(**fields | given)


def test_the_published_file_says_what_when_and_where_line_by_line():
    assert unfolded(built(an_event(is_public=True), sequence=0)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kunskapsdag//kunskapsdag//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Starkare kommuner",
        "DTSTART:20270427T080000Z",
        "DTEND:20270427T140000Z",
        "DTSTAMP:20270301T123000Z",
        "UID:abc@kunskapsdag",
        "SEQUENCE:0",
        "DESCRIPTION:Läs mer: https://example.se/a\\nKontakt: Anna Ek\\, anna.ek@example.se\\, 08-123 45 67",
        f"LAST-MODIFIED:{Event.objects.get().changed_at:%Y%m%dT%H%M%SZ}",
        "LOCATION:Saturnus Konferens\\, Hornsgatan 15\\, 118 46 Stockholm",
        'ORGANIZER;CN="Arena för Tillväxt":mailto:anna.ek@example.se',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "URL:https://example.se/a",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_every_line_is_at_most_75_bytes_and_ends_with_cr_lf():
    body = built(an_event(title="Å" * 160, venue__name="Ö" * 120)).encode()
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert [line for line in lines if len(line) > 75] == []
    assert entry_of(body)["summary"] == "Å" * 160


def test_an_invited_person_has_accepted_already_and_is_asked_for_no_answer():
    entry = entry_of(built(an_event(), method="REQUEST", attendee=("Åsa Öberg", "asa@example.se")))
    assert str(entry["attendee"]) == "mailto:asa@example.se"
    assert dict(entry["attendee"].params) == {
        "CN": "Åsa Öberg",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_a_cancelling_file_has_the_same_uid_and_takes_the_entry_away():
    body = built(an_event(), method="CANCEL", sequence=7, attendee=("Åsa", "asa@example.se"))
    entry = entry_of(body)
    assert Calendar.from_ical(body)["method"] == "CANCEL"
    assert (entry["uid"], entry["sequence"], entry["status"]) == ("abc@kunskapsdag", 7, "CANCELLED")


def test_a_cancelled_registration_says_so_without_cancelling_the_day_in_its_title():
    entry = entry_of(built(an_event(), cancelled=True))
    assert (entry["summary"], entry["status"]) == ("Starkare kommuner", "CANCELLED")


def test_a_cancelled_day_says_so_in_status_title_and_text():
    entry = entry_of(built(an_event(cancelled=True)))
    assert (entry["summary"], entry["status"]) == ("Inställd: Starkare kommuner", "CANCELLED")
    assert entry["description"].splitlines()[0] == "Föreläsaren är sjuk."


def test_a_day_over_two_days_is_one_entry_from_the_first_start_to_the_last_end():
    entry = entry_of(built(an_event(several_days=True)))
    assert (entry.start, entry.end) == (
        dt.datetime(2027, 4, 27, 8, tzinfo=dt.UTC),
        dt.datetime(2027, 4, 28, 14, tzinfo=dt.UTC),
    )


def test_the_hour_follows_winter_time():
    entry = entry_of(built(an_event(day=dt.date(2027, 11, 3))))
    assert entry.start == dt.datetime(2027, 11, 3, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize("trait", ["online", "hybrid"])
def test_the_link_for_those_online_is_in_no_calendar_file(trait):
    event = an_event(**{trait: True})
    with_place = built(event, method="REQUEST", attendee=("Åsa", "asa@example.se"))
    cancelled = built(event, method="CANCEL", attendee=("Åsa", "asa@example.se"))
    assert [SECRET in "".join(unfolded(body)) for body in (with_place, cancelled, built(event))] == [False, False, False]


def test_an_online_day_has_online_as_its_place_in_the_public_file():
    assert entry_of(built(an_event(online=True)))["location"] == "På distans"


def test_doors_and_moved_day_are_told_in_the_text():
    event = an_event(moved=True, doors_open_at=dt.datetime(2027, 4, 27, 7, 30, tzinfo=dt.UTC))
    assert entry_of(built(event))["description"].splitlines()[:2] == ["Lokalen var för liten.", "Dörrarna öppnar kl. 09.30."]


def test_hostile_text_stays_text():
    title = 'A;B,C\\D "E"\r\nATTENDEE:mailto:x@example.se'
    event = an_event(
        title=title,
        organiser__name='Bo "X"; CN=y\r\nBEGIN:VALARM',
        contact_name="\u202eanna\x07\nEND:VEVENT",
        venue__name="سلام 😀",
    )
    body = built(event, attendee=('A"\r\nX:1', "a@example.se"))
    entry = entry_of(body)
    assert [name for name in ("ATTENDEE:mailto:x", "BEGIN:VALARM", "X:1") if f"\r\n{name}" in body] == []
    assert body.count("END:VEVENT\r\n") == 1
    assert entry["summary"] == 'A;B,C\\D "E" ATTENDEE:mailto:x@example.se'
    assert entry["organizer"].params["CN"] == "Bo 'X'; CN=y BEGIN:VALARM"
    assert entry["attendee"].params["CN"] == "A' X:1"
    assert entry["location"] == "سلام 😀, Hornsgatan 15, 118 46 Stockholm"


# --- who may fetch ---------------------------------------------------------------------------------------------------


def test_a_visitor_gets_the_file_of_a_published_day(client, settings):
    settings.BASE_URL = "https://example.se"
    event = an_event(is_public=True, hybrid=True)
    response = client.get("/kunskapsdagar/starkare-kommuner/kalender.ics")
    entry = entry_of(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="starkare-kommuner.ics"'
    assert response["Cache-Control"] == "public, max-age=1"
    assert (entry["uid"], entry["url"]) == (f"{event.uid}@kunskapsdag", "https://example.se/kunskapsdagar/starkare-kommuner/")
    assert SECRET.encode() not in response.content.replace(b"\r\n ", b"")


def test_the_public_file_is_the_same_bytes_until_the_day_changes(client):
    event = an_event(is_public=True)
    path = f"/kunskapsdagar/{event.slug}/kalender.ics"
    first, second = client.get(path).content, client.get(path).content
    event.title = "Starkare regioner"
    event.save(update_fields=["title"])
    assert first == second != client.get(path).content


def test_an_unpublished_day_is_404_to_visitors_and_to_accounts_without_staff_rights(client):
    path = f"/kunskapsdagar/{an_event().slug}/kalender.ics"
    stranger = Client()
    stranger.force_login(UserFactory())
    assert [client.get(path).status_code, stranger.get(path).status_code] == [404, 404]


def test_staff_may_fetch_an_unpublished_day_and_nobody_keeps_the_answer(client):
    client.force_login(UserFactory(role=Role.EDITOR))
    response = client.get(f"/kunskapsdagar/{an_event().slug}/kalender.ics")
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


@pytest.mark.parametrize("path", ["/kunskapsdagar/kalender.ics", "/kunskapsdagar/starkare-kommuner/kalender.ics"])
def test_only_reading_is_allowed(client, path):
    an_event(is_public=True)
    assert [client.post(path).status_code, client.head(path).status_code] == [405, 200]


# --- the feed --------------------------------------------------------------------------------------------------------


def fed(client, query=""):
    response = client.get(f"/kunskapsdagar/kalender.ics{query}")
    found = Calendar.from_ical(response.content)
    return found, [str(entry["summary"]) for entry in found.walk("VEVENT")]


def test_the_feed_holds_coming_published_days_in_order_cancelled_ones_marked(client):
    EventFactory(title="Sist", is_public=True, day=dt.date(2099, 3, 1), cancelled=True)
    EventFactory(title="Först", is_public=True, online=True)
    EventFactory(title="Hemlig")
    EventFactory(title="Förbi", is_public=True, past=True)
    found, titles = fed(client)
    assert titles == ["Först", "Inställd: Sist"]
    assert (found["method"], found["x-published-ttl"], found["x-wr-timezone"]) == ("PUBLISH", "PT6H", "Europe/Stockholm")
    assert [str(entry["transp"]) for entry in found.walk("VEVENT")] == ["TRANSPARENT"] * 2
    assert SECRET not in found.to_ical().decode().replace("\r\n ", "")


def test_the_feed_of_a_theme_holds_only_its_days(client):
    theme = ThemeFactory(name="Näringsliv", slug="naringsliv")
    EventFactory(title="Jobb", is_public=True, theme=theme)
    EventFactory(title="Skola", is_public=True, themed=True)
    found, titles = fed(client, "?tema=naringsliv")
    assert (titles, str(found["x-wr-calname"])) == (["Jobb"], "Kunskapsdag: Näringsliv")


def test_an_empty_feed_is_a_calendar_without_days(client):
    assert fed(client)[1] == []


@pytest.mark.parametrize("word", ["finns-inte", "%00", "a" * 5000])
def test_a_feed_for_a_theme_that_does_not_exist_is_404(client, word):
    assert client.get(f"/kunskapsdagar/kalender.ics?tema={word}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_feed_asks_as_many_questions_for_three_days_as_for_one(client, number, django_assert_num_queries):
    EventFactory.create_batch(number, is_public=True)
    client.get("/kunskapsdagar/kalender.ics")
    with django_assert_num_queries(3):
        assert len(fed(client)[1]) == number


# --- growing newer ---------------------------------------------------------------------------------------------------

LATER = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda event: setattr(event, "title", "Annat"),
        lambda event: setattr(event, "starts_at", event.starts_at + LATER),
        lambda event: setattr(event, "ends_at", event.ends_at + LATER),
        lambda event: setattr(event, "venue", VenueFactory(name="Folkets hus")),
        lambda event: setattr(event, "attendance", Attendance.BOTH),
        lambda event: setattr(event, "online_url", SECRET),
        lambda event: setattr(event, "status", Status.CANCELLED),
    ],
    ids=["title", "start", "end", "venue", "attendance", "link", "status"],
)
def test_what_a_calendar_shows_counts_the_sequence_up_by_one(change):
    event = Event.objects.get(pk=EventFactory().pk)
    change(event)
    event.save()
    event.save()
    assert (event.calendar_sequence, Event.objects.get().calendar_sequence) == (1, 1)


def test_what_a_calendar_does_not_show_leaves_the_sequence_alone():
    event = EventFactory()
    event.capacity = 5
    event.contact_phone = "08-1"
    event.save()
    assert Event.objects.get().calendar_sequence == 0


def test_a_save_of_named_fields_counts_only_those_it_saves():
    event = EventFactory(title="Före", capacity=80)
    before = event.changed_at
    event.title, event.capacity = "Efter", 10
    event.save(update_fields=["capacity"])
    assert (Event.objects.get().title, Event.objects.get().calendar_sequence) == ("Före", 0)
    event.save(update_fields=["title"])
    stored = Event.objects.get()
    assert (stored.title, stored.calendar_sequence, stored.changed_at > before) == ("Efter", 1, True)


def test_a_venue_saved_by_its_relation_name_counts():
    event = EventFactory()
    event.venue = VenueFactory(name="Folkets hus")
    event.save(update_fields=["venue"])
    assert Event.objects.get().calendar_sequence == 1


def test_two_forms_opened_at_the_same_time_both_count():
    first = Event.objects.get(pk=EventFactory().pk)
    second = Event.objects.get()
    first.title = "Ett"
    first.save()
    second.title = "Två"
    second.save()
    assert Event.objects.get().calendar_sequence == 2


def test_a_form_opened_before_publishing_does_not_unpublish_when_it_is_saved():
    form = Event.objects.get(pk=EventFactory().pk)
    Event.objects.update(is_public=True)
    form.capacity = 3
    form.save()
    stored = Event.objects.get()
    assert (stored.is_public, form.is_public, stored.capacity) == (True, True, 3)


def test_a_venue_that_gets_a_new_address_counts_for_all_its_days():
    venue = VenueFactory()
    EventFactory.create_batch(2, venue=venue)
    EventFactory()
    venue.directions = "Tunnelbana till Mariatorget."
    venue.save()
    assert [event.calendar_sequence for event in Event.objects.order_by("pk")] == [0, 0, 0]
    venue.street = "Hornsgatan 17"
    venue.save()
    assert [event.calendar_sequence for event in Event.objects.order_by("pk")] == [1, 1, 0]
