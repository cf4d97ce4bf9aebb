"""Letting the price follow a place to somebody else. Called with the day locked."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.registrations import signals
from kunskapsdag.registrations.actions.charging import Asked, charge_for, choice_of, not_hers, void
from kunskapsdag.registrations.errors import PriceBecomes, PriceError
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.registrations.queries import charges, next_price
from kunskapsdag.registrations.queries.next_price import Option


def follow_person(
    registration: Registration,
    *,
    is_same: bool,
    category: int | None = None,
    agreed: Decimal | None = None,
    by: Any,
    now: dt.datetime,
) -> None:
    """Let the place cost what it does for the one who has it now; within an organisation its price stands.

    ``category`` is what she has chosen, ``agreed`` the sum with VAT that was shown; None: the sum that stands was. The office
    is asked for nothing that it saw.

    :raises PriceError: the category isn't hers.
    :raises PriceBecomes: it costs more than what was shown.
    """
    found = next_price.options(registration, organisation_id=registration.organisation_id, is_same=is_same)
    charge = next_price.standing(registration)
    if not found or charge is None:
        return
    option = next((one for one in found if one.category.key == category), None) if category is not None else found[0]
    if option is None:
        raise _wrong_category(registration, found, category)
    shown = charge.gross if agreed is None else agreed
    if by is None and not option.is_kept and option.paid.gross > shown:
        raise _becomes(registration, charge, option)
    if not option.is_kept:
        _write(registration, charge, option, by=by, now=now)


def _wrong_category(registration: Registration, found: list[Option], category: int | None) -> PriceError:
    chosen = fees.stored_terms(registration.event_id).by_key.get(category or 0)
    if chosen is None:
        return PriceError(_("Choose the price that is yours."), "category")
    kind = charges.kinds_of([registration.organisation_id]).get(registration.organisation_id)
    return PriceError(not_hers(registration, kind, chosen, [one.category for one in found]), "category")


def _becomes(registration: Registration, charge: Charge, option: Option) -> PriceBecomes:
    text = _(
        "For %(organisation)s the place costs %(now)s. Until now it cost %(was)s. Nothing is saved yet. Send once more if this "
        "is right."
    ) % {
        "organisation": registration.organisation_name,
        "now": option.words,
        "was": price_in_words(charge.amount, charge.vat_rate),
    }
    return PriceBecomes(text, option.paid.gross)


def _write(registration: Registration, old: Charge, option: Option, *, by: Any, now: dt.datetime) -> None:
    with translation.override("sv"):  # as invoices are
        void(old, _("The place has gone to somebody else"), now=now)
    asked = Asked(option.category, option.category.price_at(registration.created_at), option.discount)
    charge = charge_for(registration, asked, now=now)
    charge.save()
    PriceChoice.objects.filter(registration=registration).delete()
    choice_of(registration, asked, fees.stored_terms(registration.event_id).categories).save()
    audit.log(
        registration,
        "registration.price_changed",
        by=by,
        category=option.category.name,
        was=str(old.gross),
        gross=str(charge.gross),
    )
    signals.category_changed.send(sender=Registration, registration=registration, by=by, now=now)
