"""What screens ask of the register."""

from collections.abc import Iterable

from kunskapsdag.municipalities import rules
from kunskapsdag.municipalities.models import Municipality
from kunskapsdag.municipalities.register import register


def reach(codes: Iterable[str]) -> rules.Reach:
    """Return how many municipalities, functional regions and counties the codes lie in; one query."""
    lying_in = Municipality.objects.filter(code__in=set(codes)).order_by()
    return rules.reach(lying_in.values_list("code", "functional_region_id", "county_id"))


def named(written: str) -> Municipality | None:
    """Return the municipality that somebody wrote: "Falköping", "falkoping kommun"; else nothing.

    Accents decide between two that differ by nothing else (Habo and Håbo).
    """
    code = rules.code_of(written, {entry.code: entry.name for entry in register().municipalities})
    return Municipality.objects.select_related("county").filter(code=code).first() if code else None
