"""Clock, money, text, fields, seals: small tools that everything stands on."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.core import clock, money, seals, text
from kunskapsdag.core.fields import EmailField, LineField, ParagraphField
from kunskapsdag.core.money import VAT_RATES, Amount, kronor

SUMMER_NIGHT = dt.datetime(2026, 7, 14, 22, 30, tzinfo=dt.UTC)
KRONOR = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
RATES = st.sampled_from(VAT_RATES)


def test_half_past_midnight_on_a_swedish_summer_night_is_the_new_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock.timezone, "now", lambda: SUMMER_NIGHT)
    assert clock.now() == SUMMER_NIGHT
    assert clock.today() == dt.date(2026, 7, 15)


def test_a_moment_on_a_swedish_clock() -> None:
    assert clock.swedish(SUMMER_NIGHT).strftime("%Y-%m-%d %H:%M") == "2026-07-15 00:30"
    assert clock.at(dt.date(2026, 1, 15), dt.time(10)) == dt.datetime(2026, 1, 15, 9, tzinfo=dt.UTC)
    assert clock.at(dt.date(2026, 7, 15), dt.time(10)) == dt.datetime(2026, 7, 15, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(("day", "hours"), [(dt.date(2026, 3, 29), 23), (dt.date(2026, 10, 25), 25), (dt.date(2026, 6, 1), 24)])
def test_the_end_of_a_day_minds_summer_time(day: dt.date, hours: int) -> None:
    start, end = clock.at(day, dt.time(0)).astimezone(dt.UTC), clock.end_of_day(day).astimezone(dt.UTC)
    assert end - start == dt.timedelta(hours=hours)


def test_750_kronor_without_and_with_vat() -> None:
    assert Amount.from_net(Decimal(750), Decimal(25)) == Amount(Decimal(750), Decimal("187.50"), Decimal("937.50"))
    assert Amount.from_gross(Decimal(750), Decimal(25)) == Amount(Decimal(600), Decimal(150), Decimal(750))


@given(KRONOR, RATES)
def test_net_and_vat_are_always_the_gross(price: Decimal, rate: Decimal) -> None:
    for amount in (Amount.from_net(price, rate), Amount.from_gross(price, rate)):
        assert amount.net + amount.vat == amount.gross
        assert abs(amount.vat - amount.net * rate / 100) <= Decimal("0.01")
    assert Amount.from_net(price, rate).net == price
    assert Amount.from_gross(price, rate).gross == price


@given(KRONOR, RATES)
def test_the_gross_of_a_net_leads_back_to_the_same_net(price: Decimal, rate: Decimal) -> None:
    there = Amount.from_net(price, rate)
    assert Amount.from_gross(there.gross, rate).gross == there.gross
    assert abs(Amount.from_gross(there.gross, rate).net - there.net) <= Decimal("0.01")


def test_half_an_ore_is_rounded_up_not_to_even() -> None:
    assert [money.rounded(Decimal(amount)) for amount in ("0.005", "0.015", "0.025", "-0.005")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("0.03"),
        Decimal("-0.01"),
    ]
    assert Amount.from_net(Decimal("0.10"), Decimal(25)).vat == Decimal("0.03")


@pytest.mark.parametrize("parts", [("100", "25", "124"), ("0.005", "0", "0.005")])
def test_an_amount_that_contradicts_itself_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match=r"is not|not whole"):
        Amount(*map(Decimal, parts))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("750", "750 kr"),
        ("750.00", "750 kr"),
        ("937.50", "937,50 kr"),
        ("1250", "1 250 kr"),
        ("1234567.8", "1 234 567,80 kr"),
        ("0", "0 kr"),
        ("-750", "-750 kr"),
    ],
)
def test_kronor_as_a_swede_writes_them(amount: str, written: str) -> None:
    assert kronor(Decimal(amount)) == written.replace(" ", "\xa0")


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  Åsa \t Öberg\r\n", "Åsa Öberg"),
        ("A\u030asa", "Åsa"),
        ("Åsa\u202eegrobÖ", "ÅsaegrobÖ"),
        ("Å\u200bs\u2066a\ufeff", "Åsa"),
        ("Ål\x00\x07\x1b[31m", "Ål[31m"),
        ("Åsa\u2028Öberg", "Åsa Öberg"),
        ("\U0001f600 Åsa", "\U0001f600 Åsa"),
        ("أحمد", "أحمد"),
        ("", ""),
        ("\u202e \u200b", ""),
    ],
)
def test_one_line_is_what_can_be_seen(pasted: str, kept: str) -> None:
    assert text.one_line(pasted) == kept


@given(st.text())
def test_a_cleaned_line_is_one_line_and_stays_as_it_is(pasted: str) -> None:
    once = text.one_line(pasted)
    assert text.one_line(once) == once
    assert len(once.splitlines()) <= 1
    assert once == once.strip()


@pytest.mark.parametrize(
    ("called", "written"),
    [
        ("Åsa Öberg-Ek", "Åsa Öberg-Ek"),
        ("J. R. R. Tolkien, fil. dr", "J. R. R. Tolkien, fil. dr"),
        ("Vinn på evil.se/x nu", "Vinn på evil. se/x nu"),
        ("https://www.evil.example", "https: //www. evil. example"),
        ("bo.ek@example.net", "bo. ek@example. net"),
    ],
)
def test_what_somebody_is_called_is_written_so_that_no_mail_program_makes_a_link_of_it(called: str, written: str) -> None:
    assert text.unlinked(called) == written
    assert text.unlinked(written) == written


def test_a_text_that_is_sent_has_nothing_in_it_that_cannot_be_seen() -> None:
    assert text.printable("Rad\tett\r\n\x1b[2Jrad\u202e två\x00\n") == "Rad\tett\n[2Jrad två\n"


def test_several_lines_keep_their_breaks_and_nothing_else_that_is_invisible() -> None:
    assert text.several_lines(" Rad ett \r\n\x0crad\u202e två\r\rrad tre\n\n") == "Rad ett\nrad två\n\nrad tre"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Järåsen", "jarasen"), ("LULEÅ", "Lulea"), ("Straße", "STRASSE"), (" Växjö  kommun", "växjo KOMMUN")],
)
def test_words_that_look_alike_fold_alike(one: str, other: str) -> None:
    assert text.folded(one) == text.folded(other)


def test_fields_clean_what_is_pasted() -> None:
    assert LineField().clean("  Åsa\r\nÖberg ") == "Åsa Öberg"
    assert ParagraphField().clean("Rad 1\r\nRad 2\x00") == "Rad 1\nRad 2"
    assert EmailField().clean(" asa@example.se\u200b ") == "asa@example.se"
    assert LineField(required=False).clean(None) == ""
    assert ParagraphField(required=False).clean("") == ""
    assert EmailField(required=False).clean("") == ""


def test_a_line_is_measured_after_cleaning() -> None:
    assert LineField(max_length=3).clean("Åsa\u200b\u200b") == "Åsa"
    with pytest.raises(ValidationError):
        LineField(max_length=150).clean("a" * 10_000)
    with pytest.raises(ValidationError):
        LineField().clean("\u202e\u200b ")


@pytest.mark.parametrize("address", ["asa@example.se\nBcc: alla@example.se", "a\rb@example.se", "asa", "a b@c.se", "@"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        EmailField().clean(address)


def test_a_line_break_in_an_address_is_told_in_plain_swedish() -> None:
    with pytest.raises(ValidationError) as told:
        EmailField().clean("asa@example.se\nBcc: alla@example.se")
    assert told.value.messages == ["En e-postadress är en enda rad. Skriv bara adressen."]


@pytest.fixture
def keys(settings: Any) -> list[str]:
    settings.NEEDS_KEYS = [Fernet.generate_key().decode()]
    return settings.NEEDS_KEYS


def test_what_is_sealed_cannot_be_read_and_can_be_unsealed(keys: list[str]) -> None:
    sealed = seals.seal("Nötallergi, 🥜")
    assert "allergi" not in sealed
    assert sealed != seals.seal("Nötallergi, 🥜")
    assert seals.unseal(sealed) == "Nötallergi, 🥜"
    assert (seals.seal(""), seals.unseal("")) == ("", "")


def test_an_older_key_still_reads_and_the_new_one_writes(keys: list[str], settings: Any) -> None:
    sealed = seals.seal("vegan")
    settings.NEEDS_KEYS = [Fernet.generate_key().decode(), *keys]
    assert seals.unseal(sealed) == "vegan"
    newer = seals.seal("vegan")
    settings.NEEDS_KEYS = keys
    with pytest.raises(seals.UnreadableSeal):
        seals.unseal(newer)


@pytest.mark.parametrize("sealed", ["rubbish", "gAAAAA==", "å"])
def test_what_is_not_sealed_by_us_is_unreadable_not_a_crash(keys: list[str], sealed: str) -> None:
    with pytest.raises(seals.UnreadableSeal):
        seals.unseal(sealed)


def test_a_tampered_seal_is_unreadable(keys: list[str]) -> None:
    sealed = seals.seal("vegan")
    with pytest.raises(seals.UnreadableSeal):
        seals.unseal(sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:])


def test_a_needs_key_that_is_no_key_stops_the_start(settings: Any) -> None:
    settings.NEEDS_KEYS = ["not a key"]
    with pytest.raises(SystemCheckError, match=r"kunskapsdag\.E003"):
        call_command("check", "--tag", "settings")
