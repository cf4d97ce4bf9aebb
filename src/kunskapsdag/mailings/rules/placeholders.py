"""The words in braces that a text may have: which there are, which are misspelt, and what they become."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from kunskapsdag.core.text import folded

NAME, DAY, WHEN, PLACE, NUMBER = "namn", "dag", "när", "plats", "nummer"
ORGANISATION, FEE, LINK, CONTACT, ORGANISER = "organisation", "avgift", "länk", "kontakt", "arrangör"
DATE = "datum"
POSITION, ANSWER_BY, REASON, CHANGES = "köplats", "svara senast", "skäl", "ändringar"
FOR_YOU, DECISION = "för dig", "besked senast"
LEAD, INVITED_BY = "inledning", "inbjuden av"
EVERYWHERE = (NAME, DAY, DATE, WHEN, PLACE, NUMBER, ORGANISATION, FEE, LINK, CONTACT, ORGANISER)
OF_SOME = (POSITION, ANSWER_BY, REASON, CHANGES, FOR_YOU, DECISION, LEAD, INVITED_BY)

BRACED = re.compile(r"\{([^{}\n]{0,60})\}")
PARAGRAPHS = re.compile(r"\n\s*\n")


def faults(text: str, allowed: Sequence[str]) -> list[str]:
    """Return what is wrong with the braces of a text, as sentences: misspelt, of no use here, left open."""
    found = []
    for name in dict.fromkeys(BRACED.findall(text)):
        if name in allowed:
            continue
        # One that exists, but not for this letter, is no slip of the hand.
        near = "" if name in OF_SOME else nearest(name, allowed)
        if near:
            found.append(_("There is no {%(name)s}. Did you mean {%(near)s}?") % {"name": name, "near": near})
        else:
            listed = ", ".join(f"{{{one}}}" for one in allowed)
            found.append(_("{%(name)s} cannot be used here. These can: %(listed)s.") % {"name": name, "listed": listed})
    if set(BRACED.sub("", text)) & set("{}"):
        found.append(_("A brace stands alone. A word to be filled in has one on each side, as in {%(name)s}.") % {"name": NAME})
    return found


def nearest(name: str, allowed: Iterable[str]) -> str:
    """Return the word that was probably meant, empty where none is like it: {Länk}, {lank} and {svar senast} are told."""
    by_shape = {folded(one): one for one in allowed}
    close = difflib.get_close_matches(folded(name), by_shape, n=1, cutoff=0.6)
    return by_shape[close[0]] if close else ""


def used(text: str) -> set[str]:
    """Return the words in braces that a text has."""
    return set(BRACED.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with each word in braces replaced; one that has no value here is left out."""
    return BRACED.sub(lambda found: values.get(found[1], ""), text)


def paragraphs(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the filled paragraphs; one whose word has nothing to say is left out: "Skäl: {skäl}" without a reason.

    A word may stand for several paragraphs, and makes several.
    """
    found = (filled(part, values) for part in split(text) if all(values.get(name) for name in used(part)))
    return [piece for part in found for piece in split(part)]


def split(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [part.strip() for part in PARAGRAPHS.split(text.replace("\r\n", "\n")) if part.strip()]
