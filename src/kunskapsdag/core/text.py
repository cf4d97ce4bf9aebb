"""Text that people paste: what is kept of it, and what never gets in."""

import re
import unicodedata

# Direction marks and invisible joiners can make a list show another name than the one that is stored.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
# What a database surely can hold in a whole number.
MOST_DIGITS = 18
SPACES = re.compile(r"\s+")
WEB_ADDRESS = re.compile(
    r"://|www\.|@|\w{3,}\.(?:com|net|org|info|biz|se|nu|eu|io|co|me|ru|cn|de|uk|no|dk|fi|xyz|top|site|online|shop|link|click|app)\b",
    re.IGNORECASE,
)
# All but the line break and the tab.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Where mail programs begin to see an address of the web: "evil.se", "https://".
IN_ADDRESSES = re.compile(r"(?<=\w)\.(?=\w{2})|(?<=:)(?=//)")


def one_line(value: str) -> str:
    """Return the text in NFC on one line, without control characters, invisible marks or outer spaces."""
    value = unicodedata.normalize("NFC", value).translate(INVISIBLE)
    value = SPACES.sub(" ", value)
    return "".join(char for char in value if unicodedata.category(char) != "Cc").strip()


def several_lines(value: str) -> str:
    """Return the text in NFC with its line breaks, without other control characters or invisible marks."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(one_line(line) for line in value.split("\n")).strip()


def has_web_address(value: str) -> bool:
    """Return whether there is an address in what should be a name: names stand in mails, whose readers' programs make links."""
    return bool(WEB_ADDRESS.search(value))


def unlinked(value: str) -> str:
    """Return what somebody is called so that no mail program makes a link of it: "evil.se" becomes "evil. se".

    Such words reach others than the one who wrote them, in mails that carry our name.
    """
    return IN_ADDRESSES.sub(lambda found: f"{found[0]} ", one_line(value))


def printable(value: str) -> str:
    """Return text of several lines as it is, without control characters and invisible marks that could hide or turn it."""
    return CONTROLS.sub("", value.translate(INVISIBLE))


def folded(value: str) -> str:
    """Return a form for comparing and searching: "Järåsen" and "jarasen" fold alike."""
    decomposed = unicodedata.normalize("NFKD", one_line(value).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def is_number(value: str) -> bool:
    """Return whether this is a whole number from 0 that both ``int()`` and the database take; "²" is only a digit."""
    return value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
