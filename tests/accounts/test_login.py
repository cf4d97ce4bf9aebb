"""Logging in, and what makes guessing slow."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.accounts import actions, rules
from kunskapsdag.accounts.enums import Role
from kunskapsdag.accounts.models import FailedLogins
from kunskapsdag.core import clock
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
WAIT = "Inloggningen har misslyckats för många gånger."


def try_login(client: Client, name: str, password: str, **extra: Any) -> Any:
    return client.post(reverse("wagtailadmin_login"), {"username": name, "password": password}, **extra)


def test_the_right_password_lets_staff_in(client: Client) -> None:
    UserFactory(username="eva", role=Role.ORGANISER)
    answer = try_login(client, "eva", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))


def test_the_form_is_in_swedish(client: Client) -> None:
    page = client.get(reverse("wagtailadmin_login")).content.decode()
    labels = [
        " ".join(re.sub(r"<[^>]+>|\*", "", label).split()) for label in re.findall(r"(?s)<label[^>]*>(.*?)</label>", page)
    ]
    assert labels == ["Användarnamn", "Lösenord", "Kom ihåg mig"]


def test_what_wagtail_has_no_swedish_for_is_swedish_from_our_catalogue(client: Client) -> None:
    client.force_login(UserFactory(username="eva", role=Role.ORGANISER))
    page = client.get("/admin/pages/").content.decode()
    assert ("Date updated" in page, "Ändrad" in page) == (False, True)


def test_the_sixth_try_must_wait_even_with_the_right_password(client: Client) -> None:
    UserFactory(username="eva", role=Role.ORGANISER)
    for _attempt in range(rules.FREE_FOR_NAME):
        assert WAIT not in try_login(client, "eva", "wrong").content.decode()
    answer = try_login(client, "eva", PASSWORD)
    assert (answer.status_code, WAIT in answer.content.decode()) == (429, True)
    assert 0 < int(answer["Retry-After"]) <= rules.SHORTEST.total_seconds()
    assert "_auth_user_id" not in client.session


def test_letter_case_and_spaces_do_not_give_new_tries(client: Client) -> None:
    for name in ("eva", "EVA", " eva ", "Eva", "eVa"):
        try_login(client, name, "wrong")
    assert WAIT in try_login(client, "eva", "wrong").content.decode()


def test_a_name_that_nobody_has_waits_in_the_same_way(client: Client) -> None:
    for _attempt in range(rules.FREE_FOR_NAME):
        try_login(client, "nobody", "wrong")
    assert WAIT in try_login(client, "nobody", "wrong").content.decode()


def test_a_colleague_behind_the_same_address_can_still_log_in(client: Client) -> None:
    UserFactory(username="bo", role=Role.ORGANISER)
    for _attempt in range(rules.FREE_FOR_NAME + 3):
        try_login(client, "eva", "wrong")
    assert try_login(client, "bo", PASSWORD).status_code == 302


def test_an_address_that_tries_a_hundred_names_waits(client: Client) -> None:
    now = clock.now()
    for number in range(rules.FREE_FOR_ADDRESS):
        actions.count_failure(name=f"name{number}", address="127.0.0.1", now=now)
    assert WAIT in try_login(client, "bo", "wrong").content.decode()


def test_logging_in_makes_the_name_start_from_nothing(client: Client) -> None:
    UserFactory(username="eva", role=Role.ORGANISER)
    for _attempt in range(rules.FREE_FOR_NAME - 1):
        try_login(client, "eva", "wrong")
    try_login(client, "eva", PASSWORD)
    assert not FailedLogins.objects.filter(key=actions.name_key("eva")).exists()


def test_neither_names_nor_addresses_are_kept_readable(client: Client) -> None:
    try_login(client, "eva", "wrong")
    kept = " ".join(FailedLogins.objects.values_list("key", flat=True))
    assert "eva" not in kept
    assert "127.0.0.1" not in kept


def test_behind_a_proxy_the_address_that_the_proxy_saw_counts_and_not_what_the_visitor_claims(
    client: Client, settings: Any
) -> None:
    settings.BEHIND_PROXY = True
    try_login(client, "eva", "wrong", HTTP_X_FORWARDED_FOR="1.1.1.1, 9.9.9.9")
    keys = set(FailedLogins.objects.values_list("key", flat=True))
    assert keys == {actions.name_key("eva"), actions.address_key("9.9.9.9")}


def test_old_failures_are_removed(client: Client) -> None:
    now = clock.now()
    actions.count_failure(name="old", address="10.0.0.1", now=now - rules.FORGOTTEN_AFTER)
    actions.count_failure(name="new", address="10.0.0.2", now=now)
    assert set(FailedLogins.objects.values_list("key", flat=True)) == {
        actions.name_key("new"),
        actions.address_key("10.0.0.2"),
    }


def test_an_empty_form_asks_for_both_fields_and_counts_nothing_for_a_name(client: Client) -> None:
    answer = try_login(client, "", "")
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_who_is_logged_in_without_the_right_to_enter_sees_no_admin(client: Client) -> None:
    client.force_login(UserFactory())
    for name in ("wagtailadmin_home", "days:list", "wagtailimages:index"):
        assert client.get(reverse(name)).status_code == 404, name
    assert client.get(reverse("wagtailadmin_login")).status_code == 200


def test_who_is_not_logged_in_is_asked_to(client: Client) -> None:
    answer = client.get(reverse("days:list"))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("wagtailadmin_login"))
