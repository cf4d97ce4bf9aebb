"""Whatever people are called or the office writes: no mail gets another header, other markup, or a link that is not ours."""

import re
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.utils import translation

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import emails as invitations
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.actions import Draft
from kunskapsdag.mail.mime import mime
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.mailings import kinds
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.models import Registration
from kunskapsdag.substitutes import emails as substitutes
from tests.events.factories import EventFactory
from tests.invitations.factories import InvitationFactory
from tests.mailings.factories import LetterTextFactory
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db
HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Subject",
    "From",
    "To",
    "Reply-To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "List-Unsubscribe",
}
EVIL = "<b>Ek</b>\r\nBcc: ond@example.net\r\n\r\n<img src=x onerror=alert(1)>\x00\x1b[2J\u202egro.live\u2066\u200b evil.com https://evil.se/x"
NAME = "Åsa <script>" + EVIL.replace("\x00", "")
OWN = "från {organisation}\\n\\n{dag}: <a href='x'>här</a> {länk}"
LONG = "Å" * 60 + " " + "👩‍👩‍👧🚒" * 5
# Also the title of a day is text that somebody has pasted; a link in it is the office's own.
TITLE = "Dag <i>& natt</i>\r\nX-Evil: 1\u202e \x07" + "Kommunalförbundsordförandekonferens" * 2


@pytest.fixture
def event() -> Event:
    return EventFactory(title=TITLE, contact_name="Anna <Ek>", venue__name='Sal "A" <script>', status_text=NAME)


def written(message: Message | None) -> Message:
    """Return a mail with its words, as the worker writes them."""
    assert message is not None
    with translation.override(message.language):
        letter = renderer(message.kind)(message)
    message.subject, message.text, message.html, message.calendar = letter.subject, letter.text, letter.html, letter.calendar
    message.calendar_method, message.reply_to = letter.calendar_method, letter.reply_to
    message.unsubscribe_url = letter.unsubscribe_url
    return message


def parts(message: Message) -> tuple[Any, str, str]:
    """Return a mail as its reader gets it: the headers, the text and the HTML."""
    found = message_from_bytes(mime(message), policy=default)
    body = {part.get_content_type(): part.get_content() for part in found.walk() if not part.is_multipart()}
    return found, *(body[kind].replace("\r\n", "\n") for kind in ("text/plain", "text/html"))


def judge(message: Message) -> str:
    """Fail where anything has got in; return which letter it was, so that a test can say which were judged."""
    found, text, html = parts(message)
    kind = message.kind
    assert (kind, set(found.keys()) - HEADERS) == (kind, set())
    assert (kind, len(found.get_all("To")), found["To"].addresses[0].addr_spec) == (kind, 1, message.to_email)
    for said in (str(found["Subject"]), str(found["To"]), text, html):
        assert (kind, re.findall(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", said)) == (kind, [])
    assert (kind, re.findall(r"<(?:script|img|b|i)\b", html)) == (kind, [])
    links = re.findall(r'href="([^"]*)"', html)
    assert (kind, [link for link in links if not link.startswith(("http://localhost:8000", "mailto:anna.ek@"))]) == (kind, [])
    # Nor what mail programs make links of by themselves.
    for said in (str(found["Subject"]), str(found["To"].addresses[0].display_name), text):
        assert (kind, re.findall(r"evil\.(?:se|com)|://evil|ond@example\.net", said)) == (kind, [])
    return kind


def write(event: Event) -> Registration:
    return RegistrationFactory(event=event, name=NAME[:120], organisation_name=EVIL.replace("\x00", "")[:150], email="asa@x.se")


def test_no_letter_about_a_registration_lets_anything_in(event: Event) -> None:
    registration = write(event)
    facts = {
        "position": 1,
        "answer_by": event.starts_at.isoformat(),
        "reason": "Skäl",
        "had": "confirmed",
        "state": "confirmed",
        "from_times": [event.starts_at.isoformat(), event.ends_at.isoformat()],
        "from_place": "Sal <b>",
        "changed": ["venue_id"],
        "free_until": event.first_day.isoformat(),
        "ordered_by": NAME,
    }
    judged = {judge(written(emails.queue(registration, one.kind, now=clock.now(), **facts))) for one in kinds.OF_REGISTRATIONS}
    assert judged >= {
        emails.CONFIRMED,
        emails.WAITING,
        emails.OFFERED,
        emails.CANCELLED,
        emails.DAY_MOVED,
        emails.DAY_CANCELLED,
    }


def test_the_offices_words_are_text_and_what_they_name_is_never_read_as_words(event: Event) -> None:
    registration = write(event)
    facts = {"had": "confirmed", "state": "confirmed", "changed": ["venue_id"], "free_until": event.first_day.isoformat()}
    facts |= {"from_times": [event.starts_at.isoformat()] * 2, "from_place": "A", "reason": "", "position": 2}
    for one in kinds.OF_REGISTRATIONS:
        text = LetterTextFactory(event=event, kind=one.kind, subject="{namn} <b> {dag}", body=f"<b>{{namn}}</b> {OWN}")
        judge(written(emails.queue(registration, one.kind, now=clock.now(), answer_by=event.starts_at.isoformat(), **facts)))
    text.body = "Läs mer: https://kommun.example/"
    text.save(update_fields=["body"])
    letter = written(emails.queue(registration, text.kind, now=clock.now()))
    assert 'href="https://kommun.example/"' in letter.html  # the office's own link is one


def test_no_invitation_and_no_question_to_a_colleague_lets_anything_in(event: Event) -> None:
    asker = InvitationFactory(list__event=event, name=NAME[:120], list__lead="Kära <b>vän</b>,")
    one = InvitationFactory(list=asker.list, passed_on_by=asker, name=NAME[:120], organisation_name=NAME[:150])
    judged = set()
    for kind in invitations.INVITES:
        invitations.queue_all([one], kind, now=clock.now())
        judged.add(judge(written(Message.objects.get(kind=kind))))
    question = QuestionFactory(registration=write(event))
    evil = {"question": question.pk, "asker": NAME, "asked": NAME, "answer_by": event.starts_at.isoformat(), "version": 1}
    drafts = [Draft(to_name=NAME, to_email="bo@x.se", facts=evil | {"why": "lapsed", "reason": "Nej"})]
    for kind in (substitutes.ASKED, substitutes.NO_LONGER_ASKED, substitutes.DECLINED, substitutes.LAPSED):
        judged.add(judge(written(mail.queue_many(kind=kind, drafts=drafts, now=clock.now())[0])))
    assert judged == {
        *(invitations.INVITED, invitations.REMINDER, invitations.FORWARDED),
        *(substitutes.ASKED, substitutes.NO_LONGER_ASKED, substitutes.DECLINED, substitutes.LAPSED),
    }


def test_very_long_words_and_emoji_are_whole_and_break_nothing() -> None:
    registration = RegistrationFactory(name=LONG[:120], organisation_name=LONG)
    message = written(emails.queue(registration, emails.CONFIRMED, now=clock.now()))
    found, text, html = parts(message)
    assert found["To"].addresses[0].display_name.startswith("Å" * 60)
    assert ("Å" * 60 in text, "🚒" in html) == (True, True)
    assert max(map(len, mime(message).split(b"\r\n"))) <= 998
