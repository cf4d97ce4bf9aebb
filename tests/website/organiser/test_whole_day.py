"""The screens that cancel and move a day, and the form that never does it silently."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.programme.models import ProgrammeItem
from kunskapsdag.registrations import actions, emails
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import PlaceRule, Registration
from tests.events.factories import EventFactory, VenueFactory, days_from_now
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.programme.factories import ProgrammeItemFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory
from tests.website.organiser.conftest import Asking, client_for, day_form

pytestmark = pytest.mark.django_db
REASON = "Lokalen har brunnit."
LATER = dt.timedelta(days=14)


def url(name: str, event: Event) -> str:
    return reverse(f"days:{name}", args=[event.pk])


def local(moment: dt.datetime) -> str:
    return clock.swedish(moment).strftime("%Y-%m-%dT%H:%M")


def where_to(event: Event, **changes: Any) -> dict[str, Any]:
    return {
        "starts_at": local(event.starts_at + LATER),
        "attendance": event.attendance,
        "venue": event.venue_id or "",
        "online_url": event.online_url,
    } | changes


def proposed(client: Client, event: Event, **changes: Any) -> dict[str, Any]:
    """Return the form with everything that goes along, as the browser has got it."""
    answer = client.post(url("move_day", event), where_to(event, **changes))
    form = answer.context["form"]
    data = {name: form[name].value() for name in form.fields}
    shown = {name: form[name].field.widget.format_value(value) or "" for name, value in data.items() if value is not None}
    chosen = {name: data[name] for name in ("attendance", "venue")}
    return {name: shown.get(name, "") for name in data} | chosen | {"step": "save", "reason": REASON}


def texts(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def told(answer: Any) -> list[str]:
    return [str(message).strip() for message in answer.context["messages"]]


def test_the_screen_shows_what_cancelling_leads_to_before_the_click(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, offered=True)
    RegistrationFactory(event=event, waiting=True)
    which = InvitationListFactory(event=event)
    for address in ("kim.berg@ale.se", "bo.ek@habo.se"):
        InvitationFactory(list=which, email=address)
    text = texts(organiser.get(url("cancel_day", event)))
    assert "2 personer får mejl direkt" in text
    assert "2 personer som har fått sin inbjudan får mejl" in text
    assert "1 erbjudande tas tillbaka" in text
    assert "Ställ in dagen och meddela 6 personer" in text
    assert Message.objects.count() == 0


def test_cancelling_tells_everybody_and_says_so(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    answer = organiser.post(url("cancel_day", event), {"reason": REASON, "word": " Ställ in"}, follow=True)
    event.refresh_from_db()
    assert (event.status, event.status_text) == (Status.CANCELLED, REASON)
    assert told(answer) == ["Dagen är inställd. 1 person får besked med mejl."]
    assert url("cancel_day", event) not in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "field"), [({"reason": REASON, "word": "flytta"}, "word"), ({"reason": " ", "word": "ställ in"}, "reason")]
)
def test_a_wrong_word_or_no_reason_cancels_nothing_and_keeps_what_was_typed(
    organiser: Client, sent: dict[str, str], field: str
) -> None:
    event = EventFactory()
    answer = organiser.post(url("cancel_day", event), sent)
    event.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors), event.status) == (422, [field], Status.PLANNED)
    assert answer.context["form"]["word"].value() == sent["word"]


def test_a_second_click_finds_the_day_cancelled(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    for _click in range(2):
        answer = organiser.post(url("cancel_day", event), {"reason": REASON, "word": "ställ in"}, follow=True)
    assert told(answer)[-1] == "Dagen är redan inställd, och alla har fått besked."
    assert Message.objects.filter(kind=emails.DAY_CANCELLED).count() == 1


@pytest.mark.parametrize("name", ["cancel_day", "move_day"])
def test_a_day_that_is_over_has_neither_screen(organiser: Client, name: str) -> None:
    event = EventFactory(past=True)
    answer = organiser.get(url(name, event), follow=True)
    assert told(answer) == ["Dagen är över."]
    assert url(name, event) not in answer.content.decode()


def test_everything_that_goes_along_is_shown_and_may_be_corrected(organiser: Client) -> None:
    day = days_from_now(30)
    event = EventFactory(several_days=True, registration_closes_at=clock.at(day - dt.timedelta(days=3), dt.time(12)))
    item = ProgrammeItemFactory(event=event, day=day, starts=dt.time(10), ends=dt.time(11))
    rule = PlaceRule.objects.create(event=event, kind="cap", number=2, until=day - dt.timedelta(days=7))
    RegistrationFactory(event=event)
    sent = proposed(organiser, event)
    assert sent[f"item-{item.pk}-day"] == (day + LATER).isoformat()
    assert sent["ends_at"] == local(event.ends_at + LATER)
    corrected = local(event.starts_at + LATER - dt.timedelta(days=1))
    answer = organiser.post(url("move_day", event), sent | {"registration_closes_at": corrected}, follow=True)
    assert told(answer) == ["Dagen är flyttad. 1 person får besked med mejl."]
    event.refresh_from_db()
    item.refresh_from_db()
    rule.refresh_from_db()
    assert (event.status, event.first_day, item.day) == (Status.MOVED, day + LATER, day + LATER)
    assert local(event.registration_closes_at) == corrected
    assert rule.until.isoformat() == sent[f"rule-{rule.pk}"]
    assert Registration.objects.get().state == State.CONFIRMED


def test_with_another_clock_time_the_programme_follows(organiser: Client) -> None:
    event = EventFactory()
    item = ProgrammeItemFactory(event=event, starts=dt.time(10), ends=dt.time(11))
    three_later = local(event.starts_at + dt.timedelta(hours=3))
    organiser.post(url("move_day", event), proposed(organiser, event, starts_at=three_later))
    item = ProgrammeItem.objects.get(pk=item.pk)
    assert (item.starts, item.ends) == (dt.time(13), dt.time(14))


def test_contradicting_times_are_told_at_their_fields_and_nothing_is_moved_or_lost(organiser: Client) -> None:
    event = EventFactory()
    before = event.starts_at
    sent = proposed(organiser, event) | {"ends_at": local(event.starts_at), "reason": "Skäl som skrevs"}
    answer = organiser.post(url("move_day", event), sent)
    event.refresh_from_db()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ends_at"])
    assert (event.starts_at, answer.context["form"]["reason"].value()) == (before, "Skäl som skrevs")


@pytest.mark.parametrize("start", ["", "i morgon", "2020-01-01T10:00", "9999-12-31T10:00"])
def test_a_start_that_cannot_be_is_told_before_anything_else(organiser: Client, start: str) -> None:
    event = EventFactory()
    answer = organiser.post(url("move_day", event), where_to(event, starts_at=start))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["starts_at"])


def test_another_start_than_the_one_proposed_for_is_proposed_anew(organiser: Client) -> None:
    event = EventFactory()
    sent = proposed(organiser, event) | {"starts_at": local(event.starts_at + 2 * LATER)}
    answer = organiser.post(url("move_day", event), sent)
    event.refresh_from_db()
    assert (answer.status_code, event.status) == (200, Status.PLANNED)
    assert local(event.ends_at + 2 * LATER) in answer.content.decode()
    assert answer.context["form"]["reason"].value() == REASON


def test_the_same_move_sent_twice_moves_and_mails_once(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    sent = proposed(organiser, event)
    answers = [organiser.post(url("move_day", event), sent) for _click in range(2)]
    assert [answer["Location"] for answer in answers] == [url("overview", event)] * 2
    assert Message.objects.filter(kind=emails.DAY_MOVED).count() == 1


def test_a_day_that_a_colleague_has_moved_meanwhile_is_shown_anew(organiser: Client) -> None:
    event = EventFactory()
    sent = proposed(organiser, event)
    other = proposed(client_for("organiser"), event, starts_at=local(event.starts_at + 3 * LATER))
    client_for("organiser").post(url("move_day", event), other)
    answer = organiser.post(url("move_day", event), sent)
    event.refresh_from_db()
    assert answer.status_code == 200
    assert "sedan du öppnade sidan" in texts(answer)
    assert event.first_day == days_from_now(30) + 3 * LATER


def test_the_move_screen_asks_the_database_as_much_for_three_as_for_one(organiser: Client, questions: Asking) -> None:
    counts = []
    for number in (1, 1, 3):
        event = EventFactory(several_days=True)
        ProgrammeItemFactory.create_batch(number, event=event, day=event.first_day)
        for _one in range(number):
            PlaceRule.objects.create(event=event, kind="cap", number=2, until=days_from_now(10))
        RegistrationFactory.create_batch(number, event=event)
        counts.append(questions(lambda event=event: organiser.post(url("move_day", event), where_to(event))))
    assert counts[1] == counts[2]


def test_the_days_form_leads_to_the_screens_when_somebody_is_registered(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    venue = VenueFactory()
    for change, screen in (
        ({"starts_at": local(event.starts_at - dt.timedelta(days=1)).replace("T", " ")}, "move_day"),
        ({"venue": venue.pk}, "move_day"),
        ({"status": "cancelled", "status_text": REASON}, "cancel_day"),
        ({"status": "moved", "status_text": REASON}, "move_day"),
    ):
        answer = organiser.post(url("edit", event), day_form(event, **change))
        assert answer.status_code == 422
        assert f'href="{url(screen, event)}"' in answer.content.decode()
        assert next(iter(change)) in answer.context["form"].errors
    stored = Event.objects.get()
    assert (stored.starts_at, stored.venue_id, stored.status) == (event.starts_at, event.venue_id, Status.PLANNED)


def test_a_new_link_counts_only_those_online_and_a_later_correction_counts_anew(organiser: Client) -> None:
    event = EventFactory(attendance="both", online_url="https://video.example.se/gammal")
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, way="online")
    new = {"starts_at": local(event.starts_at), "online_url": "https://video.example.se/ny"}
    text = texts(organiser.post(url("move_day", event), where_to(event, **new)))
    assert ("Flytta dagen och meddela 1 person" in text, "2 personer som ändringen inte gäller" in text) == (True, True)
    sent = proposed(organiser, event, **new) | {"ends_at": local(event.ends_at + dt.timedelta(hours=1))}
    again = organiser.post(url("move_day", event), sent)
    assert "gäller andra än dem som räknades" in texts(again)
    assert "Flytta dagen och meddela 3 personer" in texts(again)
    assert Message.objects.count() == 0
    sent["news"] = again.context["form"]["news"].value()
    assert told(organiser.post(url("move_day", event), sent, follow=True)) == [
        "Dagen är flyttad. 3 personer får besked med mejl."
    ]


def test_a_day_that_people_are_invited_to_is_not_moved_silently_nor_opened_again(organiser: Client) -> None:
    event = EventFactory()
    InvitationFactory(list=InvitationListFactory(event=event))
    earlier = local(event.starts_at - dt.timedelta(hours=1)).replace("T", " ")
    answer = organiser.post(url("edit", event), day_form(event, starts_at=earlier))
    assert "starts_at" in answer.context["form"].errors
    sent = proposed(organiser, event)
    assert "Flytta dagen och meddela 1 person" in texts(organiser.post(url("move_day", event), where_to(event)))
    moved = organiser.post(url("move_day", event), sent, follow=True)
    assert told(moved) == ["Dagen är flyttad. 1 person får besked med mejl."]
    organiser.post(url("cancel_day", event), {"reason": REASON, "word": "ställ in"})
    event.refresh_from_db()
    answer = organiser.post(url("edit", event), day_form(event, status="planned"))
    assert list(answer.context["form"].errors) == ["status"]


def test_the_days_form_is_free_while_nobody_is_registered_and_once_the_day_is_over(organiser: Client) -> None:
    free, over = EventFactory(), EventFactory(past=True)
    RegistrationFactory(event=free, cancelled=True)
    RegistrationFactory(event=over)
    for event in (free, over):
        earlier = event.starts_at - dt.timedelta(hours=1)
        organiser.post(url("edit", event), day_form(event, starts_at=local(earlier).replace("T", " ")))
        event.refresh_from_db()
        assert event.starts_at == earlier


def test_a_cancelled_day_whose_people_were_told_is_not_opened_again(organiser: Client) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    actions.cancel_day(event=event, reason=REASON, by=None, now=clock.now())
    event.refresh_from_db()
    answer = organiser.post(url("edit", event), day_form(event, status="planned"))
    assert list(answer.context["form"].errors) == ["status"]


def test_cancelled_keeps_its_date_moved_its_page_and_past_becomes_documentation(organiser: Client) -> None:
    """SKR's rule for events: the page stays, and its heading says what has become of the day."""
    page = InvitationPageFactory(event=EventFactory(), documentation=[("text", "<p>Film från dagen</p>")])
    event, address = page.event, page.get_url()
    organiser.post(url("move_day", event), proposed(organiser, event))
    moved = texts(Client().get(address))
    assert ("Dagen är flyttad" in moved, REASON in moved) == (True, True)
    organiser.post(url("cancel_day", event), {"reason": "Snöstorm", "word": "ställ in"})
    event.refresh_from_db()
    cancelled = texts(Client().get(address))
    assert ("Dagen är inställd" in cancelled, "Snöstorm" in cancelled) == (True, True)
    assert clock.swedish(event.starts_at).strftime("%Y-%m-%d") in Client().get(address).content.decode()
    Event.objects.update(status=Status.PLANNED, starts_at=event.starts_at - 6 * LATER, ends_at=event.ends_at - 6 * LATER)
    assert "Film från dagen" in texts(Client().get(address))
