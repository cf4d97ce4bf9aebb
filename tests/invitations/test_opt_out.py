"""One who wants no invitations says so by one press, and no list of any day writes to her again."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from kunskapsdag.core import clock, worker
from kunskapsdag.invitations import actions, emails, links, queries, rules
from kunskapsdag.invitations.enums import Answer
from kunskapsdag.invitations.errors import NothingToSend, WantsNoInvitations
from kunskapsdag.invitations.models import Invitation, OptOut
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.mime import mime
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import emails as registrations
from tests.accounts.factories import UserFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory, OptOutFactory
from tests.invitations.test_actions import ROWS
from tests.invitations.test_whole_day import cancel
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def invitation() -> Invitation:
    return InvitationFactory(name="Maria Lind", email="Maria.Lind@falkoping.se")


def address(name: str, invitation: Invitation) -> str:
    return links.path(invitation, name)


def headers(message: Message) -> Any:
    return message_from_bytes(mime(message), policy=default)


def test_every_invitation_carries_the_header_for_one_press_and_no_letter_about_a_registration_does(
    invitation: Invitation, settings: Any
) -> None:
    settings.BASE_URL = "https://dagar.example.se"
    for kind in (*emails.INVITES, emails.DAY_MOVED):
        facts = {"from_times": [], "changed": [], "reason": "", "heard_start": invitation.event.starts_at.isoformat()}
        emails.queue_all([invitation], kind, now=clock.now(), **(facts if kind == emails.DAY_MOVED else {}))
    registrations.queue(RegistrationFactory(event=invitation.event), registrations.CONFIRMED, now=clock.now())
    registrations.queue(RegistrationFactory(event=invitation.event), registrations.THANKS, now=clock.now())
    worker.run_all_now()
    url = f"<https://dagar.example.se{address('unsubscribe', invitation)}>"
    for message in Message.objects.exclude(state=MailState.MERGED):
        found = headers(message)
        is_invitation = message.kind.startswith("invitations.")
        assert (message.kind, str(found["List-Unsubscribe"] or "").strip(), found["List-Unsubscribe-Post"]) == (
            message.kind,
            url if is_invitation else "",
            "List-Unsubscribe=One-Click" if is_invitation else None,
        )


def test_one_press_in_a_mail_program_needs_neither_cookie_nor_page_and_opening_the_link_changes_nothing(
    invitation: Invitation,
) -> None:
    url = address("unsubscribe", invitation)
    strict = Client(enforce_csrf_checks=True)
    page = strict.get(url)
    assert (page.status_code, OptOut.objects.count(), page["Cache-Control"]) == (200, 0, "private, no-store")
    for _twice in range(2):
        assert strict.post(url, ONE_CLICK).status_code == 200
    kept = OptOut.objects.get()
    assert (kept.email_key, kept.event, kept.by) == ("maria.lind@falkoping.se", invitation.event, None)
    assert strict.post(url.replace(".1.", ".2."), ONE_CLICK).status_code == 404
    assert Client(enforce_csrf_checks=True).post(address("subscribe", invitation)).status_code == 403


def test_on_the_page_she_says_so_with_a_button_and_can_change_her_mind(client: Client, invitation: Invitation) -> None:
    page = client.get(address("no-more", invitation)).content.decode()
    assert f'action="{address("unsubscribe", invitation)}"' in page
    page = client.post(address("unsubscribe", invitation)).content.decode()
    assert "Vi skickar inga inbjudningar till maria.lind@falkoping.se" in page
    page = client.post(address("subscribe", invitation)).content.decode()
    assert ("Skicka mig inga fler inbjudningar" in page, OptOut.objects.count()) == (True, 0)
    assert client.get(address("subscribe", invitation)).status_code == 405


def test_the_link_of_an_older_letter_still_says_no_for_the_address_that_got_it(client: Client, invitation: Invitation) -> None:
    emails.queue_all([invitation], emails.INVITED, now=clock.now())
    old = {name: address(name, invitation) for name in ("unsubscribe", "no-more", "invitation")}
    actions.correct(invitation=invitation, name="Maria Lind", email="ny@falkoping.se", by=None, now=clock.now())
    actions.withdraw(invitation=Invitation.objects.get(), by=None, now=clock.now())
    assert client.get(old["invitation"]).status_code == 410
    page = client.get(old["no-more"]).content.decode()
    assert ("Påminn mig inte mer" in page, "till maria.lind@falkoping.se" in page) == (False, True)
    client.post(old["unsubscribe"], ONE_CLICK)
    assert [one.email_key for one in OptOut.objects.all()] == ["maria.lind@falkoping.se"]


def test_the_letter_of_a_cancelled_day_still_lets_her_say_no_to_all_but_reminds_of_nothing(
    client: Client, invitation: Invitation
) -> None:
    cancel(invitation.event)
    page = client.get(address("no-more", invitation)).content.decode()
    assert ("Påminn mig inte mer" in page, "Skicka mig inga fler inbjudningar" in page) == (False, True)
    client.post(address("unsubscribe", invitation), ONE_CLICK)
    assert OptOut.objects.count() == 1


def test_a_link_whose_address_is_erased_is_gone(client: Client, invitation: Invitation) -> None:
    url = address("unsubscribe", invitation)
    actions.erase_old(now=invitation.event.ends_at + dt.timedelta(days=60))
    assert (client.post(url, ONE_CLICK).status_code, OptOut.objects.count()) == (410, 0)


def test_no_list_of_any_day_takes_her_in_or_writes_to_her(invitation: Invitation) -> None:
    OptOutFactory(email_key="maria.lind@falkoping.se")
    which = invitation.list
    InvitationFactory(list=which, email="bo.ek@habo.se", unsent=True)
    InvitationFactory(list__event__title="Annan dag", email="MARIA.LIND@falkoping.se", unsent=True)
    draft = actions.keep_draft(which=InvitationListFactory(), rows=ROWS, by=UserFactory(), now=clock.now())
    with pytest.raises(NothingToSend):
        actions.remind(which=which, by=None, now=clock.now())
    with pytest.raises(NothingToSend):
        actions.send(which=Invitation.objects.get(event__title="Annan dag").list, by=None, now=clock.now())
    with pytest.raises(WantsNoInvitations):
        actions.renew(invitation=invitation, by=None, now=clock.now())
    other = Invitation.objects.get(email="bo.ek@habo.se")
    with pytest.raises(WantsNoInvitations):
        actions.pass_on(
            invitation=other, name="Maria", email="Maria.Lind@falkoping.se", instead=False, by=None, now=clock.now()
        )
    assert queries.counts(invitation.event)[which.pk].counts[Answer.NO_MORE] == 1
    assert queries.to_remind(which, now=clock.now()).opted_out == 1
    assert not queries.unanswered(invitation.event).filter(pk=invitation.pk).exists()
    assert not Message.objects.exists()
    mapped = rules.guess(ROWS)
    assert actions.add_invited(draft=draft, mapped=mapped, by=draft.by, now=clock.now()).invited == 1


def test_a_letter_that_has_not_left_is_held_back(invitation: Invitation) -> None:
    emails.queue_all([invitation], emails.REMINDER, now=clock.now())
    registrations.queue(RegistrationFactory(email="maria.lind@falkoping.se"), registrations.CONFIRMED, now=clock.now())
    actions.opt_out(address="maria.lind@falkoping.se", event=None, by=None, now=clock.now())
    assert set(Message.objects.values_list("kind", "state")) == {
        (emails.REMINDER, MailState.STOPPED),
        (registrations.CONFIRMED, MailState.DUE),
    }
