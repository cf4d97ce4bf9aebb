"""Registering for several days of a series in one go."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event, Series
from kunskapsdag.mail.actions import resend, send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails, links, sections
from kunskapsdag.registrations.enums import Obstacle, State
from kunskapsdag.registrations.errors import NoLongerSo
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.queries.series import occasions
from tests.events.factories import EventFactory, SeriesFactory, VenueFactory
from tests.fees.factories import FeeFactory
from tests.registrations.factories import RegistrationFactory, full_event
from tests.registrations.test_actions import person

pytestmark = pytest.mark.django_db


def day_in(series: Series, **given: Any) -> Event:
    return EventFactory(**{"series": series, "is_public": True} | given)


def url(series: Series) -> str:
    return reverse("registrations:series-form", args=[series.slug])


def filled(client: Client, series: Series, *days: Event, **changes: Any) -> dict[str, Any]:
    """Return the form as a browser sends it, with these days ticked."""
    page = client.get(url(series)).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    return {
        "key": key[1],
        "name": "Maria Lind",
        "email": "maria.lind@falkoping.se",
        "organisation": "Falköpings kommun",
        "category": "official",
        "days": [day.pk for day in days],
    } | changes


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\u2060", "")


def test_her_details_once_and_a_place_on_each_day_with_one_mail_and_one_calendar_file(client: Client) -> None:
    series = SeriesFactory()
    first, second = day_in(series), day_in(series)
    FeeFactory(event=second)
    full = full_event(capacity=1, waiting=1, series=series, is_public=True)
    answer = client.post(url(series), filled(client, series, first, second, full, food="Allergisk mot nötter"), follow=True)
    hers = Registration.objects.filter(email="maria.lind@falkoping.se").order_by("event_id")
    assert [(one.event_id, one.state) for one in hers] == [
        (first.pk, State.CONFIRMED),
        (second.pk, State.CONFIRMED),
        (full.pk, State.WAITING),
    ]
    assert Needs.objects.filter(registration__in=hers).count() == 3
    text = text_of(answer)
    assert (text.count("Du har en plats, nummer 1."), "Du är nummer 2 i kön" in text) == (2, True)
    assert all(links.path(one) in answer.content.decode() for one in hers)
    while send_due(clock.now()):
        pass
    mail = Message.objects.get()
    assert (mail.kind, mail.state, mail.subject) == (emails.SERIES, MailState.SHOWN, "Du är anmäld till 3 dagar")
    assert all(links.path(one) in mail.text and links.path(one) in mail.html for one in hers)
    entries = mail.calendar.replace("\r\n ", "")
    assert (entries.count("BEGIN:VEVENT"), mail.calendar_method) == (2, "PUBLISH")
    assert all(f"UID:{one.public_id}@kunskapsdag" in entries for one in hers if one.state == State.CONFIRMED)
    assert "nötter" not in mail.text + mail.html


def test_the_same_form_sent_twice_registers_and_mails_once_and_shows_the_same_receipt(client: Client) -> None:
    series = SeriesFactory()
    sent = filled(client, series, day_in(series), day_in(series))
    receipts = [client.post(url(series), sent, follow=True) for _click in range(2)]
    assert (Registration.objects.count(), Message.objects.count()) == (2, 1)
    assert text_of(receipts[0]) == text_of(receipts[1])


def test_a_day_that_closed_meanwhile_is_told_and_hinders_none_of_the_others(client: Client) -> None:
    series = SeriesFactory()
    open_day, closing = day_in(series), day_in(series)
    sent = filled(client, series, open_day, closing)
    actions.cancel_day(event=closing, reason="Snöstorm", by=None, now=clock.now())
    answer = client.post(url(series), sent, follow=True)
    assert Registration.objects.get().event_id == open_day.pk
    assert "Anmälan till dagen är inte öppen." in text_of(answer)
    send_due(clock.now())
    mail = Message.objects.get(kind=emails.SERIES)
    assert "De här dagarna gick inte att anmäla" in mail.text


def test_when_no_day_can_be_had_nothing_is_saved_and_nothing_typed_is_lost(client: Client) -> None:
    series = SeriesFactory()
    days = [day_in(series), day_in(series)]
    sent = filled(client, series, *days, role="strateg")
    Event.objects.update(registration_closes_at=clock.now())
    answer = client.post(url(series), sent)
    assert (answer.status_code, Registration.objects.count(), Message.objects.count()) == (409, 0, 0)
    assert 'value="strateg"' in answer.content.decode()
    assert text_of(answer).count("Anmälan till dagen är inte öppen.") == 2


def test_one_day_ticked_gives_its_ordinary_mail_and_receipt(client: Client) -> None:
    series = SeriesFactory()
    day, _other = day_in(series), day_in(series)
    answer = client.post(url(series), filled(client, series, day))
    assert answer["Location"] == links.path(Registration.objects.get(), "receipt")
    assert Message.objects.get().kind == emails.CONFIRMED


def test_who_is_registered_for_a_day_before_gets_her_link_by_mail_and_the_receipt_tells_nothing_more(client: Client) -> None:
    series = SeriesFactory()
    known, other = day_in(series), day_in(series)
    before = RegistrationFactory(event=known, email="maria.lind@falkoping.se")
    answer = client.post(url(series), filled(client, series, known, other), follow=True)
    assert Registration.objects.count() == 2
    assert links.path(before) not in answer.content.decode()
    assert "Vi har skickat ett mejl till adressen om den här dagen." in text_of(answer)
    assert sorted(Message.objects.values_list("kind", flat=True)) == [emails.DUPLICATE, emails.SERIES]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"days": []}, "days"), ({"days": [999_999]}, "days"), ({"days": ["x"]}, "days"), ({"name": ""}, "name")],
)
def test_bad_input_is_told_at_its_field_and_registers_nobody(client: Client, changes: dict[str, Any], field: str) -> None:
    series = SeriesFactory()
    day = day_in(series)
    answer = client.post(url(series), filled(client, series, day) | changes)
    assert (answer.status_code, list(answer.context["form"].errors), Registration.objects.count()) == (422, [field], 0)


def test_days_of_others_drafts_and_other_series_cannot_be_registered_for_here(client: Client) -> None:
    series = SeriesFactory()
    day_in(series)
    others = [EventFactory(is_public=True), day_in(SeriesFactory()), EventFactory(series=series)]
    for other in others:
        assert client.post(url(series), filled(client, series, other)).status_code == 422
    assert Registration.objects.count() == 0


def test_a_series_that_is_not_public_has_no_form_and_a_forged_receipt_is_404(client: Client) -> None:
    planned, series = SeriesFactory(is_public=False), SeriesFactory()
    assert [client.get(url(planned)).status_code, client.post(url(planned)).status_code] == [404, 404]
    for token in ("x", "x" * 9000, "eyJhIjoxfQ:1a:b"):
        assert client.get(reverse("registrations:series-receipt", args=[series.slug, token])).status_code == 404


def test_each_day_says_why_it_cannot_be_ticked() -> None:
    series = SeriesFactory()
    days = [
        day_in(series, cancelled=True),
        day_in(series, save_the_date=True),
        day_in(series, closed=True),
        full_event(capacity=1, series=series, is_public=True, no_waiting_list=True),
        day_in(series),
    ]
    found = {one.event.pk: one.obstacle for one in occasions(series, now=clock.now())}
    expected = [Obstacle.CANCELLED, Obstacle.NOT_YET, Obstacle.CLOSED, Obstacle.FULL, None]
    assert [found[day.pk] for day in days] == expected


def test_what_a_day_asks_stands_under_it_and_is_judged_only_where_the_day_is_ticked(client: Client, asking: Any) -> None:
    series = SeriesFactory()
    plain, curious = day_in(series), day_in(series)
    asking(curious)
    name = f"dag{curious.pk}-bus-bus"
    assert f'name="{name}"' in client.get(url(series)).content.decode()
    answer = client.post(url(series), filled(client, series, plain, curious))
    assert (answer.status_code, Registration.objects.count()) == (422, 0)
    assert [target for target, _text in answer.context["form"].faults] == [f"id_{name}"]
    sent = filled(client, series, plain)
    again = client.post(url(series), sent | {"name": ""})
    assert [target for target, _text in again.context["form"].faults] == ["id_name"]
    assert client.post(url(series), sent).status_code == 303
    assert client.post(url(series), filled(client, series, curious, **{name: "Nej"}, email="eva@x.se")).status_code == 303


@pytest.fixture
def asking() -> Any:
    """Return a function that lets a day ask for something that must be answered."""
    from django import forms

    class Asking(forms.Form):
        bus = forms.CharField()

    class Bus(sections.Section):
        name = "bus"
        days: set[int] = set()

        def is_used(self, event: Event) -> bool:
            return event.pk in self.days

        def form(self, event: Event, *, data: Any, registration: Any, by: Any, now: Any) -> Any:
            return Asking(data, prefix="bus")

    section = Bus()
    sections.register(section)

    def ask(event: Event) -> None:
        section.days.add(event.pk)
        sections.forget(event)

    yield ask
    sections.unregister("bus")


def test_the_form_and_the_receipt_ask_as_much_for_three_days_as_for_one(client: Client) -> None:
    counts = []
    for number in (1, 3):
        series = SeriesFactory()
        days = [day_in(series, venue=VenueFactory()) for _one in range(number + 1)]
        for day in days:
            RegistrationFactory(event=day, waiting=True)
            Event.objects.filter(pk=day.pk).update(capacity=1)
            RegistrationFactory(event=day)
        cache.clear()
        with CaptureQueriesContext(connection) as asked_form:
            client.get(url(series))
        form = len(asked_form)  # the next request empties the log
        receipt = client.post(url(series), filled(client, series, *days))["Location"]
        with CaptureQueriesContext(connection) as asked_receipt:
            assert client.get(receipt).status_code == 200
        counts.append((form, len(asked_receipt)))
    assert counts[0] == counts[1]


def test_a_mail_about_several_days_is_not_sent_again_when_one_of_them_stands_otherwise(client: Client) -> None:
    series = SeriesFactory()
    days = [day_in(series), day_in(series)]
    found = actions.register_for_several(events=days, person=person(), form_key=uuid.uuid4(), now=clock.now())
    while send_due(clock.now()):
        pass
    mail = Message.objects.get()
    copy = resend(message=mail, by=None, now=clock.now())
    assert [one.messages.filter(message=copy).count() for one in Registration.objects.all()] == [1, 1]
    registration = found[0].registration
    assert registration is not None
    actions.cancel_registration(registration=registration, by=None, now=clock.now())
    with pytest.raises(NoLongerSo):
        resend(message=mail, by=None, now=clock.now())


def test_when_a_substitute_has_taken_over_the_receipt_no_longer_tells_of_it(client: Client) -> None:
    series = SeriesFactory()
    first, second = day_in(series), day_in(series)
    receipt = client.post(url(series), filled(client, series, first, second))["Location"]
    registration = Registration.objects.get(event=first)
    handed = actions.send_substitute(
        registration=registration, person=person("Eva Ek", "eva.ek@falkoping.se"), by=None, now=clock.now()
    )
    answer = client.get(receipt)
    assert links.path(handed) not in answer.content.decode()
    assert "Anmälan har fått en annan länk" in text_of(answer)


def test_each_day_asks_for_its_own_price_and_it_is_frozen(client: Client) -> None:
    series = SeriesFactory()
    dear, cheap = day_in(series), day_in(series)
    for event, kronor in ((dear, 900), (cheap, 300)):
        FeeFactory(event=event, amount=kronor)
        FeeFactory(event=event, amount=kronor * 2, kind="company")
    sent = filled(client, series, dear, cheap)
    page = client.get(url(series)).content.decode()
    sent |= dict(re.findall(r'type="hidden" name="(dag[^"]+)" value="([^"]*)"', page))
    answer = client.post(url(series), sent)
    faults = [target for target, _text in answer.context["form"].faults]
    assert (answer.status_code, faults) == (422, [f"id_dag{event.pk}-price-category_0" for event in (dear, cheap)])
    for event in (dear, cheap):
        sent[f"dag{event.pk}-price-category"] = event.fees.order_by("amount").first().pk
    receipt = client.post(url(series), sent, follow=True)
    told = text_of(receipt).replace("\xa0", " ")
    assert "900 kr exkl. moms (1 125 kr inkl. 25 % moms)" in told
    assert "Tillsammans, för de dagar där du har plats: 1 200 kr exkl. moms (1 500 kr inkl. 25 % moms)" in told
    send_due(clock.now())
    assert "1 200 kr exkl. moms (1 500 kr inkl. 25 % moms)" in " ".join(Message.objects.get().text.split())
    charged = Registration.objects.order_by("event_id").values_list("event_id", "charges__net")
    assert [(pk, int(net)) for pk, net in charged] == [(dear.pk, 900), (cheap.pk, 300)]
