"""How much one sender may do: counted by what is sent, with a row for the office when somebody is stopped."""

import datetime as dt

import pytest
from django.test import RequestFactory

from kunskapsdag.core import clock, limits
from kunskapsdag.core.limits import DAY, Limit, Reached
from kunskapsdag.core.models import Spent, Stop

pytestmark = pytest.mark.django_db
THREE = Limit("three", 3)


def spend(*what: str, key: str = "anna@x.se", now: dt.datetime | None = None) -> None:
    limits.require_room(THREE, key, what, about="event:1", who="Anna, anna@x.se", now=now or clock.now())


def test_the_same_address_counts_once_and_another_sender_has_a_limit_of_her_own() -> None:
    spend("a", "b", "B ")
    spend("a", "c")
    with pytest.raises(Reached):
        spend("d")
    spend("d", key="bo@x.se")
    assert Spent.objects.count() == 4
    assert not Spent.objects.filter(what__contains="a").filter(key__contains="@").exists()


def test_what_is_refused_counts_nothing_and_there_is_room_again_when_the_time_has_passed() -> None:
    now = clock.now()
    spend("a", "b", now=now)
    with pytest.raises(Reached) as reached:
        spend("c", "d", now=now + dt.timedelta(hours=1))
    assert reached.value.until == now + DAY
    spend("c", now=now + dt.timedelta(hours=1))
    spend("d", "e", now=now + DAY)


def test_whoever_is_stopped_leaves_one_row_for_the_office_and_passes_when_she_is_let_through() -> None:
    spend("a", "b", "c")
    for _time in range(2):
        with pytest.raises(Reached):
            spend("d")
    stop = Stop.objects.get()
    assert (stop.about, stop.who, stop.times) == ("event:1", "Anna, anna@x.se", 2)
    limits.let_through(stop, now=clock.now())
    spend("d", "e", "f")
    with pytest.raises(Reached):
        spend("g", "h", "i", "j", now=clock.now() + DAY)


def test_the_counter_of_the_fast_path_asks_the_database_nothing_before_it_is_reached(django_assert_num_queries) -> None:
    one = Limit("one", 1)

    def enter() -> None:
        limits.require_pass(one, "192.0.2.1", about="event:1", who="Anna", now=clock.now())

    with django_assert_num_queries(0):
        enter()
    with pytest.raises(Reached):
        enter()
    limits.let_through(Stop.objects.get(), now=clock.now())
    enter()


def test_what_no_longer_counts_is_erased_with_the_names_of_the_stopped() -> None:
    spend("a", "b", "c")
    with pytest.raises(Reached):
        spend("d")
    limits.has_room(limits.CHAIN, "1", ["a"], now=clock.now())
    assert limits.forget_old(now=clock.now() + limits.FORGOTTEN_AFTER + dt.timedelta(minutes=1)) == 4
    assert (Spent.objects.get().limit, Stop.objects.count()) == ("chain", 0)


@pytest.mark.parametrize(
    ("proxy", "forwarded", "remote", "network"),
    [
        (False, "198.51.100.7", "192.0.2.1", "192.0.2.1"),
        (True, "198.51.100.7, 203.0.113.9", "192.0.2.1", "203.0.113.9"),
        (False, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (False, "", "fe80::1%eth0", "fe80::/64"),
        (False, "", "a:b", "a:b"),
    ],
)
def test_a_network_is_one_address_or_the_visitors_whole_net(settings, proxy, forwarded, remote, network) -> None:
    settings.BEHIND_PROXY = proxy
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert limits.network_of(request) == network
