"""Reads what staff decides about the price of one registration: what cancelling costs, another category."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import cancels_free, charges
from kunskapsdag.website.organiser.forms import ReasonForm

NOTHING = "nothing"


class AboutOne(ReasonForm):
    """A form that must know whom it is about. ``is_possible``: whether there is anything to decide."""

    is_possible = True

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        """``registration``: whom it is about."""
        super().__init__(*args, **kwargs)
        self.registration = registration
        self.add_choices()

    def add_choices(self) -> None:
        """Fill in what can be chosen for this registration."""


class CancelForm(AboutOne):
    """Cancelling for someone: charged as the terms say, or not; the sum that is chosen is the sum that is charged."""

    cost = forms.ChoiceField(
        label=_("What it costs"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether the cancellation is charged."),
            "invalid_choice": _(
                "What it costs has changed since you opened the page. See what it costs now, and choose again."
            ),
        },
    )
    tell = forms.BooleanField(label=_("Send a mail to the person"), required=False, initial=True)

    def add_choices(self) -> None:
        """Offer the sum that the terms say now; where they say none there is nothing to choose."""
        now = clock.now()
        is_moved = cancels_free(self.registration, now=now)
        cost = charges.cancelling_costs(self.registration, now=now, is_moved=is_moved)
        self.order_fields(["cost", "reason", "tell"])
        if not cost.amount.gross:
            del self.fields["cost"]
            return
        charged = gettext("Charge %(words)s: %(percent)s of the price, by the terms") % {
            "words": cost.words,
            "percent": f"{cost.percent}\xa0%",
        }
        self.fields["cost"].choices = [  # type: ignore[attr-defined]
            (str(cost.amount.gross), charged),
            (NOTHING, _("Charge nothing; the reason is kept")),
        ]

    def clean(self) -> dict[str, Any]:
        """Return what the action takes."""
        cleaned = super().clean() or {}
        chosen = cleaned.pop("cost", None)
        return cleaned | {"waive": chosen == NOTHING, "seen": Decimal(chosen) if chosen not in (None, NOTHING) else None}


class CategoryForm(AboutOne):
    """Another price category."""

    fee = forms.TypedChoiceField(
        label=_("Price"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("Choose a price.")}
    )

    def add_choices(self) -> None:
        """Offer the day's categories at the prices of the day she registered."""
        found = fees.terms_of(self.registration.event_id).categories
        since = self.registration.created_at
        self.order_fields(["fee", "reason"])
        self.is_possible = len(found) > 1
        self.fields["fee"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.name}: {price_in_words(one.price_at(since), one.rate)}") for one in found
        ]
        self.fields["fee"].help_text = _("At the price of the day of the registration. What was owed before is voided.")
        self.fields["reason"].help_text = _("Kept in the log. Write nothing about health.")
