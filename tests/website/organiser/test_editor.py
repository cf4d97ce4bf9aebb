"""Editing a day: one form, one lock, nobody's work written over."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Fee
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.models import InvitationPage
from tests.events.factories import EventFactory, VenueFactory
from tests.organisations.factories import OrganisationFactory
from tests.programme.factories import PersonFactory
from tests.registrations.factories import RegistrationFactory, full_event
from tests.website.factories import CalendarPageFactory, InvitationPageFactory
from tests.website.organiser.conftest import day_form, inline

pytestmark = pytest.mark.django_db


def save(client: Client, event: Event, **changes: Any) -> Any:
    return client.post(reverse("days:edit", args=[event.pk]), day_form(event, **changes))


def unsaved() -> Event:
    return EventFactory.build(venue=VenueFactory(), organiser=OrganisationFactory(), slug="")


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}


def test_a_new_day_gets_its_page_as_a_draft_in_the_calendar(organiser: Client) -> None:
    calendar = CalendarPageFactory()
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), title="Växa eller krympa"))
    event = Event.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("days:overview", args=[event.pk]))
    page = InvitationPage.objects.get(event=event)
    assert (page.title, page.slug, page.live, page.get_parent().pk) == (
        "Växa eller krympa",
        "vaxa-eller-krympa",
        False,
        calendar.pk,
    )
    assert event.slug == "vaxa-eller-krympa"


@pytest.mark.parametrize(("is_public", "slug"), [(True, "vaxa"), (False, "krympa")])
def test_the_address_stays_once_people_may_have_it(organiser: Client, is_public: bool, slug: str) -> None:
    event = EventFactory(slug="vaxa", is_public=is_public)
    save(organiser, event, slug="krympa", title="Krympa")
    event.refresh_from_db()
    assert (event.slug, event.title) == (slug, "Krympa")


@pytest.mark.parametrize("slug", ["", "vaxa"])
def test_a_second_day_of_the_same_name_gets_an_address_with_its_year(organiser: Client, slug: str) -> None:
    EventFactory(title="Växa", slug="vaxa")
    organiser.post(reverse("days:add"), day_form(unsaved(), title="Växa", slug=slug))
    new = Event.objects.exclude(slug="vaxa").get()
    assert new.slug == f"vaxa-{new.first_day.year}"


def test_an_address_that_was_chosen_and_is_taken_is_told_beside_its_field(organiser: Client) -> None:
    EventFactory(slug="vald-adress")
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), title="Växa", slug="vald-adress"))
    assert (list(errors(answer)), Event.objects.count()) == (["slug"], 1)


def test_a_day_can_be_made_on_a_site_without_a_calendar(organiser: Client) -> None:
    organiser.post(reverse("days:add"), day_form(unsaved()))
    assert (Event.objects.count(), InvitationPage.objects.count()) == (1, 0)


def test_programme_speakers_fee_and_co_organisers_are_saved_with_the_day(organiser: Client) -> None:
    person, other = PersonFactory(name="Conny Johansson"), OrganisationFactory()
    rows = {
        **inline("speakers", {"person": person.pk, "role": "ordförande", "organisation_name": "Falköpings kommun"}),
        **inline(
            "programme_items",
            {"starts": "10:00", "ends": "10:30", "kind": "talk", "title": "Inledning", "persons": [person.pk]},
        ),
        **inline("fees", {"kind": "anyone", "amount": "750", "basis": "exclusive", "vat_rate": "25"}),
        **inline("co_organisers", {"organisation": other.pk}),
    }
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), **rows))
    assert answer.status_code == 302, errors(answer)
    event = Event.objects.get()
    item = event.programme_items.get()
    assert (item.title, list(item.persons.all())) == ("Inledning", [person])
    assert str(event.speakers.get()) == "Conny Johansson, ordförande, Falköpings kommun"
    assert (event.fees.get().price.gross, event.co_organisers.get().organisation) == (Decimal("937.50"), other)


def test_a_fee_that_does_not_say_whether_vat_is_included_is_refused_and_nothing_typed_is_lost(organiser: Client) -> None:
    rows = inline("fees", {"kind": "anyone", "amount": "750", "basis": "", "vat_rate": "25"})
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), title="Växa", **rows))
    fault = answer.context["form"].formsets["fees"].errors[0]
    assert list(fault) == ["basis"]
    assert 'value="Växa"' in answer.content.decode() or ">Växa</textarea>" in answer.content.decode()
    assert Event.objects.count() == 0


def test_two_fees_for_the_same_are_refused(organiser: Client) -> None:
    fee = {"kind": "anyone", "label": "", "amount": "750", "basis": "exclusive", "vat_rate": "25"}
    organiser.post(reverse("days:add"), day_form(unsaved(), **inline("fees", fee, fee)))
    assert (Event.objects.count(), Fee.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_at": "2027-04-20 09:00"}, "ends_at"),
        ({"ends_at": "2027-06-30 16:00"}, "ends_at"),
        ({"starts_at": "0217-04-20 10:00", "ends_at": "0217-04-20 16:00", "registration_opens_at": ""}, "starts_at ends_at"),
        ({"doors_open_at": "2027-04-20 11:00"}, "doors_open_at"),
        ({"previous_starts_at": "0001-01-01 00:00"}, "previous_starts_at"),
        ({"registration_opens_at": "0001-01-01 00:00"}, "registration_opens_at"),
        ({"registration_closes_at": "2027-05-20 11:00"}, "registration_closes_at"),
        ({"registration_opens_at": "2027-04-20 12:00"}, "registration_opens_at"),
        ({"starts_at": "2027-02-30 10:00"}, "starts_at"),
        ({"venue": ""}, "venue"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-5"}, "capacity"),
        ({"capacity": "99999999999999999999"}, "capacity"),
        ({"offer_hours": "0"}, "offer_hours"),
        ({"contact_email": "a@b.se\r\nBcc: x@y.se"}, "contact_email"),
        ({"title": "x" * 10_000}, "title"),
        ({"slug": "å ä ö"}, "slug"),
        ({"status": "cancelled"}, "status_text"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(organiser: Client, changes: dict[str, str], field: str) -> None:
    base = {"starts_at": "2027-04-20 10:00", "ends_at": "2027-04-20 16:00", "registration_opens_at": "2027-01-01 08:00"}
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), **(base | changes)))
    assert (answer.status_code, list(errors(answer))) == (422, field.split())
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"starts": "11:00", "ends": "10:00", "kind": "talk", "title": "Bakvänt"}, "ends"),
        ({"starts": "10:00", "kind": "talk", "title": "Fel dag", "day": "2020-01-01"}, "day"),
        ({"starts": "25:00", "kind": "talk", "title": "Fel tid"}, "starts"),
    ],
)
def test_a_programme_item_that_cannot_be_is_told_beside_its_field(organiser: Client, row: dict[str, str], field: str) -> None:
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), **inline("programme_items", row)))
    assert [list(fault) for fault in answer.context["form"].formsets["programme_items"].errors] == [[field]]
    assert Event.objects.count() == 0


NO_NUMBERS = ["²", "9" * 30, "9" * 5000, "x", "-1", "1.5"]


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_a_speaker_that_cannot_be_is_told_beside_its_field(organiser: Client, value: str) -> None:
    answer = organiser.post(reverse("days:add"), day_form(unsaved(), **inline("speakers", {"person": value})))
    fault = answer.context["form"].formsets["speakers"].errors[0]
    assert (answer.status_code, list(fault), Event.objects.count()) == (422, ["person"], 0)


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_a_form_that_tells_no_real_number_of_places_changes_none(organiser: Client, value: str) -> None:
    event = EventFactory(capacity=50)
    answer = save(organiser, event, loaded=f"{event.changed_at.isoformat()}|{value}", capacity="60")
    event.refresh_from_db()
    assert (answer.status_code, event.capacity, list(errors(answer))) == (422, 50, ["capacity"])


def test_fewer_places_than_are_taken_is_explained_at_the_field_and_changes_nothing(organiser: Client) -> None:
    event = full_event(capacity=3)
    answer = save(organiser, event, capacity=2, title="Nytt namn")
    told = errors(answer)["capacity"]
    assert len(told) == 1
    assert told[0].startswith("3 ")
    event.refresh_from_db()
    assert (event.capacity, event.title != "Nytt namn") == (3, True)
    assert "Nytt namn" in answer.content.decode()


def test_as_many_places_as_are_taken_is_allowed(organiser: Client) -> None:
    event = EventFactory(capacity=80)
    RegistrationFactory.create_batch(2, event=event)
    assert save(organiser, event, capacity=2).status_code == 302
    assert Event.objects.get().capacity == 2


def test_more_places_are_offered_at_once_to_those_who_wait(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=3)
    assert save(organiser, event, capacity=3).status_code == 302
    states = Registration.objects.filter(event=event).order_by("number").values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED, State.OFFERED, State.OFFERED, State.WAITING]
    actions_logged = [entry.action for entry in audit.entries(event)]
    assert actions_logged == ["wagtail.edit", "event.capacity_changed"]


def test_a_place_added_by_a_colleague_meanwhile_is_not_written_over(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    form = day_form(event, title="Nytt namn")
    waiting = Registration.objects.get(state=State.WAITING)
    actions.give_place(registration=waiting, by=None, now=clock.now(), reason="värd", raise_capacity=True)
    answer = organiser.post(reverse("days:edit", args=[event.pk]), form)
    assert answer.status_code == 302
    event.refresh_from_db()
    assert (event.capacity, event.title) == (2, "Nytt namn")


def test_a_number_of_places_changed_by_both_is_told_to_the_second(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    form = day_form(event, capacity=10)
    actions.change_capacity(event=Event.objects.get(), capacity=5, by=None, now=clock.now())
    answer = organiser.post(reverse("days:edit", args=[event.pk]), form)
    assert list(errors(answer)) == ["capacity"]
    assert Event.objects.get().capacity == 5


def test_the_second_of_two_who_edit_the_same_day_is_told_and_loses_nothing_typed(organiser: Client) -> None:
    event = EventFactory(title="Gammalt namn")
    mine, theirs = day_form(event, title="Mitt namn"), day_form(event, title="Deras namn")
    organiser.post(reverse("days:edit", args=[event.pk]), theirs)
    answer = organiser.post(reverse("days:edit", args=[event.pk]), mine)
    assert list(errors(answer)) == ["__all__"]
    assert "Mitt namn" in answer.content.decode()
    assert Event.objects.get().title == "Deras namn"


@pytest.mark.parametrize("loaded", ["", "x", "2026-99-99|3", "2026-01-01T00:00:00+00:00|"])
def test_a_form_that_does_not_tell_when_it_was_shown_is_not_saved(organiser: Client, loaded: str) -> None:
    event = EventFactory(title="Gammalt namn")
    assert list(errors(save(organiser, event, title="Nytt", loaded=loaded))) == ["__all__"]
    assert Event.objects.get().title == "Gammalt namn"


def test_saving_keeps_what_is_not_in_the_form(organiser: Client) -> None:
    event = EventFactory()
    save(organiser, event, title="Nytt namn")
    after = Event.objects.get()
    assert (after.uid, after.created_at) == (event.uid, event.created_at)


@pytest.mark.parametrize(("changes", "raised"), [({"title": "Nytt"}, 1), ({"target_group": "Alla"}, 0)])
def test_calendars_are_told_of_what_they_show_and_of_nothing_else(
    organiser: Client, changes: dict[str, str], raised: int
) -> None:
    event = EventFactory()
    save(organiser, event, **changes)
    assert Event.objects.get().calendar_sequence == event.calendar_sequence + raised


def test_a_moved_day_remembers_the_date_it_had(organiser: Client) -> None:
    event = EventFactory()
    later = {name: getattr(event, name) + dt.timedelta(days=7) for name in ("starts_at", "ends_at")}
    times = {name: clock.swedish(moment).strftime("%Y-%m-%d %H:%M") for name, moment in later.items()}
    save(organiser, event, status="moved", status_text="Lokalen brann.", **times)
    after = Event.objects.get()
    assert (after.previous_starts_at, after.starts_at) == (event.starts_at, later["starts_at"])


def test_the_published_page_follows_the_days_new_name(organiser: Client) -> None:
    page = InvitationPageFactory()
    save(organiser, page.event, title="Nytt namn")
    page.refresh_from_db()
    assert (page.title, page.draft_title, page.live, page.has_unpublished_changes) == ("Nytt namn", "Nytt namn", True, False)


def test_words_that_wait_to_be_published_are_not_published_by_a_new_name(organiser: Client) -> None:
    page = InvitationPageFactory(lead="Gammal ingress")
    page.lead = "Ny ingress"
    page.save_revision()
    save(organiser, page.event, title="Nytt namn")
    page.refresh_from_db()
    newest = page.get_latest_revision_as_object()
    assert (page.title, page.lead, newest.title, newest.lead) == ("Nytt namn", "Gammal ingress", "Nytt namn", "Ny ingress")


def test_a_fault_in_the_pages_draft_is_told_when_the_day_is_renamed_and_nothing_is_saved(organiser: Client) -> None:
    page = InvitationPageFactory(lead="Gammal ingress")
    revision = page.save_revision()
    revision.content["picture_alt"] = "x" * 251
    revision.save(update_fields=["content"])
    answer = save(organiser, page.event, title="Nytt namn")
    told = "Ett fel i inbjudan måste rättas först: Säkerställ att detta värde har som mest 250 tecken (den har 251)."
    assert (answer.status_code, errors(answer)) == (422, {"__all__": [told]})
    assert Event.objects.filter(title="Nytt namn").count() == 0


@pytest.mark.parametrize("live", [True, False, None])
def test_the_preview_shows_unsaved_facts_on_the_public_page_and_saves_nothing(organiser: Client, *, live: bool | None) -> None:
    CalendarPageFactory()
    event = EventFactory(title="Gammalt namn")
    if live is not None:
        InvitationPageFactory(event=event, draft=not live, lead="Ingressens egna ord.")
    url = reverse("days:preview_on_edit", args=[event.pk])
    row = {"starts": "13:37", "kind": "talk", "title": "Osparad punkt"}
    sent = organiser.post(url, day_form(event, title="Osparat namn", **inline("programme_items", row)))
    assert sent.json() == {"is_valid": True, "is_available": True}
    text = organiser.get(url).content.decode()
    assert ("Osparat namn" in text, "Osparad punkt" in text) == (True, True)
    assert ("Ingressens egna ord." in text) == (live is not None)
    event.refresh_from_db()
    assert (event.title, event.programme_items.count()) == ("Gammalt namn", 0)
    assert InvitationPage.objects.count() == (0 if live is None else 1)


def test_a_day_that_is_not_yet_made_can_be_previewed(organiser: Client) -> None:
    CalendarPageFactory()
    url = reverse("days:preview_on_add")
    assert organiser.post(url, day_form(unsaved(), title="Helt ny dag")).json()["is_valid"] is True
    assert "Helt ny dag" in organiser.get(url).content.decode()
    assert Event.objects.count() == 0


def test_a_day_without_registrations_is_removed_with_its_draft_page(organiser: Client) -> None:
    page = InvitationPageFactory(draft=True)
    InvitationPage.objects.filter(pk=page.pk).update(first_published_at=None)
    answer = organiser.post(reverse("days:delete", args=[page.event_id]))
    assert (answer.status_code, Event.objects.count(), InvitationPage.objects.count()) == (302, 0, 0)


def test_a_day_with_registrations_stays_and_says_why(organiser: Client) -> None:
    registration = RegistrationFactory()
    answer = organiser.post(reverse("days:delete", args=[registration.event_id]), follow=True)
    assert Event.objects.count() == 1
    assert [str(message).strip() for message in answer.context["messages"]] == [
        "Dagen har anmälningar eller en publicerad sida, så den ligger kvar. Ställ in dagen i stället."
    ]


def test_saving_a_day_under_a_full_disk_is_answered_503(organiser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError
    from django.db.backends.utils import CursorWrapper

    event = EventFactory()
    form = day_form(event, title="Nytt")
    plain = CursorWrapper.execute

    def full(self: Any, sql: str, params: Any = None) -> Any:
        if sql.startswith('UPDATE "events_event"'):
            raise OperationalError("database or disk is full")
        return plain(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", full)
    assert organiser.post(reverse("days:edit", args=[event.pk]), form).status_code == 503
