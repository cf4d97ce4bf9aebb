"""A day where one applies for a place, and one that was held some weeks ago."""

import datetime as dt
from decimal import Decimal

from kunskapsdag.demo.content.coming import CONTACT, OFFICE, STEPS, TERMS
from kunskapsdag.demo.plans import Day, Item, Took
from kunskapsdag.events.enums import Format
from kunskapsdag.programme.models import ItemKind

APPLY = Day(
    slug="ny-som-kommundirektor",
    title="Ny som kommundirektör",
    lead="Ett samtal i liten krets om det första året: uppdraget, ordföranden och ledningsgruppen.",
    theme="Demokrati och styrning",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=92,
    starts=dt.time(10),
    ends=dt.time(15),
    format=Format.NETWORK,
    venue="Kvarnloftet",
    target_group="Kommundirektörer och regiondirektörer som har haft uppdraget i högst två år",
    capacity=12,
    opened_days_ago=8,
    closes_days_before=42,
    price=Decimal(600),
    cancellation_text=TERMS,
    steps=STEPS,
    body=[
        (
            "text",
            "<p>Vi är högst tolv, från olika kommuner och regioner. Du ansöker om plats, och alla får besked samma dag.</p>",
        )
    ],
    programme=(
        Item(dt.time(10), dt.time(12), "Det första året: vad jag hade velat veta", ItemKind.CONVERSATION, room="Loftet"),
        Item(dt.time(12), dt.time(13), "Lunch", ItemKind.MEAL, room="Kvarnköket"),
        Item(dt.time(13), dt.time(15), "Din egen fråga", ItemKind.GROUP_WORK, room="Loftet"),
    ),
    speakers=(Took("Sara Lindhagen", "programansvarig", OFFICE, is_moderator=True),),
)

LATELY = Day(
    slug="beredskap-i-liten-kommun",
    title="Beredskap i liten kommun",
    lead="Vad gör man när strömmen är borta i tre dygn och alla i kommunhuset känner varandra?",
    theme="Demokrati och styrning",
    organiser=OFFICE,
    contact=CONTACT,
    days_ahead=-15,
    starts=dt.time(9, 30),
    ends=dt.time(15, 30),
    doors=dt.time(9),
    format=Format.SEMINAR,
    venue="Bygdens hus",
    target_group="Beredskapssamordnare och förtroendevalda i mindre kommuner",
    capacity=30,
    opened_days_ago=70,
    closes_days_before=6,
    price=Decimal(800),
    no_show=400,
    cancellation_text=TERMS,
    steps=STEPS,
    body=[("text", "<p>Vi gick igenom tre verkliga händelser, timme för timme, och vad som hade behövts på plats.</p>")],
    programme=(
        Item(dt.time(9, 30), dt.time(12), "Tre dygn utan ström, timme för timme", ItemKind.GROUP_WORK),
        Item(dt.time(12), dt.time(13), "Lunch", ItemKind.MEAL),
        Item(dt.time(13), dt.time(15, 30), "Det här ordnar vi före jul", ItemKind.CONVERSATION),
    ),
    speakers=(Took("Sara Lindhagen", "programansvarig", OFFICE, is_moderator=True),),
)
