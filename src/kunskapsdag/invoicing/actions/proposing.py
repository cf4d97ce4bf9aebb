"""Putting together what is to be billed, and approving it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import building, queries
from kunskapsdag.invoicing.actions.buyers import buyers_for
from kunskapsdag.invoicing.enums import DocumentKind
from kunskapsdag.invoicing.errors import ChangedMeanwhile, NotFit
from kunskapsdag.invoicing.models import Draft, DraftLine
from kunskapsdag.invoicing.rules import proposals
from kunskapsdag.invoicing.rules.proposals import Group, Item
from kunskapsdag.registrations.actions import locked


def propose(*, event: Event, by: Any, now: dt.datetime) -> list[Draft]:
    """Put together what is owed for a day and not billed, and return the proposals.

    What stands in a proposal already stays there with what somebody has corrected; what is no longer owed leaves it; a
    proposal that is changed so must be approved again.
    """
    with transaction.atomic():
        event = locked(event.pk)
        charges = queries.unbilled(event)
        _drop_what_is_not_owed(event, {charge.pk for charge in charges})
        in_drafts = set(DraftLine.objects.filter(draft__event=event, charge__isnull=False).values_list("charge_id", flat=True))
        new = [item for item in queries.items(charges) if item.charge not in in_drafts]
        groups = proposals.grouped(new, queries.billing(event).how)
        buyers = buyers_for(group.buyer for group in groups)
        existing = {draft.key: draft for draft in Draft.objects.filter(event=event, kind=DocumentKind.INVOICE)}
        for group in groups:
            draft = existing.get(group.key) or _draft(event, group, buyers[group.buyer], now=now)
            _add(draft, group.items)
        if groups:
            audit.log(event, "invoicing.proposed", by=by, proposals=len(groups), lines=len(new))
    return list(Draft.objects.filter(event=event, kind=DocumentKind.INVOICE).select_related("buyer"))


def _drop_what_is_not_owed(event: Event, owed: set[int]) -> None:
    gone = DraftLine.objects.filter(draft__event=event, draft__kind=DocumentKind.INVOICE, draft__replaces__isnull=True)
    gone = gone.filter(charge__isnull=False).exclude(charge__in=owed)
    for draft in Draft.objects.filter(lines__in=gone).distinct():
        gone.filter(draft=draft).delete()
        if draft.lines.exists():
            touch(draft)
        else:
            draft.delete()


def _draft(event: Event, group: Group, buyer: Any, *, now: dt.datetime) -> Draft:
    return Draft.objects.create(
        event=event,
        buyer=buyer,
        key=group.key,
        buyer_reference=group.reference or buyer.buyer_reference,
        made_at=now,
    )


def _add(draft: Draft, items: Iterable[Item]) -> None:
    last = draft.lines.order_by("-position").values_list("position", flat=True).first() or 0
    DraftLine.objects.bulk_create(
        DraftLine(
            draft=draft,
            position=position,
            charge_id=item.charge,
            text=item.text,
            note=item.note[:200],
            price=item.net,
            vat_rate=item.rate,
            is_online=item.is_online,
        )
        for position, item in enumerate(items, start=last + 1)
    )
    touch(draft)


def touch(draft: Draft) -> None:
    """Say that a proposal is another than the one that was looked at: it has to be approved anew."""
    draft.version += 1
    draft.approved_at, draft.approved_by, draft.findings = None, None, []
    draft.save(update_fields=["version", "approved_at", "approved_by", "findings"])


def approve(*, draft: Draft, version: int, by: Any, now: dt.datetime) -> Draft:
    """Say that a proposal is right as it was shown; the worker issues it.

    :raises ChangedMeanwhile: it is not as it was shown.
    :raises NoSeller: nobody has said who sends the invoices.
    :raises NotFit: something is missing.
    """

    with transaction.atomic():
        locked(draft.event_id)
        draft = queries.draft(draft.pk)
        if draft.version != version:
            raise ChangedMeanwhile
        found = building.findings(draft, building.build(draft, queries.draft_lines(draft), today=clock.swedish(now).date()))
        if found:
            raise NotFit(found)
        draft.approved_at, draft.approved_by, draft.findings = now, by, []
        draft.save(update_fields=["approved_at", "approved_by", "findings"])
        audit.log(draft, "invoicing.approved", by=by)
    return draft


def withdraw(*, draft: Draft, by: Any, now: dt.datetime) -> None:
    """Throw a proposal away; what is owed comes again when the day is put together anew."""
    with transaction.atomic():
        locked(draft.event_id)
        audit.log(draft, "invoicing.withdrawn", by=by)
        Draft.objects.filter(pk=draft.pk).delete()


def change(
    *, draft: Draft, version: int, buyer_reference: str, order_reference: str, note: str, remember: bool, by: Any
) -> Draft:
    """Correct the references and the message of a proposal; it has to be approved anew.

    ``remember``: the buyer's reference is that of the next invoice too.

    :raises ChangedMeanwhile: it is not as it was shown.
    """
    with transaction.atomic():
        draft = require_shown(draft, version)
        draft.buyer_reference, draft.order_reference, draft.note = buyer_reference, order_reference, note
        draft.save(update_fields=["buyer_reference", "order_reference", "note"])
        if remember:
            draft.buyer.buyer_reference = buyer_reference
            draft.buyer.save(update_fields=["buyer_reference"])
        touch(draft)
        audit.log(draft, "invoicing.changed", by=by)
    return draft


def add_line(*, draft: Draft, version: int, text: str, quantity: Decimal, price: Decimal, vat_rate: int, by: Any) -> Draft:
    """Add a line by hand.

    :raises ChangedMeanwhile: the proposal is not as it was shown.
    """
    with transaction.atomic():
        draft = require_shown(draft, version)
        last = draft.lines.order_by("-position").values_list("position", flat=True).first() or 0
        DraftLine.objects.create(draft=draft, position=last + 1, text=text, quantity=quantity, price=price, vat_rate=vat_rate)
        touch(draft)
        audit.log(draft, "invoicing.changed", by=by)
    return draft


def drop_line(*, draft: Draft, version: int, position: int, by: Any) -> Draft:
    """Take away a line that was added by hand; what is owed stays, and is dealt with where it was decided.

    :raises ChangedMeanwhile: the proposal is not as it was shown, or the line is not one of those.
    """
    with transaction.atomic():
        draft = require_shown(draft, version)
        gone, _kinds = draft.lines.filter(position=position, charge__isnull=True, credits__isnull=True).delete()
        if not gone:
            raise ChangedMeanwhile
        touch(draft)
        audit.log(draft, "invoicing.changed", by=by)
    return draft


def require_shown(draft: Draft, version: int) -> Draft:
    """Return the proposal with its day locked.

    :raises ChangedMeanwhile: it is not as it was shown, or gone.
    """
    locked(draft.event_id)
    stored = Draft.objects.select_related("buyer").filter(pk=draft.pk).first()
    if stored is None or stored.version != version:
        raise ChangedMeanwhile
    return stored
