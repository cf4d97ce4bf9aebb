"""A document as what JSON can hold, and back: the frozen copy that is kept for seven years."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from kunskapsdag.invoicing.rules.documents import FORM, Document, Line, Party, Payment, Reason, TaxSum


class UnknownForm(ValueError):
    """The copy was frozen by a later version of the house."""


def freeze(document: Document) -> dict[str, Any]:
    """Return the document in texts, numbers and lists; amounts are texts, so that no öre is lost on the way."""
    plain: dict[str, Any] = _plain(dataclasses.asdict(document))
    return {"form": FORM, **plain}


def thaw(frozen: dict[str, Any]) -> Document:
    """Return the document of a frozen copy.

    :raises UnknownForm: it was frozen in a form that this version does not know.
    """
    values = dict(frozen)
    if values.pop("form", None) != FORM:
        raise UnknownForm(frozen.get("form"))
    return Document(
        **values
        | {name: _date(values.get(name)) for name in ("issued_on", "due_on", "held_from", "held_to", "credits_of")}
        | {
            "seller": Party(**values["seller"]),
            "buyer": Party(**values["buyer"]),
            "payment": Payment(**values["payment"]),
            "taxes": tuple(
                TaxSum(tax["category"], tax["rate"], Decimal(tax["net"]), Decimal(tax["vat"])) for tax in values["taxes"]
            ),
            "reasons": {key: Reason(**reason) for key, reason in values["reasons"].items()},
            "lines": tuple(
                Line(**line | {"quantity": Decimal(line["quantity"]), "price": Decimal(line["price"])})
                for line in values["lines"]
            ),
        }
    )


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
