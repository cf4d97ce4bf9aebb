"""The office writes letters: its own words, to many, by the clock, and about a change."""

import re
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.accounts.models import User
from kunskapsdag.core import clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import emails as invitations
from kunskapsdag.invitations import links
from kunskapsdag.mail.models import Message
from kunskapsdag.mailings import kinds, words
from kunskapsdag.mailings.models import DayChange, LetterText, Mailing, ScheduledLetter
from kunskapsdag.registrations import emails
from tests.events.factories import EventFactory
from tests.invitations.factories import InvitationFactory
from tests.mail.factories import MessageFactory
from tests.mailings.factories import DayChangeFactory, LetterTextFactory, MailingFactory, ScheduledLetterFactory
from tests.registrations.factories import RegistrationFactory, RegistrationMessageFactory
from tests.website.organiser.conftest import Asking, day_form

pytestmark = pytest.mark.django_db
WORDS = {"subject": "Välkommen, {namn}", "body": "Vi ses {när}.\n\n{länk}", "subject_en": "", "body_en": ""}


def url(name: str, event: Event, *args: Any) -> str:
    return reverse(f"days:{name}", args=[event.pk, *args])


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


class TestTexts:
    """The words of a letter."""

    def test_the_form_begins_with_the_words_that_hold_and_saves_those_of_the_day(self, organiser: Client) -> None:
        event = EventFactory()
        page = organiser.get(url("letter", event, "confirmed"))
        assert (
            page.context["form"]["body"].value().startswith("Välkommen! Du har en plats, och din anmälan har nummer {nummer}.")
        )
        answer = organiser.post(url("letter", event, "confirmed"), WORDS | {"step": "save"})
        assert answer.status_code == 302
        stored = LetterText.objects.get()
        assert (stored.event, stored.kind, stored.subject) == (event, emails.CONFIRMED, "Välkommen, {namn}")
        assert organiser.get(url("letter", event, "confirmed")).context["form"]["subject"].value() == "Välkommen, {namn}"
        organiser.post(url("letter", event, "confirmed"), WORDS | {"step": "reset"})
        assert not LetterText.objects.exists()

    def test_the_words_of_the_house_are_written_on_a_screen_of_their_own(self, organiser: Client) -> None:
        EventFactory()
        organiser.post(reverse("days:house_letter", args=["reminder"]) + "?hur=online", WORDS | {"step": "save"})
        stored = LetterText.objects.get()
        assert (stored.event, stored.kind, stored.way) == (None, emails.REMINDER, "online")
        assert "på distans" in organiser.get(reverse("days:house_letters")).content.decode()

    @pytest.mark.parametrize(
        ("field", "text", "told"),
        [
            ("body", "Hej {nam}", "{nam} finns inte. Menade du {namn}?"),
            ("subject", "", "Det här fältet är obligatoriskt"),
            ("body", "Se https://video.example.se/rum", "Länken för dem som deltar på distans kan inte stå i ett brev"),
            ("body_en", "{svara senast}", "{svara senast} går inte att använda här."),
        ],
    )
    def test_a_fault_is_told_at_its_field_and_nothing_typed_is_lost(
        self, organiser: Client, field: str, text: str, told: str
    ) -> None:
        event = EventFactory(online_url="https://video.example.se/rum")
        answer = organiser.post(url("letter", event, "confirmed"), WORDS | {field: text, "step": "save"})
        assert answer.status_code == 422
        form = answer.context["form"]
        assert [error[: len(told)] for error in form.errors[field]] == [told]
        assert form["body" if field != "body" else "subject"].value() == WORDS["body" if field != "body" else "subject"]
        assert not LetterText.objects.exists()

    @pytest.mark.parametrize("path", ["okand/", "confirmed?status=waiting", "confirmed?hur=online", "confirmed?hur=x"])
    def test_a_letter_or_a_group_that_does_not_exist_is_404(self, organiser: Client, path: str) -> None:
        assert organiser.get(url("letters", EventFactory()) + path.replace("?", "/?")).status_code == 404

    def test_a_preview_shows_a_real_person_without_a_link_that_works(self, organiser: Client) -> None:
        registration = RegistrationFactory(name="Åsa Öberg <script>")
        address = url("letter", registration.event, "confirmed")
        assert f'<option value="{registration.number}">' in organiser.get(address).content.decode()
        show = WORDS | {"step": "preview", "visa": str(registration.number)}
        page = organiser.post(address, show)
        html = page.content.decode()
        assert "Välkommen, Åsa Öberg &lt;script&gt;" in html
        assert (html.count("/min-anmalan/"), "<script>" in html, page["X-Frame-Options"]) == (0, False, "SAMEORIGIN")
        assert "sandbox" in page["Content-Security-Policy"]
        plain = organiser.post(address, show | {"step": "text"}).content.decode()
        assert plain.startswith("<!doctype html>")
        assert registration.event.slug in plain
        assert not Message.objects.exists()

    def test_a_preview_of_faulty_words_tells_the_fault(self, organiser: Client) -> None:
        answer = organiser.post(url("letter", EventFactory(), "waiting"), WORDS | {"body": "{nam}", "step": "preview"})
        assert (answer.status_code, "Menade du {namn}?" in answer.content.decode()) == (422, True)

    def test_somebody_made_up_is_shown_where_there_is_nobody(self, organiser: Client) -> None:
        event = EventFactory()
        for one, visa in zip(kinds.every(), cycle(("sv", "en", "999", "x", "en")), strict=False):
            start = words.built(event, one.kind)
            answer = organiser.post(url("letter", event, one.short), start | {"step": "preview", "visa": visa})
            assert (one.short, answer.status_code, "Anna Andersson" in answer.content.decode()) == (one.short, 200, True)

    def test_an_invitation_is_written_shown_for_a_real_person_tested_and_put_back(self, organiser: Client) -> None:
        invitation = InvitationFactory(name="Åsa Öberg", list__lead="Kära nämnd,", email="asa@kommun.se")
        address = url("letter", invitation.event, "invitations-invited")
        page = organiser.get(address)
        assert page.context["form"]["body"].value().startswith("{inledning}\n\nSvara med din egen länk")
        assert "body_en" not in page.context["form"].fields
        assert f"Åsa Öberg, {invitation.list}" in page.content.decode()
        typed = {"subject": "Kom till {dag}", "body": "Vi ses {när}, {namn}.\n\n{länk}", "visa": str(invitation.pk)}
        shown = organiser.post(address, typed | {"step": "preview"}).content.decode()
        assert ("Kära nämnd," in shown, ", Åsa Öberg." in shown, "/inbjudan/" in shown) == (True, True, False)
        organiser.post(address, typed | {"step": "test"})
        assert [message.subject for message in Message.objects.all()] == [f"[Prov] Kom till {invitation.event.title}"]
        assert organiser.post(address, typed | {"step": "save"}).status_code == 302
        for kind in (invitations.INVITED, invitations.REMINDER):
            invitations.queue_all([invitation], kind, now=clock.now())
        worker.run_all_now()
        subjects = Message.objects.filter(to_email="asa@kommun.se").order_by("pk").values_list("subject", flat=True)
        title = invitation.event.title
        assert list(subjects) == [f"Kom till {title}", f"Kan du komma? {title}"]
        text = Message.objects.get(kind=invitations.INVITED).text
        assert (
            text.index("Kära nämnd,") < text.index("Vi ses ") < text.index(links.path(invitation)) < text.index("Svara senast")
        )
        assert text.count(f"{links.path(invitation)}\n") == 1
        organiser.post(address, typed | {"step": "reset"})
        assert not LetterText.objects.exists()

    def test_a_word_that_an_invitation_cannot_fill_in_is_told(self, organiser: Client) -> None:
        answer = organiser.post(
            url("letter", EventFactory(), "invitations-reminder"), {"subject": "Hej", "body": "{nummer}", "step": "save"}
        )
        assert answer.context["form"].errors["body"][0].startswith("{nummer} går inte att använda här.")

    def test_send_to_myself_sends_one_test_and_keeps_what_is_typed(self, organiser: Client) -> None:
        event = RegistrationFactory().event
        answer = organiser.post(url("letter", event, "confirmed"), WORDS | {"step": "test", "visa": "1"})
        assert answer.status_code == 200
        assert answer.context["form"]["subject"].value() == WORDS["subject"]
        assert [message.to_email for message in Message.objects.all()] == [User.objects.get().email]
        assert not LetterText.objects.exists()


class TestMailings:
    """Letters to many."""

    def test_the_list_is_shown_before_it_is_sent_in_one_action(self, organiser: Client) -> None:
        event = EventFactory()
        RegistrationFactory(event=event, name="Åsa Öberg")
        RegistrationFactory(event=event, waiting=True, name="Bo Vänta")
        typed = WORDS | {
            "states": ["confirmed"],
            "key": hidden(organiser.get(url("new_mailing", event)).content.decode(), "key"),
        }
        look = organiser.post(url("new_mailing", event), typed | {"step": "look"})
        page = look.content.decode()
        assert ("Åsa Öberg" in page, "Bo Vänta" in page, "Skicka till 1 person" in page) == (True, False, True)
        assert not Message.objects.exists()
        back = organiser.post(url("new_mailing", event), typed | {"step": "back"})
        assert back.context["form"]["body"].value() == WORDS["body"]
        send = typed | {"step": "send", "seen": hidden(page, "seen")}
        assert organiser.post(url("new_mailing", event), send).status_code == 302
        assert organiser.post(url("new_mailing", event), send).status_code == 302
        assert (Mailing.objects.count(), Message.objects.count()) == (1, 1)
        worker.run_all_now()
        assert Message.objects.get(kind=emails.MESSAGE).subject == "Välkommen, Åsa Öberg"

    def test_who_has_come_meanwhile_is_shown_before_anything_is_sent(self, organiser: Client) -> None:
        event = RegistrationFactory().event
        look = organiser.post(url("new_mailing", event), WORDS | {"states": ["confirmed"], "step": "look"})
        seen = hidden(look.content.decode(), "seen")
        RegistrationFactory(event=event, name="Nykomling")
        answer = organiser.post(url("new_mailing", event), WORDS | {"states": ["confirmed"], "step": "send", "seen": seen})
        assert (answer.status_code, "Nykomling" in answer.content.decode()) == (422, True)
        assert not Message.objects.exists()

    def test_to_nobody_is_refused_in_words(self, organiser: Client) -> None:
        event = EventFactory()
        answer = organiser.post(url("new_mailing", event), WORDS | {"states": ["confirmed"], "step": "send", "seen": "x"})
        assert (answer.status_code, "så inget har skickats" in answer.content.decode()) == (422, True)
        answer = organiser.post(url("new_mailing", event), WORDS | {"step": "look"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["states"])

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_screens_ask_as_much_whatever_they_show(self, organiser: Client, questions: Asking, rows: int) -> None:
        event = EventFactory()
        RegistrationFactory.create_batch(rows, event=event)
        MailingFactory.create_batch(rows, event=event)
        for number in range(rows):
            LetterTextFactory(event=event, kind=[emails.CONFIRMED, emails.WAITING, emails.THANKS][number])
        look = WORDS | {"states": ["confirmed"], "step": "look"}
        organiser.get(url("mailings", event))  # the user's rights and the content types are known from here on
        asked = [
            questions(lambda: organiser.get(url("mailings", event))),
            questions(lambda: organiser.get(url("letters", event))),
            questions(lambda: organiser.post(url("new_mailing", event), look)),
            questions(lambda: organiser.get(url("schedule", event))),
        ]
        assert asked == ASKED


ASKED = [12, 12, 15, 11]


class TestSchedule:
    """Letters by the clock."""

    FORM = {
        f"{name}-{field}": value
        for name, days, unit in (("reminder", 3, "workdays"), ("last-things", 7, "days"), ("thanks", 1, "days"))
        for field, value in (("days", days), ("unit", unit), ("at", "09:00"))
    }

    def test_a_suggestion_is_turned_on_and_another_time_is_kept(self, organiser: Client) -> None:
        event = EventFactory()
        assert organiser.post(url("schedule", event), self.FORM).status_code == 302
        assert not ScheduledLetter.objects.exists()
        organiser.post(url("schedule", event), self.FORM | {"reminder-is_on": "on", "reminder-at": "07.30"})
        row = ScheduledLetter.objects.get()
        assert (row.kind, row.is_on, row.days, str(row.at)) == (emails.REMINDER, True, 3, "07:30:00")
        assert "Går " in organiser.get(url("schedule", event)).content.decode()

    @pytest.mark.parametrize(
        ("field", "value"), [("days", "0"), ("days", "61"), ("days", "x"), ("unit", "weeks"), ("at", "25:00")]
    )
    def test_a_plan_that_cannot_be_is_told_at_its_field(self, organiser: Client, field: str, value: str) -> None:
        answer = organiser.post(url("schedule", EventFactory()), self.FORM | {f"reminder-{field}": value})
        assert answer.status_code == 422
        assert not ScheduledLetter.objects.exists()

    def test_what_has_gone_and_what_was_missed_is_told(self, organiser: Client) -> None:
        gone = ScheduledLetterFactory()
        gone.sent_for = gone.sent_at = gone.event.starts_at
        gone.count = 7
        gone.save()
        assert "till 7 personer" in organiser.get(url("schedule", gone.event)).content.decode()
        assert "Tiden har passerat" in organiser.get(url("schedule", EventFactory(past=True))).content.decode()


class TestChangeOfTheDay:
    """After a change is saved the organiser is shown whom it concerns."""

    def save(self, organiser: Client, event: Event, **changes: Any) -> Any:
        return organiser.post(reverse("days:edit", args=[event.pk]), day_form(event, **changes))

    def test_she_is_led_to_the_draft_and_nobody_is_mailed_before_she_says_so(self, organiser: Client) -> None:
        registration = RegistrationFactory(name="Åsa Öberg")
        event = registration.event
        answer = self.save(organiser, event, title="Ljusare kommuner")
        assert answer["Location"] == url("news", event)
        assert not Message.objects.exists()
        page = organiser.get(url("news", event))
        text = page.content.decode()
        assert ("Ny rubrik: Ljusare kommuner" in text, "Åsa Öberg" in text, "Meddela 1 person" in text) == (True, True, True)
        assert "har ändrats, och de som berörs" in organiser.get(url("mailings", event)).content.decode()
        typed = {name: page.context["form"][name].value() for name in ("subject", "body", "subject_en", "body_en", "states")}
        shown = organiser.post(url("news", event), typed | {"step": "preview", "visa": str(registration.number)})
        assert "Ljusare kommuner (tidigare" in shown.content.decode()
        send = typed | {"step": "send", "seen": hidden(text, "seen"), "key": hidden(text, "key")}
        assert organiser.post(url("news", event), send)["Location"] == url("mailings", event)
        assert list(Message.objects.values_list("kind", "to_email")) == [(emails.NEWS, registration.email)]

    def test_skipping_tells_nobody(self, organiser: Client) -> None:
        change = DayChangeFactory(event=RegistrationFactory().event)
        organiser.post(url("news", change.event), {"step": "skip"})
        change.refresh_from_db()
        assert (change.outcome, Message.objects.count()) == ("skipped", 0)
        assert organiser.post(url("news", change.event), {"step": "send"})["Location"] == url("mailings", change.event)

    def test_a_change_that_concerns_nobody_leads_to_the_overview(self, organiser: Client) -> None:
        event = RegistrationFactory().event
        assert self.save(organiser, event, target_group="Alla kommuner")["Location"] == url("overview", event)
        assert not DayChange.objects.exists()

    def test_a_fault_in_the_draft_is_told_and_the_change_waits(self, organiser: Client) -> None:
        change = DayChangeFactory(event=RegistrationFactory().event)
        answer = organiser.post(url("news", change.event), WORDS | {"body": "{nam}", "states": ["confirmed"], "step": "send"})
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["body"])
        change.refresh_from_db()
        assert change.outcome == "open"


def test_a_mail_that_came_back_stands_on_the_persons_page_and_on_the_overview(organiser: Client) -> None:
    tie = RegistrationMessageFactory(message=MessageFactory(state="bounced", answer="550 5.1.1 okänd"))
    registration = tie.registration
    page = organiser.get(url("registration", registration.event, registration.number)).content.decode()
    assert ("Mejl når inte fram" in page, "550 5.1.1 okänd" in page) == (True, True)
    assert "1 mejl har inte kommit fram" in organiser.get(url("overview", registration.event)).content.decode()
