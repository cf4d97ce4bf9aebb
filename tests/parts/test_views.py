"""The form, the person's own pages and the office's screens about parts."""

import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory, days_from_now
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.registrations.test_views import FILLED
from tests.website.factories import InvitationPageFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """Return the organiser's browser."""
    return client_for("organiser")


def a_day(**more):
    event = EventFactory(is_public=True, **more)
    lunch = PartFactory(event=event, lunch=True)
    dinner = PartFactory(event=event, dinner=True, capacity=1)
    north = PartFactory(event=event, seminar=True, title="Norr")
    south = PartFactory(event=event, seminar=True, title="Syd")
    return event, lunch, dinner, north, south


def path(event):
    return reverse("registrations:form", args=[event.slug])


def states(registration):
    rows = PartBooking.objects.filter(registration=registration).order_by("part__sort_order", "part__pk")
    return {row.part.title: row.state for row in rows}


def words(response):
    return response.content.decode().replace("\u2060", "").replace("\xa0", " ")


class TestTheForm:
    def test_each_part_stands_with_its_price_and_what_is_left_and_works_without_script(self, client):
        event, lunch, dinner, north, south = a_day()
        page = words(client.get(path(event)))
        assert "400 kr exkl. moms (500 kr inkl. 25 % moms)" in page
        assert (f'name="parts-part{lunch.pk}" id="id_parts-part{lunch.pk}" checked' in page, "1 plats kvar" in page) == (
            True,
            True,
        )
        client.post(path(event), FILLED | {f"parts-part{dinner.pk}": "on", f"parts-part{north.pk}": str(south.pk)})
        mine = Registration.objects.get()
        assert states(mine) == {"Middag": Booking.BOOKED, "Syd": Booking.BOOKED}
        receipt = words(client.get(links.path(mine, "receipt")))
        assert ("Middag" in receipt, "<strong>400 kr exkl. moms</strong>" in receipt) == (True, True)

    def test_a_full_part_says_that_one_stands_in_line_for_it(self, client):
        event, _lunch, dinner, _north, _south = a_day()
        PartBookingFactory(part=dinner)
        assert "Fullt – du ställs i kö" in words(client.get(path(event)))
        client.post(path(event), FILLED | {f"parts-part{dinner.pk}": "on"})
        mine = Registration.objects.get(email=FILLED["email"])
        assert states(mine) == {"Middag": Booking.WAITING}
        assert "i kö som nummer 1" in words(client.get(links.path(mine)))

    def test_what_became_full_meanwhile_is_told_and_nothing_typed_is_lost(self, client):
        event, _lunch, dinner, _north, _south = a_day()
        dinner.has_waiting_list = False
        dinner.save()
        PartBookingFactory(part=dinner)
        response = client.post(path(event), FILLED | {f"parts-part{dinner.pk}": "on"})
        page = words(response)
        assert (response.status_code, "”Middag” är fullt" in page, FILLED["name"] in page) == (422, True, True)
        assert not Registration.objects.filter(email=FILLED["email"]).exists()

    def test_one_of_the_place_must_be_chosen(self, client):
        event = EventFactory(is_public=True)
        whole = PartFactory(event=event, title="Hel dag", choose_group="Hel eller halv dag", is_place=True)
        PartFactory(event=event, title="Halv dag", choose_group="Hel eller halv dag", is_place=True)
        response = client.post(path(event), FILLED)
        page = words(response)
        assert (response.status_code, "Välj ett alternativ: Hel eller halv dag." in page, FILLED["name"] in page) == (
            422,
            True,
            True,
        )
        assert client.post(path(event), FILLED | {f"parts-part{whole.pk}": "999999"}).status_code == 422

    def test_online_the_lunch_is_refused_in_the_form_with_what_was_typed(self, client):
        event = EventFactory(is_public=True, hybrid=True)
        lunch = PartFactory(event=event, lunch=True)
        response = client.post(path(event), FILLED | {f"parts-part{lunch.pk}": "on", "way": "online"})
        page = words(response)
        assert (response.status_code, "bara för dem som deltar på plats" in page, FILLED["name"] in page) == (422, True, True)
        assert not Registration.objects.exists()


class TestOwnPages:
    def test_parts_are_changed_on_a_page_of_their_own(self, client):
        event, lunch, dinner, _north, _south = a_day()
        mine = RegistrationFactory(event=event)
        PartBookingFactory(part=lunch, registration=mine)
        own = reverse("parts:change", args=[links.token(mine)])
        assert f'id="id_part{lunch.pk}" checked' in words(client.get(own))
        assert client.post(own, {f"part{dinner.pk}": "on"}).status_code == 303
        assert states(mine) == {"Lunch": Booking.CANCELLED, "Middag": Booking.BOOKED}

    @pytest.mark.parametrize("name", ["change", "answer"])
    def test_a_link_that_is_revoked_while_the_click_waits_for_the_lock_is_gone_and_changes_nothing(self, client, name):
        _event, lunch, dinner, _north, _south = a_day()
        mine = RegistrationFactory(event=lunch.event)
        PartBookingFactory(part=lunch, registration=mine)
        later = clock.now() + dt.timedelta(days=1)
        PartBookingFactory(part=dinner, registration=mine, state=Booking.OFFERED, answer_by=later)
        sent = {f"part{lunch.pk}": ""} if name == "change" else {"part": dinner.pk, "answer": "yes"}
        url = reverse(f"parts:{name}", args=[links.token(mine)])
        revoked = []

        def revoke(execute, sql, params, many, context):
            if sql.startswith("SAVEPOINT") and not revoked:  # the link was good when the page looked at it
                revoked.append(sql)
                Registration.objects.filter(pk=mine.pk).update(link_version=2)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(revoke):
            gone = client.post(url, sent)
        assert (gone.status_code, len(revoked), mine.name in words(gone)) == (410, 1, False)
        assert states(mine) == {"Lunch": Booking.BOOKED, "Middag": Booking.OFFERED}

    def test_after_its_last_day_a_part_is_kept_whatever_is_sent(self, client):
        event, _lunch, dinner, _north, _south = a_day()
        dinner.last_cancellation_day = days_from_now(-1)
        dinner.save()
        mine = RegistrationFactory(event=event)
        PartBookingFactory(part=dinner, registration=mine)
        own = reverse("parts:change", args=[links.token(mine)])
        assert "Kan inte längre avbokas" in words(client.get(own))
        client.post(own, {})
        assert states(mine) == {"Middag": Booking.BOOKED}

    def test_what_is_paid_for_although_one_cancels_is_told_before_the_click(self, client):
        event, _lunch, dinner, _north, _south = a_day()
        mine = RegistrationFactory(event=event)
        PartBookingFactory(part=dinner, registration=mine)
        told = "”Middag” debiteras även om du avanmäler dig: 400 kr exkl. moms (500 kr inkl. 25 % moms)"
        assert told not in words(client.get(links.path(mine, "cancel")))
        dinner.last_cancellation_day = days_from_now(-1)
        dinner.save()
        assert told in words(client.get(links.path(mine, "cancel")))

    def test_an_offered_seat_is_answered_by_post_only(self, client):
        event, _lunch, dinner, _north, _south = a_day()
        mine = RegistrationFactory(event=event)
        PartBookingFactory(part=dinner, registration=mine, state=Booking.OFFERED)
        assert "En plats har blivit ledig för dig: Middag" in words(client.get(links.path(mine)))
        own = reverse("parts:answer", args=[links.token(mine)])
        assert client.get(own).status_code == 405
        assert client.post(own, {"part": "x", "answer": "yes"}).status_code == 409
        assert client.post(own, {"part": dinner.pk, "answer": "yes"}).status_code == 303
        assert states(mine) == {"Middag": Booking.BOOKED}

    def test_a_forged_link_is_nothing_and_an_old_one_says_so(self, client):
        event, *_parts = a_day()
        mine = RegistrationFactory(event=event)
        old = reverse("parts:change", args=[links.token(mine)])
        mine.link_version += 1
        mine.save()
        assert (client.get(old).status_code, client.get(old[:-3] + "x/").status_code) == (410, 404)

    def test_parts_at_the_same_time_are_warned_of(self, client):
        event = EventFactory(is_public=True)
        noon = clock.at(event.first_day, dt.time(12))
        times = {"starts_at": noon, "ends_at": noon + dt.timedelta(hours=1)}
        mine = RegistrationFactory(event=event)
        for title in ("Rundtur", "Lunch"):
            PartBookingFactory(part=PartFactory(event=event, title=title, **times), registration=mine)
        assert "”Rundtur” och ”Lunch” pågår samtidigt" in words(client.get(links.path(mine)))

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_asks_as_much_with_one_part_as_with_three(self, client, number, django_assert_max_num_queries):
        event = EventFactory(is_public=True)
        mine = RegistrationFactory(event=event)
        for _each in range(number):
            PartBookingFactory(part=PartFactory(event=event), registration=mine)
        client.get(links.path(mine))
        with django_assert_max_num_queries(13):
            client.get(links.path(mine))


def test_the_invitation_shows_the_parts(client):

    event, *_parts = a_day()
    page = words(client.get(InvitationPageFactory(event=event).url))
    assert ("Välj dina delar" in page, "400 kr exkl. moms (500 kr inkl. 25 % moms)" in page) == (True, True)


class TestTheOffice:
    def test_the_screen_shows_each_part_with_its_numbers(self, office):
        event, lunch, dinner, *_seminars = a_day()
        PartBookingFactory.create_batch(3, part=lunch)
        PartBookingFactory(part=dinner)
        PartBookingFactory(part=dinner, state=Booking.WAITING)
        page = words(office.get(reverse("days:parts", args=[event.pk])))
        assert ("Lunch" in page, "500 kr" in page) == (True, True)
        assert "Lunch" in words(office.get(reverse("days:overview", args=[event.pk])))

    def test_the_list_of_a_part_is_told_and_taken_out_without_needs(self, office):
        event, lunch, *_others = a_day()
        booking = PartBookingFactory(part=lunch)
        NeedsFactory(registration=booking.registration, food="Allergisk mot nötter")
        NeedsFactory(registration=RegistrationFactory(event=event), food="Allergisk mot fisk")
        page = words(office.get(reverse("days:part", args=[event.pk, lunch.pk])))
        # In sum on the meal's own screen, of those who eat there only.
        assert ("Allergisk mot nötter" in page, "Allergisk mot fisk" in page) == (True, False)
        csv = office.get(reverse("days:part_file", args=[event.pk, lunch.pk, "csv"]))
        assert (booking.registration.name in csv.content.decode(), "nötter" in csv.content.decode()) == (True, False)
        assert office.get(reverse("days:part_file", args=[event.pk, lunch.pk, "xlsx"])).content[:2] == b"PK"

    def test_another_days_part_is_not_found(self, office):
        event, *_parts = a_day()
        other = PartFactory()
        assert office.get(reverse("days:part", args=[event.pk, other.pk])).status_code == 404
        assert office.get(reverse("days:part_file", args=[event.pk, other.pk, "csv"])).status_code == 404
        assert office.post(reverse("days:move_part", args=[event.pk, other.pk]), {"place": "x"}).status_code == 404

    def test_a_part_is_moved_to_another_room(self, office):
        event, lunch, *_others = a_day()
        PartBookingFactory(part=lunch)
        url = reverse("days:move_part", args=[event.pk, lunch.pk])
        assert office.get(url).status_code == 405
        assert office.post(url, {"place": "Stora salen", "capacity": "0"}).status_code == 422
        assert office.post(url, {"place": "Stora salen", "capacity": "40"}).status_code == 302
        lunch.refresh_from_db()
        assert (lunch.place, lunch.capacity) == ("Stora salen", 40)

    def test_the_office_changes_parts_for_somebody_also_after_the_last_day(self, office):
        event, _lunch, dinner, *_seminars = a_day()
        dinner.last_cancellation_day = days_from_now(-1)
        dinner.save()
        mine = RegistrationFactory(event=event)
        PartBookingFactory(part=dinner, registration=mine)
        url = reverse("days:person_parts", args=[event.pk, mine.number])
        assert "Middag" in words(office.get(url))
        assert office.post(url, {}).status_code == 302
        assert states(mine) == {"Middag": Booking.CANCELLED}

    def test_the_list_is_narrowed_to_a_part_and_the_file_has_a_column_for_each(self, office):
        event, lunch, *_others = a_day()
        booking, other = PartBookingFactory(part=lunch), RegistrationFactory(event=event)
        page = words(office.get(reverse("days:registrations", args=[event.pk]), {"delen": lunch.pk}))
        assert (booking.registration.email in page, other.email in page) == (True, False)
        head, *rows = office.get(reverse("days:export", args=[event.pk, "csv"])).content.decode().splitlines()
        assert "Lunch;Middag;Norr;Syd" in head
        assert sum("bokad" in row for row in rows) == 1

    def test_strangers_see_nothing(self, client):
        event, lunch, *_others = a_day()
        for url in (reverse("days:parts", args=[event.pk]), reverse("days:part", args=[event.pk, lunch.pk])):
            assert client.get(url).status_code in (302, 404)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_screens_ask_as_much_with_one_row_as_with_three(self, office, number, django_assert_max_num_queries):
        event = EventFactory()
        for _each in range(number):
            PartBookingFactory.create_batch(number, part=PartFactory(event=event))
        lunch = event.parts.first()
        for url in (reverse("days:parts", args=[event.pk]), reverse("days:part", args=[event.pk, lunch.pk])):
            office.get(url)
            with django_assert_max_num_queries(22):
                office.get(url)
