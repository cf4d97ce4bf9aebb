"""What a place costs, for whom and until when. Pure functions on plain values; docs/rules/fees.md says why."""

from kunskapsdag.fees.rules.words import price_in_words

__all__ = ["price_in_words"]
