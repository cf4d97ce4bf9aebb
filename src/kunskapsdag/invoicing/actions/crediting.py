"""Putting together what gives money back: whole, in part, by the terms, or with a new invoice in its place."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import queries
from kunskapsdag.invoicing.enums import DocumentKind
from kunskapsdag.invoicing.errors import NothingToCredit, ReasonMissing, TooMuchCredited
from kunskapsdag.invoicing.models import Buyer, Document, DocumentLine, Draft, DraftLine
from kunskapsdag.invoicing.rules.proposals import Left
from kunskapsdag.registrations.actions import locked
from kunskapsdag.registrations.enums import ChargeKind
from kunskapsdag.registrations.models import Charge

CREDITS = "credits"
INSTEAD = "instead"
BY_TERMS = "Ändrad eller avbokad plats"


def credit(*, invoice: Document, amounts: Mapping[int, Decimal] | None, reason: str, by: Any, now: dt.datetime) -> Draft:
    """Return a proposal for a credit note: of the whole that is left (``amounts`` None), or of a net amount for each position.

    :raises ReasonMissing: nobody says why.
    :raises NothingToCredit: nothing is left, or nothing was chosen.
    :raises TooMuchCredited: more than is left of a line.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked(invoice.event_id)
        draft = _draft_of_credit(invoice, reason, now=now)
        lines = lines_of_whole(draft, invoice) if amounts is None else _lines_of_part(draft, invoice, amounts)
        if not lines:
            raise NothingToCredit
        DraftLine.objects.bulk_create(lines)
        audit.log(invoice, "invoicing.credit_proposed", by=by, reason=reason)
    return draft


def _draft_of_credit(invoice: Document, reason: str, *, now: dt.datetime) -> Draft:
    """Return an empty proposal; one that was begun for the same invoice gives way."""
    key = f"{CREDITS}:{invoice.pk}"
    Draft.objects.filter(event=invoice.event_id, key__in=[key, f"{INSTEAD}:{invoice.pk}"]).delete()
    return Draft.objects.create(
        kind=DocumentKind.CREDIT_NOTE,
        event_id=invoice.event_id,
        buyer_id=invoice.buyer_id,
        key=key,
        credits=invoice,
        reason=reason[:250],
        made_at=now,
    )


def lines_of_whole(draft: Draft, invoice: Document) -> list[DraftLine]:
    """Return lines, not yet written, that take all that is left of an invoice."""
    lines = list(DocumentLine.objects.filter(document=invoice).order_by("position"))
    left = queries.left_of(lines)
    kept = [line for line in lines if left[line.pk].left]
    return [_line(draft, position, line, left[line.pk], left[line.pk].left) for position, line in enumerate(kept, start=1)]


def _lines_of_part(draft: Draft, invoice: Document, amounts: Mapping[int, Decimal]) -> list[DraftLine]:
    lines = list(DocumentLine.objects.filter(document=invoice, position__in=amounts).order_by("position"))
    left = queries.left_of(lines)
    chosen = [(line, amounts[line.position]) for line in lines if amounts[line.position]]
    if any(not left[line.pk].may_credit(amount) for line, amount in chosen) or len(lines) != len(amounts):
        raise TooMuchCredited
    return [_line(draft, position, line, left[line.pk], amount) for position, (line, amount) in enumerate(chosen, start=1)]


def _line(draft: Draft, position: int, line: DocumentLine, left: Left, amount: Decimal) -> DraftLine:
    """Return a line that credits this much of another: as many pieces at its price where it is credited whole at once."""
    is_whole = amount == left.net == left.left
    pieces = abs(line.quantity) if is_whole else Decimal(1)
    return DraftLine(
        draft=draft,
        position=position,
        credits=line,
        text=line.text,
        note=line.note,
        quantity=pieces if amount > 0 else -pieces,
        price=line.price if is_whole else abs(amount),
        vat_rate=line.rate,
    )


def propose_credits(*, event: Event, by: Any, now: dt.datetime) -> list[Draft]:
    """Put together credit notes for what stands on invoices and is no longer owed, less what the cancelling cost.

    Where the cancelling cost as much as the place, nothing is to be sent: the line then stands for what the cancelling cost.
    """
    with transaction.atomic():
        event = locked(event.pk)
        by_invoice: dict[int, list[DocumentLine]] = {}
        for line in queries.no_longer_due(event):
            by_invoice.setdefault(line.document.credits_id or line.document_id, []).append(line)
        costs = _cancelling_costs(event)
        drafts = [_by_terms(lines, costs, now=now) for lines in by_invoice.values()]
        made = [draft for draft in drafts if draft is not None]
        if made:
            audit.log(event, "invoicing.credits_proposed", by=by, proposals=len(made))
    return made


def _cancelling_costs(event: Event) -> dict[int, list[Charge]]:
    """Return what cancelling cost and is not billed, by registration."""
    found: dict[int, list[Charge]] = {}
    for charge in queries.unbilled(event).filter(kind=ChargeKind.CANCELLATION):
        found.setdefault(charge.registration_id, []).append(charge)
    return found


def _by_terms(lines: Sequence[DocumentLine], costs: Mapping[int, list[Charge]], *, now: dt.datetime) -> Draft | None:
    left = queries.left_of(lines)
    lines = [line for line in lines if not _stands_for_the_cost(line, left[line.pk], costs)]
    if not lines:
        return None
    document = lines[0].document
    draft = _draft_of_credit(document.credits or document, BY_TERMS, now=now)
    made = [_line(draft, position, line, left[line.pk], left[line.pk].left) for position, line in enumerate(lines, start=1)]
    for registration in dict.fromkeys(line.charge.registration_id for line in lines if line.charge):
        for charge in costs.get(registration, []):
            credited = sum(line.quantity * line.price for line in made)
            if charge.net < credited:
                made.append(_cost_line(draft, len(made) + 1, charge))
    DraftLine.objects.bulk_create(made)
    return draft


def _stands_for_the_cost(line: DocumentLine, left: Left, costs: Mapping[int, list[Charge]]) -> bool:
    """Let a line bill what the cancelling cost instead of the place, where both are the same sum and VAT."""
    assert line.charge is not None  # noqa: S101  (only lines of charges are credited by the terms)
    same = [cost for cost in costs.get(line.charge.registration_id, []) if cost.net == left.left and cost.vat_rate == line.rate]
    if not same:
        return False
    DraftLine.objects.filter(charge=same[0]).delete()
    DocumentLine.objects.filter(pk=line.pk).update(charge=same[0])
    costs[line.charge.registration_id].remove(same[0])
    return True


def _cost_line(draft: Draft, position: int, charge: Charge) -> DraftLine:
    DraftLine.objects.filter(charge=charge).delete()  # it may stand in a proposal for an invoice already
    return DraftLine(
        draft=draft,
        position=position,
        charge=charge,
        text=charge.text,
        note=charge.registration.shown_name,
        quantity=Decimal(-1),
        price=charge.net,
        vat_rate=charge.vat_rate,
    )


def correct(*, invoice: Document, buyer: Buyer, reason: str, by: Any, now: dt.datetime) -> Draft:
    """Return a proposal that credits an invoice whole and bills the same anew, to the buyer as she is now, in one step.

    :raises ReasonMissing: nobody says why.
    :raises NothingToCredit: nothing is left of it.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked(invoice.event_id)
        lines = list(DocumentLine.objects.filter(document=invoice).order_by("position"))
        left = queries.left_of(lines)
        keys = [f"{CREDITS}:{invoice.pk}", f"{INSTEAD}:{invoice.pk}"]
        Draft.objects.filter(event=invoice.event_id, key__in=keys).delete()
        was = invoice.content
        draft = Draft.objects.create(
            event_id=invoice.event_id,
            buyer=buyer,
            key=keys[1],
            replaces=invoice,
            reason=reason[:250],
            buyer_reference=was.buyer_reference,
            order_reference=was.order_reference,
            made_at=now,
        )
        again = [line for line in lines if left[line.pk].left]
        if not again:
            raise NothingToCredit
        charges = Charge.objects.in_bulk([line.charge_id for line in again if line.charge_id])
        DraftLine.objects.bulk_create(
            _again(draft, position, line, left[line.pk], charges) for position, line in enumerate(again, start=1)
        )
        audit.log(invoice, "invoicing.correction_proposed", by=by, reason=reason)
    return draft


def _again(draft: Draft, position: int, line: DocumentLine, left: Left, charges: Mapping[int, Charge]) -> DraftLine:
    charge = charges.get(line.charge_id) if line.charge_id else None
    is_whole = left.left == line.net
    return DraftLine(
        draft=draft,
        position=position,
        charge=charge,
        text=line.text,
        note=line.note,
        quantity=line.quantity if is_whole else Decimal(1 if left.left > 0 else -1),
        price=line.price if is_whole else abs(left.left),
        vat_rate=charge.vat_rate if charge else line.rate,
        is_online=bool(charge and charge.registration.takes_part_online),
    )
