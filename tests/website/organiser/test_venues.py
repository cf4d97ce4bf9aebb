"""A venue whose address is changed in the register: which days it touches is seen first, and those concerned can be told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event, Venue
from kunskapsdag.mail.models import Message
from kunskapsdag.mailings.models import DayChange
from kunskapsdag.registrations import emails
from tests.events.factories import EventFactory, VenueFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.organiser.test_whole_day import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def venue() -> Venue:
    return VenueFactory(name="Folkets hus", street="Storgatan 1", postal_code="903 26", town="Umeå")


@pytest.fixture
def event(venue: Venue) -> Event:
    event = EventFactory(venue=venue, title="Dag i Umeå", needs_approval=True)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state="applied")
    return event


def save(client: Client, venue: Venue, **changes: Any) -> Any:
    fields = ("name", "street", "postal_code", "town", "map_url", "directions", "access")
    data = {name: getattr(venue, name) for name in fields} | {"municipality": ""} | changes
    return client.post(reverse("wagtailsnippets_events_venue:edit", args=[venue.pk]), data)


def test_the_days_it_touches_are_shown_before_anything_is_saved(organiser: Client, venue: Venue, event: Event) -> None:
    for other in ({"past": True}, {"status": Status.CANCELLED}, {"attendance": "online"}):
        RegistrationFactory(event=EventFactory(venue=venue, title="Rörs inte", **other))
    EventFactory(venue=venue, title="Utan anmälda")
    answer = save(organiser, venue, street="Skolgatan 5")
    said = texts(answer)
    assert answer.status_code == 422
    assert f"Dag i Umeå, {event.first_day.day} " in said
    assert "2 personer har eller väntar på en plats." in said
    assert ("Rörs inte" in said, "Utan anmälda" in said) == (False, False)
    assert (Venue.objects.get().street, DayChange.objects.count()) == ("Storgatan 1", 0)
    seen = answer.context["form"].data["consequences"]
    assert 'value="Skolgatan 5"' in answer.content.decode()
    RegistrationFactory(event=event)  # others have come meanwhile: it is shown anew
    again = save(organiser, venue, street="Skolgatan 5", consequences=seen)
    assert (again.status_code, Venue.objects.get().street) == (422, "Storgatan 1")


def test_afterwards_each_day_has_a_draft_to_send_and_nobody_is_mailed(organiser: Client, venue: Venue, event: Event) -> None:
    seen = save(organiser, venue, street="Skolgatan 5").context["form"].data["consequences"]
    answer = save(organiser, venue, street="Skolgatan 5", consequences=seen)
    assert (answer.status_code, Venue.objects.get().street) == (302, "Skolgatan 5")
    news = reverse("days:news", args=[event.pk])
    assert f'href="{news}"' in organiser.get(answer["Location"]).content.decode()
    assert f'href="{news}"' in organiser.get(reverse("days:overview", args=[event.pk])).content.decode()
    assert not Message.objects.exists()
    page = organiser.get(news)
    told = "Folkets hus har en ny adress: Skolgatan 5, 903 26 Umeå (tidigare Storgatan 1, 903 26 Umeå)."
    assert told in page.context["form"]["body"].value()
    start = {name: value for name, value in page.context["form"].initial.items() if value}
    sent = organiser.post(news, start | {"step": "send", "seen": page.context["seen"], "key": page.context["form_key"]})
    assert (sent.status_code, Message.objects.filter(kind=emails.NEWS).count()) == (302, 2)


def test_what_those_who_are_coming_need_not_know_is_saved_at_once(organiser: Client, venue: Venue, event: Event) -> None:
    assert save(organiser, venue, directions="Buss 1 från stationen.").status_code == 302
    assert (Venue.objects.get().directions, DayChange.objects.count()) == ("Buss 1 från stationen.", 0)


def test_a_change_back_leaves_nothing_to_tell(organiser: Client, venue: Venue, event: Event) -> None:
    for street in ("Skolgatan 5", "Storgatan 1"):
        seen = save(organiser, venue, street=street).context["form"].data["consequences"]
        save(organiser, venue, street=street, consequences=seen)
    assert not DayChange.objects.exists()
