"""A politician registers on her phone, and changes her mind without calling anybody; with scripts and without."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from tests.journeys.conftest import fits, letters, links
from tests.journeys.steps import MARIA, a_public_day, fill_in, heading, open_form, own_path, send
from tests.registrations.factories import RegistrationFactory, full_event
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.journey

NUMBER_ONE = re.compile("Din anmälan, nummer 1", re.IGNORECASE)  # the style sheet writes some overlines in capitals


@pytest.fixture(params=["phone", "no_script_phone"])
def her(request: pytest.FixtureRequest) -> Page:
    """Return her phone, with scripts and without."""
    return request.getfixturevalue(request.param)


def test_she_types_falk_and_chooses_her_municipality_with_the_keyboard(phone: Page) -> None:
    event = a_public_day()
    open_form(phone, event)
    fits(phone)
    fill_in(phone, organisation="")
    field = phone.locator("[name=organisation]")
    field.press_sequentially("Falk")
    expect(phone.get_by_role("option")).to_have_text(["Falkenbergs kommun", "Falköpings kommun"])
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(phone.get_by_role("option", selected=True)).to_have_text("Falköpings kommun")
    field.press("Enter")
    expect(field).to_have_value("Falköpings kommun")
    expect(phone.get_by_role("listbox")).to_be_hidden()
    send(phone)
    heading(phone, "Du har en plats!")
    expect(phone.locator(".overline")).to_have_text(NUMBER_ONE)
    assert Registration.objects.get().organisation.municipality.code == "1499"


def test_she_types_falk_and_chooses_her_municipality_with_a_finger(phone: Page) -> None:
    open_form(phone, a_public_day())
    fill_in(phone, organisation="")
    field = phone.locator("[name=organisation]")
    field.tap()
    field.press_sequentially("falkö")
    phone.get_by_role("option", name="Falköpings kommun").tap()
    expect(field).to_have_value("Falköpings kommun")
    expect(phone.get_by_role("listbox")).to_be_hidden()
    phone.get_by_role("button", name="Anmäl mig").tap()
    heading(phone, "Du har en plats!")
    assert Registration.objects.get().organisation.name == "Falköpings kommun"


def test_falk_by_itself_is_answered_with_a_question_and_the_rest_stays(her: Page) -> None:
    open_form(her, a_public_day())
    fill_in(her, organisation="Falk")
    her.get_by_label("Specialkost").fill("Allergisk mot nötter")
    send(her)
    group = her.get_by_role("group", name="Vilken menar du med ”Falk”?")
    expect(group.locator("label")).to_have_text(
        ["Falkenbergs kommun", "Falköpings kommun", "Ingen av dem: behåll det jag skrev"]
    )
    expect(her.get_by_label("Specialkost")).to_have_value("Allergisk mot nötter")
    group.get_by_label("Falköpings kommun").check()
    send(her)
    heading(her, "Du har en plats!")
    registration = Registration.objects.get()
    assert (registration.organisation.name, registration.needs.food) == ("Falköpings kommun", "Allergisk mot nötter")


def test_each_fault_stands_beside_its_field_and_nothing_typed_is_lost(her: Page) -> None:
    open_form(her, a_public_day())
    her.get_by_label("E-post", exact=True).fill("maria@")
    her.get_by_label("Titel eller uppdrag").fill("kommunalråd")
    her.get_by_label("Fakturareferens").fill("1234 ZZZ")
    her.get_by_label("får stå på deltagarlistan").check()
    send(her)
    expect(her.locator(".error-summary h2")).to_have_text("4 saker att rätta")
    expect(her.locator(".field.has-error > label, fieldset.has-error > legend")).to_have_text(
        ["Namn", "E-post", "Kommun, region eller annan organisation", "Jag deltar som"]
    )
    expect(her.get_by_label("E-post", exact=True)).to_have_accessible_description(
        re.compile("Fel: Det här är inte en hel e-postadress")
    )
    typed = [her.get_by_label(label, exact=True).input_value() for label in ("E-post", "Namn")]
    typed += [her.locator(f"[name={name}]").input_value() for name in ("role", "invoice_reference")]
    assert typed == ["maria@", "", "kommunalråd", "1234 ZZZ"]
    expect(her.get_by_label("får stå på deltagarlistan")).to_be_checked()
    fits(her)
    fill_in(her)
    send(her)
    heading(her, "Du har en plats!")
    registration = Registration.objects.get()
    assert (registration.role, registration.invoice_reference, registration.on_participant_list) == (
        "kommunalråd",
        "1234 ZZZ",
        True,
    )


def test_two_quick_presses_register_her_once(phone: Page) -> None:
    open_form(phone, a_public_day())
    fill_in(phone)
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    phone.get_by_role("button", name="Anmäl mig").dblclick()
    heading(phone, "Du har en plats!")
    assert (sent, Registration.objects.count(), len(letters(MARIA["email"]))) == (["POST"], 1, 1)


def test_the_same_form_sent_twice_registers_her_once(no_script_phone: Page) -> None:
    her = no_script_phone
    open_form(her, a_public_day())
    fill_in(her)
    names = ("csrfmiddlewaretoken", "key", *MARIA)
    form = {name: her.locator(f"main [name={name}]").input_value() for name in names} | {"category": "elected"}
    answers = [her.request.post(her.url, form=form, headers={"Origin": her.watch.url}, max_redirects=0) for _time in range(2)]
    receipts = {answer.headers["location"] for answer in answers}
    assert ([answer.status for answer in answers], len(receipts)) == ([303, 303], 1)
    assert (Registration.objects.count(), len(letters(MARIA["email"]))) == (1, 1)


def test_going_back_and_sending_again_is_answered_by_mail(her: Page) -> None:
    event = a_public_day()
    open_form(her, event)
    fill_in(her)
    send(her)
    heading(her, "Du har en plats!")
    her.go_back()
    fill_in(her)
    send(her)
    heading(her, "Titta i din inkorg")
    assert Registration.objects.count() == 1
    assert [letter.subject for letter in letters(MARIA["email"])] == [
        f"Du har en plats: {event.title}",
        f"Du är redan anmäld: {event.title}",
    ]


def test_the_letter_leads_to_her_page_with_what_she_wrote(her: Page) -> None:
    event = a_public_day()
    open_form(her, event)
    fill_in(her)
    send(her)
    heading(her, "Du har en plats!")
    (letter,) = letters(MARIA["email"])
    assert (letter.subject, letter.calendar_method, "BEGIN:VEVENT" in letter.calendar) == (
        f"Du har en plats: {event.title}",
        "REQUEST",
        True,
    )
    (own,) = {link for link in links(letter) if "/min-anmalan/" in link}
    her.goto(own)
    heading(her, "Du har en plats")
    facts = her.locator("dl.facts > div")
    expect(facts.filter(has_text="Namn")).to_contain_text("Maria Lind")
    expect(facts.filter(has_text="Organisation")).to_contain_text("Falköpings kommun")


def test_she_changes_her_details_takes_the_calendar_and_cancels_and_the_first_in_line_comes_instead(
    her: Page, visitor: object
) -> None:
    event = full_event(capacity=1, waiting=2)
    InvitationPageFactory(event=event)
    maria = Registration.objects.get(event=event, state=State.CONFIRMED)
    first, second = Registration.objects.filter(event=event, state=State.WAITING).order_by("queue_number")
    her.goto(own_path(maria))
    her.get_by_role("link", name="Ändra uppgifter").click()
    her.get_by_label("Namn", exact=True).fill("Maria Lind-Ek")
    send(her, "Spara")
    expect(her.get_by_role("status")).to_have_text("Dina uppgifter är sparade")
    expect(her.locator("dl.facts > div").first).to_contain_text("Maria Lind-Ek")

    with her.expect_download() as download:
        her.get_by_role("link", name="Lägg in i kalendern").click()
    calendar = Path(download.value.path()).read_text(encoding="utf-8")
    assert (download.value.suggested_filename, "METHOD:PUBLISH" in calendar) == (f"{event.slug}.ics", True)

    her.get_by_role("link", name="Avanmäl mig").click()
    heading(her, "Vill du avanmäla dig?")
    expect(her.locator(".notice")).to_contain_text(event.cancellation_text)
    assert Registration.objects.get(pk=maria.pk).state == State.CONFIRMED
    send(her, "Ja, avanmäl mig")
    heading(her, "Du är avanmäld")

    offer = letters(first.email)[-1]
    assert (offer.subject, letters(second.email)) == (f"Det finns en plats till dig: {event.title}", [])
    she = visitor(phone=True, script=False)
    (own,) = {link for link in links(offer) if "/min-anmalan/" in link}
    she.goto(own)
    heading(she, "Det finns en plats till dig")
    send(she, "Ja tack, jag vill ha platsen")
    heading(she, "Du har en plats")
    states = dict(Registration.objects.filter(event=event).values_list("pk", "state"))
    assert states == {maria.pk: State.CANCELLED, first.pk: State.CONFIRMED, second.pk: State.WAITING}


def test_the_next_in_line_is_asked_when_she_says_no(her: Page) -> None:
    event = full_event(capacity=1)
    InvitationPageFactory(event=event)
    Registration.objects.filter(event=event).delete()
    asked = RegistrationFactory(event=event, offered=True)
    following = RegistrationFactory(event=event, waiting=True)
    her.goto(own_path(asked))
    send(her, "Nej tack")
    heading(her, "Du har tackat nej till platsen")
    assert letters(following.email)[-1].subject == f"Det finns en plats till dig: {event.title}"


def test_a_full_day_gives_her_a_number_in_line_and_a_letter_that_says_so(her: Page) -> None:
    event = full_event(capacity=1, waiting=1)
    InvitationPageFactory(event=event)
    open_form(her, event)
    expect(her.locator(".notice").first).to_contain_text("1 person väntar före dig.")
    fill_in(her)
    send(her, "Ställ mig i kö")
    heading(her, "Du är nummer 2 i kön")
    assert [letter.subject for letter in letters(MARIA["email"])] == [f"Du är nummer 2 i kön: {event.title}"]


def test_a_colleague_comes_instead_and_the_old_link_says_so(her: Page) -> None:
    event = a_public_day()
    registration = RegistrationFactory(event=event)
    old = own_path(registration)
    her.goto(old)
    her.get_by_role("link", name="Skicka någon annan").click()
    her.get_by_label("Vem kan komma i stället?").fill("Karin Berg")
    her.get_by_label("Personens e-post").fill("karin.berg@falkoping.se")
    send(her, "Skicka frågan")
    expect(her.locator(".notice").first).to_contain_text("Du har frågat Karin Berg, som inte har svarat")
    (question,) = {link for link in links(letters("karin.berg@falkoping.se")[-1]) if "/ersattare/" in link}
    her.goto(question)
    send(her, "Ja, jag kommer i stället")
    heading(her, "Du har en plats!")
    (own,) = {link for link in links(letters("karin.berg@falkoping.se")[-1]) if "/min-anmalan/" in link}
    answer = her.goto(old)
    assert answer is not None
    assert answer.status == 410
    heading(her, "Länken har ersatts")
    send(her, "Skicka den nya länken")
    heading(her, "Titta i din inkorg")
    her.goto(own)
    heading(her, "Du har en plats")


def test_one_who_is_registered_already_learns_nothing_on_screen_but_gets_her_link_by_mail(her: Page) -> None:
    event = a_public_day()
    registration = RegistrationFactory(event=event, email=MARIA["email"], name="Maria Andersson")
    open_form(her, event)
    fill_in(her)
    send(her)
    heading(her, "Titta i din inkorg")
    assert her.url.endswith(reverse("registrations:mail-sent", args=[event.slug]))
    assert "Andersson" not in her.locator("main").inner_text()
    (letter,) = letters(MARIA["email"])
    assert any(link.endswith(own_path(registration)) for link in links(letter))
