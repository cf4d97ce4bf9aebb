"""What a buyer's reference looks like, as her finance department writes it."""

import re

LONGEST = 100
# Region Sörmland's: nine digits, or FM and four characters. Alternatives are parted by a slash.
ALTERNATIVES = "/"
MEANS = {"0": "[0-9]", "A": "[A-ZÅÄÖ]", "*": ".*"}


def is_pattern(pattern: str) -> bool:
    """Return whether this can be a pattern: something between the slashes, and not only what stands for anything."""
    parts = pattern.split(ALTERNATIVES)
    return len(pattern) <= LONGEST and all(part.strip() and part.strip("* ") for part in parts)


def fits(pattern: str, reference: str) -> bool:
    """Return whether a reference looks as the buyer says hers do; everything fits where she has said nothing."""
    if not pattern:
        return True
    return any(re.fullmatch(_regex(part.strip()), reference) for part in pattern.split(ALTERNATIVES))


def example(pattern: str) -> str:
    """Return what one may look like: "843008440", "FM1234"."""
    digits = iter("843008440271" * 10)
    first = pattern.partition(ALTERNATIVES)[0].strip()
    return "".join(next(digits) if sign == "0" else {"A": "K", "*": "…"}.get(sign, sign) for sign in first)


def _regex(part: str) -> str:
    # One run of anything is enough: two in a row could be tried in very many ways.
    return "".join(MEANS.get(sign, re.escape(sign)) for sign in re.sub(r"\*+", "*", part))
