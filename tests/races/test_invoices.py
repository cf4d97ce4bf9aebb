"""Two who issue at once, and one who issues what another cancels in the same moment; on both databases."""

import pytest

from kunskapsdag.core import clock
from kunskapsdag.invoicing import actions
from kunskapsdag.invoicing.actions import issuing
from kunskapsdag.invoicing.errors import ChangedMeanwhile, InvoicingError
from kunskapsdag.invoicing.models import Document, DocumentLine, Draft
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.models import Charge
from tests.events.factories import EventFactory
from tests.invoicing.factories import SellerFactory, approved, issued, no_rules, to_be_billed
from tests.races.conftest import together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_twelve_who_issue_at_once_over_several_days_leave_no_gap_and_one_chain():
    SellerFactory()
    drafts = []
    for _day in range(3):
        event = EventFactory()
        to_be_billed(event, 4)
        drafts += [approved(draft) for draft in actions.propose(event=event, by=None, now=clock.now())]
    outcome = together(12, lambda number: actions.issue(draft=drafts[number], check=no_rules, by=None, now=clock.now()))
    assert outcome.errors == []
    documents = list(Document.objects.order_by("running"))
    assert [one.running for one in documents] == list(range(1, 13))
    before = ["", *(one.hash for one in documents[:-1])]
    assert [one.hash for one in documents] == [
        issuing.hash_of(one.frozen, previous) for one, previous in zip(documents, before, strict=True)
    ]


def test_one_proposal_issued_by_six_at_once_is_one_invoice():
    SellerFactory()
    event = EventFactory()
    to_be_billed(event)
    draft = approved(actions.propose(event=event, by=None, now=clock.now())[0])
    outcome = together(6, lambda _who: actions.issue(draft=draft, check=no_rules, by=None, now=clock.now()))
    assert (len(outcome.results), Document.objects.count()) == (1, 1)
    assert {type(error) for error in outcome.errors} <= {Draft.DoesNotExist}


def test_two_who_credit_the_same_invoice_at_once_give_the_money_back_once():
    SellerFactory()
    event = EventFactory()
    to_be_billed(event)
    [invoice] = issued(event)

    def credit(_who):
        draft = actions.credit(invoice=invoice, amounts=None, reason="Fel", by=None, now=clock.now())
        return actions.issue(draft=approved(draft), check=no_rules, by=None, now=clock.now())

    outcome = together(4, credit)
    assert sum(one.gross for one in Document.objects.credit_notes()) == invoice.gross
    assert all(isinstance(error, InvoicingError | Draft.DoesNotExist) for error in outcome.errors), outcome.errors


def test_a_place_cancelled_while_it_is_billed_is_either_not_billed_or_to_be_credited():
    SellerFactory()
    event = EventFactory()
    [charge] = to_be_billed(event)
    draft = approved(actions.propose(event=event, by=None, now=clock.now())[0])

    def do(number):
        if number:
            return registrations.cancel_registration(registration=charge.registration, by=None, now=clock.now())
        return actions.issue(draft=draft, check=no_rules, by=None, now=clock.now())

    outcome = together(2, do)
    assert [type(error) for error in outcome.errors] in ([], [ChangedMeanwhile])
    assert not Charge.objects.due().exists()
    billed = DocumentLine.objects.filter(is_standing=True).count()
    assert billed == Document.objects.count()
    assert len(actions.propose_credits(event=event, by=None, now=clock.now())) == billed
