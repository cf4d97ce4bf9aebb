"""When the database is locked, full or away: a sentence a person can use, and nothing half written."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.test import Client
from django.urls import include, path

from kunskapsdag.core import faults
from kunskapsdag.core.middleware import PUBLIC_POLICY, STAFF_POLICY, UPLOAD_POLICY

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own faults")


def save_two(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Group.objects.create(name="first" + "å" * 100)
        Group.objects.create(name="second")
    return HttpResponse("saved")


def fill(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        for number in range(4000):
            Group.objects.create(name=f"{number:04}" + "å" * 100)
    return HttpResponse("saved")


def wrong(request: HttpRequest, name: str) -> HttpResponse:
    raise {
        "bug": RuntimeError("secret detail"),
        "table": OperationalError("no such table: secret_detail"),
        "away": OperationalError("connection refused: secret detail"),
        "forbidden": PermissionDenied(),
        "bad": BadRequest(),
        "huge": OverflowError("secret: Python int too large to convert to SQLite INTEGER"),
        "range": DataError("secret: bigint out of range"),
    }[name]


def reads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


def not_mine(request: HttpRequest) -> HttpResponse:
    return HttpResponseNotAllowed(["POST"])


def session_breaks(request: HttpRequest) -> HttpResponse:
    """Let the session be saved on the way out, after the view, when the database has gone."""

    def save(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    request.session["x"] = 1
    request.session.save = save  # type: ignore[method-assign]
    return HttpResponse("saved")


def spoken(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "core/fault.html", {"heading": "x", "text": "y", "status": 200})


@faults.answers_unproven
def shown_again(request: HttpRequest) -> HttpResponse:
    return HttpResponse("what you wrote", status=403 if faults.is_unproven(request) else 200)


@faults.answers_unproven
def forgetful(request: HttpRequest) -> HttpResponse:
    return save_two(request)


def framed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x", headers={"Content-Security-Policy": "default-src 'self'"})


urlpatterns = [
    path("save/", save_two),
    path("fill/", fill),
    path("wrong/<name>/", wrong),
    path("reads/", reads),
    path("not-mine/", not_mine),
    path("shown-again/", shown_again),
    path("forgetful/", forgetful),
    path("session/", session_breaks),
    path("spoken/", spoken),
    path("framed/", framed),
    path("admin/thing/", spoken),
    path("media/thing.svg", spoken),
    path("", include("kunskapsdag.core.urls")),
]
handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.server_error

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def words(answer: Any) -> str:
    """Return the text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<body")[1]).split())


@pytest.fixture
def other_connection() -> Iterator[sqlite3.Connection]:
    """Another process that has the same database open."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        yield other


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_a_503_in_swedish_and_nothing_is_half_written(
    visitor: Client, other_connection: sqlite3.Connection
) -> None:
    connection.cursor().execute("PRAGMA busy_timeout = 50")
    other_connection.execute("BEGIN IMMEDIATE")
    answer = visitor.post("/save/")
    other_connection.execute("ROLLBACK")
    assert answer.status_code == 503
    assert words(answer) == (
        'class="fault"> 503 Vi kan inte spara just nu Inget av det du skickade har sparats. Vänta en minut, gå tillbaka '
        "med webbläsarens bakåtknapp och skicka igen: det du skrev finns kvar. Till första sidan"
    )
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("60", "no-store")
    assert answer.headers["Content-Security-Policy"] == PUBLIC_POLICY
    assert Group.objects.filter(name="second").count() == 0
    assert visitor.post("/save/").content == b"saved"
    assert Group.objects.filter(name="second").count() == 1


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_a_503_and_nothing_is_half_written(visitor: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 5}")
    answer = visitor.post("/fill/")
    assert (answer.status_code, "Vi kan inte spara just nu" in words(answer)) == (503, True)
    assert Group.objects.filter(name__startswith="0000").count() == 0
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000000")
    assert visitor.post("/fill/").content == b"saved"


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_opened_is_told_by_health(visitor: Client, tmp_path: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "gone" / "away.sqlite3")
    try:
        answer = visitor.get("/halsa/")
    finally:
        connection.settings_dict["NAME"] = name
    assert (answer.status_code, answer.content) == (503, b"database does not answer\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_health_is_ok_when_the_database_answers_and_is_never_kept(visitor: Client) -> None:
    answer = visitor.get("/halsa/")
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        200,
        b"ok\n",
        "text/plain; charset=utf-8",
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert visitor.post("/halsa/").status_code == 405


def test_a_reader_is_not_told_about_saving(visitor: Client) -> None:
    answer = visitor.get("/wrong/away/")
    assert answer.status_code == 503
    assert words(answer) == (
        'class="fault"> 503 Vi kan inte visa sidan just nu Systemet vilar eller har för mycket att göra. '
        "Vänta en minut och ladda sidan igen. Till första sidan"
    )


@pytest.mark.django_db
def test_a_session_that_cannot_be_saved_is_a_503_too(visitor: Client) -> None:
    assert visitor.post("/session/").status_code == 503


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/wrong/bug/", 500, "Något gick fel hos oss"),
        ("/wrong/table/", 500, "Något gick fel hos oss"),
        ("/wrong/away/", 503, "Vi kan inte visa sidan just nu"),
        ("/wrong/forbidden/", 403, "Du har inte behörighet till det här"),
        ("/wrong/huge/", 404, "Det finns ingen sida här"),
        ("/wrong/range/", 404, "Det finns ingen sida här"),
        ("/wrong/bad/", 400, "Sidan förstod inte det som skickades"),
        ("/nowhere/", 404, "Det finns ingen sida här"),
    ],
)
@pytest.mark.django_db
def test_every_fault_is_a_page_in_words_without_details(visitor: Client, address: str, status: int, heading: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == status
    assert words(answer).startswith(f'class="fault"> {status} {heading} ')
    assert "secret" not in answer.content.decode()
    assert '<html lang="sv">' in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == PUBLIC_POLICY


@pytest.mark.parametrize("name", ["huge", "range"])
def test_a_number_that_no_row_can_have_is_told_to_the_one_who_sent_it(visitor: Client, name: str) -> None:
    answer = visitor.post(f"/wrong/{name}/")
    assert answer.status_code == 400
    assert words(answer).startswith('class="fault"> 400 Sidan förstod inte det som skickades ')


@pytest.mark.parametrize("body", ["lines=" + "x" * 1_000_001, "&".join(f"f{number}=1" for number in range(5_001))])
def test_more_than_any_form_takes_is_told_in_words(visitor: Client, body: str) -> None:
    answer = visitor.post("/reads/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "Gå tillbaka med webbläsarens bakåtknapp: det du skrev finns kvar." in words(answer)


@pytest.mark.parametrize(("language", "heading"), [("sv", "Det går inte att göra här"), ("en", "That cannot be done here")])
def test_the_wrong_method_is_told_in_words_and_in_the_visitors_language(visitor: Client, language: str, heading: str) -> None:
    visitor.cookies["sprak"] = language
    answer = visitor.get("/not-mine/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert words(answer).startswith(f'class="fault"> 405 {heading} ')
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert answer.headers["Content-Security-Policy"] == PUBLIC_POLICY


def test_a_form_from_elsewhere_is_told_in_words(settings: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post("/save/")
    assert answer.status_code == 403
    assert words(answer).startswith('class="fault"> 403 Formuläret hade varit öppet för länge')


@pytest.mark.django_db
def test_a_view_may_show_what_was_typed_when_its_origin_is_unknown() -> None:
    answer = Client(enforce_csrf_checks=True).post("/shown-again/")
    assert (answer.status_code, answer.content) == (403, b"what you wrote")
    assert Client().post("/shown-again/").status_code == 200


@pytest.mark.django_db
def test_a_view_that_forgets_to_ask_for_the_origin_has_saved_nothing() -> None:
    answer = Client(enforce_csrf_checks=True).post("/forgetful/")
    assert answer.status_code == 403
    assert words(answer).startswith('class="fault"> 403 Formuläret hade varit öppet för länge')
    assert Group.objects.filter(name="second").count() == 0


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("database table is locked"), True),
        (OperationalError("database or disk is full"), True),
        (OperationalError("disk I/O error"), True),
        (OperationalError("unable to open database file"), True),
        (OperationalError("attempt to write a readonly database"), True),
        (OperationalError('connection to server at "db" failed: Connection refused'), True),
        (OperationalError("FATAL:  sorry, too many clients already"), True),
        (OperationalError("deadlock detected"), True),
        (OperationalError("could not extend file: No space left on device"), True),
        (InterfaceError("connection already closed"), True),
        (DatabaseError("cannot execute INSERT in a read-only transaction"), True),
        (OperationalError("no such table: x"), False),
        (OperationalError("no such column: x"), False),
        (OperationalError('near "SELEC": syntax error'), False),
        (OperationalError("table x has no column named y"), False),
        (OperationalError("too many SQL variables"), False),
        (IntegrityError("UNIQUE constraint failed: x"), False),
        (DataError("value too long"), False),
    ],
)
def test_only_the_machines_faults_are_passing(error: DatabaseError | InterfaceError, passing: bool) -> None:
    assert faults.is_passing(error) is passing


@pytest.mark.parametrize(
    ("address", "policy"),
    [
        ("/spoken/", PUBLIC_POLICY),
        ("/admin/thing/", STAFF_POLICY),
        ("/media/thing.svg", UPLOAD_POLICY),
        ("/framed/", "default-src 'self'"),
    ],
)
def test_every_page_says_what_it_may_load(visitor: Client, address: str, policy: str) -> None:
    answer = visitor.get(address)
    # The word of a staff page is another each time.
    assert re.sub(r"'nonce-[\w-]{22}'", "'nonce-{word}'", answer.headers["Content-Security-Policy"]) == policy
    assert answer.headers["Permissions-Policy"].startswith("camera=()")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_public_policy_forbids_what_is_inline() -> None:
    assert "unsafe" not in PUBLIC_POLICY
    assert PUBLIC_POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [("", "en", "sv"), ("en", "sv", "en"), ("sv", "en", "sv"), ("tlh", "en", "sv"), ("../en", "en", "sv")],
)
def test_the_language_is_swedish_until_the_visitor_chooses_another(
    visitor: Client, cookie: str, accept: str, language: str
) -> None:
    if cookie:
        visitor.cookies["sprak"] = cookie
    answer = visitor.get("/spoken/", headers={"accept-language": accept})
    link = {"sv": "Till första sidan", "en": "To the first page"}[language]
    assert answer.headers["Content-Language"] == language
    assert words(answer).endswith(link)
    assert f'<html lang="{language}">' in answer.content.decode()
