"""A day that has been is billed: an invoice for each person, one corrected at once, one credited in part."""

import datetime as dt
from decimal import Decimal

from kunskapsdag.accounts.models import User
from kunskapsdag.demo.content.paying import BUYERS, NO_REFERENCE, RIGHT_REFERENCE, SELLER
from kunskapsdag.demo.crowds import as_of
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import actions
from kunskapsdag.invoicing.checker import OfficialRules
from kunskapsdag.invoicing.enums import BilledHow
from kunskapsdag.invoicing.models import Billing, Buyer, Document, Draft, Seller
from kunskapsdag.invoicing.rules import numbers
from kunskapsdag.organisations.models import Organisation

AFTER = dt.timedelta(days=3)
CORRECTED, LOWERED = "Piteå kommun", "Umeå kommun"
HALF_OF_THE_COST = Decimal("200.00")


def bill(event: Event, *, by: User) -> None:
    """Issue what the day came to, three days after it; ten invoices, a corrected one and two credit notes.

    Each is tried against the official rules, as everywhere.
    """
    Seller.objects.create(**SELLER)
    _know_the_buyers()
    Billing.objects.create(event=event, how=BilledHow.PERSON)
    with OfficialRules() as check, as_of(event.ends_at + AFTER) as then:
        for draft in actions.propose(event=event, by=by, now=then):
            if not draft.buyer_reference:
                Draft.objects.filter(pk=draft.pk).update(buyer_reference=NO_REFERENCE)
            _issue(draft, check, by=by, now=then)
        later = then + dt.timedelta(days=1)
        corrected = Document.objects.get(event=event, buyer_name=CORRECTED)
        anew = actions.correct(
            invoice=corrected, buyer=corrected.buyer, reason="Köparen har lämnat en annan referens.", by=by, now=later
        )
        Draft.objects.filter(pk=anew.pk).update(buyer_reference=RIGHT_REFERENCE)
        lowered = Document.objects.get(event=event, buyer_name=LOWERED)
        part = actions.credit(
            invoice=lowered,
            amounts={1: HALF_OF_THE_COST},
            reason="Hälften efterskänks enligt överenskommelse.",
            by=by,
            now=later,
        )
        for draft in (anew, part):
            _issue(draft, check, by=by, now=later)


def _issue(draft: Draft, check: actions.Checker, *, by: User, now: dt.datetime) -> None:
    draft.refresh_from_db()
    approved = actions.approve(draft=draft, version=draft.version, by=by, now=now)
    actions.issue(draft=approved, check=check, by=by, now=now)


def _know_the_buyers() -> None:
    for organisation in Organisation.objects.filter(name__in=BUYERS):
        number, postcode, city = BUYERS[organisation.name]
        Buyer.objects.create(
            organisation=organisation,
            name=organisation.name,
            organisation_number=number,
            peppol_id=f"0007:{numbers.only_digits(number)}",
            street="Fakturor",
            postcode=postcode,
            city=city,
        )
