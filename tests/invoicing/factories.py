"""Sellers, buyers and what is to be billed."""

import datetime as dt
from typing import Any

from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import actions
from kunskapsdag.invoicing.models import Buyer, Document, Draft, Seller
from kunskapsdag.invoicing.rules.requirements import Finding
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.models import Charge
from tests.registrations.factories import ChargeFactory, RegistrationFactory


class SellerFactory(DjangoModelFactory):
    """The one seller; registered for VAT, with a bankgiro."""

    class Meta:
        model = Seller

    name = "Reglab Exempel"
    organisation_number = "802002-0015"
    vat_number = "SE802002001501"
    street = "Hornsgatan 15"
    postcode = "118 46"
    city = "Stockholm"
    email = "ekonomi@example.se"
    bankgiro = "991-2346"
    seat = "Stockholm"


class BuyerFactory(DjangoModelFactory):
    """A municipality with an address and an address in Peppol."""

    class Meta:
        model = Buyer
        skip_postgeneration_save = True

    name = "Falköpings kommun"
    organisation_number = "212000-1744"
    peppol_id = "0007:2120001744"
    street = "Sankt Sigfridsgatan 9"
    postcode = "521 81"
    city = "Falköping"
    buyer_reference = "843008440"


def falkoping() -> Organisation:
    """Return the municipality with its buyer."""
    organisation = Organisation.objects.get(name="Falköpings kommun")
    if not Buyer.objects.filter(organisation=organisation).exists():
        BuyerFactory(organisation=organisation)
    return organisation


def to_be_billed(event: Event, people: int = 1, **charge: Any) -> list[Charge]:
    """Return charges of people of the same municipality with places."""
    organisation = falkoping()
    registrations = RegistrationFactory.create_batch(people, event=event, organisation=organisation)
    return [ChargeFactory(registration=registration, **charge) for registration in registrations]


def no_rules(xml: bytes) -> list[Finding]:
    """Find nothing: for tests that are not about the official rules, which take seconds to start."""
    return []


def approved(draft: Draft, *, at: dt.datetime | None = None) -> Draft:
    """Return the proposal, approved as it stands."""
    draft.refresh_from_db()
    return actions.approve(draft=draft, version=draft.version, by=None, now=at or clock.now())


def issued(event: Event, *, at: dt.datetime | None = None) -> list[Document]:
    """Put together and issue all that a day has to bill."""
    moment = at or clock.now()
    drafts = actions.propose(event=event, by=None, now=moment)
    return [
        document
        for draft in drafts
        for document in actions.issue(draft=approved(draft, at=moment), check=no_rules, by=None, now=moment)
    ]
