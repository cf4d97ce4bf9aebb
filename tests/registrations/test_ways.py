"""On site or online: the places, the line for the room, changing either way, and where the link stands."""

import uuid

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails, links, queries
from kunskapsdag.registrations.enums import OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.errors import MoveNotAllowed, NotBothWays, OfferIsOver, OnlineIsFull, RegistrationError
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory
from tests.registrations.test_views import FILLED

pytestmark = pytest.mark.django_db


def both(capacity=1, online_capacity=None, **more):
    return EventFactory(is_public=True, hybrid=True, capacity=capacity, online_capacity=online_capacity, **more)


def person(number, way=Way.ON_SITE, *, wants_on_site=False):
    return PersonDetails(
        name=f"Person {number}",
        email=f"person{number}@x.se",
        organisation_name=f"Kommun {number}",
        category="official",
        way=way,
        wants_on_site=wants_on_site,
    )


def register(event, number, way=Way.ON_SITE, **more):
    who = person(number, way, **more)
    return actions.register(event=event, person=who, form_key=uuid.uuid4(), by=None, now=clock.now()).registration


def online(event, number=90, **more):
    return register(event, number, Way.ONLINE, **more)


def standing(registration):
    registration.refresh_from_db()
    return registration.state, registration.way, registration.on_site_wish


COMES = (State.CONFIRMED, Way.ON_SITE, "")
ONLINE = (State.CONFIRMED, Way.ONLINE, "")
ONLINE_IN_LINE = (State.CONFIRMED, Way.ONLINE, OnSiteWish.WAITING)


class TestRegistering:
    def test_places_on_site_and_online_are_counted_apart(self):
        event = both(capacity=1)
        assert [standing(online(event, 1)), standing(register(event, 2)), standing(online(event, 3))] == [ONLINE, COMES, ONLINE]
        places = queries.places(event, now=clock.now())
        assert (places.confirmed, places.left, places.online, places.online_left) == (1, 0, 2, None)

    def test_full_on_site_gives_a_place_online_at_once_and_a_number_in_the_line(self):
        event = both(capacity=1)
        register(event, 1)
        mine = online(event, 2, wants_on_site=True)
        assert (standing(mine), queries.queue_position(mine)) == (ONLINE_IN_LINE, 1)

    def test_who_would_rather_come_comes_where_there_is_room(self):
        assert standing(online(both(capacity=1), wants_on_site=True)) == COMES

    def test_nobody_more_than_the_places_online_takes_part_online(self):
        event = both(capacity=5, online_capacity=1)
        online(event, 1)
        with pytest.raises(OnlineIsFull):
            online(event, 2)

    def test_full_both_ways_stands_in_line_as_on_any_day(self):
        event = both(capacity=1, online_capacity=1)
        register(event, 1)
        online(event, 2)
        assert standing(online(event, 3, wants_on_site=True)) == (State.WAITING, Way.ON_SITE, "")

    def test_a_day_held_one_way_asks_nobody(self):
        event, from_afar = EventFactory(capacity=1), EventFactory(online=True, capacity=1)
        assert (standing(online(event, 1)), standing(register(from_afar, 1))) == (COMES, ONLINE)
        assert [register(one, 2).state for one in (event, from_afar)] == [State.WAITING] * 2


class TestTheLine:
    def test_those_online_and_the_others_are_offered_places_in_the_order_of_their_numbers(self):
        event = both(capacity=1)
        first = register(event, 1)
        second, third = online(event, 2, wants_on_site=True), register(event, 3)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        assert standing(second) == (State.CONFIRMED, Way.ONLINE, OnSiteWish.OFFERED)
        actions.decline_offer(registration=second, by=None, now=clock.now())
        assert (standing(second), standing(third)[0]) == (ONLINE, State.OFFERED)

    def test_saying_yes_moves_her_into_the_room(self):
        event = both(capacity=1)
        first, mine = register(event, 1), online(event, 2, wants_on_site=True)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        actions.accept_offer(registration=mine, by=None, now=clock.now())
        actions.accept_offer(registration=mine, by=None, now=clock.now())
        places = queries.places(event, now=clock.now())
        assert (standing(mine), places.confirmed, places.online) == (COMES, 1, 0)

    def test_no_answer_in_time_lets_the_place_go_on_and_keeps_the_one_online(self):
        event = both(capacity=1)
        first, mine, next_one = register(event, 1), online(event, 2, wants_on_site=True), register(event, 3)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        offer = PlaceOffer.objects.get(registration=mine)
        actions.lapse_offers(now=offer.answer_by)
        offer.refresh_from_db()
        assert (standing(mine), offer.state, standing(next_one)[0]) == (ONLINE, OfferState.LAPSED, State.OFFERED)
        with pytest.raises(OfferIsOver):
            actions.accept_offer(registration=mine, by=None, now=offer.answer_by)

    def test_cancelling_while_offered_hands_on_the_place_on_site(self):
        event = both(capacity=1)
        first, mine, next_one = register(event, 1), online(event, 2, wants_on_site=True), register(event, 3)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        actions.cancel_registration(registration=mine, by=None, now=clock.now())
        assert (standing(mine), standing(next_one)[0]) == ((State.CANCELLED, Way.ONLINE, ""), State.OFFERED)

    def test_cancelling_online_frees_nothing_in_the_room(self):
        event = both(capacity=1)
        register(event, 1)
        mine, waiting = online(event, 2), register(event, 3)
        actions.cancel_registration(registration=mine, by=None, now=clock.now())
        assert standing(waiting)[0] == State.WAITING


class TestChanging:
    def test_from_the_room_to_online_gives_the_place_to_the_first_in_line(self):
        event = both(capacity=1)
        mine, waiting = register(event, 1), register(event, 2)
        actions.take_part_online(registration=mine, by=None, now=clock.now())
        assert (standing(mine), standing(waiting)[0]) == (ONLINE, State.OFFERED)

    def test_while_offered_she_may_choose_online_and_the_offer_goes_on(self):
        event = both(capacity=1)
        first, mine, waiting = register(event, 1), register(event, 2), register(event, 3)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        actions.take_part_online(registration=mine, by=None, now=clock.now())
        assert (standing(mine), standing(waiting)[0]) == (ONLINE, State.OFFERED)
        assert PlaceOffer.objects.get(registration=mine).state == OfferState.DECLINED

    @pytest.mark.parametrize(("stay", "after"), [(True, ONLINE_IN_LINE), (False, ONLINE)])
    def test_who_waits_may_take_part_online_meanwhile_with_the_number_she_has(self, stay, after):
        event = both(capacity=1)
        register(event, 1)
        mine, behind = register(event, 2), register(event, 3)
        actions.take_part_online(registration=mine, by=None, now=clock.now(), stay_in_line=stay)
        assert (standing(mine), queries.queue_position(behind)) == (after, 2 if stay else 1)

    def test_online_to_the_room_takes_a_free_place_or_a_number_in_the_line(self):
        event = both(capacity=1)
        first, second = online(event, 1), online(event, 2)
        for one in (first, second):
            actions.take_part_on_site(registration=one, by=None, now=clock.now())
        assert (standing(first), standing(second)) == (COMES, ONLINE_IN_LINE)
        actions.leave_line(registration=second, by=None, now=clock.now())
        assert standing(second) == ONLINE
        with pytest.raises(MoveNotAllowed):
            actions.leave_line(registration=second, by=None, now=clock.now())

    def test_nobody_passes_the_line_by_being_online(self):
        event = both(capacity=2)
        mine = online(event, 1)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        Registration.objects.filter(pk=mine.pk).update(state=State.CONFIRMED)
        actions.take_part_on_site(registration=mine, by=None, now=clock.now())
        assert standing(mine) == ONLINE_IN_LINE

    def test_what_cannot_be_changed_is_refused_in_words(self):
        mine = RegistrationFactory(event=EventFactory())
        with pytest.raises(NotBothWays):
            actions.take_part_online(registration=mine, by=None, now=clock.now())
        event = both(online_capacity=1)
        online(event, 1)
        mine = register(event, 2)
        with pytest.raises(OnlineIsFull):
            actions.take_part_online(registration=mine, by=None, now=clock.now())
        assert standing(mine) == COMES


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["on_site", "online", "in_line", "to_online", "stay", "to_room", "leave", "yes", "no", "cancel", "lapse"]
        ),
        st.integers(0, 7),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, capacity=st.integers(1, 3), online_capacity=st.one_of(st.none(), st.integers(1, 3)))
def test_whatever_happens_no_way_is_ever_over_its_places_and_nobody_waits_beside_a_free_one(
    db, steps, capacity, online_capacity
):
    event = both(capacity=capacity, online_capacity=online_capacity)
    now = clock.now()
    people = []
    verbs = {
        "to_online": actions.take_part_online,
        "to_room": actions.take_part_on_site,
        "leave": actions.leave_line,
        "yes": actions.accept_offer,
        "no": actions.decline_offer,
        "cancel": actions.cancel_registration,
    }
    for number, (verb, which) in enumerate(steps):
        try:
            if verb in ("on_site", "online", "in_line"):
                way = Way.ON_SITE if verb == "on_site" else Way.ONLINE
                who = person(f"{event.pk}-{number}", way, wants_on_site=verb == "in_line")
                people.append(actions.register(event=event, person=who, form_key=uuid.uuid4(), by=None, now=now).registration)
            elif verb == "lapse":
                for offer in PlaceOffer.objects.filter(registration__event=event, state=OfferState.OPEN)[:1]:
                    PlaceOffer.objects.filter(pk=offer.pk).update(answer_by=now)
                actions.lapse_offers(now=now)
            elif people:
                mine = people[which % len(people)]
                if verb == "stay":
                    actions.take_part_online(registration=mine, by=None, now=now, stay_in_line=True)
                else:
                    verbs[verb](registration=mine, by=None, now=now)
        except RegistrationError:
            pass
        places = queries.places(event, now=now)
        assert places.taken <= capacity
        assert online_capacity is None or places.online <= online_capacity
        assert not (places.waiting and places.taken < capacity)
        rows = Registration.objects.filter(event=event)
        assert places.taken == queries.taking(event)
        assert set(rows.exclude(on_site_wish="").values_list("state", "way")) <= {(State.CONFIRMED, Way.ONLINE)}
        open_offers = set(
            PlaceOffer.objects.filter(registration__event=event, state=OfferState.OPEN).values_list("registration", flat=True)
        )
        assert open_offers == {one.pk for one in rows if one.has_offer}


class TestPages:
    def send(self, client, event, **more):
        key = {"key": ""}
        return client.post(reverse("registrations:form", args=[event.slug]), FILLED | key | more)

    def test_the_form_asks_on_a_day_held_both_ways_and_keeps_what_was_chosen(self, client):
        event = both(capacity=1)
        missing = self.send(client, event)
        assert (missing.status_code, "Välj om du deltar på plats eller på distans." in missing.content.decode()) == (422, True)
        response = self.send(client, event, way="online")
        assert (response.status_code, Registration.objects.get().way) == (303, Way.ONLINE)
        assert (
            "Hur deltar du?"
            not in client.get(reverse("registrations:form", args=[EventFactory(is_public=True).slug])).content.decode()
        )

    def test_full_on_site_the_form_offers_online_at_once(self, client):
        event = both(capacity=1)
        register(event, 1)
        page = client.get(reverse("registrations:form", args=[event.slug])).content.decode()
        assert ("På distans, och i kö för en plats i lokalen" in page, "Alla platser är tagna" in page) == (True, False)
        self.send(client, event, way="online_in_line")
        assert standing(Registration.objects.get(number=2)) == ONLINE_IN_LINE

    def test_full_online_is_told_and_nothing_typed_is_lost(self, client):
        event = both(capacity=2, online_capacity=1)
        online(event, 1)
        response = self.send(client, event, way="online")
        page = response.content.decode()
        assert (response.status_code, "Alla platser på distans är tagna" in page, FILLED["name"] in page) == (409, True, True)

    def test_on_her_own_page_she_changes_either_way(self, client):
        event = both(capacity=1)
        mine = register(event, 1)
        page = client.get(links.path(mine)).content.decode()
        assert "Delta på distans i stället" in page
        assert "Delta på distans i stället" not in client.get(links.path(mine, "change")).content.decode()
        assert client.post(links.path(mine, "way"), {"way": "online"}).status_code == 303
        assert standing(mine) == ONLINE
        assert client.post(links.path(mine, "way"), {"way": "on_site"}).status_code == 303
        assert standing(mine) == COMES
        assert client.post(links.path(mine, "way"), {"way": "by boat"}).status_code == 422
        assert client.get(links.path(mine, "way")).status_code == 405

    def test_the_link_stands_on_the_page_of_who_takes_part_online_and_nowhere_else(self, client):
        event = both(capacity=1)
        comes, from_afar = register(event, 1), online(event, 2)
        pages = {one: client.get(links.path(one)).content.decode() for one in (comes, from_afar)}
        files = [client.get(links.path(one, "calendar")).content.decode().replace("\r\n ", "") for one in (comes, from_afar)]
        form = client.get(reverse("registrations:form", args=[event.slug])).content.decode()
        worker.run_all_now()
        mails = [part for mail in Message.objects.all() for part in (mail.text, mail.html, mail.calendar.replace("\r\n ", ""))]
        assert [event.online_url in page for page in pages.values()] == [False, True]
        assert not any(event.online_url in text for text in (*files, form, *mails))

    def test_the_mails_speak_of_the_room_or_of_the_page_with_the_link(self):
        event = both(capacity=1)
        comes, from_afar = register(event, 1), online(event, 2)
        worker.run_all_now()
        text = {one: Message.objects.get(facts__registration=one.pk).text for one in (comes, from_afar)}
        assert (event.venue.street in text[comes], event.venue.street in text[from_afar]) == (True, False)
        assert "Länken för att delta finns på din egen sida" in text[from_afar]
        actions.take_part_online(registration=comes, by=None, now=clock.now())
        worker.run_all_now()
        changed = Message.objects.get(kind=emails.WAY_CHANGED)
        assert (changed.subject, "METHOD:REQUEST" in changed.calendar) == (f"Du deltar på distans: {event.title}", True)


@pytest.mark.parametrize("way", [Way.ON_SITE, Way.ONLINE])
def test_who_has_applied_gives_herself_no_place_by_changing_her_way(client, way):
    registration = RegistrationFactory(event=both(needs_approval=True), state=State.APPLIED, way=way)
    other = Way.ONLINE if way == Way.ON_SITE else Way.ON_SITE
    page = client.get(links.path(registration))
    assert f'value="{other}"' not in page.content.decode()
    answer = client.post(links.path(registration, "way"), {"way": str(other)})
    assert (answer.status_code, standing(registration)) == (409, (State.APPLIED, way, ""))
