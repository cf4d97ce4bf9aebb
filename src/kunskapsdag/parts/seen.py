"""What a form has shown of the parts' prices: signed words that travel with it, so that the price seen is the price paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.signing import BadSignature, Signer

from kunskapsdag.parts.models import Part

LONGEST = 4000
signer = Signer(salt="kunskapsdag.parts.price")


@dataclass(frozen=True, slots=True)
class Seen:
    """The parts' own prices with VAT, or their per cent of the day's, by their keys."""

    figures: Mapping[int, tuple[str, Decimal]]

    def is_below(self, part: Part) -> bool:
        """Return whether the part is dearer than what was shown, or was not shown at all."""
        kind, figure = _figure(part)
        was = self.figures.get(part.pk)
        return was is None or was[0] != kind or figure > was[1]


def mark(parts: Iterable[Part]) -> str:
    """Return the signed words of a form that tell which prices it showed."""
    shown = {str(part.pk): [kind, str(figure)] for part in parts for kind, figure in [_figure(part)]}
    return signer.sign_object(shown, compress=True)


def read(signed: str) -> Seen | None:
    """Return what the signed words tell; None where there are none. What cannot be read has shown nothing."""
    if not signed:
        return None
    try:
        told = signer.unsign_object(signed[:LONGEST])
        return Seen({int(key): (str(kind), Decimal(figure)) for key, (kind, figure) in told.items()})
    except (BadSignature, ValueError, AttributeError, TypeError, InvalidOperation):
        return Seen({})


def _figure(part: Part) -> tuple[str, Decimal]:
    return ("own", part.price.gross) if part.percent is None else ("percent", Decimal(part.percent))
