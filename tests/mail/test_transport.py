"""What MAIL_URL may say."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from kunskapsdag.mail.transport import Server, parse


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.se", Server("mail.example.se", 25, "", "", "none", 10)),
        ("smtp://mail.example.se/", Server("mail.example.se", 25, "", "", "none", 10)),
        ("smtp://a:b@mail.example.se", Server("mail.example.se", 587, "a", "b", "start", 10)),
        ("smtp://a:b@mail.example.se?tls=ssl", Server("mail.example.se", 465, "a", "b", "ssl", 10)),
        ("smtp://a%40b.se:p%2F%3F%23%40@h:2525?tls=start&timeout=3", Server("h", 2525, "a@b.se", "p/?#@", "start", 3)),
        ("smtp://a:b@localhost?tls=none", Server("localhost", 25, "a", "b", "none", 10)),
        ("smtp://[::1]:1025", Server("::1", 1025, "", "", "none", 10)),
    ],
)
def test_a_server_is_read_from_the_address(url: str, server: Server) -> None:
    assert parse(url) == server


def test_nothing_means_that_no_mail_leaves() -> None:
    assert parse("") is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mail.example.se:25", "must begin with smtp://"),
        ("https://mail.example.se", "must begin with smtp://"),
        ("smtp://", "names no server"),
        ("smtp://user:pass@", "names no server"),
        ("smtp://mail.example.se/inbox", "names no server, or has more"),
        ("smtp://mail.example.se:many", "Port could not be cast to integer value"),
        ("smtp://mail.example.se:99999", "Port out of range"),
        ("smtp://mail.example.se?tls=yes", "tls=yes is none of start, ssl, none"),
        ("smtp://mail.example.se?timeout=soon", "timeout=soon is not a number"),
        ("smtp://mail.example.se?timeout=nan", "timeout=nan is not a number"),
        ("smtp://mail.example.se?timeout=0", "timeout=0 is not a number"),
        ("smtp://mail.example.se?timeout=900", "timeout=900 is not a number"),
        ("smtp://mail.example.se?starttls=1", "unknown option starttls"),
        ("smtp://a:hemligt@mail.example.se?tls=none", "unencrypted"),
        ("smtp://a:hem/ligt@mail.example.se", "Port could not be cast"),
        ("smtp://a:hem#ligt@mail.example.se", "Port could not be cast"),
    ],
)
def test_nonsense_is_told_in_words_without_the_password(url: str, words: str) -> None:
    with pytest.raises(ImproperlyConfigured) as told:
        parse(url)
    assert words in str(told.value)
    assert "ligt" not in str(told.value)
    assert "hem" not in str(told.value)


def test_a_password_is_never_printed() -> None:
    assert repr(parse("smtp://a:hemligt@mail.example.se")) == "Server(a@mail.example.se:587 tls=start)"


def test_nonsense_stops_the_start(settings: Any) -> None:
    settings.MAIL_URL = "smtp://"
    with pytest.raises(SystemCheckError, match=r"kunskapsdag\.E004"):
        call_command("check", "--tag", "mail")
