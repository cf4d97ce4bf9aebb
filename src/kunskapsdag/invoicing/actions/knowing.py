"""Keeping what is known of who sells, who pays, and how a day is billed."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.invoicing.actions.proposing import require_shown, touch
from kunskapsdag.invoicing.models import Billing, Buyer, Draft, Seller


def keep_seller(*, seller: Seller, fields: Sequence[str], by: Any) -> Seller:
    """Keep who sends the invoices; what is issued from now on says so. ``fields``: those that were changed, for the log."""
    with transaction.atomic():
        seller.save()
        audit.log(seller, "invoicing.seller_changed", by=by, fields=list(fields))
    return seller


def keep_buyer(*, buyer: Buyer, draft: Draft, version: int, fields: Sequence[str], by: Any) -> Buyer:
    """Keep who pays, as it was corrected on a proposal; every proposal for her has to be approved anew.

    :raises ChangedMeanwhile: the proposal is not as it was shown.
    """
    with transaction.atomic():
        require_shown(draft, version)
        buyer.save()
        for one in Draft.objects.filter(buyer=buyer):
            touch(one)
        audit.log(buyer, "invoicing.buyer_changed", by=by, fields=list(fields))
    return buyer


def keep_billing(*, billing: Billing, fields: Sequence[str], by: Any) -> Billing:
    """Keep when and how a day is billed; proposals that are made already stand as they are."""
    with transaction.atomic():
        billing.save()
        audit.log(billing.event, "invoicing.billing_changed", by=by, fields=list(fields))
    return billing
