"""Those who want no invitations, as the organiser sees them and writes them down."""

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.invitations import actions
from kunskapsdag.invitations.models import OptOut
from tests.accounts.factories import UserFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory, OptOutFactory

pytestmark = pytest.mark.django_db


def test_a_row_of_a_list_that_wants_none_is_shown_with_why_and_not_kept(organiser: Client) -> None:
    OptOutFactory(email_key="maria.lind@falkoping.se")
    which = InvitationListFactory()
    draft = actions.keep_draft(
        which=which,
        rows=[["Namn", "E-post"], ["Maria Lind", "Maria.Lind@falkoping.se"], ["Bo Ek", "bo.ek@habo.se"]],
        by=UserFactory(),
        now=clock.now(),
    )
    url = reverse("days:import_preview", args=[which.event_id, which.pk, draft.pk])
    assert "Har bett om att slippa inbjudningar." in organiser.get(url).content.decode()


def test_she_is_marked_in_the_list_and_the_office_can_write_it_down_and_take_it_away(organiser: Client) -> None:
    invitation = InvitationFactory(email="Maria.Lind@falkoping.se")
    act = reverse("days:act_on_invited", args=[invitation.event_id, invitation.pk, "inga-inbjudningar"])
    organiser.post(act)
    kept = OptOut.objects.get()
    assert (kept.email_key, kept.by is not None) == ("maria.lind@falkoping.se", True)
    people = organiser.get(reverse("days:invitation_list", args=[invitation.event_id, invitation.list_id]))
    assert people.content.decode().count('<span class="day-state">vill inte ha inbjudningar</span>') == 1
    remind = organiser.get(reverse("days:remind_invited", args=[invitation.event_id, invitation.list_id])).content.decode()
    assert "1 person vill inte ha inbjudningar och hoppas över." in remind
    organiser.post(act.replace("inga-inbjudningar", "garna-inbjudningar"))
    assert not OptOut.objects.exists()


def test_the_houses_list_is_searched_added_to_and_shortened(organiser: Client) -> None:
    url = reverse("days:opted_out")
    organiser.post(url, {"email": "Bo.Ek@habo.se"})
    OptOutFactory(email_key="annan@lund.se")
    assert [one.email_key for one in organiser.get(url, {"q": "BO.EK"}).context["page"]] == ["bo.ek@habo.se"]
    assert organiser.post(url, {"email": "bo"}).status_code == 422
    organiser.post(url, {"email": "bo.ek@habo.se", "step": "again"})
    assert [one.email_key for one in OptOut.objects.all()] == ["annan@lund.se"]
