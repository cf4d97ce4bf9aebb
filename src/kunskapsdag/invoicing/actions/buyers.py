"""Who pays, from what the register of organisations knows."""

import re
from collections.abc import Iterable

from kunskapsdag.invoicing import queries
from kunskapsdag.invoicing.models import Buyer
from kunskapsdag.invoicing.rules import numbers
from kunskapsdag.invoicing.rules.proposals import name_key
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation

OF_THE_STATE = frozenset({Kind.COUNTY_BOARD, Kind.AGENCY, Kind.UNIVERSITY})
POSTCODE_AND_TOWN = re.compile(r"(?:SE[- ])?([0-9]{3} ?[0-9]{2})\s+(.+)")


def buyers_for(wanted: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], Buyer]:
    """Return a buyer for each organisation or name; those that are not known are written, from the register."""
    keys = list(dict.fromkeys(wanted))
    known = queries.buyers_of(keys)
    missing = [key for key in keys if key not in known]
    organisations = Organisation.objects.in_bulk([organisation for organisation, _name in missing if organisation is not None])
    by_name: dict[str, Buyer] = {}
    for organisation, name in missing:
        if organisation is not None:
            known[organisation, name] = _kept(_from_register(organisations[organisation]))
        else:
            key = name_key(name)
            by_name[key] = by_name.get(key) or _kept(Buyer(name=name))
            known[organisation, name] = by_name[key]
    return known


def _kept(buyer: Buyer) -> Buyer:
    buyer.save()
    return buyer


def _from_register(organisation: Organisation) -> Buyer:
    number = organisation.organisation_number or ""
    *streets, last = [line.strip() for line in organisation.invoice_address.splitlines() if line.strip()] or [""]
    place = POSTCODE_AND_TOWN.fullmatch(last)
    if place is None:
        streets, place = [*streets, last], None
    return Buyer(
        organisation=organisation,
        name=organisation.name,
        organisation_number=number,
        # Every public body must be in Peppol under some address, most under their organisation number.
        peppol_id=organisation.peppol_id or (f"0007:{numbers.only_digits(number)}" if number else ""),
        email=organisation.invoice_email,
        is_state=organisation.kind in OF_THE_STATE,
        street=(streets[0] if streets else "")[:120],
        street_more=", ".join(streets[1:])[:120],
        postcode=place[1] if place else "",
        city=place[2][:80] if place else "",
    )
