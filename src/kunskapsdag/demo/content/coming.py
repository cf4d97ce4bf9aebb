"""The coming day on the real day's theme: invented people, an invented house, and a programme that could be held."""

import datetime as dt
from decimal import Decimal

from kunskapsdag.demo.plans import Day, Item, Picture, Piece, Took
from kunskapsdag.events.enums import Attendance
from kunskapsdag.parts.enums import PartKind
from kunskapsdag.programme.models import ItemKind

OFFICE = "Kansliet för kunskapsdagar"
CONTACT = ("Sara Lindhagen", "anmalan@kunskapsdagar.example", "08-465 004 12")

STEPS = ((28, 0), (14, 50))
TERMS = "Du kan alltid skicka någon annan i ditt ställe utan kostnad. Det gör du själv på sidan Min anmälan."

SPEAKERS = (
    Took("Karin Ekvall", "kommunstyrelsens ordförande", "kommun i Bergslagen"),
    Took("Jonas Stenmark", "regional utvecklingsdirektör", "region i Norrland"),
    Took("Amina Rashidi", "docent i statsvetenskap", "universitet"),
    Took("Per-Erik Nylund", "kommundirektör", "kommun i Västsverige"),
    Took("Lovisa Brandt", "ordförande i regionala utvecklingsnämnden", "region i Mellansverige"),
    Took("Mats Hedenius", "näringslivschef", "tre kommuner i samverkan"),
    Took("Sara Lindhagen", "programansvarig", OFFICE, is_moderator=True),
)

_ABOUT = """
<p>Många kommuner är för små för att klara allt själva, och många regioner är för stora för att se varje ort. Mellan dem finns
samverkan: gemensamma nämnder, kommunalförbund, avtal och nätverk. En del håller i åratal. Annat rinner ut i sanden.</p>
<p>Under dagen går vi igenom vad som skiljer dem åt. Du möter kommuner och regioner som har lyckats och sådana som har fått göra
om, och du arbetar vid bord med andra som har samma uppgift som du.</p>
<h2>Det tar du med dig hem</h2>
<ul><li>En checklista för avtal om samverkan, prövad av fem kommuner.</li>
<li>Tre sätt att fördela kostnader, med för- och nackdelar.</li>
<li>Namn på minst fem personer i andra kommuner att ringa till.</li></ul>
"""

_QUESTIONS = [
    "Vilka uppgifter löser kommuner bättre tillsammans, och vilka bör de behålla själva?",
    "Hur märker invånarna vem som bestämmer när flera kommuner beslutar ihop?",
    "Vad behöver en region göra för att kommunerna ska känna igen sig i den regionala strategin?",
    "Hur avslutar man en samverkan som inte fungerar?",
]

_PLENARY, _ROOMS = "Stora salen, plan 2", "Stora salen och grupprummen, plan 2 och 3"

PROGRAMME = (
    Item(dt.time(9, 15), dt.time(10), "Ankomst, kaffe och smörgås", ItemKind.MEAL, room="Foajén, plan 1"),
    Item(
        dt.time(10), dt.time(10, 15), "Välkommen", ItemKind.OTHER,
        "Dagens frågor, och vilka vi är: en snabb omröstning i salen.", _PLENARY, ("Sara Lindhagen",),
    ),
    Item(
        dt.time(10, 15), dt.time(10, 50), "Vad forskningen vet om samverkan mellan kommuner", ItemKind.TALK,
        "När sparar den pengar, när höjer den kvaliteten och när gör den ingetdera?", _PLENARY, ("Amina Rashidi",),
    ),
    Item(
        dt.time(10, 50), dt.time(11, 30), "Tre kommuner, en näringslivsenhet", ItemKind.TALK,
        "Om ett avtal på fyra sidor, om kostnaderna och om varför det första försöket misslyckades.", _PLENARY,
        ("Mats Hedenius", "Per-Erik Nylund"),
    ),
    Item(dt.time(11, 30), dt.time(11, 45), "Bensträckare", ItemKind.BREAK),
    Item(
        dt.time(11, 45), dt.time(12, 30), "Region och kommun: vem gör vad?", ItemKind.CONVERSATION,
        "Ett samtal om det regionala utvecklingsansvaret, sett från båda håll. Frågor från salen.", _PLENARY,
        ("Karin Ekvall", "Jonas Stenmark", "Lovisa Brandt", "Sara Lindhagen"),
    ),
    Item(dt.time(12, 30), dt.time(13, 30), "Lunch", ItemKind.MEAL, room="Restaurangen, plan 1"),
    Item(
        dt.time(13, 30), dt.time(14, 5), "Erfarenhetsutbyte vid bord", ItemKind.GROUP_WORK,
        "En runda i grupper om åtta. Grupperna blandas så att förtroendevalda och tjänstepersoner från olika län möts.",
        _ROOMS,
    ),
    Item(
        dt.time(14, 10), dt.time(14, 45), "Två seminarier att välja mellan", ItemKind.TALK,
        "Avtal som håller, eller Vem betalar? Du väljer när du anmäler dig.", "Grupprummen Norr och Syd, plan 3",
    ),
    Item(dt.time(14, 45), dt.time(15, 5), "Kaffe", ItemKind.BREAK, room="Foajén, plan 1"),
    Item(
        dt.time(15, 5), dt.time(15, 40), "Tillbaka i salen: det här tar vi med oss", ItemKind.CONVERSATION,
        "Varje bord lämnar ett råd. Panelen väljer vad den själv skulle göra på måndag.", _PLENARY,
        ("Karin Ekvall", "Lovisa Brandt"),
    ),
    Item(dt.time(15, 40), dt.time(16), "Avslutning", ItemKind.OTHER, room=_PLENARY, persons=("Sara Lindhagen",)),
)  # fmt: skip

_SEMINARS = "Seminarium kl. 14.10"

PARTS = (
    Piece(
        title="Lunch",
        kind=PartKind.LUNCH,
        starts=dt.time(12, 30),
        ends=dt.time(13, 30),
        place="Restaurangen, plan 1",
        is_preselected=True,
    ),
    Piece(
        title="Avtal som håller",
        kind=PartKind.SEMINAR,
        starts=dt.time(14, 10),
        ends=dt.time(14, 45),
        text="Vi går igenom ett avtal om samverkan rad för rad. Ta gärna med ert eget. Sänds också på distans.",
        place="Grupprummet Norr, plan 3",
        capacity=40,
        one_of=_SEMINARS,
        only_on_site=False,
    ),
    Piece(
        title="Vem betalar?",
        kind=PartKind.SEMINAR,
        starts=dt.time(14, 10),
        ends=dt.time(14, 45),
        text="Fyra sätt att fördela kostnader, med siffror från fem kommuner.",
        place="Grupprummet Syd, plan 3",
        capacity=24,
        one_of=_SEMINARS,
    ),
    Piece(
        title="Studiebesök på den gemensamma växeln",
        kind=PartKind.VISIT,
        starts=dt.time(16, 20),
        ends=dt.time(17, 20),
        text="Tre kommuner svarar i samma telefon. Buss från entrén, tillbaka vid stationen.",
        place="Samling vid entrén",
        capacity=12,
        price=Decimal(80),
        last_days_before=7,
    ),
    Piece(
        title="Middag",
        kind=PartKind.DINNER,
        starts=dt.time(18),
        ends=dt.time(21),
        text="Två rätter vid långbord, utan tal.",
        place="Matsalen, plan 2",
        capacity=40,
        price=Decimal(420),
        vat_rate=12,
        last_days_before=10,
    ),
)

OPEN_DAY = Day(
    slug="samverkan-som-haller",
    title="Samverkan som håller: starkare kommuner i starkare regioner",
    lead="Hur delar kommuner och regioner på ansvaret så att båda blir starkare? En dag för dig som styr eller leder, "
    "med exempel, forskning och samtal vid bord.",
    theme="Regional samverkan",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=42,
    starts=dt.time(10),
    ends=dt.time(16),
    doors=dt.time(9, 15),
    venue="Ljusgården",
    target_group="Ledande förtroendevalda och tjänstepersoner i kommuner och regioner",
    attendance=Attendance.BOTH,
    online_url="https://mote.kunskapsdagar.example/samverkan",
    capacity=80,
    online_capacity=200,
    opened_days_ago=33,
    closes_days_before=8,
    # 750 kr without VAT, 25 % on a conference on site: the same reading as for the real day.
    price=Decimal(750),
    cancellation_text=TERMS,
    steps=STEPS,
    picture=Picture("together", "Karta över mellersta Sverige, där ljusa bågar från många kommuner möts i en gul punkt."),
    body=[("text", _ABOUT), ("questions", {"heading": "Frågor vi ställer", "questions": _QUESTIONS})],
    programme=PROGRAMME,
    speakers=SPEAKERS,
    parts=PARTS,
)
