"""Paths through the house in a real browser.

``page`` is a wide screen, ``phone`` 390 × 844 with touch, ``no_script_phone`` the same with scripts turned off; ``visitor``
makes more of them. Each fails its test on any console error, script error, breach of the content security policy or request
to another host.
"""

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kunskapsdag.accounts.models import User
from kunskapsdag.core import worker
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.views import blank
from tests.journeys import browser as strict
from tests.journeys.server import Server

# Playwright's loop runs in the test's own thread, and Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PICTURES = Path(__file__).resolve().parents[2] / "build" / "journeys"
LONGEST_WAIT = 40_000  # milliseconds; a loaded machine is slow, a broken page never comes
expect.set_options(timeout=LONGEST_WAIT)

Visitor = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let fixtures see whether their test failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all journeys of this process."""
    with sync_playwright() as playwright:
        browser = strict.launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _one_server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(transactional_db: None, settings: Any, _one_server: Server) -> Iterator[Server]:
    """Serve this test's rows; ``server.url`` also stands in the links of mails."""
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = _one_server.url
    settings.CSRF_TRUSTED_ORIGINS = [_one_server.url]
    _one_server.house.clear()
    blank.forget()
    yield _one_server
    _one_server.wait_until_idle()
    _one_server.house.clear()


@pytest.fixture
def visitor(request: pytest.FixtureRequest, server: Server, chromium: Browser) -> Iterator[Visitor]:
    """Make strict visitors: ``visitor()`` wide, ``visitor(phone=True)``, ``visitor(script=False)``, any option of a context.

    ``page.watch.expected.append("part of a message")`` allows a fault that the test is about.
    """
    with ExitStack() as leaving:
        watches: list[strict.Watch] = []

        def enter(*, phone: bool = False, script: bool = True, **options: Any) -> Page:
            kind: dict[str, Any] = {**(strict.PHONE if phone else strict.DESK), "java_script_enabled": script, **options}
            context = chromium.new_context(
                base_url=server.url, locale="sv-SE", timezone_id="Europe/Stockholm", accept_downloads=True, **kind
            )
            leaving.callback(context.close)
            context.set_default_timeout(LONGEST_WAIT)
            watch = strict.Watch(context, server.url)
            watches.append(watch)
            page = context.new_page()
            page.watch = watch  # type: ignore[attr-defined]
            leaving.callback(_keep_picture, request.node, page)
            return page

        yield enter
    faults = [fault for watch in watches for fault in watch.unexpected()]
    assert faults == [], "the browser complained"


def _keep_picture(node: pytest.Item, page: Page) -> None:
    """Keep what a failing test saw, in build/journeys."""
    if node.stash.get(FAILED, False) and not page.is_closed():
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / (re.sub(r"[^\w-]+", "-", node.name) + ".png"), full_page=True)


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """Return a visitor at a desk."""
    return visitor()


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    """Return a visitor with a phone."""
    return visitor(phone=True)


@pytest.fixture
def no_script_phone(visitor: Visitor) -> Page:
    """Return a visitor with a phone on which no script runs."""
    return visitor(phone=True, script=False)


def axe(page: Page) -> None:
    """Fail unless the page is accessible as far as a program can tell (WCAG 2.1 AA); needs a visitor with scripts."""
    assert strict.violations(page) == [], f"axe complained about {page.url}"


def fits(page: Page) -> None:
    """Fail when the page is wider than the screen, so that one must scroll sideways to read."""
    wide = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide[0] <= wide[1], f"{page.url} is {wide[0]} px wide on a screen of {wide[1]}"


def log_in(page: Page, user: User) -> None:
    """Let a member of staff be logged in, without walking through the login page."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[house_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.watch.url}])  # type: ignore[attr-defined]


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))


def settle() -> int:
    """Let the worker do all that is due, in this process; return how much it did, fail when a job failed."""
    complaints = _Complaints()
    worker.logger.addHandler(complaints)
    try:
        done = worker.run_all_now()
    finally:
        worker.logger.removeHandler(complaints)
    assert complaints.texts == [], "the worker failed"
    return done


def letters(to: str) -> list[Message]:
    """Return what has been written to an address, oldest first, after the worker has been there."""
    settle()
    return list(Message.objects.filter(to_email=to).order_by("created_at", "pk"))


def links(message: Message) -> list[str]:
    """Return the addresses in a letter's plain text."""
    return re.findall(r"https?://[^\s<>\"]+", message.text)
