"""The day's overview, publishing, copying, and the first page of the admin."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.models import InvitationPage
from kunskapsdag.website.organiser import actions, charts
from tests.events.factories import CoOrganiserFactory, EventFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.mail.factories import MessageFactory
from tests.municipalities.factories import MunicipalityFactory
from tests.organisations.factories import OrganisationFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import ChargeFactory, RegistrationFactory, RegistrationMessageFactory
from tests.website.factories import CalendarPageFactory, InvitationPageFactory
from tests.website.organiser.conftest import Asking, client_for

pytestmark = pytest.mark.django_db


def overview(client: Client, event: Event) -> Any:
    return client.get(reverse("days:overview", args=[event.pk]))


def test_the_overview_counts_places_people_reach_money_and_mails(organiser: Client) -> None:
    event = EventFactory(capacity=10)
    FeeFactory(event=event)
    falkoping = OrganisationFactory(kind="municipality", municipality=MunicipalityFactory(code="1499"))
    ChargeFactory(registration=RegistrationFactory(event=event, organisation=falkoping, elected=True))
    ChargeFactory(registration=RegistrationFactory(event=event, offered=True))
    RegistrationFactory(event=event, waiting=True)
    lost = RegistrationFactory(event=event, cancelled=True)
    RegistrationMessageFactory(registration=lost, message=MessageFactory(failed=True))
    RegistrationMessageFactory(message=MessageFactory(failed=True))
    context = overview(organiser, event).context
    places = context["standing"].places
    assert (places.confirmed, places.offered, places.waiting, places.left) == (1, 1, 1, 0)
    assert [(label, count) for label, count in context["categories"] if count] == [("förtroendevald", 1), ("tjänsteperson", 1)]
    assert (context["reached"].areas.municipalities, context["reached"].areas.counties) == (1, 1)
    assert (context["money"].amount.net, context["money"].amount.gross) == (Decimal(750), Decimal("937.50"))
    assert context["standing"].undelivered == 1
    assert list(context["left_again"].values()) == [1]


def test_on_day_two_the_places_that_nobody_is_offered_any_more_count_as_free(organiser: Client) -> None:
    event = EventFactory(under_way=True, capacity=3)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, waiting=True)
    lists = [organiser.get(reverse(f"days:{name}", args=[event.pk])) for name in ("registrations", "waiting")]
    shown = [overview(organiser, event).context["standing"].places, *(answer.context["places"] for answer in lists)]
    assert [(places.waiting, places.left) for places in shown] == [(1, 2)] * 3


def test_an_empty_day_has_an_overview_too(organiser: Client) -> None:
    event = EventFactory(unlimited=True, save_the_date=True)
    context = overview(organiser, event).context
    assert (context["chart"], context["money"], context["bar"]) == (None, None, {"confirmed": 0, "offered": 0})


def test_the_chart_and_its_table_tell_the_same(organiser: Client) -> None:
    event = EventFactory()
    late = clock.at(days_from_now(-2), dt.time(0, 30))
    for moment in (late, late, late + dt.timedelta(days=1)):
        RegistrationFactory(event=event, created_at=moment)
    chart = overview(organiser, event).context["chart"]
    assert chart.rows == [(days_from_now(-2), 2, 2), (days_from_now(-1), 1, 3)]
    assert chart.svg.count("<rect") == 2


def test_a_chart_of_years_keeps_to_the_latest_days_and_of_nothing_is_none() -> None:
    first, last = dt.date(2020, 1, 1), dt.date(2026, 1, 1)
    chart = charts.registrations_chart({first: 1, last: 2}, title="x")
    assert chart is not None
    assert (chart.svg.count("<rect"), len(chart.rows)) == (1, 2)
    assert charts.registrations_chart({}, title="x") is None


def test_publishing_makes_the_invitation_public_and_is_logged(organiser: Client) -> None:
    page = InvitationPageFactory(draft=True)
    answer = organiser.post(reverse("days:publish", args=[page.event_id]))
    page.refresh_from_db()
    assert (answer["Location"], page.live) == (reverse("days:overview", args=[page.event_id]), True)
    assert [entry.action for entry in audit.entries(page.event)] == ["event.invitation_published"]
    assert Client().get(page.get_url()).status_code == 200


def test_publishing_uses_the_newest_words() -> None:
    page = InvitationPageFactory(draft=True, lead="Gammalt")
    page.lead = "Nytt"
    page.save_revision()
    assert actions.publish_invitation(event=page.event, by=None).lead == "Nytt"


def test_publishing_where_another_page_has_the_address_says_so_and_makes_no_page(organiser: Client) -> None:
    taken, event = InvitationPageFactory(), EventFactory(slug="upptagen")
    InvitationPage.objects.filter(pk=taken.pk).update(slug="upptagen")
    answer = organiser.post(reverse("days:publish", args=[event.pk]), follow=True)
    told = [str(message).strip() for message in answer.context["messages"]]
    assert [text.partition(":")[0] for text in told] == ["Ett fel i inbjudan måste rättas först"]
    assert InvitationPage.objects.filter(event=event).count() == 0


def test_a_day_without_a_page_gets_one_when_it_is_published(organiser: Client) -> None:
    CalendarPageFactory()
    event = EventFactory()
    organiser.post(reverse("days:publish", args=[event.pk]))
    assert InvitationPage.objects.get(event=event).live is True


def test_a_site_without_a_calendar_says_so(organiser: Client) -> None:
    event = EventFactory()
    answer = organiser.post(reverse("days:publish", args=[event.pk]), follow=True)
    assert len(list(answer.context["messages"])) == 1
    assert InvitationPage.objects.count() == 0


@pytest.fixture
def whole_day() -> Event:
    """Return a day in April 2026 with everything that a day can have."""
    page = InvitationPageFactory(
        event__day=dt.date(2026, 4, 21),
        event__title="Starkare kommuner",
        event__registration_opens_at=clock.at(dt.date(2026, 3, 1), dt.time(8)),
        event__registration_closes_at=clock.at(dt.date(2026, 4, 7), dt.time(23, 59)),
        lead="Kom!",
    )
    event = page.event
    person = PersonFactory()
    SpeakerFactory(event=event, person=person, role="ordförande", is_moderator=True)
    item = ProgrammeItemFactory(event=event, title="Inledning", day=dt.date(2026, 4, 21))
    item.persons = [person]
    item.save()
    FeeFactory(event=event)
    CoOrganiserFactory(event=event)
    RegistrationFactory(event=event)
    return event


def test_a_copied_day_has_everything_but_its_registrations_all_dates_moved_alike(organiser: Client, whole_day: Event) -> None:
    answer = organiser.post(reverse("days:copy_day", args=[whole_day.pk]), {"title": "Starkare kommuner", "day": "2027-04-20"})
    new = Event.objects.exclude(pk=whole_day.pk).get()
    assert answer["Location"] == reverse("days:overview", args=[new.pk])
    times = (new.starts_at, new.ends_at, new.registration_opens_at, new.registration_closes_at)
    assert [clock.swedish(moment).strftime("%Y-%m-%d %H:%M") for moment in times if moment] == [
        "2027-04-20 10:00",
        "2027-04-20 16:00",
        "2027-02-28 08:00",
        "2027-04-06 23:59",
    ]
    item, speaker = new.programme_items.get(), new.speakers.get()
    assert (item.title, item.day, [person.pk for person in item.persons.all()]) == (
        "Inledning",
        dt.date(2027, 4, 20),
        [speaker.person_id],
    )
    assert (speaker.role, speaker.is_moderator, new.fees.get().amount, new.co_organisers.count()) == (
        "ordförande",
        True,
        Decimal(750),
        1,
    )
    page = InvitationPage.objects.get(event=new)
    assert (page.live, page.lead, len(page.body), new.slug) == (False, "Kom!", 1, "starkare-kommuner")
    assert (Registration.objects.filter(event=new).count(), new.uid != whole_day.uid) == (0, True)


def test_the_old_day_is_as_it_was_after_a_copy(organiser: Client, whole_day: Event) -> None:
    organiser.post(reverse("days:copy_day", args=[whole_day.pk]), {"title": "Ny", "day": "2027-04-20"})
    assert (whole_day.programme_items.count(), whole_day.speakers.count(), whole_day.fees.count()) == (1, 1, 1)
    assert InvitationPage.objects.get(event=whole_day).live is True


def test_a_cancelled_day_is_copied_as_planned() -> None:
    event = EventFactory(cancelled=True)
    copy = actions.copy_event(event=event, title=event.title, day=days_from_now(400), by=None)
    assert (copy.status, copy.status_text, copy.previous_starts_at) == ("planned", "", None)


def test_the_form_suggests_the_same_weekday(organiser: Client, whole_day: Event) -> None:
    form = organiser.get(reverse("days:copy_day", args=[whole_day.pk])).context["form"]
    assert (form.initial["title"], form.initial["day"].weekday()) == ("Starkare kommuner", 1)


def test_a_copy_to_a_date_that_has_passed_is_asked_about_once(organiser: Client, whole_day: Event) -> None:
    for name, sent in (
        ("copy_day", {"title": "Förr", "day": "2020-04-21"}),
        ("copy_to_several", {"series": "", "title": "", "rad0-day": "2020-04-21"}),
    ):
        address, before = reverse(f"days:{name}", args=[whole_day.pk]), Event.objects.count()
        assert "is_sure" not in organiser.get(address).content.decode()
        asked = organiser.post(address, sent)
        text = asked.content.decode()
        assert (asked.status_code, "Datumet har passerat" in text, "2020-04-21" in text, 'name="is_sure"' in text) == (
            422,
            True,
            True,
            True,
        )
        assert Event.objects.count() == before
        assert organiser.post(address, sent | {"is_sure": "on"}).status_code == 302
        assert Event.objects.count() == before + 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": "", "day": "2027-04-20"}, "title"),
        ({"title": "x", "day": "2027-02-30"}, "day"),
        ({"title": "x", "day": "9999-01-01"}, "day"),
        ({"title": "x" * 200, "day": "2027-04-20"}, "title"),
    ],
)
def test_a_copy_that_cannot_be_is_told_beside_its_field(
    organiser: Client, whole_day: Event, sent: dict[str, str], field: str
) -> None:
    answer = organiser.post(reverse("days:copy_day", args=[whole_day.pk]), sent)
    assert (answer.status_code, list(answer.context["form"].errors), Event.objects.count()) == (422, [field], 1)


@pytest.mark.parametrize("name", ["wagtailadmin_home", "days:list"])
def test_more_days_ask_no_more(organiser: Client, questions: Asking, name: str) -> None:
    def fill() -> None:
        page = InvitationPageFactory(draft=True)
        RegistrationFactory(event=page.event)
        SpeakerFactory(event=page.event)

    fill()
    organiser.get(reverse(name))
    with_one = questions(lambda: organiser.get(reverse(name)))
    fill()
    fill()
    assert questions(lambda: organiser.get(reverse(name))) == with_one


def test_the_first_page_shows_coming_days_and_what_to_do(organiser: Client) -> None:
    event = EventFactory(title="Växa eller krympa")
    text = organiser.get(reverse("wagtailadmin_home")).content.decode()
    assert "Växa eller krympa" in text
    assert reverse("days:overview", args=[event.pk]) in text


def test_those_who_cannot_change_days_are_not_told_what_to_do() -> None:
    EventFactory()
    text = client_for("door").get(reverse("wagtailadmin_home")).content.decode()
    assert "day-todos" not in text
    assert reverse("days:add") not in text


def test_the_list_of_days_tells_how_full_each_is(organiser: Client) -> None:
    event = EventFactory(capacity=5)
    RegistrationFactory.create_batch(2, event=event)
    RegistrationFactory(event=event, waiting=True)
    assert "2/5" in organiser.get(reverse("days:list")).content.decode()
