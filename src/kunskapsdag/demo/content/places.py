"""Themes, venues, organisations and staff of the demo."""

from typing import Any

from kunskapsdag.accounts.enums import Role
from kunskapsdag.organisations.enums import Kind

THEMES = {
    "Regional samverkan": "regional-samverkan",
    "Tillväxt i hela landet": "tillvaxt",
    "Kompetensförsörjning": "kompetensforsorjning",
    "Digitalisering": "digitalisering",
    "Demokrati och styrning": "demokrati",
    "EU och regionerna": "eu",
}

# Only what is known of the real house; the others are invented.
VENUES: tuple[dict[str, Any], ...] = (
    {"name": "Saturnus Konferens", "street": "Hornsgatan 15", "town": "Stockholm", "municipality": "Stockholm"},
    {
        "name": "Ljusgården",
        "street": "Tingsgränd 2",
        "town": "Stockholm",
        "municipality": "Stockholm",
        "directions": "Fem minuters promenad från Centralstationen. Ingången ligger mot gården, följ skyltarna.",
        "access": "Entrén är i markplan och dörren har automatisk öppning. Hiss till alla plan. Hörslinga i Stora salen. "
        "Tillgänglig toalett på plan 1 och 2. Ledarhund är välkommen. Det finns ett rum för vila: fråga i receptionen.",
    },
    {
        "name": "Kvarnloftet",
        "street": "Kvarngatan 9",
        "town": "Örebro",
        "municipality": "Örebro",
        "directions": "Tio minuters promenad från Örebro centralstation, längs ån.",
        "access": "Ramp till entrén och hiss till loftet. Bärbar hörslinga finns att låna. Tillgänglig toalett på loftet.",
    },
    {
        "name": "Bygdens hus",
        "street": "Storgatan 1",
        "town": "Ånge",
        "municipality": "Ånge",
        "directions": "Mitt emot järnvägsstationen.",
        "access": "Allt ligger i markplan. Ingen hörslinga. Tillgänglig toalett finns.",
    },
    {
        "name": "Strandverket",
        "street": "Hamnplan 4",
        "town": "Luleå",
        "municipality": "Luleå",
        "directions": "Tolv minuters promenad från resecentrum, eller buss till hållplatsen Hamnplan.",
        "access": "Entré i markplan, hiss, hörslinga i båda salarna. Bussen på studieresan har lyft för rullstol.",
    },
)

# Organisations that the register of municipalities and regions doesn't hold.
ORGANISATIONS: dict[str, tuple[Kind, str]] = {
    "Kansliet för kunskapsdagar": (Kind.ASSOCIATION, "Stockholm"),
    "Arena för Tillväxt": (Kind.ASSOCIATION, "Stockholm"),
    "Linköpings universitet": (Kind.UNIVERSITY, "Linköping"),
}

# Login, first name, last name, group.
STAFF: tuple[tuple[str, str, str, Role | None], ...] = (
    ("admin", "Admin", "i demon", None),
    ("redaktor", "Rut", "Redaktör", Role.EDITOR),
    ("arrangor", "Arvid", "Arrangör", Role.ORGANISER),
    ("ekonomi", "Elin", "Ekonom", Role.FINANCE),
    ("dorr", "David", "Dörrvakt", Role.DOOR),
)
PASSWORD = "kunskapsdag-demo"  # noqa: S105  (known on purpose; actions.load_demo refuses where DEMO isn't set)
