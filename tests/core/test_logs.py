"""What the log tells, and what it keeps to itself."""

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from kunskapsdag.core import logs

TOKEN = "abc_DEF-123:xyz"


def fails(request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError(f"wrong at {request.path}")


def saved(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("saved")


urlpatterns = [path("min-anmalan/<str:token>/", fails), path("min-anmalan/<str:token>/avanmal/", saved)]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return what the house's own handler writes."""
    line = dict(settings.LOGGING["formatters"]["line"])
    configurator = logging.config.DictConfigurator({"version": 1})
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(configurator.configure_formatter(line))
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(configurator.configure_filter(dict(settings.LOGGING["filters"][name])))
    # Django's own loggers do not all pass their lines on.
    heard = [logging.getLogger(name) for name in ("", "django", "django.request")]
    for one in heard:
        one.addHandler(handler)
    yield stream
    for one in heard:
        one.removeHandler(handler)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"503 at /min-anmalan/{TOKEN}/: locked", "503 at /min-anmalan/…/: locked"),
        (f"Error: /min-anmalan/{TOKEN}/avanmal/", "Error: /min-anmalan/…/avanmal/"),
        (f"/min-anmalan/{TOKEN}", "/min-anmalan/…"),
        (f"/sprak/en/?next=%2Fmin-anmalan%2F{TOKEN}%2Fkvitto%2F", "/sprak/en/?next=%2Fmin-anmalan%2F…%2Fkvitto%2F"),
        (f"/min-anmalan/{TOKEN}/ and /min-anmalan/other/", "/min-anmalan/…/ and /min-anmalan/…/"),
        ("/anmalan/dagen/", "/anmalan/dagen/"),
        (f"503 at /bestallning/{TOKEN}{TOKEN}/fler/: x", "503 at /bestallning/…/fler/: x"),
        (f"/inbjudan/{TOKEN}{TOKEN}/ och /ersattare/{TOKEN}{TOKEN}/", "/inbjudan/…/ och /ersattare/…/"),
        (f"/serieanmalan/hallbart/kvitto/{TOKEN}{TOKEN}/", "/serieanmalan/hallbart/kvitto/…/"),
        ("/admin/dagar/7/bestallning/12/", "/admin/dagar/7/bestallning/12/"),
    ],
)
def test_the_secret_part_of_an_own_address_is_left_out(text: str, told: str) -> None:
    assert logs.without_keys(text) == told


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_fault_on_an_own_page_is_logged_without_its_key_in_line_and_traceback(log: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/min-anmalan/{TOKEN}/")
    text = log.getvalue()
    assert "Internal Server Error: /min-anmalan/…/" in text
    assert "RuntimeError: wrong at /min-anmalan/…/" in text
    assert TOKEN not in text


@pytest.mark.urls(__name__)
def test_a_form_without_its_word_is_logged_without_the_key(log: io.StringIO) -> None:
    Client(enforce_csrf_checks=True).post(f"/min-anmalan/{TOKEN}/avanmal/")
    assert "Forbidden (CSRF cookie not set.): /min-anmalan/…/avanmal/" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_a_host_that_is_not_ours_is_told_in_one_line(log: io.StringIO, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["ours.example.se"]
    answer = Client().get("/", headers={"host": "evil.example.com"})
    assert (answer.status_code, "Sidan förstod inte" in answer.content.decode()) == (400, True)
    lines = sorted(set(log.getvalue().splitlines()))  # the fixture hears it twice
    assert (len(lines), "Invalid HTTP_HOST header: 'evil.example.com'" in lines[0]) == (1, True)


def test_every_handler_of_the_house_writes_such_lines() -> None:
    names = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in names} == {"kunskapsdag.core.logs.LineFormatter"}
