"""What is billed and what is not. Each is asked once for all rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from kunskapsdag.core.money import rounded
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing.enums import DocumentKind
from kunskapsdag.invoicing.models import Billing, Buyer, Document, DocumentLine, Draft, DraftLine, NumberSeries, Seller
from kunskapsdag.invoicing.rules.proposals import Item, Left, name_key
from kunskapsdag.orders.models import OrderPlace
from kunskapsdag.organisations.rules import swedish_order
from kunskapsdag.registrations.models import Charge, Registration

ZERO = Decimal("0.00")


def seller() -> Seller | None:
    """Return who sends the invoices, None where nobody has said."""
    return Seller.objects.filter(pk=1).first()


def billing(event: Event) -> Billing:
    """Return how a day is billed; the usual way, not yet written, where nobody has chosen."""
    return Billing.objects.filter(event=event).first() or Billing(event=event)


def unbilled(event: Event) -> QuerySet[Charge]:
    """Return what is owed for a day and stands on no invoice."""
    return (
        Charge.objects.due()
        .filter(registration__event=event, net__gt=0)
        .exclude(document_lines__is_standing=True)
        .order_by("registration__number", "made_at", "pk")
    )


def no_longer_due(event: Event) -> QuerySet[DocumentLine]:
    """Return the lines of invoices whose charges are no longer owed: they are to be credited."""
    return (
        DocumentLine.objects.filter(document__event=event, is_standing=True)
        .exclude(charge__in=Charge.objects.due().filter(registration__event=event))
        .select_related("document__credits", "charge")
        .order_by("document_id", "position")
    )


def items(charges: QuerySet[Charge]) -> list[Item]:
    """Return charges as the rules group them; two questions, however many they are."""
    rows = list(charges.select_related("registration", "registration__event"))
    places = OrderPlace.objects.filter(registration__in={row.registration_id for row in rows}).select_related("order")
    orders = {place.registration_id: place.order for place in places}
    return [_item(row, orders.get(row.registration_id)) for row in rows]


def _for_whom(person: Registration, payer: Any) -> str:
    if person.organisation_name == payer.organisation_name:
        return person.shown_name
    return f"{person.shown_name}, {person.organisation_name}"


def _item(charge: Charge, order: Any) -> Item:
    person = charge.registration
    payer = order or person
    return Item(
        charge=charge.pk,
        registration=person.pk,
        order=order.pk if order else None,
        buyer=(payer.organisation_id, "" if payer.organisation_id else payer.organisation_name),
        reference=payer.invoice_reference.strip(),
        text=charge.text,
        note=person.shown_name
        if person.organisation_name == payer.organisation_name
        else f"{person.shown_name}, {person.organisation_name}",
        net=charge.net,
        rate=charge.vat_rate,
        is_online=person.takes_part_online,
    )


def left_of(lines: Iterable[DocumentLine]) -> dict[int, Left]:
    """Return what is left of lines, by their ids; one question.

    What the cancelling cost stands on a credit note, where it lowers what is credited: it is as good as billed.
    """
    rows = list(lines)
    credited = dict(
        DocumentLine.objects.filter(credits__in=[row.pk for row in rows]).order_by().values_list("credits").annotate(Sum("net"))
    )
    return {row.pk: Left(-row.net if row.document.is_credit_note else row.net, credited.get(row.pk, ZERO)) for row in rows}


@dataclass(frozen=True, slots=True)
class Balance:
    """What an invoice came to, and what has been credited of it."""

    gross: Decimal
    credited: Decimal

    @property
    def left(self) -> Decimal:
        """Return what is left to pay when what was credited is taken away."""
        return self.gross - self.credited


def balance(invoice: Document) -> Balance:
    """Return what is left of an invoice when its credit notes are taken away."""
    credited = Document.objects.filter(credits=invoice).aggregate(sum=Sum("gross"))["sum"] or ZERO
    return Balance(invoice.gross, credited)


def approved(most: int) -> list[Draft]:
    """Return proposals that wait to be issued, oldest first."""
    return list(
        Draft.objects.filter(approved_at__isnull=False)
        .select_related("event__venue", "buyer__organisation", "credits", "replaces")
        .order_by("approved_at", "pk")[:most]
    )


def draft(pk: int) -> Draft:
    """Return a proposal with all that a document is built from."""
    return Draft.objects.select_related("event__venue", "buyer__organisation", "credits", "replaces").get(pk=pk)


def draft_lines(draft: Draft) -> list[DraftLine]:
    """Return the lines of a proposal in order."""
    return list(draft.lines.order_by("position").select_related("charge", "credits__document"))


def series() -> NumberSeries | None:
    """Return the number series, None before the first document."""
    return NumberSeries.objects.filter(pk=1).first()


def buyers_of(wanted: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], Buyer]:
    """Return those buyers that are known, by what tells them apart; one question."""
    keys = set(wanted)
    organisations = {organisation for organisation, _name in keys if organisation is not None}
    names = {key: name_key(name) for key in keys if (name := key[1])}
    rows = Buyer.objects.filter(Q(organisation__in=organisations) | Q(organisation__isnull=True, name_key__in=names.values()))
    by_organisation = {(row.organisation_id, ""): row for row in rows if row.organisation_id}
    by_name = {row.name_key: row for row in rows if not row.organisation_id}
    return by_organisation | {key: by_name[name] for key, name in names.items() if name in by_name}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal with its lines, as the list shows it."""

    draft: Draft
    lines: list[DraftLine]

    @property
    def net(self) -> Decimal:
        """Return what its lines come to without VAT."""
        return sum((rounded(line.quantity * line.price) for line in self.lines), ZERO)

    @property
    def is_credit(self) -> bool:
        """Return whether it gives money back."""
        return self.draft.kind == DocumentKind.CREDIT_NOTE


def proposals(event: Event) -> list[Proposal]:
    """Return a day's proposals by buyer, credit notes last; two questions."""
    drafts = Draft.objects.filter(event=event).select_related("buyer", "credits", "replaces")
    lines: dict[int, list[DraftLine]] = {}
    for line in DraftLine.objects.filter(draft__event=event).order_by("position"):
        lines.setdefault(line.draft_id, []).append(line)
    found = [Proposal(draft, lines.get(draft.pk, [])) for draft in drafts]
    return sorted(found, key=lambda one: (one.is_credit, swedish_order(one.draft.buyer.name), one.draft.pk))


@dataclass(frozen=True, slots=True)
class Sums:
    """What a day has come to, without VAT: billed, credited, in proposals, and neither."""

    billed: Decimal
    credited: Decimal
    proposed: Decimal
    unbilled: Decimal


def sums(event: Event) -> Sums:
    """Return what is billed and what is not; four questions."""

    def net(rows: QuerySet[Any]) -> Decimal:
        return rows.order_by().aggregate(sum=Sum("net"))["sum"] or ZERO

    documents = Document.objects.filter(event=event)
    proposed = sum((one.net for one in proposals(event) if not one.is_credit), ZERO)
    left = unbilled(event).exclude(draft_line__isnull=False)
    return Sums(net(documents.invoices()), net(documents.credit_notes()), proposed, net(left))


def issued(event: Event) -> list[Document]:
    """Return a day's documents, newest first."""
    return list(Document.objects.filter(event=event).select_related("credits").order_by("-year", "-running"))


def lines_left(invoice: Document) -> list[tuple[DocumentLine, Left]]:
    """Return the lines of an invoice with what is left of each; two questions."""
    lines = list(DocumentLine.objects.filter(document=invoice).select_related("document").order_by("position"))
    left = left_of(lines)
    return [(line, left[line.pk]) for line in lines]
