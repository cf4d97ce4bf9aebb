"""Fees and terms in the day's form: written, contradicted, and copied with their dates moved."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import CancellationStep, DiscountCode, Fee, NoShowFee
from kunskapsdag.website.organiser import actions, queries, rules
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.fees.factories import CancellationStepFactory, DiscountCodeFactory, FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.organisations.factories import OrganisationFactory
from tests.website.organiser.conftest import day_form, inline

pytestmark = pytest.mark.django_db

ALL_LISTS = ("fees", "cancellation_steps", "no_show_fees", "discount_codes")


def fee(kind: str = "anyone", amount: str = "750", **facts: Any) -> dict[str, Any]:
    return {"kind": kind, "label": "", "amount": amount, "basis": "exclusive", "vat_rate": "25"} | facts


def code(text: str = "KOMMUN25", **facts: Any) -> dict[str, Any]:
    return {"code": text, "percent": "10", "kronor": "", "until": "", "most_uses": "", "organisations": ""} | facts


def step(days: int, percent: int) -> dict[str, Any]:
    return {"days_before": days, "percent": percent}


def save(client: Client, event: Event, **rows: list[dict[str, Any]]) -> Any:
    data = day_form(event)
    for name, given in rows.items():
        data |= inline(name, *given)
    return client.post(reverse("days:edit", args=[event.pk]), data)


def faults(answer: Any, name: str) -> list[dict[str, list[str]]]:
    return [dict(row.errors) for row in answer.context["form"].formsets[name].forms]


def soon() -> dt.date:
    return clock.today() + dt.timedelta(days=5)


def test_fees_steps_codes_and_the_no_show_fee_are_saved_with_the_day(organiser: Client) -> None:
    event, known = EventFactory(), OrganisationFactory(name="Falköpings kommun")
    answer = save(
        organiser,
        event,
        fees=[fee("municipality", early_amount="600,50", early_until=soon().isoformat()), fee("company", "1500")],
        cancellation_steps=[step(28, 0), step(14, 50)],
        no_show_fees=[{"amount": "500", "basis": "exclusive", "vat_rate": "25"}],
        discount_codes=[code(kinds=["region", "municipality"], organisations="Falköpings kommun", most_uses="20")],
    )
    assert answer.status_code == 302
    assert list(Fee.objects.values_list("kind", "amount", "early_amount", "early_until")) == [
        ("municipality", Decimal(750), Decimal("600.50"), soon()),
        ("company", Decimal(1500), None, None),
    ]
    assert list(CancellationStep.objects.values_list("days_before", "percent")) == [(28, 0), (14, 50)]
    assert NoShowFee.objects.get().price.gross == Decimal("625.00")
    stored = DiscountCode.objects.get()
    assert (stored.code, stored.code_key, stored.percent, stored.most_uses) == ("KOMMUN25", "KOMMUN25", 10, 20)
    assert (stored.kinds, list(stored.organisations.all())) == (["region", "municipality"], [known])


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("fees", [fee(), fee()], [{}, {"kind": ["Det finns redan ett pris för samma personer. Behåll ett av dem."]}]),
        ("fees", [fee("other")], [{"label": ["Skriv för vem priset gäller."]}]),
        (
            "fees",
            [fee(early_amount="800", early_until="2026-01-01")],
            [{"early_amount": ["Beloppet för den som är tidig måste vara lägre än det ordinarie."]}],
        ),
        (
            "fees",
            [fee(early_amount="600")],
            [{"early_until": ["Skriv sista dagen för det lägre beloppet, eller ta bort beloppet."]}],
        ),
        (
            "cancellation_steps",
            [step(14, 0), step(28, 50)],
            [{}, {"days_before": ["Steget före gäller till 14 dagar före dagen. Skriv färre dagar här."]}],
        ),
        (
            "cancellation_steps",
            [step(28, 50), step(14, 50)],
            [{}, {"percent": ["Steget före kostar 50 %. Närmare dagen måste det kosta mer. Skriv en högre procentsats här."]}],
        ),
        ("discount_codes", [code("abc12")], [{"code": ["Skriv 6–24 bokstäver och siffror."]}]),
        ("discount_codes", [code(), code("kommun 25")], [{}, {"code": ["Dagen har redan den koden."]}]),
        ("discount_codes", [code(percent="")], [{"percent": ["Skriv procent eller kronor."]}]),
        ("discount_codes", [code(kronor="100")], [{"kronor": ["Skriv antingen procent eller kronor, inte båda."]}]),
        (
            "discount_codes",
            [code(organisations="Bolaget som inte finns AB")],
            [
                {
                    "organisations": [
                        (
                            "Registret känner inte till: Bolaget som inte finns AB. Skriv hela namnet, eller lägg till "
                            "organisationen först."
                        )
                    ]
                }
            ],
        ),
    ],
)
def test_what_contradicts_is_refused_with_the_sentence_and_nothing_typed_is_lost(
    organiser: Client, name: str, rows: list[dict[str, Any]], expected: list[dict[str, list[str]]]
) -> None:
    event = EventFactory()
    answer = save(organiser, event, **{name: rows})
    assert (answer.status_code, faults(answer, name)) == (422, expected)
    assert not any(model.objects.exists() for model in (Fee, CancellationStep, DiscountCode))
    first = answer.context["form"].formsets[name].forms[0]
    shown = {field: str(first[field].value() or "") for field in rows[0] if field != "kinds"}
    assert shown == {field: str(value) for field, value in rows[0].items() if field != "kinds"}


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_asks_as_much_however_many_codes_there_are(
    organiser: Client, number: int, django_assert_max_num_queries: Any
) -> None:
    event = EventFactory()
    for _each in range(number):
        DiscountCodeFactory(event=event, organisations=[OrganisationFactory()])
    organiser.get(reverse("days:edit", args=[event.pk]))
    with django_assert_max_num_queries(50):
        organiser.get(reverse("days:edit", args=[event.pk]))


def test_terms_are_copied_with_the_day_and_their_dates_moved() -> None:
    event = a_day_with_steps()
    FeeFactory(event=event, kind="municipality", early_amount=Decimal(600), early_until=event.first_day - dt.timedelta(days=9))
    NoShowFeeFactory(event=event)
    known = OrganisationFactory()
    DiscountCodeFactory(event=event, until=event.first_day - dt.timedelta(days=2), organisations=[known])
    copy = actions.copy_event(event=event, title="Nästa år", day=event.first_day + dt.timedelta(days=364), by=UserFactory())
    day = copy.first_day
    (paid,) = copy.fees.all()
    assert (paid.kind, paid.early_amount, paid.early_until) == ("municipality", Decimal(600), day - dt.timedelta(days=9))
    assert list(copy.cancellation_steps.values_list("days_before", "percent")) == [(28, 0), (14, 50)]
    assert copy.no_show_fees.get().amount == Decimal(500)
    (lowered,) = copy.discount_codes.all()
    assert (lowered.until, list(lowered.organisations.all())) == (day - dt.timedelta(days=2), [known])
    assert event.discount_codes.get().pk != lowered.pk


def test_terms_that_are_only_text_are_told_of_until_there_are_steps_or_nothing_to_pay() -> None:
    told = "Avbokningsvillkoren är bara text, så ingenting debiteras av sig självt."
    event = EventFactory(cancellation_text="Halva avgiften efter 1 mars.")
    fee = FeeFactory(event=event)

    def says() -> bool:
        found = rules.todos(queries.standing(event, clock.now()).preparation, clock.now())
        return any(one.text.startswith(told) for one in found)

    assert says()
    step = CancellationStepFactory(event=event)
    assert not says()
    step.delete()
    fee.amount = 0
    fee.save()
    assert not says()
