"""The organiser's screens of invitations: from a file to who has answered."""

import io
import re
import time
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.models import Draft, Invitation, InvitationList
from kunskapsdag.mail.models import Message
from tests.events.factories import EventFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.invitations.files import broken_and_good, rewritten, workbook
from tests.organisations.factories import MunicipalOrganisationFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.organiser.conftest import Asking

pytestmark = pytest.mark.django_db


def url(name: str, event: Event, *args: Any) -> str:
    return reverse(f"days:{name}", args=[event.pk, *args])


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def read_in(organiser: Client, which: InvitationList, **sent: Any) -> Any:
    return organiser.post(url("import_invited", which.event, which.pk), sent, follow=True)


def test_from_a_new_list_by_way_of_a_workbook_to_letters(organiser: Client) -> None:
    event = EventFactory()
    made = organiser.post(url("new_invitation_list", event), {"name": "Ordförande", "lead": "", "pause_days": 7})
    which = InvitationList.objects.get()
    assert made["Location"] == url("import_invited", event, which.pk)
    file = SimpleUploadedFile("vad-som-helst.pdf", workbook(broken_and_good(197, 3)))
    page = read_in(organiser, which, file=file)
    assert ("Lägg till 197 personer" in words(page), "3 rader går inte att använda" in words(page)) == (True, True)
    draft = Draft.objects.get()
    at = url("import_preview", event, which.pk, draft.pk)
    columns = {"has_headings": "on", "column_0": "name", "column_1": "email"}
    done = organiser.post(at, columns | {"add": "1"}, follow=True)
    assert "197 personer lades till." in words(done)
    assert ("trasig0@" in done.content.decode(), Invitation.objects.count()) == (True, 197)
    confirm = organiser.get(url("send_invitations", event, which.pk))
    assert ("197 personer får inbjudan." in words(confirm), Message.objects.count()) == (True, 0)
    sent = organiser.post(url("send_invitations", event, which.pk), follow=True)
    assert ("197 brev är på väg." in words(sent), Message.objects.count()) == (True, 197)


def test_pasted_rows_are_read_and_the_mapping_is_remembered_the_next_time(organiser: Client) -> None:
    which = InvitationListFactory()
    pasted = "A\tB\nmaria.lind@falkoping.se\tMaria Lind"
    read_in(organiser, which, pasted=pasted)
    draft = Draft.objects.get()
    at = url("import_preview", which.event, which.pk, draft.pk)
    organiser.post(at, {"has_headings": "on", "column_0": "email", "column_1": "name", "add": "1"})
    assert Invitation.objects.get().name == "Maria Lind"
    page = read_in(organiser, which, pasted=pasted.replace("maria", "bo").replace("Maria", "Bo"))
    assert "Som du angav senast för en lista med de här kolumnerna." in words(page)
    assert ("Bo Lind" in words(page), "Lägg till 1 person" in words(page)) == (True, True)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Välj en fil eller klistra in listan."),
        ({"pasted": "   "}, "Välj en fil eller klistra in listan."),
        ({"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.7")}, "Filen är ingen tabell."),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "Det finns inga rader att läsa."),
    ],
    ids=["nothing", "spaces", "pdf", "empty"],
)
def test_what_is_no_list_is_refused_in_words(organiser: Client, sent: dict, told: str) -> None:
    which = InvitationListFactory()
    if "file" in sent:
        sent["file"].seek(0)
    page = read_in(organiser, which, **sent)
    assert (page.status_code, told in words(page), Draft.objects.count()) == (422, True, 0)


TEXTS, ROWS = "xl/sharedStrings.xml", [["Namn", "E-post"], ["Eva Ek", "eva@x.se"]]
NO_BOOK = "Filen är ingen Excelbok, eller så är den skadad."
LAUGHS = b"<!DOCTYPE x [<!ENTITY a '" + b"ha" * 500 + b"'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + step, b"&%c;" % (97 + step) * 40) for step in range(6)
) + b"]>"  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Namn;E-post\n" + b"a;b@x.se\n" * 600_000, "Filen är större än 5 MB."),
        (rewritten(ROWS, TEXTS, b"Namn", b"x" * 9_000_000), "Excelboken blir för stor när den packas upp."),
        (rewritten(ROWS, TEXTS, b"</sst>", b"<si><t>a</t></si>" * 600_000 + b"</sst>"), "Excelboken blir för stor"),
        (rewritten(ROWS, TEXTS, b"<sst", LAUGHS + b"<sst"), NO_BOOK),
        (rewritten(ROWS, TEXTS, b"<sst", b'<!DOCTYPE x [<!ENTITY n SYSTEM "file:///etc/hostname">]><sst'), NO_BOOK),
        (rewritten(ROWS, "xl/worksheets/sheet1.xml", b'r="A2"', b'r="ZZZZZZZZ2"'), NO_BOOK),
        (rewritten(ROWS, "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="900000000"'), "Den första raden är rubriker"),
        (b"MZ" + bytes(3000), "Filen är ingen tabell."),
    ],
    ids=["large", "one text", "many texts", "laughs", "a file of ours", "far right", "far down", "a program"],
)
def test_a_file_that_is_made_to_harm_is_refused_in_words_before_it_does(organiser: Client, content: bytes, told: str) -> None:
    which, began = InvitationListFactory(), time.process_time()
    page = read_in(organiser, which, file=SimpleUploadedFile("lista.xlsx", content))
    assert told in words(page)
    assert time.process_time() - began < 5


def test_macros_and_links_to_other_books_are_nothing_to_us_and_a_formula_for_a_name_is_only_a_name(organiser: Client) -> None:
    event = EventFactory(is_public=True)
    which = InvitationListFactory(event=event)
    link = b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>"
    stream = io.BytesIO(rewritten(ROWS, TEXTS, b"Eva Ek", b"=1+1 Eva"))
    with zipfile.ZipFile(stream, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
        book.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink xmlns='x'/>")
        book.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", link)
    read_in(organiser, which, file=SimpleUploadedFile("lista.xlsm", stream.getvalue()))
    at = url("import_preview", event, which.pk, Draft.objects.get().pk)
    organiser.post(at, {"has_headings": "on", "column_0": "name", "column_1": "email", "add": "1"})
    RegistrationFactory(event=event, name=Invitation.objects.get().name)
    taken_out = organiser.get(reverse("days:export", args=[event.pk, "csv"])).getvalue().decode()
    assert ("'=1+1 Eva" in taken_out, ";=1+1" in taken_out) == (True, False)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"column_0": "email", "column_1": "email"}, "Två kolumner innehåller samma sak: e-post."),
        ({"column_0": "name"}, "Ange vilken kolumn som innehåller e-postadresserna."),
    ],
)
def test_columns_that_contradict_are_refused(organiser: Client, columns: dict, told: str) -> None:
    which = InvitationListFactory()
    read_in(organiser, which, pasted="a@x.se\tb@x.se")
    at = url("import_preview", which.event, which.pk, Draft.objects.get().pk)
    page = organiser.post(at, columns | {"add": "1"})
    assert (page.status_code, told in words(page), Invitation.objects.count()) == (422, True, 0)


def test_a_list_or_a_table_of_another_day_is_not_found(organiser: Client) -> None:
    mine, other = InvitationFactory(), InvitationListFactory()
    for name in ("invitation_list", "import_invited", "send_invitations", "remind_invited", "change_invitation_list"):
        assert organiser.get(url(name, mine.event, other.pk)).status_code == 404
    assert organiser.get(url("invited_person", other.event, mine.pk)).status_code == 404


def test_answers_are_counted_by_list_and_organisation(organiser: Client) -> None:
    which = InvitationListFactory()
    registration = RegistrationFactory(event=which.event)
    InvitationFactory(list=which, state=State.REGISTERED, registration=registration)
    waits = RegistrationFactory(event=which.event, waiting=True)
    InvitationFactory(list=which, state=State.REGISTERED, registration=waits)
    InvitationFactory(list=which, declined=True, organisation_name="Habo kommun")
    page = organiser.get(url("invitations", which.event))
    assert page.context["whole"].counts == {"registered": 1, "waiting": 1, "declined": 1}
    names = [(name, counted.invited) for name, counted in page.context["organisations"]]
    assert names == [("Falköpings kommun", 2), ("Habo kommun", 1)]


def test_one_click_reminds_after_showing_how_many_and_who(organiser: Client) -> None:
    due = InvitationFactory(name="Bo Ek")
    InvitationFactory(list=due.list, last_letter_at=clock.now())
    at = url("remind_invited", due.event, due.list_id)
    page = words(organiser.get(at))
    told = ("1 person får en påminnelse.", "Bo Ek", "1 person får vänta: det senaste brevet är yngre än 7 dagar.")
    assert ([text in page for text in told], Message.objects.count()) == ([True] * 3, 0)
    assert "1 brev är på väg." in words(organiser.post(at, follow=True))
    assert "Ingen är kvar att skriva till." in words(organiser.post(at, follow=True))
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("verb", "state"), [("kan-inte", State.DECLINED), ("aterkalla", State.WITHDRAWN), ("ny-lank", State.OPEN)]
)
def test_what_is_said_by_telephone_is_written_down(organiser: Client, verb: str, state: State) -> None:
    invitation = InvitationFactory()
    organiser.post(url("act_on_invited", invitation.event, invitation.pk, verb))
    assert Invitation.objects.get().state == state


def test_a_wrong_address_is_corrected_or_refused_in_words(organiser: Client) -> None:
    invitation = InvitationFactory()
    at = url("act_on_invited", invitation.event, invitation.pk, "ratta")
    page = organiser.post(at, {"name": "Bo", "email": "bo"})
    assert (page.status_code, Invitation.objects.get().email) == (422, invitation.email)
    organiser.post(at, {"name": "Bo", "email": "bo.ek@habo.se"})
    assert Invitation.objects.get().email == "bo.ek@habo.se"


def test_for_whom_the_day_is_can_be_decided_and_is_refused_where_it_chooses_nobody(organiser: Client) -> None:
    event = EventFactory()
    MunicipalOrganisationFactory()
    at = url("admission", event)
    page = organiser.post(at, {"admission": "chosen"})
    assert (page.status_code, "Välj organisationstyper, län eller organisationer" in words(page)) == (422, True)
    page = organiser.post(at, {"admission": "chosen", "organisations": "Falköping\nPåhittade kommunen"})
    assert (page.status_code, "Finns inte i registret: Påhittade kommunen." in words(page)) == (422, True)
    page = organiser.post(at, {"admission": "chosen", "kinds": ["region"], "organisations": "Falköping"}, follow=True)
    assert "Dagen är för regioner, och för Falköpings kommun." in words(page)
    assert Event.objects.get().admission == Admission.CHOSEN


@pytest.mark.parametrize("name", ["invitations", "invitation_list"])
def test_the_screens_ask_as_much_for_three_as_for_one(organiser: Client, questions: Asking, name: str) -> None:
    which = InvitationListFactory()
    at = url(name, which.event, *([which.pk] if name == "invitation_list" else []))

    def add() -> None:
        registration = RegistrationFactory(event=which.event)
        InvitationFactory(list=which, state=State.REGISTERED, registration=registration)

    add()
    organiser.get(at)
    one = questions(lambda: organiser.get(at))
    add()
    add()
    assert questions(lambda: organiser.get(at)) == one
