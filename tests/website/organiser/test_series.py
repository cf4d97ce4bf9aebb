"""Series in the admin: attaching days, sums over occasions, and copies to several dates and towns in one go."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event, Series
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.models import InvitationPage
from tests.events.factories import EventFactory, SeriesFactory, VenueFactory, days_from_now
from tests.registrations.factories import RegistrationFactory, full_event
from tests.website.factories import CalendarPageFactory
from tests.website.organiser.conftest import Asking, client_for, day_form

pytestmark = pytest.mark.django_db
LOGIN, HERE, NOT_HERE, NOT_YOU, WRONG = 302, 200, 404, 403, 422
WHO = ("anonymous", "stranger", "door", "finance", "editor", "organiser")


def overview(series: Series) -> str:
    return reverse("series:overview", args=[series.pk])


def copies(event: Event, *rows: tuple[Any, Any], **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"series": "new", "title": "Små kommuner"}
    for number, (day, venue) in enumerate(rows):
        data |= {f"rad{number}-day": day, f"rad{number}-venue": venue}
    return data | changes


def copy_url(event: Event) -> str:
    return reverse("days:copy_to_several", args=[event.pk])


def test_the_overview_sums_over_the_occasions(organiser: Client) -> None:
    series = SeriesFactory()
    EventFactory(series=series, capacity=10)
    full_event(capacity=2, waiting=3, series=series)
    context = organiser.get(overview(series)).context
    assert context["sums"] == {"capacity": 12, "taken": 2, "left": 10, "waiting": 3}


def test_three_occasions_ask_as_much_as_one(organiser: Client, questions: Asking) -> None:
    counts = []
    for number in (1, 1, 3):
        series = SeriesFactory()
        for _one in range(number):
            RegistrationFactory(event=EventFactory(series=series, venue=VenueFactory()))
            EventFactory(venue=VenueFactory())
        counts.append(questions(lambda series=series: organiser.get(overview(series))))
    assert counts[1] == counts[2]


def test_days_are_attached_and_taken_out_and_live_on(organiser: Client) -> None:
    series, event = SeriesFactory(), EventFactory()
    organiser.post(reverse("series:attach", args=[series.pk]), {"days": [event.pk, "x"]})
    event.refresh_from_db()
    assert event.series == series
    organiser.post(reverse("series:detach", args=[series.pk, event.pk]))
    event.refresh_from_db()
    assert event.series is None
    assert [entry.action for entry in audit.entries(event)] == ["event.attached", "event.detached"]


def test_a_series_is_made_and_changed_in_the_admin_and_its_days_outlive_it(organiser: Client) -> None:
    words = {"title": "Små kommuner", "slug": "sma-kommuner", "lead": "Kom!", "text": "null", "is_public": "on"}
    organiser.post(reverse("series:add"), words)
    series = Series.objects.get()
    event = EventFactory(series=series)
    assert (series.slug, series.is_public) == ("sma-kommuner", True)
    assert organiser.get(reverse("series:list")).status_code == HERE
    organiser.post(reverse("series:edit", args=[series.pk]), words | {"title": "Stora frågor"})
    assert Series.objects.get().title == "Stora frågor"
    organiser.post(reverse("series:delete", args=[series.pk]))
    event.refresh_from_db()
    assert (event.series_id, Series.objects.count()) == (None, 0)


def test_a_day_is_given_its_series_in_its_own_form(organiser: Client) -> None:
    series, event = SeriesFactory(), EventFactory()
    organiser.post(reverse("days:edit", args=[event.pk]), day_form(event, series=series.pk))
    event.refresh_from_db()
    assert event.series == series


def test_a_day_is_copied_to_several_dates_and_towns_in_one_go(organiser: Client) -> None:
    CalendarPageFactory()
    event = EventFactory(registration_closes_at=None)
    RegistrationFactory(event=event)
    skovde = VenueFactory(town="Skövde")
    first, second = days_from_now(60), days_from_now(90)
    answer = organiser.post(copy_url(event), copies(event, (first, skovde.pk), ("", ""), (second, "")))
    series = Series.objects.get()
    assert answer["Location"] == overview(series)
    made = list(Event.objects.exclude(pk=event.pk).order_by("starts_at"))
    assert [(one.first_day, one.venue_id, one.series, one.title) for one in made] == [
        (first, skovde.pk, series, event.title),
        (second, event.venue_id, series, event.title),
    ]
    assert "skovde" in made[0].slug
    event.refresh_from_db()
    assert (event.series, series.is_public) == (series, False)
    assert InvitationPage.objects.filter(event__in=made, live=False).count() == 2
    assert Registration.objects.filter(event__in=made).count() == 0


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("i morgon", "")],
        [(dt.date(9999, 1, 1), "")],
        [("", "venue")],
        [(days_from_now(60), 999_999)],
    ],
)
def test_if_one_line_is_wrong_no_copy_and_no_series_is_made(organiser: Client, rows: list[tuple[Any, Any]]) -> None:
    event = EventFactory()
    known = [(day, event.venue_id if venue == "venue" else venue) for day, venue in rows]
    good = [(days_from_now(50), "")] if rows else []
    answer = organiser.post(copy_url(event), copies(event, *known, *good))
    assert (answer.status_code, Event.objects.count(), Series.objects.count()) == (WRONG, 1, 0)


def test_a_new_series_needs_a_title(organiser: Client) -> None:
    event = EventFactory()
    answer = organiser.post(copy_url(event), copies(event, (days_from_now(50), ""), title=" "))
    assert (answer.status_code, list(answer.context["form"].errors)) == (WRONG, ["title"])


SCREENS: dict[str, tuple[str, tuple[int, ...]]] = {
    "overview": ("get", (LOGIN, NOT_HERE, HERE, HERE, HERE, HERE)),
    "edit": ("get", (LOGIN, NOT_HERE, NOT_YOU, NOT_YOU, NOT_YOU, HERE)),
    "delete": ("get", (LOGIN, NOT_HERE, NOT_YOU, NOT_YOU, NOT_YOU, HERE)),
    "attach": ("post", (LOGIN, NOT_HERE, NOT_YOU, NOT_YOU, NOT_YOU, LOGIN)),
    "detach": ("post", (LOGIN, NOT_HERE, NOT_YOU, NOT_YOU, NOT_YOU, LOGIN)),
    "copy": ("get", (LOGIN, NOT_HERE, NOT_YOU, NOT_YOU, NOT_YOU, HERE)),
}


@pytest.mark.parametrize("name", list(SCREENS))
@pytest.mark.parametrize("who", WHO)
def test_each_screen_answers_each_kind_of_person(name: str, who: str) -> None:
    series = SeriesFactory()
    event = EventFactory(series=series)
    url = copy_url(event) if name == "copy" else reverse(f"series:{name}", args=_arguments(name, series, event))
    method, answers = SCREENS[name]
    answer = getattr(client_for(who), method)(url)
    assert answer.status_code == answers[WHO.index(who)]
    event.refresh_from_db()
    # Only the organiser's own press takes the day out.
    assert (event.series is None) == (name == "detach" and who == "organiser")


def _arguments(name: str, series: Series, event: Event) -> list[int]:
    return [series.pk, event.pk] if name == "detach" else [series.pk]


def test_the_wrong_method_and_what_is_not_there(organiser: Client) -> None:
    series = SeriesFactory()
    answers = [organiser.get(reverse("series:attach", args=[series.pk])), organiser.post(overview(series))]
    assert [(answer.status_code, answer["Allow"]) for answer in answers] == [(405, "POST"), (405, "GET, HEAD")]
    assert organiser.get(reverse("series:overview", args=[999_999])).status_code == NOT_HERE
    assert organiser.post(reverse("series:detach", args=[series.pk, 999_999])).status_code == NOT_HERE
