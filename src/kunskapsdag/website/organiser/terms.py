"""Reads the day's fees and terms: codes for some organisations, and what contradicts told at its row."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from kunskapsdag.core.fields import ParagraphField
from kunskapsdag.fees.rules import contradictions
from kunskapsdag.fees.rules.contradictions import WrittenFee
from kunskapsdag.fees.rules.terms import Step
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation

MOST_NAMES = 60


class OrganisationsField(ParagraphField):
    """Organisations by their names, one on each line; a name that the register doesn't know is told as it was written."""

    def prepare_value(self, value: Any) -> Any:
        """Return the names, one on each line."""
        if value is None or isinstance(value, str):
            return value
        return "\n".join(organisation.name for organisation in value)

    def clean(self, value: Any) -> list[Organisation]:
        """Return the organisations."""
        names = [name for name in super().clean(value).split("\n") if name]
        if len(names) > MOST_NAMES:
            raise ValidationError(_("Write at most %(most)s organisations."), params={"most": MOST_NAMES})
        found = [(name, organisations.recognise(name).organisation) for name in names]
        unknown = [name for name, organisation in found if organisation is None]
        if unknown:
            raise ValidationError(
                _("The register does not know: %(names)s. Write the whole name, or add the organisation first."),
                params={"names": ", ".join(unknown)},
            )
        return [organisation for _name, organisation in found if organisation is not None]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the names."""
        return bool(super().has_changed(self.prepare_value(initial), data))


class CodeForm(WagtailAdminModelForm):
    """A discount code; the organisations that it is for are written by their names."""

    kinds = forms.MultipleChoiceField(
        label=_("Only for these kinds"),
        choices=Kind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked, and none written below: for all."),
    )
    organisations = OrganisationsField(
        label=_("Only for these organisations"),
        required=False,
        max_length=6000,
        help_text=_("One name on each line, as in the register."),
    )


def read_at_once(formsets: dict[str, Any]) -> None:
    """Ask once for the organisations of all codes."""
    codes = formsets.get("discount_codes")
    if codes is not None and isinstance(codes.queryset, QuerySet):
        codes.queryset = codes.queryset.prefetch_related("organisations")


def are_consistent(form: Any) -> bool:
    """Tell beside each fee, step and code what contradicts it; return whether nothing does."""
    first_day = form.instance.first_day
    fees, steps, codes = (_written(form.formsets.get(name)) for name in ("fees", "cancellation_steps", "discount_codes"))
    told = [
        _tell(fees, contradictions.fee_faults([_fee(row.cleaned_data) for row in fees], first_day=first_day)),
        _tell(steps, contradictions.step_faults([_step(row.cleaned_data) for row in steps])),
        _tell(codes, contradictions.code_faults([row.cleaned_data["code"] for row in codes])),
    ]
    return not any(told)


def _written(formset: Any) -> list[Any]:
    """Return the rows of a list that are to be kept, in the order that the organiser gave them."""
    rows = [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")] if formset else []
    return sorted(rows, key=lambda row: row.cleaned_data.get("ORDER") or 0)


def _tell(rows: list[Any], faults: Iterable[contradictions.Fault]) -> bool:
    found = list(faults)
    for fault in found:
        rows[fault.place].add_error(fault.field, fault.text)
    return bool(found)


def _fee(row: dict[str, Any]) -> WrittenFee:
    return WrittenFee(row.get("kind") or "", row.get("label") or "", row.get("early_until"))


def _step(row: dict[str, Any]) -> Step:
    return Step(row["days_before"], row["percent"])
