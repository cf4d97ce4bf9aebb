"""Fills a database for measuring: a day with a programme, days to rush for, and ten thousand registrations."""

import datetime as dt
import uuid

import django

django.setup()

from django.db import transaction  # noqa: E402  (after setup)

from kunskapsdag.core import clock  # noqa: E402
from kunskapsdag.events.models import Event, Venue  # noqa: E402
from kunskapsdag.fees.models import DiscountCode, Fee  # noqa: E402
from kunskapsdag.organisations.models import Organisation  # noqa: E402
from kunskapsdag.programme.models import Person, ProgrammeItem, Speaker  # noqa: E402
from kunskapsdag.registrations.enums import RuleKind, Who  # noqa: E402
from kunskapsdag.registrations.models import NumberSeries, PlaceRule, Registration  # noqa: E402
from kunskapsdag.website.models import CalendarPage, InvitationPage  # noqa: E402

TEN_THOUSAND = 10_000


def day(slug: str, capacity: int | None) -> Event:
    """Make a public day with an invitation, a fee, eight speakers and twelve programme items."""
    start = clock.at(clock.today() + dt.timedelta(days=40), dt.time(10))
    venue, _new = Venue.objects.get_or_create(name="Lokalen", street="Storgatan 1", town="Stockholm")
    event = Event.objects.create(
        title=f"Mätdag {slug}",
        slug=slug,
        starts_at=start,
        ends_at=start + dt.timedelta(hours=6),
        venue=venue,
        organiser=Organisation.objects.get(name="Falköpings kommun"),
        contact_name="Kansliet",
        contact_email="k@example.se",
        capacity=capacity,
        registration_opens_at=clock.now() - dt.timedelta(days=1),
        target_group="Politiker och tjänstepersoner",
    )
    Fee.objects.create(event=event, amount=750, basis="exclusive", vat_rate=25)
    persons = [Person.objects.get_or_create(name=f"Talare {number}")[0] for number in range(8)]
    for number, person in enumerate(persons):
        Speaker.objects.create(
            event=event, person=person, role="kommunalråd", organisation_name="Falköpings kommun", sort_order=number
        )
    for number in range(12):
        ProgrammeItem.objects.create(
            event=event, starts=dt.time(10 + number // 2, 30 * (number % 2)), title=f"Punkt {number}", sort_order=number
        )
    page = InvitationPage(title=event.title, slug=slug, event=event, lead="En dag om att mäta.")
    CalendarPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    event.refresh_from_db()
    return event


def fill(event: Event, count: int) -> None:
    """Write ``count`` registrations at once."""
    organisations = list(Organisation.objects.all()[:311])
    Registration.objects.bulk_create(
        [
            Registration(
                event=event,
                number=number,
                state="confirmed" if number % 10 else "cancelled",
                name=f"Deltagare Efternamn{number}",
                email=f"d{number}@example.se",
                email_key=f"d{number}@example.se",
                form_key=uuid.uuid4(),
                role="strateg",
                organisation=organisations[number % len(organisations)],
                organisation_name=organisations[number % len(organisations)].name,
                category=("elected", "official", "other")[number % 3],
                created_at=clock.now() - dt.timedelta(minutes=number),
                state_since=clock.now(),
            )
            for number in range(1, count + 1)
        ],
        batch_size=500,
    )
    NumberSeries.objects.create(event=event, last_number=count)


def rule(event: Event, *, cap: int, quota: int) -> None:
    """Give the day every kind of rule: a cap, a county first, three quotas, and groups that nobody passes."""
    until = event.first_day - dt.timedelta(days=1)
    county = Organisation.objects.get(name="Falköpings kommun").county
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=cap, until=until)
    PlaceRule.objects.create(event=event, kind=RuleKind.COUNTY, county=county, until=until)
    for who in (Who.MUNICIPALITIES, Who.ELECTED, Who.PARTNERS):
        PlaceRule.objects.create(event=event, kind=RuleKind.QUOTA, number=quota, who=who, until=until)
    PlaceRule.objects.create(event=event, kind=RuleKind.TOGETHER, until=until)


def price(event: Event) -> None:
    """Give the day a price for municipalities, one for agencies and one for others, each lower for the early, and a code."""
    Fee.objects.filter(event=event).delete()
    early = event.first_day - dt.timedelta(days=10)
    for kind, amount in (("municipality", 750), ("agency", 900), ("anyone", 1_500)):
        Fee.objects.create(
            event=event, kind=kind, amount=amount, early_amount=amount - 150, early_until=early, basis="exclusive", vat_rate=25
        )
    DiscountCode.objects.create(event=event, code="MATDAG27", percent=10)


def line_up(event: Event, count: int) -> None:
    """Let ``count`` wait, every fourth in a group of four, from all over the country."""
    fill(event, count)
    rows = list(Registration.objects.filter(event=event).order_by("number"))
    for row in rows:
        row.state, row.queue_number = "waiting", row.number
        row.group = row.number - row.number % 4 if row.number % 16 < 4 else None
    Registration.objects.bulk_update(rows, ["state", "queue_number", "group"], batch_size=500)


with transaction.atomic():
    day("bench-sida", 80)
    day("bench-en", None)
    day("bench-sexton", None)
    day("bench-rusning", 100)
    day("bench-lugn", None)
    day("bench-brevtid", None)
    # Every tenth has cancelled: a thousand have a place.
    fill(day("bench-brev", 20_000), 1_111)
    day("bench-best", 1_000)
    everything = day("bench-allt", 1_000)
    rule(everything, cap=1_000, quota=40)
    price(everything)
    # Rules that let everybody of the rush in, so that they cost what they cost and change nothing.
    rule(day("bench-regler", 100), cap=100, quota=10)
    queue = day("bench-ko", 300)
    rule(queue, cap=2, quota=20)
    line_up(queue, 2000)
    fill(day("bench-tiotusen", 20_000), TEN_THOUSAND)
