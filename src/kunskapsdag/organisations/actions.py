"""Filling the register of organisations with those that every house needs."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction

from kunskapsdag.municipalities import rules as places
from kunskapsdag.municipalities.actions import Change
from kunskapsdag.municipalities.register import register
from kunskapsdag.organisations import queries, rules
from kunskapsdag.organisations.enums import Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """One organisation that the register calls for."""

    name: str
    kind: str
    municipality_id: str | None
    county_id: str
    search_key: str

    @property
    def place(self) -> tuple[str, str | None, str]:
        """Return what tells it apart from the others whatever it is called."""
        return self.kind, self.municipality_id, self.county_id


@transaction.atomic
def load_organisations(*, model: Any, restore_names: bool = False) -> list[Change]:
    """Add municipalities, regions and county boards that are missing, and mend links and search keys.

    A name that somebody has changed is kept and told about, unless ``restore_names``.
    Loading twice changes nothing. The model is given by the caller, since a migration has its own.
    """
    rows = list(model.objects.all().order_by("pk"))
    by_name = {row.name: row for row in rows}
    by_place = {(row.kind, row.municipality_id, row.county_id): row for row in reversed(rows)}
    changes, new = [], []
    for wanted in _wanted():
        row = by_name.get(wanted.name) or by_place.get(wanted.place)
        if row is None:
            new.append(wanted)
        else:
            changes += _mended(model, row, wanted, restore_names=restore_names)
    model.objects.bulk_create([model(**_fields(wanted)) for wanted in new])
    cache.delete_many([queries.NAMES_KEY, queries.OPTIONS_KEY])
    return [Change("added", wanted.name) for wanted in new] + changes


def _mended(model: Any, row: Any, wanted: Wanted, *, restore_names: bool) -> list[Change]:
    """Correct one row; tell what was done, and what was left as somebody wanted it."""
    if row.kind != wanted.kind:
        return [Change("kept", row.name, f"has another kind: {row.kind}")]
    fields = _fields(wanted)
    changes = []
    if row.name != wanted.name and not restore_names:
        changes.append(Change("kept", row.name, f"the register says {wanted.name}"))
        del fields["name"]
        fields["search_key"] = rules.search_key(row.name, [wanted.name, *_other_names(wanted)])
    differing = {field: value for field, value in fields.items() if getattr(row, field) != value}
    if differing:
        was = ", ".join(f"{field}: {getattr(row, field)} → {value}" for field, value in differing.items())
        model.objects.filter(pk=row.pk).update(**differing)
        changes.append(Change("changed", wanted.name, was))
    return changes


def _fields(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "kind": wanted.kind,
        "municipality_id": wanted.municipality_id,
        "county_id": wanted.county_id,
        "search_key": wanted.search_key,
    }


def _wanted() -> list[Wanted]:
    """Return every organisation of the register: municipalities, then regions, then county boards."""
    content = register()
    made = [
        _one(places.municipality_organisation(entry.name), Kind.MUNICIPALITY, entry.county, entry.code)
        for entry in content.municipalities
    ]
    for code, name in content.counties.items():
        if code != places.GOTLAND:  # Gotland's municipality is its region
            made.append(_one(places.REGION_NAMES[code], Kind.REGION, code))
        made.append(_one(places.county_board(name), Kind.COUNTY_BOARD, code))
    return made


def _one(name: str, kind: Kind, county: str, municipality: str | None = None) -> Wanted:
    bare = Wanted(name, kind.value, municipality, county, "")
    return Wanted(name, kind.value, municipality, county, rules.search_key(name, _other_names(bare)))


def _other_names(wanted: Wanted) -> list[str]:
    content = register()
    names = {entry.code: entry.name for entry in content.municipalities}
    municipality = names[wanted.municipality_id] if wanted.municipality_id else ""
    return rules.other_names(wanted.kind, rules.Seat(municipality, wanted.county_id, content.counties[wanted.county_id]))
