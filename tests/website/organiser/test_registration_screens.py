"""One registration: what is shown, and what staff can do."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import audit
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.enums import Source, State
from kunskapsdag.registrations.models import Needs, Registration
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory, RegistrationMessageFactory, full_event
from tests.website.organiser.conftest import Asking, client_for

pytestmark = pytest.mark.django_db
PERSON = {
    "name": "Åsa Öberg",
    "email": "asa.oberg@falkoping.se",
    "organisation": "Falköpings kommun",
    "role": "kommunalråd",
    "category": "elected",
    "food": "Vegan",
    "access": "",
}


def act(client: Client, registration: Registration, verb: str, **sent: Any) -> Any:
    url = reverse("days:act", args=[registration.event_id, registration.number, verb])
    return client.post(url, {f"{verb}-{name}": value for name, value in sent.items()})


def page(client: Client, registration: Registration) -> str:
    url = reverse("days:registration", args=[registration.event_id, registration.number])
    return client.get(url).content.decode()


def state(registration: Registration) -> str:
    return Registration.objects.values_list("state", flat=True).get(pk=registration.pk)


def faults(answer: Any) -> list[str]:
    """Return everything that the page says is wrong."""
    found = [choice["form"] for choice in answer.context["choices"] if choice["is_tried"]]
    return [text for form in found for texts in form.errors.values() for text in texts]


def test_cancelling_with_a_reason_gives_the_place_to_the_first_in_line(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    first, waiting = Registration.objects.filter(event=event).order_by("number")
    answer = act(organiser, first, "avanmal", reason="Ringde och avbokade", tell="on")
    assert answer.status_code == 302
    assert (state(first), state(waiting)) == (State.CANCELLED, State.OFFERED)
    assert audit.entries(first).get().data["reason"] == "Ringde och avbokade"
    assert Message.objects.filter(to_email=first.email).count() == 1


def test_cancelling_without_telling_sends_the_person_nothing(organiser: Client) -> None:
    registration = RegistrationFactory()
    act(organiser, registration, "avanmal", reason="Dubbelanmäld")
    assert (state(registration), Message.objects.count()) == (State.CANCELLED, 0)


def test_a_missing_reason_is_told_beside_its_field_and_changes_nothing(organiser: Client) -> None:
    registration = RegistrationFactory()
    answer = act(organiser, registration, "avanmal", reason="   ")
    assert (answer.status_code, state(registration)) == (422, State.CONFIRMED)
    assert len(faults(answer)) == 1


def test_a_rule_that_says_no_keeps_the_reason_that_was_typed(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    waiting = Registration.objects.get(state=State.WAITING)
    answer = act(organiser, waiting, "ge-plats", reason="Dagens värd")
    assert (answer.status_code, state(waiting), len(faults(answer))) == (422, State.WAITING, 1)
    assert 'value="Dagens värd"' in answer.content.decode()
    event.refresh_from_db()
    assert event.capacity == 1


def test_a_place_can_be_given_by_raising_the_number_by_one(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    waiting = Registration.objects.get(state=State.WAITING)
    act(organiser, waiting, "ge-plats", reason="Dagens värd", raise_capacity="on")
    event.refresh_from_db()
    assert (state(waiting), event.capacity) == (State.CONFIRMED, 2)


def test_moving_to_the_waiting_list_offers_the_place_to_the_first_in_line(organiser: Client) -> None:
    event = full_event(capacity=1, waiting=1)
    first, waiting = Registration.objects.filter(event=event).order_by("number")
    act(organiser, first, "till-vantelistan", reason="Platsen behövs")
    assert (state(first), state(waiting)) == (State.WAITING, State.OFFERED)


def test_moving_the_only_one_to_the_list_is_refused_in_words(organiser: Client) -> None:
    registration = RegistrationFactory()
    answer = act(organiser, registration, "till-vantelistan", reason="x")
    assert (answer.status_code, state(registration), len(faults(answer))) == (422, State.CONFIRMED, 1)


def test_replacing_the_link_makes_the_old_one_stop_and_mails_a_new_one(organiser: Client) -> None:
    registration = RegistrationFactory()
    act(organiser, registration, "ny-lank")
    registration.refresh_from_db()
    assert (registration.link_version, Message.objects.get().to_email) == (2, registration.email)


def test_an_unknown_verb_is_not_found(organiser: Client) -> None:
    assert act(organiser, RegistrationFactory(), "radera-allt").status_code == 404


def test_a_cancelled_registration_offers_nothing_to_do_and_an_old_page_is_answered_in_words(organiser: Client) -> None:
    registration = RegistrationFactory(cancelled=True)
    url = reverse("days:registration", args=[registration.event_id, registration.number])
    assert organiser.get(url).context["choices"] == []
    answer = act(organiser, registration, "avanmal", reason="igen")
    assert (answer.status_code, len(faults(answer))) == (422, 1)


def test_registering_by_hand_takes_a_place_and_says_who_did_it(organiser: Client) -> None:
    event = EventFactory(closed=True)
    answer = organiser.post(reverse("days:register", args=[event.pk]), PERSON)
    registration = Registration.objects.get()
    assert answer["Location"] == reverse("days:registration", args=[event.pk, registration.number])
    assert (registration.name, registration.source, registration.state) == ("Åsa Öberg", Source.STAFF, State.CONFIRMED)
    assert registration.needs.food == "Vegan"
    assert audit.entries(registration).get().user is not None


def test_a_double_click_registers_once(organiser: Client) -> None:
    event = EventFactory()
    url = reverse("days:register", args=[event.pk])
    key = organiser.get(url).context["form_key"]
    for _click in range(2):
        assert organiser.post(url, PERSON | {"form_key": key}).status_code == 302
    assert Registration.objects.count() == 1


def test_someone_who_is_registered_already_is_told_of_and_nothing_typed_is_lost(organiser: Client) -> None:
    registration = RegistrationFactory(email=PERSON["email"])
    answer = organiser.post(reverse("days:register", args=[registration.event_id]), PERSON)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert 'value="Åsa Öberg"' in answer.content.decode()
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"name": "\u202e\u200b"}, "name"),
        ({"email": "a@b.se\r\nBcc: c@d.se"}, "email"),
        ({"email": "ingen adress"}, "email"),
        ({"category": "president"}, "category"),
        ({"organisation": ""}, "organisation"),
    ],
)
def test_wrong_input_by_hand_is_told_beside_its_field(organiser: Client, changes: dict[str, str], field: str) -> None:
    answer = organiser.post(reverse("days:register", args=[EventFactory().pk]), PERSON | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Registration.objects.count() == 0


def test_a_full_day_puts_the_person_last_in_line(organiser: Client) -> None:
    event = full_event(capacity=1)
    organiser.post(reverse("days:register", args=[event.pk]), PERSON)
    assert state(Registration.objects.get(email=PERSON["email"])) == State.WAITING


def test_a_full_day_without_a_list_says_no_in_words(organiser: Client) -> None:
    event = full_event(capacity=1, no_waiting_list=True)
    answer = organiser.post(reverse("days:register", args=[event.pk]), PERSON)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])


def test_the_invoice_reference_is_asked_for_only_where_a_place_costs(organiser: Client) -> None:
    fee = FeeFactory()
    with_fee = organiser.get(reverse("days:register", args=[fee.event_id])).context["form"].fields
    without = organiser.get(reverse("days:register", args=[EventFactory().pk])).context["form"].fields
    assert ("invoice_reference" in with_fee, "invoice_reference" in without) == (True, False)


def test_changing_details_leaves_the_needs_as_they_are(organiser: Client) -> None:
    needs = NeedsFactory(food="Nötter", access="Hörslinga")
    registration = needs.registration
    sent = {name: value for name, value in PERSON.items() if name not in ("food", "access")}
    answer = organiser.post(reverse("days:change", args=[registration.event_id, registration.number]), sent)
    assert answer.status_code == 302
    registration.refresh_from_db()
    kept = Needs.objects.get(registration=registration)
    assert (registration.name, kept.food, kept.access) == ("Åsa Öberg", "Nötter", "Hörslinga")


def test_the_form_for_changing_shows_no_needs(organiser: Client) -> None:
    needs = NeedsFactory(food="Jordnötsallergi")
    url = reverse("days:change", args=[needs.registration.event_id, needs.registration.number])
    assert "Jordnötsallergi" not in organiser.get(url).content.decode()


def test_an_address_that_someone_else_has_is_refused_beside_its_field(organiser: Client) -> None:
    event = EventFactory()
    one, other = RegistrationFactory.create_batch(2, event=event)
    url = reverse("days:change", args=[event.pk, one.number])
    answer = organiser.post(url, PERSON | {"email": other.email})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])


def test_reading_a_persons_needs_is_logged_and_reading_nothing_is_not(organiser: Client) -> None:
    needs, nothing = NeedsFactory(food="Nötter"), RegistrationFactory()
    for registration in (needs.registration, nothing):
        url = reverse("days:person_needs", args=[registration.event_id, registration.number])
        assert organiser.get(url).status_code == 200
    assert [entry.action for entry in audit.entries(needs.registration)] == ["registration.needs_read"]
    assert list(audit.entries(nothing)) == []


def test_needs_stand_on_no_other_screen(organiser: Client) -> None:
    needs = NeedsFactory(food="Jordnötsallergi", access="Rullstolsplats")
    event, number = needs.registration.event, needs.registration.number
    for name, arguments in (
        ("overview", [event.pk]),
        ("registrations", [event.pk]),
        ("registration", [event.pk, number]),
        ("waiting", [event.pk]),
        ("mails", [event.pk]),
        ("export", [event.pk, "csv"]),
    ):
        text = organiser.get(reverse(f"days:{name}", args=arguments)).content.decode()
        assert ("Jordnötsallergi" in text, "Rullstolsplats" in text) == (False, False), name


def test_the_kitchen_gets_sums_without_names(organiser: Client) -> None:
    event = EventFactory()
    for food in ("Vegetariskt", "vegetariskt. ", "Vegan"):
        NeedsFactory(registration=RegistrationFactory(event=event), food=food)
    NeedsFactory(registration=RegistrationFactory(event=event, waiting=True), food="Väntar ännu")
    answer = organiser.get(reverse("days:needs", args=[event.pk]))
    assert answer.context["food"] == [("Vegetariskt", 2), ("Vegan", 1)]
    assert "Maria Lind" not in answer.content.decode()


def test_needs_that_no_key_fits_are_told_of_and_do_not_take_the_page_down(organiser: Client, settings: Any) -> None:
    needs = NeedsFactory()
    settings.NEEDS_KEYS = ["pY8Wv0kA3xvO1hV8yV2Xh3QmQ2n1bq0m3o8b0s7cQ1A="]
    registration = needs.registration
    for name, arguments in (
        ("needs", [registration.event_id]),
        ("person_needs", [registration.event_id, registration.number]),
    ):
        answer = organiser.get(reverse(f"days:{name}", args=arguments))
        assert (answer.status_code, answer.context["is_unreadable"]) == (200, True)


@pytest.mark.parametrize("verb", ["ge-plats", "till-vantelistan", "avanmal", "skicka-lank", "ny-lank"])
def test_what_cannot_be_done_with_one_who_has_cancelled_is_told_in_words(organiser: Client, verb: str) -> None:
    registration = RegistrationFactory(cancelled=True)
    answer = act(organiser, registration, verb, reason="Ringde")
    told = "Anmälan har ändrats sedan du öppnade sidan. Så här ser den ut nu."
    assert (answer.status_code, faults(answer)) == (422, [told])
    assert (state(registration), Message.objects.count()) == (State.CANCELLED, 0)


def test_hostile_text_is_shown_as_text(organiser: Client) -> None:
    registration = RegistrationFactory(name="<script>alert(1)</script>", organisation_name='"><img src=x onerror=alert(1)>')
    text = page(organiser, registration)
    assert "<script>alert(1)" not in text
    assert "<img src=x" not in text


def test_finance_reads_and_sees_no_way_to_change(organiser: Client) -> None:
    registration = RegistrationFactory()
    text = page(client_for("finance"), registration)
    assert registration.email in text
    assert reverse("days:act", args=[registration.event_id, registration.number, "avanmal"]) not in text


@pytest.mark.parametrize("name", ["registration", "registrations", "waiting", "mails", "needs", "overview"])
def test_no_screen_asks_more_when_there_is_more_to_show(organiser: Client, questions: Asking, name: str) -> None:
    event = EventFactory()

    def fill() -> Registration:
        registration = RegistrationFactory(event=event, offered=True)
        NeedsFactory(registration=registration)
        RegistrationMessageFactory(registration=registration)
        RegistrationFactory(event=event, waiting=True)
        return registration

    first = fill()
    url = reverse(f"days:{name}", args=[event.pk, first.number] if name == "registration" else [event.pk])
    organiser.get(url)
    with_one = questions(lambda: organiser.get(url))
    fill()
    fill()
    for _extra in range(2):
        RegistrationMessageFactory(registration=first)
        audit.log(first, "registration.link_sent")
    assert questions(lambda: organiser.get(url)) == with_one
