"""One invitation that two use, and one button that two press. On both databases."""

import uuid

import pytest

from kunskapsdag.core import clock
from kunskapsdag.invitations import actions
from kunskapsdag.invitations.errors import InvitationUsed, NothingToSend
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.invitations.sections import by_invitation
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.invitations.factories import InvitationFactory
from tests.races.conftest import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_who_register_with_one_invitation_at_once_get_one_place():
    invitation = InvitationFactory()

    def act(number):
        person = PersonDetails(
            name=f"Maria {number}", email=f"maria{number}@habo.se", organisation_name="Habo kommun", category="official"
        )
        return registrations.register(
            event=invitation.event,
            person=person,
            form_key=uuid.uuid4(),
            by=None,
            now=clock.now(),
            answers=by_invitation(invitation),
        )

    outcome = together(3, act)
    assert (len(outcome.results), [type(error) for error in outcome.errors]) == (1, [InvitationUsed] * 2)
    assert Invitation.objects.get().registration == Registration.objects.get()


def test_two_organisers_who_remind_at_once_send_one_letter_to_each():
    first = InvitationFactory()
    InvitationFactory(list=first.list)
    outcome = together(3, lambda _number: actions.remind(which=first.list, by=None, now=clock.now()))
    assert (outcome.results, [type(error) for error in outcome.errors]) == ([2], [NothingToSend] * 2)
    assert Message.objects.count() == 2
