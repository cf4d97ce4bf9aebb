"""Invented people from real municipalities and regions. Addresses end in .example, which can never get mail (RFC 2606)."""

from kunskapsdag.core.text import folded
from kunskapsdag.demo.plans import Participant
from kunskapsdag.registrations.enums import Category

FIRST = (  # noqa: SIM905  (can be read; sixty quoted literals cannot)
    "Agneta Ali Alva Anders Annika Astrid Axel Barbro Bengt Birgitta Carina Cecilia Daniel Edvin Elisabeth Ellinor "
    "Erika Fatima Fredrik Gabriel Gun Gustav Hanna Helena Henrik Hugo Inger Ingrid Jamal Jennie Johanna Kjell Klara "
    "Kristoffer Lars-Åke Leila Lennart Linnea Magnus Malin Margareta Markus Mikaela Mohamed Monica Nils Olle Patrik "
    "Pia Rebecka Rolf Samira Sofia Stefan Susanne Tova Ulla-Britt Viktor Yvonne Åsa Örjan"
).split()
LAST = (  # noqa: SIM905  (can be read; sixty quoted literals cannot)
    "Abrahamsdotter Almqvist Backlund Bergwall Bjurström Borgefors Boström Cederholm Dahlbäck Ekbom Elfström Engdahl "
    "Fagerlind Falkenö Forsling Frisell Granath Grönvik Hagelin Hallencreutz Hedström Hjorth Holmquist Ingesson "
    "Jarlhed Kallmér Kihlgren Klingvall Lagerås Lidén Lilliesköld Lindeblad Ljungdahl Lövheim Malmros Mörk Nordenfalk "
    "Norlin Odén Palmgren Qvarnlöf Rapp Ringborg Rosvall Rydelius Sahlberg Sandell Selander Sjöholm Skogstierna "
    "Stålnacke Sundelin Svahn Tideström Tornberg Uddén Vallgårda Wahlroos Westerdahl Åkerhielm Öhrling"
).split()
MUNICIPALITIES = (  # noqa: SIM905  (can be read; sixty quoted literals cannot)
    "Falköping Torsby Piteå Lekeberg Luleå Karlskoga Mora Hudiksvall Umeå Växjö Gislaved Katrineholm Sala Kramfors "
    "Arvidsjaur Sunne Skövde Lidköping Hässleholm Karlshamn Östersund Krokom Ånge Strängnäs Enköping Tierp Motala "
    "Mjölby Kinda Vetlanda Oskarshamn Gotland Halmstad Falkenberg Trollhättan Mark Lerum Filipstad Askersund "
    "Degerfors Kumla Köping Falun Ludvika Bollnäs Härnösand Sollefteå Lycksele Skellefteå Boden Kalix Pajala Haninge "
    "Nacka Sigtuna"
).split()
REGIONS = (
    "Region Norrbotten",
    "Region Örebro län",
    "Region Värmland",
    "Västra Götalandsregionen",
    "Region Dalarna",
    "Region Skåne",
)

ELECTED = (
    "kommunstyrelsens ordförande",
    "kommunalråd",
    "ledamot i kommunstyrelsen",
    "ordförande i samhällsbyggnadsnämnden",
    "oppositionsråd",
)
OFFICIALS = (
    "kommundirektör",
    "näringslivschef",
    "utvecklingsstrateg",
    "samhällsplanerare",
    "kanslichef",
    "ekonomichef",
    "hållbarhetsstrateg",
)
REGION_ELECTED = ("ordförande i regionala utvecklingsnämnden", "ledamot i regionstyrelsen")
REGION_OFFICIALS = ("regional utvecklingsdirektör", "strateg för regional utveckling", "samhällsanalytiker")
# Every tenth comes from a region, every eleventh from somewhere that isn't in the register.
OUTSIDE = (
    ("Länsstyrelsen i Norrbottens län", "utvecklingsledare"),
    ("Samordningsförbundet Två Åar", "förbundschef"),
    ("Linköpings universitet", "doktorand"),
    ("Handelsföreningen i Mellanbygden", "ordförande"),
)
FOOD = {
    3: "Vegetarisk kost",
    9: "Glutenfri kost",
    14: "Vegansk kost, ingen soja",
    22: "Nötallergi",
    31: "Laktosfri kost",
    37: "Vegetarisk kost",
}
ACCESS = {9: "Behöver sitta nära talaren, hör med hörslinga", 27: "Rullstol, behöver plats vid kortsidan av ett bord"}


def participants(count: int, *, shift: int) -> list[Participant]:
    """Return ``count`` invented people; another ``shift`` gives other people from other places."""
    return [_participant(index, shift) for index in range(count)]


def _participant(index: int, shift: int) -> Participant:
    number = index + shift
    name = f"{FIRST[number * 7 % len(FIRST)]} {LAST[(number * 11 + number // len(LAST)) % len(LAST)]}"
    organisation, role, category = _work(index, number)
    return Participant(
        name=name,
        organisation=organisation,
        role=role,
        category=category,
        email=_address(name, organisation),
        food=FOOD.get(index, ""),
        access=ACCESS.get(index, ""),
        invoice_reference=f"{4100 + number * 37 % 900}" if index % 3 else "",
        on_participant_list=index % 2 == 0,
    )


def _work(index: int, number: int) -> tuple[str, str, Category]:
    """Return the organisation (a municipality by its short name), the role, and elected or official."""
    is_elected = number * 5 % 9 < 4  # noqa: PLR2004  (four of nine)
    if index % 11 == 10:  # noqa: PLR2004  (one in eleven)
        organisation, role = OUTSIDE[number % len(OUTSIDE)]
        return organisation, role, Category.OTHER
    if index % 10 == 7:  # noqa: PLR2004  (one in ten)
        return (
            REGIONS[number % len(REGIONS)],
            _one_of(REGION_ELECTED, REGION_OFFICIALS, is_elected, number),
            _category(is_elected),
        )
    municipality = MUNICIPALITIES[number * 3 % len(MUNICIPALITIES)]
    return municipality, _one_of(ELECTED, OFFICIALS, is_elected, number), _category(is_elected)


def _one_of(elected: tuple[str, ...], officials: tuple[str, ...], is_elected: bool, number: int) -> str:
    roles = elected if is_elected else officials
    return roles[number % len(roles)]


def _category(is_elected: bool) -> Category:
    return Category.ELECTED if is_elected else Category.OFFICIAL


def _address(name: str, organisation: str) -> str:
    def plain(words: str) -> str:
        letters = folded(words).replace(" ", ".")
        return "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter in ".-"))

    return f"{plain(name)}@{plain(organisation).replace('.', '-')}.example"
