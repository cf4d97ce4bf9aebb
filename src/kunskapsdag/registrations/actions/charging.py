"""What registrations cost, frozen when it is decided. Everything here is called with the day locked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit, rows
from kunskapsdag.core.money import Amount
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import discounts, prices, tables
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.registrations import queries, signals
from kunskapsdag.registrations.actions._shared import fresh, locked
from kunskapsdag.registrations.enums import ChargeKind
from kunskapsdag.registrations.errors import CostHasChanged, MoveNotAllowed, PriceError, ReasonMissing
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.registrations.queries import charges
from kunskapsdag.registrations.seen import Fits, in_words


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody who registers has chosen, and the price that she is to have."""

    category: Category
    price: Amount
    discount: Discount | None = None


@dataclass(frozen=True, slots=True)
class _Context:
    """What is the same for all who register at once."""

    categories: Sequence[Category]
    kinds: dict[int | None, str]
    by: Any
    now: dt.datetime


def freeze_prices(new: Sequence[tuple[Registration, Asked | Fits | None]], *, by: Any, now: dt.datetime) -> None:
    """Write the price of each who registers, all of one day; None where nothing was asked: the one that fits, as it is now;
    where several were registered at once: the one that fits, as it was seen or lower, with the code where it is for her.

    The same number of statements for fifty as for one.

    :raises PriceError: a category or a code that isn't hers, a code used up, or a price that has risen since it was seen.
    """
    terms = fees.terms_of(new[0][0].event_id)
    if not terms.has_fee:
        return
    is_simple = len(terms.categories) == 1 and not any(asked and asked.discount for _one, asked in new)
    kinds = {} if is_simple else charges.kinds_of(one.organisation_id for one, _asked in new)
    context = _Context(terms.categories, kinds, by, now)
    written = [(one, asked if isinstance(asked, Asked) else _fitting(one, asked, context)) for one, asked in new]
    if not is_simple:
        _require_fitting(written, context)
    _write(written, context)


def _fitting(registration: Registration, fits: Fits | None, context: _Context) -> Asked:
    kind = context.kinds.get(registration.organisation_id)
    category = prices.fitting(context.categories, kind, context.now)[0]
    discount = fits.discount if fits else None
    if discount is not None and not discount.is_for(organisation=registration.organisation_id, kind=kind):
        discount = None
    if fits is None or fits.seen is None:
        return Asked(category, category.price_at(context.now), discount)
    try:
        return Asked(category, fits.seen.price_to_pay(category, context.now), discount)
    except prices.PriceHasRisen as risen:
        raise PriceError(in_words(risen, category), "category") from risen


def _require_fitting(written: Sequence[tuple[Registration, Asked]], context: _Context) -> None:
    uses: dict[int, int] = {}
    for registration, asked in written:
        kind = context.kinds.get(registration.organisation_id)
        may_choose = prices.fitting(context.categories, kind, context.now)
        if context.by is None and asked.category.key not in {one.key for one in may_choose}:
            raise PriceError(not_hers(registration, kind, asked.category, may_choose), "category")
        if asked.discount is not None:
            _require_code(registration, kind, asked.discount, uses)


def not_hers(registration: Registration, kind: str | None, chosen: Category, may_choose: Sequence[Category]) -> str:
    """Return why a category isn't hers, and which she may choose."""
    names = _(" or ").join(_("“%(name)s”") % {"name": one.name} for one in may_choose)
    if kind is None:
        text = _(
            "“%(chosen)s” is for those whom our register knows as such, and it does not know %(organisation)s. Choose the "
            "organisation from the list, or choose %(names)s."
        )
    else:
        text = _("%(organisation)s stands in our register as %(kind)s, so “%(chosen)s” does not hold. Choose %(names)s.")
    return text % {
        "organisation": registration.organisation_name,
        "kind": Kind(kind).label if kind else "",
        "chosen": chosen.name,
        "names": names,
    }


def _require_code(registration: Registration, kind: str | None, discount: Discount, uses: dict[int, int]) -> None:
    if not discount.is_for(organisation=registration.organisation_id, kind=kind):
        text = _("The code is not for %(organisation)s. Leave the field empty to register without it.")
        raise PriceError(text % {"organisation": registration.organisation_name}, "code")
    if discount.most_uses is None:
        return
    used = uses[discount.key] if discount.key in uses else charges.uses_of(discount.key)
    if discount.is_used_up(used):
        raise PriceError(_("The code has been used as often as it may. Leave the field empty to register without it."), "code")
    uses[discount.key] = used + 1


def _write(written: Sequence[tuple[Registration, Asked]], context: _Context) -> None:
    made = [charge_for(registration, asked, now=context.now) for registration, asked in written]
    choices = [choice_of(registration, asked, context.categories) for registration, asked in written]
    told = [choice for choice in choices if choice.name or choice.code_text]
    if len(made) == 1:
        rows.insert(made[0])
    else:
        Charge.objects.bulk_create(made)
    if told:
        PriceChoice.objects.bulk_create(told)


def _paid(asked: Asked) -> Amount:
    return discounts.discounted(asked.price, asked.category.rate, asked.discount) if asked.discount else asked.price


def charge_for(registration: Registration, asked: Asked, *, now: dt.datetime) -> Charge:
    """Return the charge for a place that is not yet written."""
    paid, category = _paid(asked), asked.category
    with translation.override("sv"):  # as invoices are
        words = [_("Place"), tables.name_of(category, (category,))]
        if asked.price == category.early:
            words.append(_("early price"))
        if asked.discount:
            words.append(_("code %(code)s") % {"code": asked.discount.code})
    return charge_of(registration, ChargeKind.PLACE, ", ".join(filter(None, words)), paid, category.rate, now=now)


def choice_of(registration: Registration, asked: Asked, among: Sequence[Category]) -> PriceChoice:
    """Return which category and code she has that is not yet written."""
    return PriceChoice(
        registration=registration,
        fee_id=asked.category.key,
        name=tables.name_of(asked.category, among),
        code_id=asked.discount.key if asked.discount else None,
        code_text=asked.discount.code if asked.discount else "",
        discount=asked.price.net - _paid(asked).net,
    )


def charge_of(
    registration: Registration, kind: ChargeKind, text: str, amount: Amount, rate: int, *, now: dt.datetime
) -> Charge:
    """Return a charge that is not yet written."""
    return Charge(
        registration=registration,
        kind=kind,
        text=text,
        vat_rate=rate,
        net=amount.net,
        vat=amount.vat,
        gross=amount.gross,
        made_at=now,
    )


def void(charge: Charge, reason: str, *, now: dt.datetime) -> None:
    """Let a charge no longer be owed; it stays, with the reason."""
    Charge.objects.standing().filter(pk=charge.pk).update(voided_at=now, void_reason=reason[:250])


def charge_for_cancelling(
    registration: Registration, *, now: dt.datetime, seen: Decimal | None, waive: bool, reason: str
) -> dict[str, Any]:
    """Void the price of the place of one who cancels now, and charge what the terms say; return what the log is to tell.

    ``seen``: the sum with VAT that was shown, None where none was. ``waive``: nothing is charged.

    :raises CostHasChanged: another sum was shown.
    """
    cost = charges.cancelling_costs(registration, now=now, is_moved=queries.cancels_free(registration, now=now))
    if seen is not None and seen != cost.amount.gross:
        raise CostHasChanged
    if cost.place is None:
        return {}
    is_waived = waive and cost.amount.gross > 0
    with translation.override("sv"):
        text = _("Cancelled, %(percent)s of the price of the place") % {"percent": f"{cost.percent}\xa0%"}
        void(cost.place, _("Cancelled without a fee: %(reason)s") % {"reason": reason} if is_waived else text, now=now)
    if is_waived:
        return {"waived": str(cost.amount.gross)}
    if not cost.amount.gross:
        return {}
    charge_of(registration, ChargeKind.CANCELLATION, text, cost.amount, cost.rate, now=now).save()
    return {"cost": str(cost.amount.gross), "percent": cost.percent}


def set_category(*, registration: Registration, fee: int, by: Any, now: dt.datetime, reason: str) -> Registration:
    """Give a registration another price category: the price is that of the day she registered, the code is kept.

    :raises ReasonMissing: nobody says why.
    :raises MoveNotAllowed: the registration is no longer living, or the day has no such category.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked(registration.event_id)
        registration = fresh(registration)
        terms = fees.stored_terms(registration.event_id)
        category = terms.by_key.get(fee)
        if category is None or not registration.is_living:
            raise MoveNotAllowed
        old = charges.place_in(charges.of(registration))
        choice = PriceChoice.objects.filter(registration=registration).first()
        discount = fees.discount(registration.event_id, choice.code_text) if choice and choice.code_text else None
        asked = Asked(category, category.price_at(registration.created_at), discount)
        if old is not None:
            void(old, reason, now=now)
        charge = charge_for(registration, asked, now=now)
        charge.save()
        PriceChoice.objects.filter(registration=registration).delete()
        choice_of(registration, asked, terms.categories).save()
        audit.log(
            registration,
            "registration.price_changed",
            by=by,
            reason=reason,
            category=category.name,
            was=str(old.gross) if old else None,
            gross=str(charge.gross),
        )
        signals.category_changed.send(sender=Registration, registration=registration, by=by, now=now)
    return registration
