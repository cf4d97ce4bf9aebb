"""What a form has shown of prices, and when: signed words that travel with it, so that the price seen is the price paid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.rules import price_in_words, prices
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category, PriceHasRisen

LONGEST = 2000
signer = Signer(salt="kunskapsdag.registrations.price")


@dataclass(frozen=True, slots=True)
class Seen:
    """The prices without VAT that stood in a form, by their category, and when it was shown."""

    at: dt.datetime
    nets: Mapping[int, Decimal]

    def is_recent(self, now: dt.datetime) -> bool:
        """Return whether what was shown still holds."""
        return dt.timedelta(0) <= now - self.at <= prices.GRACE

    def price_to_pay(self, category: Category, now: dt.datetime) -> Amount:
        """Return the price that was shown, or a lower one.

        :raises PriceHasRisen: the new one must be seen first.
        """
        net = self.nets.get(category.key)
        was = None if net is None else _as_shown(category, net)
        return prices.price_to_pay(price=category.price_at(now), seen=was, shown_at=self.at, now=now)


@dataclass(frozen=True, slots=True)
class Fits:
    """What holds for each of several who are registered at once: the price that fits her, as it was seen; None: as it is now.

    The discount of a code is for those whom it is meant for; the others pay the whole price.
    """

    seen: Seen | None = None
    discount: Discount | None = None


def mark(event: Event, categories: Sequence[Category], now: dt.datetime) -> str:
    """Return the signed words of a form that tell which prices it showed, and when."""
    return sign(event, {one.key: one.price_at(now).net for one in categories}, now)


def sign(event: Event, nets: Mapping[int, Decimal], now: dt.datetime) -> str:
    """Do the same for prices that have been decided, by their category."""
    shown = {str(key): str(net) for key, net in nets.items()}
    return signer.sign_object({"event": event.pk, "at": now.isoformat(), "prices": shown})


def read(signed: str, *, event: Event) -> Seen | None:
    """Return what the signed words tell; None where they cannot be read or are another day's."""
    try:
        told = signer.unsign_object(signed[:LONGEST])
        if told["event"] != event.pk:
            return None
        nets = {int(key): Decimal(net) for key, net in told["prices"].items()}
        return Seen(dt.datetime.fromisoformat(told["at"]), nets)
    except (BadSignature, ValueError, KeyError, TypeError, InvalidOperation):
        return None


def in_words(risen: PriceHasRisen, category: Category) -> str:
    """Return what is told to one who must see the new price first."""
    now = price_in_words(risen.price, category.rate)
    if risen.seen is None:
        return _("The price is %(now)s. Nothing is saved yet. Send once more if you want the place at that price.") % {
            "now": now
        }
    return _(
        "The price has changed since you opened the page. It was %(was)s and is now %(now)s. Nothing is saved yet. Send once "
        "more if you want the place at the new price."
    ) % {"was": price_in_words(risen.seen, category.rate), "now": now}


def _as_shown(category: Category, net: Decimal) -> Amount:
    """Return the price that was shown, from its net: one of the category's own where it is, so that VAT is as it was."""
    own = [price for price in (category.ordinary, category.early) if price is not None and price.net == net]
    return own[0] if own else Amount.from_net(net, Decimal(category.rate))
