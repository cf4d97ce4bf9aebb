"""The other days of the demo, one for each state that a day can be in."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from kunskapsdag.demo.content.coming import CONTACT, OFFICE, STEPS, TERMS
from kunskapsdag.demo.plans import Day, Item, Picture, Piece, SeriesPlan, Took
from kunskapsdag.events.enums import Attendance, Format, Status
from kunskapsdag.parts.enums import PartKind
from kunskapsdag.programme.models import ItemKind

_SMALL_ROOM = """
<p>Vi är högst 24, så att alla hinner tala. Du tar med en fråga från din egen kommun och går hem med tre förslag till svar.</p>
<p>Är dagen full kan du ställa dig på väntelistan. När en plats blir ledig får den som står först ett erbjudande.</p>
"""

FULL_DAY = Day(
    slug="kompetens-over-kommungransen",
    title="Kompetens över kommungränsen",
    lead="Var finns nästa socionom, ingenjör och undersköterska? En arbetsdag i liten grupp om att rekrytera "
    "och utbilda tillsammans.",
    theme="Kompetensförsörjning",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=57,
    starts=dt.time(9, 30),
    ends=dt.time(15, 30),
    doors=dt.time(9),
    format=Format.NETWORK,
    venue="Kvarnloftet",
    target_group="HR-chefer, skolchefer och ansvariga förtroendevalda",
    capacity=24,
    opened_days_ago=40,
    closes_days_before=6,
    price=Decimal(1200),
    no_show=500,
    cancellation_text=TERMS,
    steps=STEPS,
    picture=Picture("tables", "Sex runda bord sedda uppifrån, med fyra stolar var. En stol är ledig."),
    body=[
        ("text", _SMALL_ROOM),
    ],
    programme=(
        Item(dt.time(9), dt.time(9, 30), "Kaffe", ItemKind.MEAL, room="Loftet"),
        Item(
            dt.time(9, 30),
            dt.time(10, 30),
            "Fyra kommuner, en gemensam lärlingsutbildning",
            room="Loftet",
            persons=("Ebba Forsgren",),
        ),
        Item(dt.time(10, 30), dt.time(12), "Din fråga, runda ett", ItemKind.GROUP_WORK, room="Loftet"),
        Item(dt.time(12), dt.time(13), "Lunch", ItemKind.MEAL, room="Kvarnköket"),
        Item(dt.time(13), dt.time(14, 30), "Din fråga, runda två", ItemKind.GROUP_WORK, room="Loftet"),
        Item(dt.time(14, 30), dt.time(15, 30), "Förslagen på väggen", ItemKind.CONVERSATION, room="Loftet"),
    ),
    speakers=(
        Took("Ebba Forsgren", "gymnasiechef", "fyra kommuner i samverkan"),
        Took("Sara Lindhagen", "programansvarig", OFFICE, is_moderator=True),
    ),
)

SMALL_TOWNS = SeriesPlan(
    slug="sma-kommuner",
    title="Små kommuner, stora frågor",
    lead="Samma nätverksträff på tre orter. Kom till den som ligger närmast, eller till flera: deltagarna är olika varje gång.",
    text="<p>Vi är högst tjugo runt bordet. Anmäl dig till en eller flera träffar på en gång; varje träff har sina egna "
    "platser och sin egen sista dag.</p>",
)

_WHOLE_OR_HALF = "Hel eller halv dag"
_HALVES = (
    Piece(title="Hela dagen", kind=PartKind.WHOLE, starts=dt.time(10), ends=dt.time(15), one_of=_WHOLE_OR_HALF, percent=100),
    Piece(
        title="Bara förmiddagen",
        kind=PartKind.HALF,
        starts=dt.time(10),
        ends=dt.time(12),
        text="Ekonomi och beredskap. Lunchen ingår inte.",
        one_of=_WHOLE_OR_HALF,
        percent=60,
    ),
)

FEW_LEFT = Day(
    slug="sma-kommuner-stora-fragor",
    title="Små kommuner, stora frågor",
    lead="En nätverksträff för kommuner med färre än 10 000 invånare: ekonomi, beredskap och hur man orkar.",
    theme="Demokrati och styrning",
    series=SMALL_TOWNS.slug,
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=64,
    starts=dt.time(10),
    ends=dt.time(15),
    format=Format.NETWORK,
    venue="Bygdens hus",
    target_group="Kommunstyrelsens ordförande och kommundirektörer i små kommuner",
    capacity=20,
    opened_days_ago=19,
    closes_days_before=7,
    fees=(("municipality", 450), ("region", 450), ("agency", 650), ("company", 900), ("student", 0)),
    early=(350, 30),
    code=("GRANNKOMMUN", 20),
    parts=_HALVES,
    cancellation_text=TERMS,
    steps=STEPS,
    picture=Picture("forest", "Norrlands inland i mörkt grönt, med ett ljus i varje liten kommun."),
    body=[
        (
            "text",
            "<p>Ingen scen och inga föredrag. Vi sitter runt ett bord och går igenom det som deltagarna har skickat in.</p>",
        )
    ],
)

# The same meeting in two more towns.
IN_THE_SOUTH = replace(
    FEW_LEFT,
    slug="sma-kommuner-stora-fragor-orebro",
    days_ahead=78,
    venue="Kvarnloftet",
    attendance=Attendance.BOTH,
    online_url="https://mote.kunskapsdagar.example/orebro",
    capacity=24,
    opened_days_ago=10,
    picture=None,
)
IN_THE_NORTH = replace(
    FEW_LEFT, slug="sma-kommuner-stora-fragor-lulea", days_ahead=99, venue="Strandverket", opened_days_ago=-20, picture=None
)

ONLINE = Day(
    slug="rakna-pa-samverkan",
    title="Räkna på samverkan: vad kostar det, vad ger det?",
    lead="Två timmar på distans om hur man räknar innan man bestämmer sig. Du får kalkylen att använda själv.",
    theme="Regional samverkan",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=50,
    starts=dt.time(13),
    ends=dt.time(15),
    format=Format.SEMINAR,
    attendance=Attendance.ONLINE,
    online_url="https://mote.kunskapsdagar.example/rakna",
    target_group="Ekonomer, utredare och förtroendevalda i kommuner och regioner",
    opened_days_ago=12,
    price=Decimal(0),
    picture=Picture("waves", "Ringar i grönt som breder ut sig från en gul punkt."),
    body=[("text", "<p>Seminariet är kostnadsfritt. Länken finns på din egen sida, Min anmälan. Det filmas inte.</p>")],
    programme=(
        Item(dt.time(13), dt.time(13, 40), "Tre poster som alla glömmer", persons=("Ville Salonen",)),
        Item(dt.time(13, 40), dt.time(14, 30), "Vi räknar tillsammans", ItemKind.GROUP_WORK),
        Item(dt.time(14, 30), dt.time(15), "Frågor", ItemKind.CONVERSATION),
    ),
    speakers=(Took("Ville Salonen", "ekonomichef", "kommunalförbund"),),
)

CANCELLED = Day(
    slug="energi-i-samma-riktning",
    title="Energi i samma riktning",
    lead="Om hur kommuner i ett län kan planera för el, värme och ny industri tillsammans.",
    theme="Tillväxt i hela landet",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=71,
    starts=dt.time(10),
    ends=dt.time(16),
    venue="Kvarnloftet",
    target_group="Ansvariga för energi, planering och näringsliv i kommuner och regioner",
    capacity=60,
    opened_days_ago=10,
    price=Decimal(750),
    status=Status.CANCELLED,
    status_text="Dagen är inställd, eftersom två av dem som skulle medverka har fått förhinder. Vi återkommer med "
    "ett nytt datum.",
)

TRIP = Day(
    slug="studieresa-tre-kommuner-en-kust",
    title="Studieresa: tre kommuner, en kust",
    lead="Två dagar i buss längs kusten, med besök hos kommuner som delar räddningstjänst, hamn och översiktsplan.",
    theme="Regional samverkan",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=78,
    length=2,
    starts=dt.time(9),
    ends=dt.time(15),
    format=Format.NETWORK,
    venue="Strandverket",
    target_group="Förtroendevalda och tjänstepersoner med ansvar för planering",
    capacity=18,
    opened_days_ago=60,
    # The bus and the beds must be ordered early.
    closed_days_ago=3,
    price=Decimal(3400),
    cancellation_text="Buss och rum är beställda. Avbokar du efter sista anmälningsdagen betalar du hela avgiften, men du "
    "kan skicka en ersättare.",
    picture=Picture("coast", "Norrbottens kust med Piteå, Luleå och Kalix utmärkta, ritad som ett sjökort."),
    body=[("text", "<p>Vi träffas och slutar vid Strandverket. Övernattning i enkelrum ingår, liksom alla måltider.</p>")],
    programme=(
        Item(dt.time(9), dt.time(9, 30), "Samling och kaffe", ItemKind.MEAL),
        Item(dt.time(9, 30), dt.time(12), "En hamn, tre ägare", ItemKind.TRAVEL),
        Item(dt.time(12), dt.time(13), "Lunch", ItemKind.MEAL),
        Item(dt.time(13), dt.time(17), "Gemensam räddningstjänst: besök på stationen", ItemKind.TRAVEL),
        Item(dt.time(18, 30), dt.time(21), "Middag", ItemKind.MEAL),
        Item(dt.time(8, 30), dt.time(11, 30), "En översiktsplan för havet", ItemKind.TALK, day=1),
        Item(dt.time(11, 30), dt.time(13), "Lunch på vägen", ItemKind.MEAL, day=1),
        Item(dt.time(13), dt.time(15), "Hemresa och samtal i bussen", ItemKind.TRAVEL, day=1),
    ),
)  # fmt: skip

MOVED = Day(
    slug="plats-for-nasta-generation",
    title="Plats för nästa generation",
    lead="Två dagar om unga i kommuner som vill växa: bostäder, utbildning och inflytande.",
    theme="Tillväxt i hela landet",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=108,
    length=2,
    starts=dt.time(13),
    ends=dt.time(12),
    format=Format.CONFERENCE,
    venue="Strandverket",
    target_group="Förtroendevalda, tjänstepersoner och unga i kommuner och regioner",
    capacity=160,
    opened_days_ago=-20,
    price=Decimal(2900),
    cancellation_text=TERMS,
    steps=STEPS,
    status=Status.MOVED,
    status_text="Konferensen är flyttad två veckor framåt, så att den inte krockar med en annan konferens.",
    moved_days=14,
    picture=Picture("growth", "Staplar av gröna fyrkanter som växer åt höger, den sista med en gul ruta överst."),
    body=[
        (
            "text",
            "<p>Konferensen börjar med lunch den första dagen och slutar med lunch den andra. Anmälan öppnar inom kort.</p>",
        )
    ],
)

SAVE_THE_DATE = Day(
    slug="regionernas-dag",
    title="Regionernas dag",
    lead="Alla regioner på ett ställe, under en dag. Boka datumet; programmet kommer senare.",
    theme="Regional samverkan",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=157,
    starts=dt.time(10),
    ends=dt.time(16),
    format=Format.CONFERENCE,
    attendance=Attendance.BOTH,
    venue="Ljusgården",
    target_group="Regionernas förtroendevalda och ledande tjänstepersoner",
    picture=Picture("counties", "Sveriges 21 län, vart och ett i en egen ruta, som lappar i ett täcke."),
)

OTHER_DAYS = (FULL_DAY, FEW_LEFT, IN_THE_SOUTH, IN_THE_NORTH, ONLINE, CANCELLED, TRIP, MOVED, SAVE_THE_DATE)
