"""An invitation's own pages, as browsers, scanners and hostile people meet them."""

import re

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.events.enums import Admission
from kunskapsdag.invitations import actions, links, rules
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import links as registration_links
from kunskapsdag.registrations.forms import new_form_key
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory

pytestmark = pytest.mark.django_db
FILLED = {"name": "Maria Lind", "email": "maria.lind@falkoping.se", "organisation": "Falköpings kommun", "category": "elected"}
CHANGING = ("decline", "regret", "own-link")
PAGES = ("invitation", "register", "instead", "forward", "no-more")


@pytest.fixture
def invitation() -> Invitation:
    return InvitationFactory(name="Maria Lind", email="maria.lind@falkoping.se", category="elected", role="kommunalråd")


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def address(name, invitation):
    return links.path(invitation, name)


@pytest.mark.parametrize("name", [*PAGES, *CHANGING])
def test_a_forged_link_is_not_found_and_a_withdrawn_one_is_told_of(name, client, invitation) -> None:
    ask = client.post if name in CHANGING else client.get
    url = address(name, invitation)
    assert ask(url.replace(".1.", ".2.")).status_code == 404
    assert ask(registration_links.make(invitation.public_id, 1)).status_code == 404
    actions.withdraw(invitation=invitation, by=None, now=clock.now())
    gone = ask(url)
    assert (gone.status_code, "Den här inbjudan gäller inte längre" in words(gone)) == (410, True)
    assert gone["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", PAGES)
def test_opening_a_link_changes_nothing(name, client, invitation) -> None:
    before = Invitation.objects.values().get()
    page = client.get(address(name, invitation))
    assert (page.status_code, page["Cache-Control"]) == (200, "private, no-store")
    assert (Invitation.objects.values().get(), Message.objects.count()) == (before, 0)


@pytest.mark.parametrize("name", CHANGING)
def test_what_changes_something_is_a_button(name, client, invitation) -> None:
    assert client.get(address(name, invitation)).status_code == 405


def test_the_form_is_filled_in_and_registers_her(client, invitation) -> None:
    url = address("register", invitation)
    page = client.get(url).content.decode()
    assert ('value="Maria Lind"' in page, 'value="maria.lind@falkoping.se"' in page, 'value="kommunalråd"' in page) == (
        True,
    ) * 3
    assert re.search(r'value="elected"[^>]*checked', page)
    assert f'action="{url}"' in page
    done = client.post(url, FILLED | {"key": new_form_key(invitation.event.slug)})
    registration = Registration.objects.get()
    assert (done.status_code, done["Location"]) == (303, registration_links.path(registration, "receipt"))
    assert client.get(url)["Location"] == links.path(invitation)
    shown = words(client.get(links.path(invitation)))
    assert ("Du är anmäld" in shown, registration_links.token(registration) in shown) == (True, False)


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(client, invitation) -> None:
    wrong = client.post(address("register", invitation), FILLED | {"email": "maria", "role": "talare"})
    assert (wrong.status_code, 'value="talare"' in wrong.content.decode()) == (422, True)
    assert Registration.objects.count() == 0


def test_the_link_opens_a_day_that_is_by_invitation_and_nothing_else_does(client) -> None:
    invitation = InvitationFactory(list__event__admission=Admission.INVITED, list__event__is_public=True)
    event = invitation.event
    public = reverse("registrations:form", args=[event.slug])
    for refused in (client.get(public), client.post(public, FILLED | {"key": new_form_key(event.slug)})):
        assert (refused.status_code, "Endast för inbjudna" in words(refused)) == (403, True)
    client.post(address("register", invitation), FILLED)
    assert Registration.objects.count() == 1


def test_a_day_for_some_organisations_says_so_in_the_form_and_when_it_refuses(client) -> None:
    event = EventFactory(is_public=True)
    actions.decide_admission(
        event=event, admission=Admission.CHOSEN, admitted=rules.Admitted(kinds=frozenset({"region"})), by=None, now=clock.now()
    )
    url = reverse("registrations:form", args=[event.slug])
    assert "Dagen är för regioner." in words(client.get(url))
    refused = client.post(url, FILLED | {"key": new_form_key(event.slug)})
    told = "Den här dagen är inte öppen för din organisation. Dagen är för regioner."
    assert (refused.status_code, told in words(refused)) == (422, True)
    assert 'value="Maria Lind"' in refused.content.decode()


def test_declining_and_regretting_with_buttons(client, invitation) -> None:
    page = client.post(address("decline", invitation), follow=True)
    assert "Du har sagt att du inte kan komma" in words(page)
    page = client.post(address("regret", invitation), follow=True)
    assert ("Anmäl mig" in words(page), Invitation.objects.get().state) == (True, State.OPEN)


def test_someone_else_is_asked_instead_and_her_letter_names_who_asked(client, invitation) -> None:
    page = client.post(address("instead", invitation), {"name": "Bo Ek", "email": "bo.ek@habo.se"})
    assert "Ett mejl till Bo Ek är på väg till bo.ek@habo.se." in words(page)
    worker.run_all_now()
    letter = Message.objects.get(to_email="bo.ek@habo.se")
    other = Invitation.objects.get(name="Bo Ek")
    assert letter.subject == f"En inbjudan till dig: {invitation.event.title}"
    assert "Maria Lind är inbjuden till dagen" in letter.text.replace("\n", " ")
    assert links.path(other) in letter.text
    assert links.path(other, "no-more") in letter.text
    assert "<img" not in letter.html


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"name": "Bo", "email": "bo"}, "Det här är inte en hel e-postadress."),
        ({"name": "www.köp.se", "email": "bo.ek@habo.se"}, "Skriv bara namnet här, med bokstäver."),
        ({"name": "Maria", "email": "MARIA.LIND@falkoping.se"}, "Det här är din egen adress."),
    ],
)
def test_one_who_cannot_be_asked_is_told_of(client, invitation, sent, told) -> None:
    page = client.post(address("forward", invitation), sent)
    assert (page.status_code, told in words(page), Message.objects.count()) == (422, True, 0)
    assert f'value="{sent["name"]}"' in page.content.decode()


def test_no_more_reminders_is_a_button_that_asks_nothing(client, invitation) -> None:
    page = client.post(address("no-more", invitation))
    assert "Vi påminner dig inte mer om den här dagen." in words(page)
    assert Invitation.objects.get().wants_reminders is False


def test_an_invitation_to_a_day_that_is_closed_offers_no_form(client) -> None:
    invitation = InvitationFactory(list=InvitationListFactory(event=EventFactory(closed=True, is_public=True)))
    assert "Anmälan har stängt" in words(client.get(links.path(invitation)))
    refused = client.post(address("register", invitation), FILLED)
    assert (refused.status_code, Registration.objects.count()) == (409, 0)


def test_the_letter_has_the_organisers_own_words_first(client) -> None:
    invitation = InvitationFactory(list__lead="Kära ordförande,\n\nvi vill gärna se dig.", unsent=True)
    actions.send(which=invitation.list, by=None, now=clock.now())
    worker.run_all_now()
    text = Message.objects.get().text
    assert text.index("Kära ordförande,") < text.index("vi vill gärna se dig.") < text.index("Svara på inbjudan:")
