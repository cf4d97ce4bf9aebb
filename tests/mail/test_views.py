"""What the office sees of the outbox, and who sees it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from kunskapsdag.accounts.models import User
from kunskapsdag.mail import actions
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message
from tests.mail.conftest import CALENDAR, NOW, queued

pytestmark = pytest.mark.django_db


def person(*rights: str) -> Client:
    """Return a logged-in colleague with these rights, and the right to enter the admin."""
    user = User.objects.create_user("eva")
    for right in ("wagtailadmin.access_admin", *rights):
        app, name = right.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=name))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reader() -> Client:
    return person("mail.view_message")


@pytest.fixture
def organiser() -> Client:
    return person("mail.view_message", "mail.change_message")


@pytest.fixture
def shown(settings: Any) -> Message:
    """A mail that was written and kept."""
    settings.MAIL_URL = ""
    message = queued()
    actions.send_due(NOW)
    message.refresh_from_db()
    return message


def subjects(client: Client, query: str = "") -> list[str]:
    answer = client.get(reverse("mails:index") + query)
    assert answer.status_code == 200
    return [row.to_email for row in answer.context["object_list"]]


def test_the_list_shows_the_newest_first_and_can_be_searched_and_filtered(reader: Client) -> None:
    queued("a@example.se", now=NOW)
    queued("b@example.se", now=NOW + dt.timedelta(minutes=1))
    failed = queued("c@lund.example.se", now=NOW + dt.timedelta(minutes=2))
    Message.objects.filter(pk=failed.pk).update(state=State.FAILED, subject="Din plats i Luleå")
    assert subjects(reader) == ["c@lund.example.se", "b@example.se", "a@example.se"]
    assert subjects(reader, "?q=lund") == ["c@lund.example.se"]
    assert subjects(reader, "?q=din+plats") == ["c@lund.example.se"]
    assert subjects(reader, "?q=%C3%96berg") == ["c@lund.example.se", "b@example.se", "a@example.se"]
    assert subjects(reader, "?state=failed") == ["c@lund.example.se"]
    assert subjects(reader, "?state=sent") == []


def test_a_page_of_the_list_holds_fifty(reader: Client) -> None:
    for number in range(51):
        queued(f"p{number}@example.se")
    assert (len(subjects(reader)), len(subjects(reader, "?p=2"))) == (50, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_as_many_queries_with_three_rows_as_with_one(
    reader: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        queued(f"p{number}@example.se")
    reader.get(reverse("mails:index"))
    with django_assert_num_queries(LIST_QUERIES):
        reader.get(reverse("mails:index"))


# Session, user, rights, one count, one page of rows, and what the menu asks: none of them for a single row.
LIST_QUERIES = 11


def test_one_mail_is_shown_with_all_that_was_sent(reader: Client, shown: Message) -> None:
    page = reader.get(reverse("mails:message", args=[shown.pk])).content.decode()
    for words in (
        "Välkommen, Åsa Öberg",
        "Åsa Öberg &lt;asa@falkoping.example.se&gt;",
        "Hej Åsa Öberg!",
        shown.message_id.strip("<>"),
        "sparat, inte skickat",
        f'src="{reverse("mails:letter", args=[shown.pk])}"',
        'sandbox="allow-popups allow-popups-to-escape-sandbox"',
        "kunskapsdag.ics",
    ):
        assert words in page, words
    assert '<a href="https://kunskapsdag.example.se/anmalan/en-mycket-lang' in page


def test_what_is_in_a_mail_cannot_run_in_the_admin(reader: Client, shown: Message) -> None:
    Message.objects.filter(pk=shown.pk).update(
        to_name="<script>alert(1)</script>", subject="<img src=x>", text="<script>alert(2)</script>\n"
    )
    page = reader.get(reverse("mails:message", args=[shown.pk])).content.decode()
    assert [bad for bad in ("<script>alert", "<img src=x>") if bad in page] == []


def test_the_letter_is_served_in_a_sandbox_of_its_own(reader: Client, shown: Message) -> None:
    answer = reader.get(reverse("mails:letter", args=[shown.pk]))
    policy = answer.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.content.decode()
    assert "Hej Åsa Öberg! Du har plats 7." in answer.content.decode()


def test_the_calendar_file_can_be_fetched(reader: Client, shown: Message) -> None:
    answer = reader.get(reverse("mails:calendar", args=[shown.pk]))
    assert answer.content.decode().replace("\r\n", "\n") == CALENDAR.replace("\r\n", "\n")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kunskapsdag.ics"'
    Message.objects.update(calendar="")
    assert reader.get(reverse("mails:calendar", args=[shown.pk])).status_code == 404


def test_send_again_shows_the_new_mail(organiser: Client, shown: Message) -> None:
    answer = organiser.post(reverse("mails:resend", args=[shown.pk]), follow=True)
    copy = Message.objects.exclude(pk=shown.pk).get()
    assert answer.redirect_chain == [(reverse("mails:message", args=[copy.pk]), 302)]
    assert "Mejlet skickas igen. Det här är det nya." in answer.content.decode()


def test_what_cannot_be_done_is_told_in_words(organiser: Client, shown: Message) -> None:
    answer = organiser.post(reverse("mails:stop", args=[shown.pk]), follow=True)
    assert "Mejlet har redan skickats eller stoppats." in answer.content.decode()
    waiting = queued("b@example.se")
    answer = organiser.post(reverse("mails:resend", args=[waiting.pk]), follow=True)
    assert "Mejlet väntar fortfarande på att skickas första gången." in answer.content.decode()
    assert Message.objects.count() == 2


def test_stop_holds_a_waiting_mail_back(organiser: Client) -> None:
    message = queued()
    page = organiser.get(reverse("mails:message", args=[message.pk])).content.decode()
    assert "Texten skrivs när mejlet skickas första gången." in page
    organiser.post(reverse("mails:stop", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == State.STOPPED


def test_one_who_may_only_read_gets_no_buttons_and_no_way_around_them(reader: Client, shown: Message) -> None:
    page = reader.get(reverse("mails:message", args=[shown.pk])).content.decode()
    assert reverse("mails:resend", args=[shown.pk]) not in page
    waiting = queued()
    for name, pk in (("resend", shown.pk), ("stop", waiting.pk)):
        assert reader.post(reverse(f"mails:{name}", args=[pk])).status_code == 403
    waiting.refresh_from_db()
    assert (waiting.state, Message.objects.count()) == (State.DUE, 2)


@pytest.mark.parametrize("name", ["resend", "stop"])
def test_a_link_does_nothing_a_button_is_needed(organiser: Client, shown: Message, name: str) -> None:
    assert organiser.get(reverse(f"mails:{name}", args=[shown.pk])).status_code == 405
    assert Message.objects.count() == 1


PLACES = ["index", "index_results", "message", "letter", "calendar"]


@pytest.mark.parametrize("name", PLACES)
def test_a_colleague_without_the_right_gets_403_and_a_stranger_the_login(shown: Message, name: str) -> None:
    address = reverse(f"mails:{name}", args=[] if name.startswith("index") else [shown.pk])
    refused = person().get(address)
    assert refused.status_code == 403
    assert "Du har inte behörighet till det här" in refused.content.decode()
    assert "Välkommen, Åsa" not in refused.content.decode()
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{reverse('wagtailadmin_login')}?next={address}")


@pytest.mark.parametrize("name", ["message", "letter", "calendar"])
def test_a_mail_that_is_not_there_is_404(reader: Client, name: str) -> None:
    assert reader.get(reverse(f"mails:{name}", args=[987_654])).status_code == 404


def test_the_menu_shows_the_outbox_to_those_who_may_read_it(reader: Client) -> None:
    assert f'"{reverse("mails:index")}"' in reader.get(reverse("wagtailadmin_home")).content.decode()


def test_the_menu_hides_the_outbox_from_others() -> None:
    assert f'"{reverse("mails:index")}"' not in person().get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    ("demo", "url", "told"),
    [
        (True, "", ["Det här är en demo: inga mejl lämnar den."]),
        (False, "", ["Ingen mejlserver är inställd, så inga mejl skickas."]),
        (False, "smtp://localhost", []),
    ],
)
def test_the_list_says_when_no_mail_leaves(reader: Client, settings: Any, demo: bool, url: str, told: list[str]) -> None:
    settings.DEMO, settings.MAIL_URL = demo, url
    page = reader.get(reverse("mails:index")).content.decode()
    notices = ("Det här är en demo: inga mejl lämnar den.", "Ingen mejlserver är inställd, så inga mejl skickas.")
    assert [notice for notice in notices if notice in page] == told


def test_a_mail_that_is_not_yet_written_is_named_in_words(reader: Client) -> None:
    page = reader.get(reverse("mails:message", args=[queued().pk])).content.decode()
    assert ("Ännu inte skrivet" in page, "tests.welcome" in page) == (True, False)
