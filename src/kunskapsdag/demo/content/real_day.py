"""The real day of 25 April 2017. Facts as they were announced, in our own words; nothing about what was said there."""

import datetime as dt
from decimal import Decimal

from kunskapsdag.demo.plans import Day, Picture, Took

ORGANISER = "Arena för Tillväxt"

SPEAKERS = (
    Took("Erik Nilsson", "statssekreterare åt Anna Ekström, gymnasie- och kunskapslyftsminister"),
    Took("Conny Johansson", "kommunstyrelsens ordförande", "Falköpings kommun"),
    Took("Ann-Katrin Järåsen", "kommunstyrelsens ordförande", "Torsby kommun"),
    Took("Bo Per Larsson", "expert i kommunfrågor"),
    Took("Anna Lindberg", "regional utvecklingsdirektör", "Region Norrbotten"),
    Took("Lars Niklasson", "bitr. professor", "Linköpings universitet"),
    Took("Maria Svensson", "utvecklingsledare", "Region Örebro län"),
    Took("David Sundström", "näringslivschef", "Piteå kommun"),
)

QUESTIONS = [
    "Hur ser samspelet mellan kommun, grannkommuner och region ut i olika delar av landet?",
    "Vad behöver förändras när fler regioner får ansvar för utvecklingen och politiker som väljs direkt av invånarna?",
    "Hur får kommunerna en verklig roll i det regionala utvecklingsarbetet, så att det blir både effektivt och demokratiskt?",
    "Vad vinner en kommun på att samverka regionalt?",
]

_DOCUMENTATION = """
<p>Dagen handlade om tre nivåer som är beroende av varandra: kommunen, kommunerna som arbetar ihop och regionen.
De möts i det regionala utvecklingsansvaret, och det var där dagens frågor ställdes.</p>
<p>Åtta av dem som medverkade presenterades i inbjudan: en statssekreterare, två ordförande i kommunstyrelser, en regional
utvecklingsdirektör, en utvecklingsledare, en näringslivschef, en forskare och en expert på kommunfrågor. Kommunerna var
Falköping, Torsby och Piteå. Regionerna var Norrbotten och Örebro län.</p>
<p>Här finns varken filmer eller bilder från dagen. När de läggs in visas de på den här sidan.</p>
"""

_INVITATION = """
<p>På en kunskapsdag lär förtroendevalda och tjänstepersoner av varandra, över kommungränser och mellan nivåer.
Den här gången gällde det hur regional samverkan kan ge starkare kommuner.</p>
<p>Platsen kostade 750 kr. Antalet platser var begränsat.</p>
"""

REAL_DAY = Day(
    slug="starkare-kommuner-med-regional-samverkan",
    title="Starkare kommuner med regional samverkan",
    lead="En dag om hur kommuner, kommuner i samverkan och regioner kan dela på utvecklingsarbetet, och vad "
    "var och en vinner på det.",
    theme="Regional samverkan",
    organiser=ORGANISER,
    contact=("Kansliet", "anmalan@kunskapsdagar.example", ""),
    on=dt.date(2017, 4, 25),
    starts=dt.time(10),
    ends=dt.time(16),
    venue="Saturnus Konferens",
    target_group="Ledande förtroendevalda och tjänstepersoner i kommuner, landsting och regioner",
    # "Limited", says the invitation. The number is ours and is shown nowhere, since the day is over.
    capacity=100,
    # The invitation doesn't say whether VAT is included. 750 kr without VAT is our reading: municipalities get VAT back,
    # and conferences for them are as a rule priced without it.
    price=Decimal(750),
    picture=Picture(
        "levels",
        "Karta i tre nivåer: Falköping i gult, dess arbetsmarknadsregion i mörkgrönt, Västra Götaland i ljusgrönt.",
    ),
    body=[("text", _INVITATION), ("questions", {"heading": "Dagens frågor", "questions": QUESTIONS})],
    documentation=[("text", _DOCUMENTATION)],
    speakers=SPEAKERS,
)
