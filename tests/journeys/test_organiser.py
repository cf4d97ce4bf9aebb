"""The organiser's year: she makes a day, publishes it, fills it, answers for it and makes the next from it."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from tests.accounts.factories import PASSWORD, UserFactory
from tests.events.factories import VenueFactory, days_from_now
from tests.journeys.conftest import letters, log_in
from tests.journeys.steps import a_public_day, heading
from tests.organisations.factories import OrganisationFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.registrations.factories import RegistrationFactory, full_event
from tests.website.factories import CalendarPageFactory, InvitationPageFactory

pytestmark = pytest.mark.journey

FEES = "Avgifter och villkor"
DAY = days_from_now(60)


@pytest.fixture
def organiser(page: Page) -> Page:
    """Return the organiser at her desk, logged in."""
    log_in(page, UserFactory(role=Role.ORGANISER))
    return page


def choose(page: Page, button: str, words: str, *, search: bool = False) -> None:
    """Choose something in the window that the button opens."""
    page.get_by_role("button", name=button, exact=True).first.click()
    if search:
        page.locator(".modal [name=q]").fill(words)
    page.locator(".modal").get_by_role("link", name=words).click()
    expect(page.locator(".modal")).to_have_count(0)


def write_moment(page: Page, name: str, moment: str) -> None:
    """Write a date and time, and leave the field so that its calendar closes."""
    page.locator(f"[name={name}]").fill(moment)
    # The calendar opens a moment after the field is entered; left too soon, it would open over what comes next.
    calendar = page.locator(".xdsoft_datetimepicker:visible")
    expect(calendar).to_have_count(1)
    page.keyboard.press("Tab")
    expect(calendar).to_have_count(0)


def told(page: Page, words: str) -> None:
    """Wait for what the admin says on top of the page."""
    expect(page.locator(".messages")).to_contain_text(words)


def write_facts(page: Page) -> None:
    """Fill in the first tab."""
    page.locator("[name=title]").fill("Växa eller krympa")
    write_moment(page, "starts_at", f"{DAY} 10:00")
    write_moment(page, "ends_at", f"{DAY} 16:00")
    choose(page, "Välj lokal", "Saturnus Konferens")
    page.locator("[name=target_group]").fill("Förtroendevalda")
    choose(page, "Välj organisation", "Reglab", search=True)
    page.locator("[name=contact_name]").fill("Anna Ek")
    page.locator("[name=contact_email]").fill("anna.ek@example.se")


def write_places_and_fee(page: Page) -> None:
    """Fill in the second and third tabs; both prices follow what is typed."""
    page.get_by_role("tab", name="Platser", exact=True).click()
    page.locator("[name=capacity]").fill("80")
    write_moment(page, "registration_opens_at", f"{clock.today()} 00:00")
    page.get_by_role("tab", name=FEES).click()
    page.locator("#id_fees-ADD").click()
    page.locator("[name=fees-0-amount]").fill("750")
    page.locator("[name=fees-0-basis]").select_option("exclusive")
    expect(page.locator("[data-price]").last).to_have_text("750 kr exkl. moms, 937,50 kr inkl. moms")
    page.locator("[name=cancellation_text]").fill("Avboka senast en vecka före.")


def write_speaker_and_programme(page: Page) -> None:
    """Fill in the tabs of those who take part and of the programme."""
    page.get_by_role("tab", name="Medverkande").click()
    page.locator("#id_speakers-ADD").click()
    choose(page, "Välj person", "Conny Johansson")
    page.locator("[name=speakers-0-role]").fill("kommunstyrelsens ordförande")
    page.locator("[name=speakers-0-organisation_name]").fill("Falköpings kommun")
    page.get_by_role("tab", name="Program").click()
    page.locator("#id_programme_items-ADD").click()
    page.locator("[name=programme_items-0-starts]").fill("10:00")
    page.keyboard.press("Tab")
    page.locator("[name=programme_items-0-title]").fill("Inledning")


def test_she_logs_in_and_the_coming_days_are_on_her_first_page(page: Page) -> None:
    user = UserFactory(role=Role.ORGANISER)
    event = a_public_day()
    page.goto("/admin/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("link", name=event.title).click()
    page.wait_for_url(f"**/admin/dagar/{event.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(event.title)


def test_she_makes_a_day_from_nothing_sees_it_beforehand_and_publishes_it(organiser: Page) -> None:
    page = organiser
    CalendarPageFactory()
    VenueFactory()
    OrganisationFactory(name="Reglab")
    PersonFactory(name="Conny Johansson")
    page.goto("/admin/")
    page.get_by_role("link", name="Ny kunskapsdag").click()
    write_facts(page)
    write_places_and_fee(page)
    write_speaker_and_programme(page)

    page.get_by_role("button", name="Växla förhandsgranskning").click()
    seen = page.frame_locator("#w-preview-iframe")
    expect(seen.locator("h1")).to_have_text("Växa eller krympa")
    expect(seen.locator("dl.facts")).to_contain_text("750 kr exkl. moms (937,50 kr inkl. 25 % moms)")
    expect(seen.locator("#medverkande")).to_contain_text("Conny Johansson")
    assert Event.objects.count() == 0

    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/admin/dagar/*/")
    event = Event.objects.get()
    page.get_by_role("button", name="Publicera inbjudan").click()
    told(page, "Inbjudan är publicerad.")
    page.get_by_role("link", name="Publik sida").click()
    heading(page, "Växa eller krympa")
    assert page.url.endswith("/kunskapsdagar/vaxa-eller-krympa/")
    expect(page.locator("#program")).to_contain_text("Inledning")
    whole = (clock.at(DAY, dt.time(10)), clock.at(DAY, dt.time(16)))
    assert (clock.swedish(event.starts_at), clock.swedish(event.ends_at)) == whole


def test_she_makes_a_new_speaker_without_leaving_the_day(organiser: Page) -> None:
    page = organiser
    event = a_public_day()
    PersonFactory(name="Åsa Öberg")
    PersonFactory(name="Bo Ek")
    page.goto(f"/admin/dagar/edit/{event.pk}/")
    assert page.locator("[data-comment-add]:visible").count() == 0
    page.locator("[name=target_group]").fill("Alla som planerar skolor")
    page.get_by_role("tab", name="Medverkande").click()
    page.locator("#id_speakers-ADD").click()
    page.get_by_role("button", name="Välj person", exact=True).first.click()
    window = page.locator(".modal")
    window.locator("[name=q]").fill("oberg")
    expect(window.get_by_role("link", name="Bo Ek")).to_have_count(0)
    expect(window.get_by_role("link", name="Åsa Öberg")).to_be_visible()
    window.get_by_role("tab", name="Ny").click()
    window.get_by_role("button", name="Spara och välj").click()
    expect(window.locator(".error-message")).to_be_visible()
    window.get_by_label("namn").fill("Kerstin Nyström")
    window.get_by_role("button", name="Spara och välj").click()
    expect(window).to_have_count(0)
    expect(page.get_by_role("tabpanel", name="Medverkande")).to_contain_text("Kerstin Nyström")
    page.locator("[name=speakers-0-role]").fill("skolchef")
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url(f"**/admin/dagar/{event.pk}/")
    page.goto(f"/kunskapsdagar/{event.slug}/")
    expect(page.locator(".speakers")).to_contain_text("Kerstin Nyström")
    expect(page.locator("main")).to_contain_text("Alla som planerar skolor")


def test_she_ticks_a_new_speaker_in_the_programme_and_saves_once(organiser: Page) -> None:
    page = organiser
    event = a_public_day()
    SpeakerFactory(event=event, person=PersonFactory(name="Conny Johansson"))
    ProgrammeItemFactory(event=event, title="Inledning")
    for name in ("Kerstin Nyström", "Bo Ek"):
        PersonFactory(name=name)
    page.goto(f"/admin/dagar/edit/{event.pk}/")
    title = page.locator("[name=title]").input_value()
    page.locator("[name=title]").fill("")
    page.get_by_role("tab", name="Medverkande").click()
    for number, name in ((1, "Kerstin Nyström"), (2, "Bo Ek")):
        page.locator("#id_speakers-ADD").click()
        page.locator(f"#id_speakers-{number}-person-chooser").get_by_role("button", name="Välj person").click()
        page.locator(".modal").get_by_role("link", name=name).click()
        expect(page.locator(".modal")).to_have_count(0)
    page.get_by_role("tab", name="Program").click()
    page.locator("#id_programme_items-ADD").click()
    items = page.locator("#id_programme_items-FORMS > *")
    for item in (items.nth(0), items.nth(1)):
        expect(item.get_by_role("checkbox")).to_have_count(3)
    items.nth(0).get_by_label("Kerstin Nyström").check()
    items.nth(1).get_by_label("Conny Johansson").check()
    items.nth(1).get_by_label("Bo Ek").check()
    page.locator("[name=programme_items-1-starts]").fill("11:00")
    page.keyboard.press("Tab")
    page.locator("[name=programme_items-1-title]").fill("Samtal")

    page.get_by_role("tab", name="Medverkande").click()
    page.locator("[id='id_speakers-2-DELETE-button']").click()
    page.get_by_role("button", name="Spara").click()
    told(page, "fel")
    page.get_by_role("tab", name="Program").click()
    expect(items.nth(0).get_by_label("Kerstin Nyström")).to_be_checked()
    expect(items.nth(0).get_by_label("Bo Ek")).to_have_count(0)
    expect(items.nth(1)).to_contain_text("Finns inte längre bland de medverkande: Bo Ek.")
    items.nth(1).get_by_label("Bo Ek").uncheck()
    page.get_by_role("tab", name="Fakta").click()
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url(f"**/admin/dagar/{event.pk}/")
    ticked = {item.title: sorted(person.name for person in item.persons.all()) for item in event.programme_items.all()}
    assert ticked == {"Inledning": ["Kerstin Nyström"], "Samtal": ["Conny Johansson"]}


def test_a_sum_that_does_not_say_what_it_is_comes_back_with_the_question_and_nothing_is_lost(organiser: Page) -> None:
    event = a_public_day(capacity=30)
    event.fees.all().delete()
    organiser.goto(f"/admin/dagar/edit/{event.pk}/")
    organiser.locator("[name=title]").fill("Ny rubrik")
    organiser.get_by_role("tab", name=FEES).click()
    organiser.locator("#id_fees-ADD").click()
    organiser.locator("[name=fees-0-amount]").fill("750")
    organiser.get_by_role("button", name="Spara").click()
    told(organiser, "fel")
    organiser.get_by_role("tab", name=FEES).click()
    expect(organiser.locator("[id*=fees] .error-message").first).to_be_visible()
    expect(organiser.locator("[name=fees-0-amount]")).to_have_value("750")
    expect(organiser.locator("[name=title]")).to_have_value("Ny rubrik")
    event.refresh_from_db()
    assert (event.title == "Ny rubrik", event.fees.count()) == (False, 0)


def test_she_copies_the_day_to_the_same_weekday_next_year(organiser: Page) -> None:
    event = a_public_day()
    SpeakerFactory(event=event)
    ProgrammeItemFactory(event=event)
    organiser.goto(f"/admin/dagar/{event.pk}/")
    organiser.get_by_text("Mer", exact=True).click()
    organiser.get_by_role("link", name="Kopiera till nytt datum").click()
    suggested = dt.date.fromisoformat(organiser.locator("[name=day]").input_value())
    organiser.locator("[name=title]").fill("Starkare kommuner igen")
    organiser.get_by_role("button", name="Kopiera dagen").click()
    told(organiser, "Dagen är kopierad")
    new = Event.objects.exclude(pk=event.pk).get()
    assert organiser.url.endswith(f"/admin/dagar/{new.pk}/")
    assert (new.first_day, new.first_day.weekday(), new.first_day - event.first_day) == (
        suggested,
        event.first_day.weekday(),
        dt.timedelta(days=364),
    )
    counts = (new.speakers.count(), new.programme_items.count(), new.fees.count(), new.registrations.count())
    assert (counts, new.is_public) == ((1, 1, 1, 0), False)


def test_more_places_go_to_those_who_wait_and_fewer_than_are_taken_are_refused_in_words(organiser: Page) -> None:
    event = full_event(capacity=2, waiting=2)
    InvitationPageFactory(event=event)
    first = Registration.objects.filter(event=event).waiting().first()

    def set_places(number: str) -> None:
        organiser.goto(f"/admin/dagar/edit/{event.pk}/")
        organiser.get_by_role("tab", name="Platser", exact=True).click()
        organiser.locator("[name=capacity]").fill(number)
        organiser.get_by_role("button", name="Spara").click()

    set_places("3")
    organiser.wait_for_url(f"**/admin/dagar/{event.pk}/")
    assert [letter.subject for letter in letters(first.email)] == [f"Det finns en plats till dig: {event.title}"]
    set_places("1")
    expect(organiser.locator(".w-field__errors, .error-message").filter(has_text="3").first).to_contain_text("3 platser")
    expect(organiser.locator("[name=capacity]")).to_have_value("1")
    event.refresh_from_db()
    assert event.capacity == 3


def test_she_registers_someone_by_hand_and_cancels_with_a_reason(organiser: Page) -> None:
    event = a_public_day()
    organiser.goto(f"/admin/dagar/{event.pk}/anmalda/")
    organiser.get_by_role("link", name="Anmäl för hand").click()
    organiser.locator("[name=name]").fill("Karin Berg")
    organiser.locator("[name=email]").fill("karin.berg@falkoping.se")
    organiser.locator("[name=organisation]").fill("Falk")
    organiser.locator("[name=category][value=official]").check()
    organiser.get_by_role("button", name="Anmäl personen").click()
    organiser.get_by_label("Falköpings kommun").check()
    organiser.get_by_role("button", name="Anmäl personen").click()
    told(organiser, "Karin Berg har fått plats.")
    assert Registration.objects.get().organisation.name == "Falköpings kommun"

    organiser.locator("summary", has_text="Avanmäl personen").click()
    cancel = organiser.locator("form[action$='/avanmal/']")
    cancel.get_by_role("button").click()
    expect(organiser.locator("form[action$='/avanmal/'] .day-error")).to_be_visible()
    organiser.locator("[name=avanmal-reason]").fill("Ringde och avbokade")
    organiser.locator("form[action$='/avanmal/']").get_by_role("button").click()
    told(organiser, "Personen är avanmäld.")
    expect(organiser.locator(".day-steps").first).to_contain_text("Ringde och avbokade")
    assert Registration.objects.get().state == State.CANCELLED
    # Neither had been sent: the second tells what the first would have told.
    written = [letter.subject for letter in letters("karin.berg@falkoping.se") if letter.is_written]
    assert written == [f"Avanmäld: {event.title}"]


def test_she_takes_out_the_list_to_excel_and_as_text(organiser: Page) -> None:
    event = a_public_day()
    RegistrationFactory(event=event, name="Åsa Öberg", organisation_name="=cmd|' /C calc'!A0")
    RegistrationFactory(event=event, name="Bo Ek", elected=True)
    RegistrationFactory(event=event, name="Avanmäld", cancelled=True)
    organiser.goto(f"/admin/dagar/{event.pk}/anmalda/")
    with organiser.expect_download() as excel:
        organiser.get_by_role("link", name="Excelfil").click()
    with organiser.expect_download() as text:
        organiser.get_by_role("link", name="CSV-fil").click()
    assert [excel.value.suggested_filename, text.value.suggested_filename] == [
        f"anmalda-{event.slug}.{kind}" for kind in ("xlsx", "csv")
    ]
    sheet = list(load_workbook(io.BytesIO(Path(excel.value.path()).read_bytes())).active.iter_rows(values_only=True))
    content = Path(text.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.reader(io.StringIO(content), delimiter=";"))
    column = [str(head).casefold() for head in sheet[0]].index("namn")
    assert sorted(row[column] for row in sheet[1:]) == ["Bo Ek", "Åsa Öberg"]
    assert sorted(line[column] for line in lines[1:]) == ["Bo Ek", "Åsa Öberg"]
    assert lines[0] == [str(head) for head in sheet[0]]
    assert [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))] == []


def test_she_sees_which_letters_went_out_reads_one_and_sends_it_again(organiser: Page) -> None:
    event = a_public_day()
    organiser.goto(f"/admin/dagar/{event.pk}/anmalda/ny/")
    for name, words in (("name", "Karin Berg"), ("email", "karin@falkoping.se"), ("organisation", "Falköpings kommun")):
        organiser.locator(f"[name={name}]").fill(words)
    organiser.locator("[name=category][value=other]").check()
    organiser.get_by_role("button", name="Anmäl personen").click()
    told(organiser, "Karin Berg har fått plats.")
    assert len(letters("karin@falkoping.se")) == 1

    organiser.goto(f"/admin/dagar/{event.pk}/mejl/")
    organiser.get_by_role("link", name=f"Du har en plats: {event.title}").click()
    expect(organiser.frame_locator("iframe.mail-letter").locator("body")).to_contain_text("Hej Karin Berg!")
    organiser.goto(f"/admin/dagar/{event.pk}/anmalda/1/")
    organiser.get_by_role("button", name="Skicka igen").click()
    told(organiser, "Mejlet är på väg igen.")
    first, second = letters("karin@falkoping.se")
    assert (first.text == second.text, first.message_id == second.message_id) == (True, False)
    expect(organiser.get_by_role("link", name=f"Du har en plats: {event.title}")).to_have_count(2)


def test_a_day_that_is_cancelled_says_why_on_its_page_and_takes_no_more_registrations(organiser: Page) -> None:
    event = a_public_day()
    organiser.goto(f"/admin/dagar/edit/{event.pk}/")
    organiser.get_by_role("tab", name="Status").click()
    organiser.locator("[name=status]").select_option("cancelled")
    organiser.locator("[name=status_text]").fill("Föreläsaren är sjuk.")
    organiser.get_by_role("button", name="Spara").click()
    organiser.wait_for_url(f"**/admin/dagar/{event.pk}/")
    organiser.goto(f"/kunskapsdagar/{event.slug}/")
    expect(organiser.locator(".notice")).to_contain_text("Föreläsaren är sjuk.")
    expect(organiser.get_by_role("link", name="Anmäl dig")).to_have_count(0)
