"""Putting the register's files into the database."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from kunskapsdag.municipalities import rules
from kunskapsdag.municipalities.register import Register, register


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that loading did, or kept from doing: ``what`` is "added", "changed" or "kept"."""

    what: str
    name: str
    detail: str = ""


@transaction.atomic
def load_register(*, county_model: Any, region_model: Any, municipality_model: Any) -> list[Change]:
    """Add what is missing, correct what differs, and tell about rows that the register does not hold.

    The models are given by the caller, since a migration has its own. Loading twice changes nothing.
    Nothing is removed.
    """
    content = register()
    return [
        *_load(county_model, _counties(content)),
        *_load(region_model, {code: {"name": name} for code, name in content.functional_regions.items()}),
        *_load(municipality_model, _municipalities(content)),
    ]


def _counties(content: Register) -> dict[str, dict[str, Any]]:
    return {code: {"name": name, "region_name": rules.REGION_NAMES[code]} for code, name in content.counties.items()}


def _municipalities(content: Register) -> dict[str, dict[str, Any]]:
    return {
        entry.code: {
            "name": entry.name,
            "county_id": entry.county,
            "functional_region_id": entry.functional_region,
        }
        for entry in content.municipalities
    }


def _load(model: Any, wanted: dict[str, dict[str, Any]]) -> list[Change]:
    """Make one table hold the wanted rows, keyed by code."""
    existing: dict[str, Any] = {row.pk: row for row in model.objects.all()}
    new = {code: fields for code, fields in wanted.items() if code not in existing}
    model.objects.bulk_create([model(code=code, **fields) for code, fields in new.items()])
    changes = [Change("added", fields["name"]) for fields in new.values()]
    for code, fields in wanted.items():
        row = existing.get(code)
        differing = {field: value for field, value in fields.items() if row and getattr(row, field) != value}
        if row and differing:
            was = ", ".join(f"{field}: {getattr(row, field)} → {value}" for field, value in differing.items())
            model.objects.filter(pk=code).update(**differing)
            changes.append(Change("changed", fields["name"], was))
    changes += [Change("kept", str(existing[code].name), "not in the register") for code in existing.keys() - wanted.keys()]
    return changes
