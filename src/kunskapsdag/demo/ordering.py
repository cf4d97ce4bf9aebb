"""What somebody has ordered for others in the demo: a group with a place that is named later, and a delegation."""

import datetime as dt
import uuid

from kunskapsdag.core import clock
from kunskapsdag.demo.building import Shelf
from kunskapsdag.demo.crowds import as_of
from kunskapsdag.events.models import Event
from kunskapsdag.orders import actions
from kunskapsdag.orders.actions import Orderer
from kunskapsdag.registrations.enums import Category
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails

DAYS_FOR_NAMES = 14


def let_names_wait(event: Event) -> None:
    """Let places on this day be taken without names, until two weeks before it."""
    event.names_due_on = event.first_day - dt.timedelta(days=DAYS_FOR_NAMES)
    event.save(update_fields=["names_due_on"])


def order_for_colleagues(shelf: Shelf, event: Event) -> None:
    """Let a secretary register two colleagues and take a place that she names later; one has completed her details."""
    let_names_wait(event)
    orderer = _orderer(shelf, "Helena Brodin", "helena.brodin@falkoping.example", "Falköpings kommun")
    with as_of(shelf.now - dt.timedelta(days=2, hours=3)) as then:
        order = actions.place_order(
            event=event,
            orderer=orderer,
            people=[
                _colleague(orderer, "Tomas Wallin", "tomas.wallin@falkoping.example", Category.ELECTED),
                _colleague(orderer, "Ingrid Malm", "ingrid.malm@falkoping.example", Category.OFFICIAL),
            ],
            unnamed=1,
            form_key=uuid.uuid4(),
            by=None,
            now=then,
        ).order
    first = Registration.objects.filter(order_place__order=order).order_by("order_place__position")[0]
    first.awaits_details = False
    first.save(update_fields=["awaits_details"])


def order_that_waits(shelf: Shelf, event: Event) -> None:
    """Let a secretary register a whole board, and not have confirmed it yet by the link in her mail."""
    orderer = _orderer(shelf, "Birgitta Ståhl", "birgitta.stahl@skovde.example", "Skövde kommun")
    first = ("Anna", "Bo", "Cilla", "David", "Eva", "Filip", "Gun", "Hans", "Ida", "Jan", "Karin")
    last = ("Ros", "Falk", "Dahl", "Ek", "Lund", "Sten", "Hall", "Bergh", "Moberg", "Holm", "Blom")
    people = [
        _colleague(orderer, f"{one} {other}", f"{one}.{other}@skovde.example".lower(), Category.ELECTED)
        for one, other in zip(first, last, strict=True)
    ]
    with as_of(shelf.now - dt.timedelta(hours=4)) as then:
        actions.place_order(event=event, orderer=orderer, people=people, form_key=uuid.uuid4(), by=None, now=then)


def delegate_places(shelf: Shelf, event: Event) -> None:
    """Give a region's contact person four places to name; she has named two, of whom one has said no."""
    contact = _orderer(shelf, "Maja Sternberg", "maja.sternberg@region-orebro.example", "Region Örebro län")
    release_on = min(event.first_day - dt.timedelta(days=1), clock.swedish(shelf.now).date() + dt.timedelta(days=20))
    with as_of(shelf.now - dt.timedelta(days=5)) as then:
        order = actions.delegate(
            event=event, contact=contact, number=4, release_on=release_on, form_key=uuid.uuid4(), by=None, now=then
        ).order
    with as_of(shelf.now - dt.timedelta(days=1, hours=6)) as then:
        person = _colleague(contact, "Erik Lundgren", "erik.lundgren@region-orebro.example", Category.OFFICIAL)
        actions.name_place(place=order.places.order_by("position")[0], person=person, by=None, now=then)
        other = _colleague(contact, "Karin Sandell", "karin.sandell@region-orebro.example", Category.OFFICIAL)
        second = order.places.order_by("position")[1]
        actions.name_place(place=second, person=other, by=None, now=then)
    with as_of(shelf.now - dt.timedelta(hours=2)) as then:
        actions.say_no(registration=Registration.objects.get(order_place=second), now=then)


def _orderer(shelf: Shelf, name: str, email: str, organisation: str) -> Orderer:
    found = shelf.organisations.get(organisation)
    return Orderer(
        name=name,
        email=email,
        organisation_id=found.pk if found else None,
        organisation_name=found.name if found else organisation,
        category=Category.OFFICIAL,
    )


def _colleague(orderer: Orderer, name: str, email: str, category: Category) -> PersonDetails:
    return PersonDetails(
        name=name,
        email=email,
        organisation_id=orderer.organisation_id,
        organisation_name=orderer.organisation_name,
        category=category,
    )
