"""Rules for the places in the day's form: written, contradicted, and shown before they move anybody."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import PlaceRule, Registration
from kunskapsdag.website.organiser import actions
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory
from tests.website.factories import InvitationPageFactory
from tests.website.organiser.conftest import day_form, inline

pytestmark = pytest.mark.django_db


def written(kind: str, **facts: Any) -> dict[str, Any]:
    return {"kind": kind, "number": "", "who": "anyone", "county": "", "organisation": "", "until": ""} | facts


def save(client: Client, event: Event, *rules: dict[str, Any], **changes: Any) -> Any:
    return client.post(reverse("days:edit", args=[event.pk]), day_form(event, **changes) | inline("place_rules", *rules))


def soon() -> dt.date:
    return clock.today() + dt.timedelta(days=5)


def faults(answer: Any) -> list[dict[str, list[str]]]:
    return [dict(row.errors) for row in answer.context["form"].formsets["place_rules"].forms]


def test_rules_are_saved_and_stand_in_words_on_the_invitation(organiser: Client, client: Client) -> None:
    event = EventFactory(capacity=80)
    InvitationPageFactory(event=event)
    answer = save(
        organiser,
        event,
        written("cap", number=2, who="municipal", until=soon().isoformat()),
        written("quota", number=20, who="elected"),
    )
    assert answer.status_code == 302
    assert [(rule.kind, rule.number, rule.until) for rule in PlaceRule.objects.all()] == [
        ("cap", 2, soon()),
        ("quota", 20, None),
    ]
    page = client.get(reverse("event-page", args=[event.slug])).content.decode()
    last = dates.short_day(event.first_day)
    assert f"Högst 2 platser per kommun till och med {dates.short_day(soon())}." in page
    assert f"20 platser är reserverade för förtroendevalda till och med {last}." in page
    assert "Platser som blir lediga erbjuds i den ordning som man har anmält sig" in page
    form = client.get(reverse("registrations:form", args=[event.slug])).content.decode()
    assert f"Högst 2 platser per kommun till och med {dates.short_day(soon())}." in form


@pytest.mark.parametrize(
    ("rules", "capacity", "expected"),
    [
        ([written("cap")], 10, [{"number": ["Skriv hur många platser."]}]),
        ([written("county", until="2026-12-01")], 10, [{"county": ["Välj det län som går först."]}]),
        (
            [written("county", county="25")],
            10,
            [{"until": ["Skriv till och med vilken dag länet går först. Annars får ingen annan någonsin plats."]}],
        ),
        ([written("quota", number=5)], 10, [{"who": ["Välj för vem platserna reserveras."]}]),
        (
            [written("quota", number=6, who="elected"), written("quota", number=6, who="official")],
            10,
            [{}, {"number": ["Tillsammans reserveras 12 platser, men dagen har 10."]}],
        ),
        (
            [written("quota", number=6, who="elected")],
            "",
            [{"kind": ["Dagen har ingen gräns för antalet platser, så inga kan reserveras. Skriv antalet platser först."]}],
        ),
        (
            [written("cap", number=2), written("cap", number=3)],
            10,
            [{}, {"kind": ["Det finns redan en regel om högst så här många. Behåll en av dem."]}],
        ),
        (
            [written("cap", number=2, until="2099-01-01")],
            10,
            [
                {
                    "until": [
                        "Då har dagen redan börjat. Skriv ett tidigare datum, eller inget: då gäller regeln tills dagen börjar."
                    ]
                }
            ],
        ),
        (
            [written("cap", number=2, who="elected")],
            10,
            [{"who": ["”Högst så här många” gäller alla organisationer, eller kommuner."]}],
        ),
        ([written("cap", number=0)], 10, None),
        ([written("cap", number=-1)], 10, None),
        ([written("hokus", number=1)], 10, None),
        ([written("cap", number="många")], 10, None),
        ([written("county", county="99", until="2026-12-01")], 10, None),
    ],
)
def test_rules_that_cannot_be_kept_are_told_beside_them_and_nothing_is_saved(
    organiser: Client, rules: list[dict[str, Any]], capacity: Any, expected: list[Any] | None
) -> None:
    event = EventFactory(capacity=10)
    answer = save(organiser, event, *rules, title="Nytt namn", capacity=capacity)
    assert answer.status_code == 422
    assert expected is None or faults(answer) == expected
    assert any(faults(answer))
    assert (PlaceRule.objects.count(), Event.objects.get().title == event.title) == (0, True)


def test_a_quota_for_one_organisation_above_its_cap_contradicts(organiser: Client) -> None:
    partner = Organisation.objects.get(name="Luleå kommun")
    rules = [written("cap", number=2), written("quota", number=5, who="organisation", organisation=partner.pk)]
    answer = save(organiser, EventFactory(capacity=10), *rules)
    told = faults(answer)[1]["number"][0]
    assert told.startswith(
        "5 platser reserveras för en organisation som får ha högst 2. En annan regel säger: ”Högst 2 platser per"
    )


def a_line_of_three() -> Event:
    """One place is taken and one free; of those who wait the second comes from where nobody has a place."""
    event = EventFactory(capacity=2)
    RegistrationFactory(event=event, organisation_name="A")
    for name in ("A", "B", "C"):
        RegistrationFactory(event=event, waiting=True, organisation_name=name)
    return event


def test_new_rules_that_move_somebody_are_shown_before_they_are_saved(organiser: Client) -> None:
    event = a_line_of_three()
    rule = written("cap", number=1)
    answer = save(organiser, event, rule)
    assert answer.status_code == 422
    said = [str(text) for text in answer.context["form"].non_field_errors()]
    last = dates.short_day(event.first_day)
    assert said == [
        "Du har ändrat reglerna medan människor väntar. Inget är sparat än. Om du sparar en gång till:",
        "Nummer 2 i kön erbjuds plats.",
        (
            f"Nummer 1 väntar kvar: Högst 1 plats per organisation till och med {last}. "
            "Den som anmäler sig därutöver står på väntelistan så länge."
        ),
        "Ingen som har en plats eller ett erbjudande förlorar det.",
    ]
    assert (PlaceRule.objects.count(), Registration.objects.filter(state=State.OFFERED).count()) == (0, 0)
    seen = answer.context["form"]["consequences"].value()
    assert f'value="{seen}"' in answer.content.decode()
    assert save(organiser, event, rule, consequences=seen).status_code == 302
    states = Registration.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED, State.WAITING, State.OFFERED, State.WAITING]


def test_what_was_seen_holds_for_those_consequences_only(organiser: Client) -> None:
    event = a_line_of_three()
    seen = save(organiser, event, written("cap", number=1)).context["form"]["consequences"].value()
    other = written("county", county="25", until=soon().isoformat())
    assert save(organiser, event, other, consequences=seen).status_code == 422
    assert PlaceRule.objects.count() == 0


def test_a_day_where_nobody_waits_is_saved_at_once(organiser: Client) -> None:
    assert save(organiser, EventFactory(capacity=2), written("cap", number=1)).status_code == 302


def test_why_each_waits_stands_in_the_waiting_list(organiser: Client) -> None:
    event = a_line_of_three()
    PlaceRule.objects.create(event=event, kind="cap", number=1)
    rows = organiser.get(reverse("days:waiting", args=[event.pk])).context["rows"]
    assert [why.split(",")[0] for _row, _offer, why in rows] == [
        "Din organisation har 1 plats",
        "Du kan erbjudas en plats.",
        "Alla platser är tagna.",
    ]


def test_rules_follow_a_copied_day_with_their_dates_moved() -> None:
    event = EventFactory(capacity=10)
    PlaceRule.objects.create(event=event, kind="cap", number=2, until=soon())
    copy = actions.copy_event(event=event, title="Igen", day=event.first_day + dt.timedelta(days=364), by=UserFactory())
    assert [(rule.kind, rule.number, rule.until) for rule in copy.place_rules.all()] == [
        ("cap", 2, soon() + dt.timedelta(days=364))
    ]


def test_the_overview_shows_how_much_of_each_quota_is_filled(organiser: Client) -> None:
    event = EventFactory(capacity=80)
    url = reverse("days:overview", args=[event.pk])
    assert organiser.get(url).context["kept"] == []
    PlaceRule.objects.create(event=event, kind="quota", number=4, who="elected", until=soon())
    PlaceRule.objects.create(event=event, kind="quota", number=5, who="official", until=clock.today() - dt.timedelta(days=1))
    for _each in range(3):
        RegistrationFactory(event=event, elected=True)
    RegistrationFactory(event=event)
    page = organiser.get(url)
    assert [(one.whom, one.filled, one.number, one.share) for one in page.context["kept"]] == [("förtroendevalda", 3, 4, 75)]
    assert f"Till och med {dates.short_day(soon())}, sedan för alla." in page.content.decode()
