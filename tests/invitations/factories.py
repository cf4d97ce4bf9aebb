"""Invitation lists and invited people, named by where they stand."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.models import Invitation, InvitationList, OptOut
from kunskapsdag.registrations.rules import email_key
from tests.events.factories import EventFactory


class InvitationListFactory(DjangoModelFactory):
    """A list of a day that is open for registration."""

    class Meta:
        model = InvitationList

    event = factory.SubFactory(EventFactory, is_public=True)
    name = factory.Sequence(lambda number: f"Kommunstyrelsernas ordförande {number}")
    created_at = factory.LazyFunction(clock.now)


class InvitationFactory(DjangoModelFactory):
    """One who got her letter ten days ago and has not answered; ``declined``, ``withdrawn``, ``unsent``."""

    class Meta:
        model = Invitation

    class Params:
        declined = factory.Trait(state=State.DECLINED, answered_at=factory.LazyFunction(clock.now))
        withdrawn = factory.Trait(state=State.WITHDRAWN, link_version=2)
        unsent = factory.Trait(last_letter_at=None, letters=0)

    list = factory.SubFactory(InvitationListFactory)
    event = factory.SelfAttribute("list.event")
    name = factory.Sequence(lambda number: f"Maria Lind {number}")
    email = factory.Sequence(lambda number: f"maria.lind{number}@falkoping.se")
    email_key = factory.LazyAttribute(lambda one: email_key(one.email))
    organisation_name = "Falköpings kommun"
    created_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=12))
    last_letter_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(days=10))
    letters = 1


class OptOutFactory(DjangoModelFactory):
    """One who has asked for no invitations."""

    class Meta:
        model = OptOut

    email_key = factory.Sequence(lambda number: f"ingen{number}@falkoping.se")
    asked_at = factory.LazyFunction(clock.now)
