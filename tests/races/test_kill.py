"""Power cuts and dead mail servers, with the real processes: nothing that was acknowledged is lost, nothing happens twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kunskapsdag.core import clock
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration, RegistrationMessage
from tests.events.factories import EventFactory
from tests.mail.conftest import PostOffice, free_port
from tests.races.house import House, Rush, Visitor, wait_until
from tests.website.factories import InvitationPageFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PEOPLE = 60
PLACES = 25


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Start houses that are gone when the test is over."""
    houses: list[House] = []

    def begin(**settings: str) -> House:
        house = House(tmp_path, free_port(), **settings)
        houses.append(house)
        house.prepare()
        house.start()
        return house

    yield begin
    for house in houses:
        if house.process is not None:
            house.kill()


def states() -> list[tuple[int, str, int | None]]:
    return list(Registration.objects.order_by("number").values_list("number", "state", "queue_number"))


def test_a_power_cut_in_the_middle_of_a_rush_loses_no_acknowledged_registration(start: Callable[..., House]) -> None:
    event = EventFactory(capacity=PLACES)
    InvitationPageFactory(event=event)
    house = start()
    people = [Visitor(number, event.slug, house.port) for number in range(PEOPLE)]
    Rush(people, may_meet_a_closed_door=True).run(enough=PEOPLE // 3, then=house.kill)
    acknowledged = {one.email for one in people if one.receipt}
    kept = Counter(Registration.objects.values_list("email", flat=True))
    assert PEOPLE // 3 <= len(acknowledged) < PEOPLE, "the cut came too late to prove anything"
    assert acknowledged - set(kept) == set()
    assert set(kept.values()) == {1}
    assert [number for number, _state, _queue in states()] == list(range(1, len(kept) + 1))

    house.start()
    Rush([one for one in people if not one.receipt]).run()  # also those whose form had arrived, but not the answer
    assert states() == [
        *((number, State.CONFIRMED, None) for number in range(1, PLACES + 1)),
        *((number, State.WAITING, number - PLACES) for number in range(PLACES + 1, PEOPLE + 1)),
    ]
    assert Registration.objects.values("email").distinct().count() == PEOPLE
    wait_until(lambda: not Message.objects.exclude(state=MailState.SHOWN).exists(), "all letters written")
    assert set(Counter(RegistrationMessage.objects.values_list("registration", flat=True)).values()) == {1}
    assert Counter(Message.objects.values_list("to_email", flat=True)) == Counter(one.email for one in people)


def all_are_sent() -> bool:
    """Look, as if the waiting of those that are left were over: the new worker may have met the closed door just now."""
    Message.objects.filter(state=MailState.DUE, next_try_at__gt=clock.now()).update(next_try_at=clock.now())
    return not Message.objects.exclude(state=MailState.SENT).exists()


def test_letters_wait_while_the_mail_server_is_down_and_each_arrives_once(start: Callable[..., House]) -> None:
    event = EventFactory()
    InvitationPageFactory(event=event)
    office = PostOffice()
    house = start(MAIL_URL=office.url)
    people = [Visitor(number, event.slug, house.port) for number in range(6)]
    Rush(people).run()
    wait_until(lambda: Message.objects.exclude(answer="").exists(), "the worker meets the closed door")
    house.kill()  # the new worker must find what the old one left
    house.start()
    assert set(Message.objects.values_list("state", flat=True)) == {MailState.DUE}
    office.open()
    try:
        wait_until(all_are_sent, "all letters sent")
    finally:
        house.kill()
        office.close()
    assert Counter(address for letter in office.taken for address in letter.rcpt_tos) == Counter(one.email for one in people)
