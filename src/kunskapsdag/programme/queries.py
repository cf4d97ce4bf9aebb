"""The programme of one day, by day and clock, in two questions however long it is."""

import datetime as dt
from itertools import groupby

from django.db.models import Prefetch

from kunskapsdag.events.models import Event
from kunskapsdag.programme.models import Person, ProgrammeItem, Speaker


def days(event: Event) -> list[tuple[dt.date, list[ProgrammeItem]]]:
    """Return the items of each day in the order of the clock; an item without a day belongs to the first."""

    def day_of(item: ProgrammeItem) -> dt.date:
        return item.day or event.first_day

    persons = Prefetch("persons", queryset=Person.objects.order_by("name", "pk"))
    items = ProgrammeItem.objects.filter(event=event).prefetch_related(persons)
    in_order = sorted(items, key=lambda item: (day_of(item), item.starts, item.sort_order or 0, item.pk))
    return [(day, list(lines)) for day, lines in groupby(in_order, key=day_of)]


def speakers(event: Event) -> list[Speaker]:
    """Return those who take part, with their roles of that day, in the organiser's order."""
    return list(Speaker.objects.filter(event=event).select_related("person").order_by("sort_order", "pk"))
