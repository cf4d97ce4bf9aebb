"""She is asked by a letter of her own, answers what the organiser wants to know, and comes; with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from kunskapsdag.accounts.enums import Role
from kunskapsdag.core import clock
from kunskapsdag.events.enums import Admission
from kunskapsdag.invitations import actions
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.questions import queries
from kunskapsdag.questions.enums import Kind
from kunskapsdag.registrations.models import Registration
from tests.accounts.factories import UserFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.journeys.conftest import axe, fits, letters, links, log_in, settle
from tests.journeys.steps import a_public_day, heading
from tests.questions.factories import QuestionFactory, SheetFactory

pytestmark = pytest.mark.journey


@pytest.fixture(params=["phone", "no_script_phone"])
def her(request: pytest.FixtureRequest) -> Page:
    """Return her phone, with scripts and without."""
    return request.getfixturevalue(request.param)


def test_she_opens_her_letter_says_no_regrets_answers_the_questions_and_comes(
    her: Page, request: pytest.FixtureRequest
) -> None:
    has_script = "no_script" not in request.node.name

    def judge() -> None:
        fits(her)
        if has_script:  # axe is a script itself
            axe(her)

    event = a_public_day(admission=Admission.INVITED)
    SheetFactory(event=event)
    bus = QuestionFactory(event=event, place=1, text="Åker du buss?", is_required=True)
    QuestionFactory(
        event=event,
        place=2,
        text="Var stiger du på?",
        kind=Kind.ONE,
        with_choices=["Skövde", "Falköping"],
        condition=bus,
        condition_yes=True,
        is_required=True,
    )
    invitation = InvitationFactory(
        list=InvitationListFactory(event=event),
        unsent=True,
        name="Maria Lind",
        email="maria.lind@falkoping.se",
        category="elected",
    )
    her.goto(f"/anmalan/{event.slug}/")
    heading(her, "Endast för inbjudna")
    actions.send(which=invitation.list, by=None, now=clock.now())
    settle()
    own = next(link for link in links(letters(invitation.email)[-1]) if "/inbjudan/" in link)
    her.goto(next(link for link in links(letters(invitation.email)[-1]) if "/inga-paminnelser/" in link))
    judge()
    her.get_by_role("button", name="Skicka mig inga fler inbjudningar").click()
    expect(her.get_by_role("status")).to_contain_text("Du får inga fler inbjudningar från oss")
    judge()
    her.get_by_role("button", name="Jag vill ha inbjudningar").click()
    her.goto(own)
    judge()
    her.get_by_role("button", name="Jag kan inte komma").click()
    expect(her.get_by_role("status")).to_contain_text("Du har sagt att du inte kan komma")
    her.get_by_role("button", name="Jag har ändrat mig").click()
    her.get_by_role("link", name="Anmäl mig").click()
    expect(her.get_by_label("Namn", exact=True)).to_have_value("Maria Lind")
    expect(her.get_by_label("Förtroendevald")).to_be_checked()
    stop = her.get_by_role("group", name="Var stiger du på?")
    if has_script:
        expect(stop).to_be_hidden()
    else:
        expect(stop).to_contain_text("Besvara om du har svarat ”Ja” på ”Åker du buss?”.")
    judge()
    her.get_by_role("group", name="Åker du buss?").get_by_label("Ja").check()
    her.get_by_role("button", name="Anmäl mig").click()
    expect(her.get_by_role("alert").first).to_contain_text("Besvara den här frågan.")
    her.get_by_label("Falköping", exact=True).check()
    her.get_by_role("button", name="Anmäl mig").click()
    heading(her, "Du har en plats!")
    registration = Registration.objects.get()
    assert Invitation.objects.get().state == State.REGISTERED
    assert queries.answers_of(registration)[bus.pk] is True
    her.get_by_role("link", name="Ändra dina svar").click()
    her.get_by_role("group", name="Åker du buss?").get_by_label("Nej").check()
    her.get_by_role("button", name="Spara svaren").click()
    expect(her.get_by_role("status")).to_contain_text("Dina svar är sparade")
    judge()
    assert queries.answers_of(registration) == {bus.pk: False}


def test_the_organiser_pastes_a_list_looks_at_it_and_sends(page: Page) -> None:
    event = a_public_day()
    log_in(page, UserFactory(role=Role.ORGANISER))
    page.goto(f"/admin/dagar/{event.pk}/inbjudningar/")
    page.get_by_role("link", name="Ny inbjudningslista").click()
    page.get_by_role("button", name="Spara och lägg till personer").click()
    page.get_by_label("Eller klistra in här").fill(
        "Maria Lind <maria.lind@falkoping.se>; Trasig <trasig@>; Bo Ek <bo.ek@habo.se>"
    )
    page.get_by_role("button", name="Läs in listan").click()
    page.get_by_role("button", name="Lägg till 2 personer").click()
    expect(page.get_by_label("Eller klistra in här")).to_have_value("Trasig <trasig@>")
    page.get_by_role("link", name="Gå tillbaka").click()
    page.get_by_role("link", name="Skicka inbjudan till 2 personer").click()
    page.get_by_role("button", name="Skicka nu").click()
    expect(page.get_by_text("2 brev är på väg.")).to_be_visible()
    settle()
    assert [letters(to)[-1].subject for to in ("maria.lind@falkoping.se", "bo.ek@habo.se")] == [f"Inbjudan: {event.title}"] * 2
