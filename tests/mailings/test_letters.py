"""The office's own words in the letters, and what no letter can be without."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.mailings import kinds, words
from kunskapsdag.mailings.actions import save_text
from kunskapsdag.mailings.actions.sending import example
from kunskapsdag.mailings.letters import edit
from kunskapsdag.mailings.models import LetterText
from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters, links
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.mailings.factories import LetterTextFactory, ScheduledLetterFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
NO_WORDS = dict.fromkeys(words.FIELDS, "")


def sent(registration: Registration, kind: str, **facts: Any) -> Message:
    """Queue a letter and let the worker write it."""
    message = emails.queue(registration, kind, now=clock.now(), **facts)
    worker.run_all_now()
    message.refresh_from_db()
    return message


def flat(text: str) -> str:
    return " ".join(text.split())


def test_without_words_of_its_own_a_letter_has_the_built_in_ones() -> None:
    message = sent(RegistrationFactory(), emails.CONFIRMED)
    assert message.subject.startswith("Du har en plats")


def test_the_days_own_words_go_before_the_houses_and_both_before_the_built_in_ones() -> None:
    here, elsewhere = RegistrationFactory(name="Åsa Ek"), RegistrationFactory(event__title="Annan dag")
    LetterTextFactory(event=None, subject="Huset: {dag}", body="Huset hälsar {namn}.")
    LetterTextFactory(event=here.event, subject="Dagen: {dag}", body="Nummer {nummer}, {namn} från {organisation}.")
    one, other = sent(here, emails.CONFIRMED), sent(elsewhere, emails.CONFIRMED)
    assert (one.subject, other.subject) == (f"Dagen: {here.event.title}", "Huset: Annan dag")
    assert f"Nummer {here.number}, Åsa Ek från Falköpings kommun." in one.text
    assert f"Nummer {here.number}, Åsa Ek från Falköpings kommun.</p>" in one.html


def test_the_words_for_some_go_before_those_for_all() -> None:
    online = RegistrationFactory(event__online=True)
    LetterTextFactory(event=online.event, subject="Alla")
    LetterTextFactory(event=online.event, subject="På distans", way="online")
    LetterTextFactory(event=online.event, subject="På plats", way="on_site")
    assert sent(online, emails.CONFIRMED).subject == "På distans"


def test_the_link_stands_in_the_text_where_it_is_written_and_else_as_a_button() -> None:
    with_link, without = RegistrationFactory(), RegistrationFactory()
    LetterTextFactory(event=with_link.event, body="Din sida: {länk}")
    LetterTextFactory(event=without.event, body="Välkommen!")
    one, other = sent(with_link, emails.CONFIRMED), sent(without, emails.CONFIRMED)
    assert one.text.count("/min-anmalan/") == 1
    assert 'class="button"' not in one.html
    assert one.html.count("/min-anmalan/") == 2  # the link and what stands on it
    assert other.text.count("/min-anmalan/") == 1


def test_the_last_time_to_answer_is_added_where_the_text_has_left_it_out() -> None:
    registration = RegistrationFactory(offered=True)
    answer_by = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC).isoformat()
    text = LetterTextFactory(event=registration.event, kind=emails.OFFERED, body="En plats är ledig.")
    assert "Svara senast tisdag 1 december 2026 kl. 10.00." in flat(
        sent(registration, emails.OFFERED, answer_by=answer_by).text
    )
    text.body = "Svara före {svara senast}!"
    text.save(update_fields=["body"])
    again = flat(sent(registration, emails.OFFERED, answer_by=answer_by).text)
    assert again.count("tisdag 1 december 2026 kl. 10.00") == 1


@pytest.mark.parametrize(
    ("kind", "facts", "said"),
    [
        (emails.WAITING, {"position": 7}, "Du är nummer 7 i väntelistan."),
        (emails.CANCELLED, {"had": "confirmed", "reason": "Dubbelbokad"}, "Från arrangören: Dubbelbokad"),
        (emails.MOVED_TO_LIST, {"position": 2, "reason": "Fel rum"}, "Från arrangören: Fel rum"),
    ],
)
def test_what_a_letter_must_say_cannot_be_lost(kind: str, facts: dict[str, Any], said: str) -> None:
    registration = RegistrationFactory()
    LetterTextFactory(event=registration.event, kind=kind, body="Egna ord.")
    assert said in flat(sent(registration, kind, **facts).text)


def test_who_registered_in_english_gets_the_english_words_or_the_built_in_ones() -> None:
    registration = RegistrationFactory(language="en")
    text = LetterTextFactory(event=registration.event)
    assert sent(registration, emails.CONFIRMED).subject.startswith("You have a place")
    text.subject_en = "Welcome to {dag}"
    text.save(update_fields=["subject_en"])
    message = sent(registration, emails.CONFIRMED)
    assert message.subject == f"Welcome to {registration.event.title}"
    assert "Welcome! You have a place" in message.text


def test_no_letter_tells_the_link_for_those_online_to_one_who_comes_or_has_no_place() -> None:
    event = EventFactory(attendance="on_site", online_url="https://video.example.se/rum")
    LetterTextFactory(event=event, body=" ".join(f"{{{name}}}" for name in placeholders.EVERYWHERE if name != "avgift"))
    for state in ({}, {"waiting": True}):
        registration = RegistrationFactory(event=event, **state)
        for kind in (emails.CONFIRMED, emails.WAITING, emails.REMINDER, emails.LAST_THINGS):
            if state and kind == emails.CONFIRMED:
                continue
            message = sent(registration, kind, position=1)
            assert message.text
            if kind != emails.CONFIRMED:
                assert "video.example.se" not in message.text + message.html + message.calendar


@pytest.mark.parametrize("editable", kinds.OF_REGISTRATIONS, ids=lambda editable: editable.short)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_built_in_words_can_be_begun_with_and_are_whole_again_when_they_are_filled(editable: Any, language: str) -> None:
    event = EventFactory(several_days=True)
    subject, body = words.built_in(event, editable.kind, language)
    assert not placeholders.faults(f"{subject}\n{body}", editable.allowed)
    assert "2098" not in body
    assert set(editable.musts) - placeholders.used(body) <= {placeholders.REASON, placeholders.POSITION}
    registration = words.stand_in(event, state=editable.seen_by[0], name="Anna", language=language)
    facts = words.facts_for(registration.state, kind=editable.kind, event=event)
    letter = example(registration, editable.kind, facts, edit=edit)
    assert letter.text
    assert "{" not in letter.subject + letter.text


def test_words_that_do_not_differ_are_not_kept_so_that_better_ones_can_come() -> None:
    event = EventFactory()
    built = dict(
        zip(
            words.FIELDS,
            (*words.built_in(event, emails.THANKS, "sv"), *words.built_in(event, emails.THANKS, "en")),
            strict=True,
        )
    )
    save = {"event": event, "kind": emails.THANKS, "example": event, "by": None, "now": clock.now()}
    assert save_text(texts=built, **save) is None
    kept = save_text(texts=built | {"subject": "Tack!"}, **save)
    assert kept is not None
    assert (kept.subject, kept.body, kept.body_en) == ("Tack!", "", "")
    assert save_text(texts=built | {"body": built["body"].replace("\n", "\r\n")}, **save) is None
    assert not LetterText.objects.exists()


def test_a_day_may_have_the_built_in_words_although_the_house_has_its_own() -> None:
    event = EventFactory()
    LetterTextFactory(event=None, kind=emails.THANKS, subject="Huset tackar")
    subject, body = words.built_in(event, emails.THANKS, "sv")
    texts = NO_WORDS | {"subject": subject, "body": body}
    assert save_text(event=event, kind=emails.THANKS, texts=texts, example=event, by=None, now=clock.now()) is not None
    assert sent(RegistrationFactory(event=event), emails.THANKS).subject.startswith("Tack för att du kom")


def test_the_reminder_has_cancelling_and_sending_someone_else_beside_each_other() -> None:
    message = sent(RegistrationFactory(), emails.REMINDER)
    token = links.token(Registration.objects.get())
    pages = [reverse(name, args=[token]) for name in ("registrations:mine", "registrations:cancel", "substitutes:ask")]
    assert [message.text.count(f"{page}\n") for page in pages] == [1, 1, 1]
    assert "Skicka någon annan" in message.html


class TestLateComers:
    """Who gets a place after a letter has gone reads what it said in the confirmation."""

    @pytest.fixture
    def event(self) -> Event:
        return EventFactory(venue__directions="Ta pendeln till Södra station.")

    def test_the_practical_information_stands_in_the_confirmation(self, event: Event) -> None:
        ScheduledLetterFactory(last_things=True, event=event, sent_for=event.starts_at)
        assert "Ta pendeln till Södra station." in flat(sent(RegistrationFactory(event=event), emails.CONFIRMED).text)

    def test_a_reminder_in_the_offices_words_stands_there_too(self, event: Event) -> None:
        ScheduledLetterFactory(event=event, sent_for=event.starts_at)
        LetterTextFactory(event=event, kind=emails.REMINDER, body="Ta med legitimation.\n\n{länk}")
        message = sent(RegistrationFactory(event=event), emails.CONFIRMED)
        assert "Ta med legitimation." in message.text
        assert message.text.count("/min-anmalan/") == 1

    @pytest.mark.parametrize("facts", [{}, {"is_on": False, "gone": True}, {"gone": True, "moved": True}])
    def test_nothing_stands_there_of_a_letter_that_has_not_gone_for_this_date(
        self, event: Event, facts: dict[str, Any]
    ) -> None:
        gone, moved = facts.pop("gone", False), facts.pop("moved", False)
        sent_for = event.starts_at - dt.timedelta(days=5 if moved else 0) if gone else None
        ScheduledLetterFactory(last_things=True, event=event, sent_for=sent_for, **facts)
        assert "pendeln" not in sent(RegistrationFactory(event=event), emails.CONFIRMED).text


def test_every_letter_that_can_be_edited_has_a_writer() -> None:
    assert {one.kind for one in kinds.every() if one.family is None} <= set(letters.WRITERS)


class TestLettersOfTheWholeDay:
    """A day that is moved or cancelled, an application, another way: what is true of each stays in the office's words."""

    MOVED: dict[str, Any] = {"from_place": "Gamla salen", "free_until": "2026-12-01", "position": 4, "answer_by": None}

    def test_a_cancelled_day_tells_each_what_it_means_for_her(self) -> None:
        event = EventFactory()
        LetterTextFactory(event=event, kind=emails.DAY_CANCELLED, subject="Tyvärr: {dag} {datum}", body="Vi beklagar.")
        standing = {
            "confirmed": "Du behöver inte göra något, och dagen försvinner ur din kalender.",
            "offered": "Du behöver inte svara.",
            "waiting": "Du stod i väntelistan, som nu har upphört.",
            "applied": "Din ansökan upphör med det.",
        }
        for had, told in standing.items():
            registration = RegistrationFactory(event=event, state="cancelled")
            message = sent(registration, emails.DAY_CANCELLED, had=had, reason="Talaren är sjuk")
            assert message.subject == f"Tyvärr: {event.title} {dates.short_day(event.first_day)}"
            said = flat(message.text)
            assert [words in said for words in ("Vi beklagar. Från arrangören: Talaren är sjuk", told)] == [True, True]

    def test_what_it_means_stands_where_the_office_wants_it_and_once(self) -> None:
        registration = RegistrationFactory(waiting=True)
        LetterTextFactory(event=registration.event, kind=emails.DAY_CANCELLED, body="{för dig}\n\nVi ses en annan gång!")
        said = flat(sent(registration, emails.DAY_CANCELLED, had="waiting", reason="").text)
        assert said.index("Du stod i väntelistan") < said.index("är raderade. Vi ses en annan gång!")
        assert said.count("är raderade.") == 1

    def test_a_moved_day_tells_what_is_new_and_keeps_its_own_subject_where_only_the_link_is(self) -> None:
        registration = RegistrationFactory(event__online=True)
        event = registration.event
        LetterTextFactory(event=event, kind=emails.DAY_MOVED, subject="Nytt datum för {dag}", body="Vi flyttar dagen.")
        old = [(moment - dt.timedelta(days=7)).isoformat() for moment in (event.starts_at, event.ends_at)]
        facts = self.MOVED | {"state": "confirmed", "reason": "Krock"}
        moved = sent(registration, emails.DAY_MOVED, from_times=old, changed=["starts_at", "ends_at"], **facts)
        new = [moment.isoformat() for moment in (event.starts_at, event.ends_at)]
        linked = sent(registration, emails.DAY_MOVED, from_times=new, changed=["online_url"], **facts)
        assert (moved.subject, linked.subject[:9]) == (f"Nytt datum för {event.title}", "Ny länk: ")
        said = flat(moved.text)
        parts = ("Vi flyttar dagen.", "Tidigare tid:", "Ny tid:", "Från arrangören: Krock", "Du behåller din plats.")
        assert [said.count(part) for part in parts] == [1] * len(parts)
        assert moved.calendar

    def test_an_applicant_is_told_when_she_gets_an_answer_and_one_without_a_place_why(self) -> None:
        event = EventFactory(decision_day=dt.date(2026, 12, 4))
        for kind in (emails.APPLIED, emails.REFUSED):
            LetterTextFactory(event=event, kind=kind, body="Tack för din ansökan.")
        registration = RegistrationFactory(event=event, state="applied")
        applied = sent(registration, emails.APPLIED)
        refused = sent(registration, emails.REFUSED, reason="Fler sökte än det finns platser.")
        assert "Du får besked per mejl senast fredag 4 december 2026." in flat(applied.text)
        assert "Från arrangören: Fler sökte än det finns platser." in flat(refused.text)

    def test_another_way_is_told_whatever_the_office_writes_and_each_way_may_have_its_words(self) -> None:
        event = EventFactory(attendance="both", online_url="https://video.example.se/rum")
        LetterTextFactory(event=event, kind=emails.WAY_CHANGED, body="Tack för ditt byte.")
        LetterTextFactory(event=event, kind=emails.WAY_CHANGED, way="on_site", body="Kom i tid!")
        registration = RegistrationFactory(event=event, way="on_site")
        # The letter is about what was chosen then, whatever has been chosen since.
        online, here = (flat(sent(registration, emails.WAY_CHANGED, way=way).text) for way in ("online", "on_site"))
        assert "Tack för ditt byte. Du deltar nu på distans. Länken för att delta finns på din egen sida" in online
        assert "Kom i tid! Du har nu en plats i lokalen." in here

    def test_a_word_for_one_who_waits_after_her_application_is_not_lost_in_the_offices_words(self) -> None:
        registration = RegistrationFactory(waiting=True)
        LetterTextFactory(event=registration.event, kind=emails.WAITING, body="Du står i kö.")
        assert "Från arrangören: Du är reserv" in flat(
            sent(registration, emails.WAITING, position=1, decided=True, reason="Du är reserv").text
        )


def test_an_old_address_never_gets_the_new_link_whatever_the_office_has_written() -> None:
    registration = RegistrationFactory()
    for kind in (emails.CHANGED, emails.REPLACED):
        LetterTextFactory(event=registration.event, kind=kind, body="Se {länk}\n\nHej då, {namn}.")
    old = ("Åsa", "gammal@example.se")
    changed = sent(registration, emails.CHANGED, to=old, old_address=True, fields=["email"])
    replaced = sent(registration, emails.REPLACED, to=old, had="confirmed")
    assert "Mejl om anmälan går nu till en annan adress." in flat(changed.text)
    assert "Hej då, Åsa." in replaced.text
    assert "min-anmalan" not in changed.text + changed.html + replaced.text + replaced.html
