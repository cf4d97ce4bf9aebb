"""Reads what the office writes about who sells, who pays, and what stands on an invoice."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.fields import EmailField, LineField
from kunskapsdag.core.money import VAT_RATES
from kunskapsdag.invoicing.models import Billing, Buyer, DocumentLine, Draft, Seller
from kunskapsdag.invoicing.rules import references
from kunskapsdag.invoicing.rules.proposals import Left

ADDRESS = ("street", "street_more", "postcode", "city", "country")
CODES = frozenset({"country", "vat_number", "iban", "bic"})
RATES = [(int(rate), f"{int(rate)}\u00a0%") for rate in VAT_RATES]


class CodeField(LineField):
    """A code that is written in capitals without spaces, however it is typed: SE212000174401, NO."""

    def to_python(self, value: Any) -> str:
        """Return it so."""
        return super().to_python(value).replace(" ", "").upper()


class _Cleaned(forms.ModelForm):
    """A form of a model whose lines of text are cleaned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is forms.CharField:
                self.fields[name] = _as_line(field, CodeField if name in CODES else LineField)
            elif type(field) is forms.EmailField:
                self.fields[name] = _as_email(field)


def _as_line(field: forms.CharField, kind: type[LineField]) -> LineField:
    return kind(
        label=field.label,
        required=field.required,
        max_length=field.max_length,
        help_text=field.help_text,
        validators=list(field.validators),
        initial=field.initial,
    )


def _as_email(field: forms.EmailField) -> EmailField:
    return EmailField(label=field.label, required=field.required, help_text=field.help_text)


class SellerForm(_Cleaned):
    """Who sends the invoices."""

    class Meta:
        model = Seller
        fields: ClassVar[list[str]] = [
            "name",
            "organisation_number",
            "vat_number",
            "is_state",
            "has_f_tax",
            "seat",
            *ADDRESS,
            "contact",
            "email",
            "phone",
            "bankgiro",
            "plusgiro",
            "iban",
            "bic",
            "peppol_id",
            "payment_days",
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for what an invoice cannot be without."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("postcode", "city"):
            if name in cleaned and not cleaned[name]:
                self.add_error(name, _("Stands on every invoice."))
        accounts = ("bankgiro", "plusgiro", "iban")
        if not any(cleaned.get(name) for name in accounts) and not any(name in self.errors for name in accounts):
            self.add_error("bankgiro", _("Write a bankgiro or plusgiro number, or nobody can pay."))
        return cleaned


class BuyerForm(_Cleaned):
    """Who pays, remembered for the next invoice."""

    class Meta:
        model = Buyer
        fields: ClassVar[list[str]] = [
            "name",
            "organisation_number",
            "vat_number",
            "is_state",
            *ADDRESS,
            "peppol_id",
            "email",
            "buyer_reference",
            "reference_pattern",
        ]


class BillingForm(forms.ModelForm):
    """When and how a day is billed."""

    exempt_text = LineField(label=_("Why there is no VAT"), max_length=200, required=False)
    note = LineField(label=_("Words on every invoice of the day"), max_length=250, required=False)

    class Meta:
        model = Billing
        fields: ClassVar[list[str]] = ["when", "how", "exempt_text", "note"]
        widgets: ClassVar[dict[str, Any]] = {"when": forms.RadioSelect, "how": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exempt_text"].help_text = _("Stands on invoices with lines of 0 % VAT.")


class DraftForm(forms.ModelForm):
    """The references and the message of a proposal."""

    buyer_reference = LineField(label=_("Your reference"), max_length=100, required=False)
    order_reference = LineField(label=_("Order number"), max_length=100, required=False)
    note = LineField(label=_("Message on the invoice"), max_length=250, required=False)
    remembers = forms.BooleanField(label=_("Remember the reference for the next invoice"), required=False)

    class Meta:
        model = Draft
        fields: ClassVar[list[str]] = ["buyer_reference", "order_reference", "note"]

    def clean_buyer_reference(self) -> str:
        """Refuse what doesn't look as the buyer says that hers look."""
        value = str(self.cleaned_data["buyer_reference"])
        pattern = self.instance.buyer.reference_pattern
        if value and not references.fits(pattern, value):
            raise ValidationError(
                _("%(name)s writes it in another way: like %(example)s."),
                params={"name": self.instance.buyer.name, "example": references.example(pattern)},
            )
        return value


class LineForm(forms.Form):
    """A line that somebody adds by hand: a thing more, or what lowers the sum."""

    text = LineField(label=_("Text"), max_length=200)
    quantity = forms.DecimalField(
        label=_("Quantity"), max_digits=7, decimal_places=2, initial=1, localize=True, help_text=_("Below 0 lowers the sum.")
    )
    price = forms.DecimalField(
        label=_("Price without VAT"),
        max_digits=11,
        decimal_places=2,
        localize=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    vat_rate = forms.TypedChoiceField(label=_("VAT"), choices=RATES, coerce=int, initial=25)

    def clean_quantity(self) -> Decimal:
        """Refuse nothing at all."""
        value: Decimal = self.cleaned_data["quantity"]
        if not value:
            raise ValidationError(_("Write how many."))
        return value


class CreditForm(forms.Form):
    """What is credited: the whole, or an amount of each line; and why."""

    reason = LineField(label=_("Reason"), max_length=250, help_text=_("Stands on the credit note."))

    def __init__(self, *args: Any, lines: list[tuple[DocumentLine, Left]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [(line, left) for line, left in lines or [] if left.left]
        for line, left in self.lines:
            self.fields[f"line-{line.position}"] = forms.DecimalField(
                label=_("Credit of line %(position)d, without VAT") % {"position": line.position},
                max_digits=13,
                decimal_places=2,
                required=False,
                localize=True,
                initial=left.left,
            )

    @property
    def rows(self) -> list[tuple[DocumentLine, Left, Any]]:
        """Return the lines with their fields."""
        return [(line, left, self[f"line-{line.position}"]) for line, left in self.lines]

    @property
    def amounts(self) -> dict[int, Decimal]:
        """Return what is credited of each line by its position, without those of which nothing is."""
        found = {line.position: self.cleaned_data.get(f"line-{line.position}") for line, _left in self.lines}
        return {position: amount for position, amount in found.items() if amount}
