"""The factories themselves: a factory that is wrong makes every other test wrong."""

import pytest

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.enums import OfferState, State
from kunskapsdag.registrations.models import NumberSeries
from tests.accounts.factories import PASSWORD, UserFactory
from tests.events.factories import CoOrganiserFactory, EventFactory
from tests.fees.factories import FeeFactory
from tests.mail.factories import MessageFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.news.factories import NewsPageFactory
from tests.organisations.factories import MunicipalOrganisationFactory, OrganisationFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import (
    NeedsFactory,
    PlaceOfferFactory,
    RegistrationFactory,
    RegistrationMessageFactory,
    full_event,
)
from tests.website.factories import HomePageFactory, InvitationPageFactory, TextPageFactory

pytestmark = pytest.mark.django_db

STATES = ["save_the_date", "not_yet_open", "closed", "today", "past", "cancelled", "moved"]
WAYS = ["online", "hybrid", "several_days", "unlimited", "no_waiting_list", "themed"]


@pytest.mark.parametrize("trait", ["", *STATES, *WAYS])
def test_a_day_in_each_state_passes_the_models_own_checks(trait: str) -> None:
    event = EventFactory(**({trait: True} if trait else {}))
    event.full_clean()
    assert Event.objects.get() == event


@pytest.mark.parametrize("state", ["waiting", "offered", "cancelled", "declined", "lapsed"])
def test_a_registration_is_in_the_state_its_trait_names(state: str) -> None:
    registration = RegistrationFactory(**{state: True})
    assert registration.state == State(state)
    registration.full_clean()


def test_an_offered_registration_has_one_open_offer() -> None:
    assert [offer.state for offer in RegistrationFactory(offered=True).offers.all()] == [OfferState.OPEN]


def test_registrations_of_one_day_are_numbered_in_the_days_own_series() -> None:
    event = full_event(capacity=2, waiting=2)
    rows = list(event.registrations.order_by("number").values_list("number", "state", "queue_number"))
    assert rows == [(1, "confirmed", None), (2, "confirmed", None), (3, "waiting", 1), (4, "waiting", 2)]
    series = NumberSeries.objects.get(event=event)
    assert (series.last_number, series.last_queue_number) == (4, 2)


def test_the_register_gives_the_real_municipality() -> None:
    assert MunicipalityFactory().name == "Falköping"
    assert MunicipalOrganisationFactory().name == "Falköpings kommun"


def test_a_member_of_staff_can_log_in(client) -> None:
    user = UserFactory(admin=True)
    assert client.login(username=user.username, password=PASSWORD) is True


@pytest.mark.parametrize("role", Role)
def test_a_member_of_staff_has_the_role_that_is_asked_for(role: Role) -> None:
    assert [group.name for group in UserFactory(role=role).groups.all()] == [role.value]


def test_needs_are_sealed_and_can_be_read() -> None:
    needs = NeedsFactory(food="nötter", access="hörslinga")
    assert (needs.food, needs.access) == ("nötter", "hörslinga")
    assert needs.sealed_food != "nötter"


def test_pages_stand_where_the_site_expects_them() -> None:
    invitation, news, text = InvitationPageFactory(), NewsPageFactory(), TextPageFactory()
    assert HomePageFactory().get_url() == "/"
    assert invitation.get_url() == f"/kunskapsdagar/{invitation.slug}/"
    assert news.get_url() == f"/aktuellt/{news.slug}/"
    assert text.get_url() == f"/{text.slug}/"


@pytest.mark.parametrize(
    "factory",
    [
        CoOrganiserFactory,
        FeeFactory,
        MessageFactory,
        OrganisationFactory,
        PersonFactory,
        PlaceOfferFactory,
        ProgrammeItemFactory,
        RegistrationMessageFactory,
        SpeakerFactory,
    ],
)
def test_each_factory_makes_a_row_that_can_be_read_back(factory) -> None:
    made = factory()
    assert factory._meta.model.objects.get(pk=made.pk) == made


def test_persons_of_a_programme_item_are_kept() -> None:
    person = PersonFactory()
    item = ProgrammeItemFactory(persons=[person])
    assert list(type(item).objects.get(pk=item.pk).persons.all()) == [person]


def test_days_stand_in_the_future_unless_something_else_is_said() -> None:
    now = clock.now()
    assert (EventFactory().starts_at > now, EventFactory(past=True).ends_at < now) == (True, True)
