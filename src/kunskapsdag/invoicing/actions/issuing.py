"""Giving a document its number. Nothing else in the house writes documents."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit, clock
from kunskapsdag.invoicing import building, queries, signals, ubl
from kunskapsdag.invoicing.actions.crediting import lines_of_whole
from kunskapsdag.invoicing.actions.proposing import touch
from kunskapsdag.invoicing.enums import DocumentKind
from kunskapsdag.invoicing.errors import ChangedMeanwhile, ClockIsBehind, NotApproved, NotFit
from kunskapsdag.invoicing.models import Document, DocumentLine, Draft, DraftLine, NumberSeries
from kunskapsdag.invoicing.rules import documents, freezing, numbers, requirements
from kunskapsdag.registrations.actions import locked
from kunskapsdag.registrations.models import Charge

# Gives the rules that an XML breaks; ``invoicing.checker`` has the official ones in a process of its own.
Checker = Callable[[bytes], Sequence[requirements.Finding]]
# The number that a document is tried with before it has one.
TRIED = numbers.document_number(2000, 1)


def issue(*, draft: Draft, check: Checker, by: Any, now: dt.datetime) -> list[Document]:
    """Give an approved proposal a number, freeze it, and return what was issued: one document, or a credit note and what
    comes in its place.

    ``check`` is asked before any lock is taken, with the same document under another number.

    :raises NotApproved: nobody has approved it as it is.
    :raises NotFit: it breaks a rule; what was found is kept on the proposal, which has to be approved anew.
    :raises ChangedMeanwhile: something in it is no longer owed.
    :raises ClockIsBehind: the series has come to a later year.
    :raises Draft.DoesNotExist: it has been issued already, or thrown away.
    """
    _require_fit(draft, check, by=by, now=now)
    try:
        with transaction.atomic():
            return _issue(draft, by=by, now=now)
    except ChangedMeanwhile:
        with transaction.atomic():
            touch(queries.draft(draft.pk))
        raise


def _issue(draft: Draft, *, by: Any, now: dt.datetime) -> list[Document]:
    locked(draft.event_id)
    draft = queries.draft(draft.pk)
    if draft.approved_at is None:
        raise NotApproved
    lines = queries.draft_lines(draft)
    _require_owed(draft, lines)
    issued = []
    if draft.replaces is not None:
        credit = _credit_of_whole(draft, draft.replaces)
        issued.append(_write(credit, lines_of_whole(credit, draft.replaces), by=by, now=now))
    issued.append(_write(draft, lines, by=by, now=now))
    draft.delete()
    return issued


def _credit_of_whole(draft: Draft, invoice: Document) -> Draft:
    """Return a proposal that is never written: the credit of what this one comes in the place of."""
    return Draft(kind=DocumentKind.CREDIT_NOTE, event=draft.event, buyer=invoice.buyer, credits=invoice, reason=draft.reason)


def _require_fit(draft: Draft, check: Checker, *, by: Any, now: dt.datetime) -> None:
    draft = queries.draft(draft.pk)
    today = clock.swedish(now).date()
    made = [(draft, queries.draft_lines(draft))]
    if draft.replaces is not None:
        credit = _credit_of_whole(draft, draft.replaces)
        made.append((credit, lines_of_whole(credit, draft.replaces)))
    found: list[requirements.Finding] = []
    for one, lines in made:
        document = building.build(one, lines, today=today)
        found += building.findings(one, document) or check(ubl.write(building.numbered(document, TRIED)))
    fatal = [one for one in found if one.is_fatal]
    if fatal:
        send_back(draft=draft, found=fatal, by=by)
        raise NotFit(fatal)


def send_back(*, draft: Draft, found: Sequence[requirements.Finding], by: Any) -> None:
    """Keep what was found on a proposal, which has to be approved anew; nothing where somebody has changed it meanwhile."""
    kept = [{"field": one.field, "text": str(one.text), "rule": one.rule} for one in found]
    Draft.objects.filter(pk=draft.pk, version=draft.version).update(approved_at=None, approved_by=None, findings=kept)
    audit.log(draft, "invoicing.refused", by=by, rules=sorted({one.rule or one.field for one in found}))


def _require_owed(draft: Draft, lines: Sequence[DraftLine]) -> None:
    """Refuse a proposal with a charge that is no longer owed, or that has been billed since.

    What comes in another's place bills what stands on that one.
    """
    wanted = {line.charge_id for line in lines if line.charge_id is not None}
    owed = Charge.objects.due().filter(pk__in=wanted)
    elsewhere = DocumentLine.objects.filter(charge__in=wanted, is_standing=True)
    if draft.replaces_id is not None:
        elsewhere = elsewhere.exclude(document=draft.replaces_id)
    is_credit = draft.kind == DocumentKind.CREDIT_NOTE
    if owed.count() != len(wanted) or elsewhere.exists() or (is_credit and _takes_too_much(lines)):
        raise ChangedMeanwhile


def _takes_too_much(lines: Sequence[DraftLine]) -> bool:
    left = queries.left_of([line.credits for line in lines if line.credits is not None])
    return any(
        line.credits_id is not None and not left[line.credits_id].may_credit(line.quantity * line.price) for line in lines
    )


def _write(draft: Draft, lines: Sequence[DraftLine], *, by: Any, now: dt.datetime) -> Document:
    today = clock.swedish(now).date()
    content = building.build(draft, lines, today=today)
    series = _locked_series(today.year)
    content = building.numbered(content, numbers.document_number(series.year, series.last + 1))
    frozen = freezing.freeze(content)
    row = _row(draft, content, frozen, series)
    row.issued_at, row.issued_by = now, by or draft.approved_by
    row.save()
    _write_lines(row, content, lines)
    series.last, series.head = row.running, row.hash
    series.save(update_fields=["year", "last", "head"])
    audit.log(row, "invoicing.issued", by=by or draft.approved_by, number=row.number, gross=str(row.gross))
    signals.issued.send(sender=Document, document=row)
    return row


def _locked_series(year: int) -> NumberSeries:
    """Return the series with its row locked, in this year: everybody who takes a number queues here.

    :raises ClockIsBehind: it has come to a later year.
    """
    NumberSeries.objects.get_or_create(pk=1)
    series = NumberSeries.objects.select_for_update().get(pk=1)
    if series.year > year:
        raise ClockIsBehind
    if series.year < year:
        series.year, series.last = year, 0
    return series


def _row(draft: Draft, content: documents.Document, frozen: dict[str, Any], series: NumberSeries) -> Document:
    sums = content.totals
    return Document(
        kind=content.kind,
        year=series.year,
        running=series.last + 1,
        number=content.number,
        reference=content.payment.reference,
        event=draft.event,
        buyer=draft.buyer,
        buyer_name=content.buyer.name,
        credits=draft.credits,
        issued_on=content.issued_on,
        due_on=content.due_on,
        net=sums.net,
        vat=sums.vat,
        gross=sums.gross,
        frozen=frozen,
        xml=ubl.write(content).decode("utf-8"),
        previous_hash=series.head,
        hash=hash_of(frozen, series.head),
    )


def hash_of(frozen: dict[str, Any], previous: str) -> str:
    """Return the hash of a document and of the one before it: a change in any of them changes all that follow."""
    canonical = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def _write_lines(row: Document, content: documents.Document, lines: Sequence[DraftLine]) -> None:
    """Keep which charge each line bills, and which line it credits."""
    credited = [line.credits for line in lines if line.credits is not None]
    made = [
        DocumentLine(
            document=row,
            position=position,
            charge_id=line.charge_id,
            credits=line.credits,
            is_standing=line.charge_id is not None and line.credits_id is None,
            text=said.text[:200],
            note=said.note[:200],
            quantity=said.quantity,
            price=said.price,
            net=said.net,
            category=said.category,
            rate=said.rate,
        )
        for position, (line, said) in enumerate(zip(lines, content.lines, strict=True), start=1)
    ]
    if credited:
        left = queries.left_of(credited)
        taken = {line.credits_id: line.quantity * line.price for line in lines if line.credits_id is not None}
        gone = [pk for pk, one in left.items() if one.left == taken[pk]]
        DocumentLine.objects.filter(pk__in=gone).update(is_standing=False)
    DocumentLine.objects.bulk_create(made)
