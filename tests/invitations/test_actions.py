"""What becomes of invitations: read in, written to, answered, tied to registrations, erased."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock, limits
from kunskapsdag.core.models import Stop
from kunskapsdag.events.enums import Admission
from kunskapsdag.invitations import actions, emails, queries, rules
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.errors import Answered, NothingToSend, TooLate, TooManyForwarded, YourOwnAddress
from kunskapsdag.invitations.models import Draft, Invitation, InvitationList, Mapping
from kunskapsdag.invitations.sections import by_invitation, let_in
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations.enums import Source
from kunskapsdag.registrations.errors import RegistrationError, TooMuch
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.organisations.factories import EmailDomainFactory, MunicipalOrganisationFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
ROWS = [
    ["Namn", "E-post", "Kommun"],
    ["Maria Lind", "maria.lind@falkoping.se", "Falköping"],
    ["Bo Ek", "bo.ek@habo.se", ""],
    ["Trasig", "trasig@", ""],
]


def read_in(which: InvitationList, rows: list[list[str]] = ROWS) -> actions.Added:
    by = UserFactory()
    draft = actions.keep_draft(which=which, rows=rows, by=by, now=clock.now())
    return actions.add_invited(draft=draft, mapped=rules.guess(rows), by=by, now=clock.now())


def register(
    event, invitation=None, *, email="maria.lind@falkoping.se", organisation=None, source=Source.PUBLIC, by=None, answers=None
):
    person = PersonDetails(
        name="Maria Lind",
        email=email,
        organisation_name="Falköpings kommun",
        organisation_id=organisation.pk if organisation else None,
        category="elected",
    )
    answers = by_invitation(invitation) if invitation else answers
    return registrations.register(
        event=event, person=person, form_key=uuid.uuid4(), by=by, now=clock.now(), source=source, answers=answers
    ).registration


def test_those_whose_rows_can_be_used_are_invited_and_the_broken_row_is_kept_to_be_mended() -> None:
    organisation = MunicipalOrganisationFactory()
    EmailDomainFactory(domain="habo.se", organisation__name="Habo kommun")
    which = InvitationListFactory()
    added = read_in(which)
    assert (added.invited, added.left_over, added.registered) == (2, 1, 0)
    found = Invitation.objects.order_by("email").values_list("name", "email", "organisation_name", "state", "last_letter_at")
    assert list(found) == [
        ("Bo Ek", "bo.ek@habo.se", "Habo kommun", "open", None),
        ("Maria Lind", "maria.lind@falkoping.se", organisation.name, "open", None),
    ]
    assert Draft.objects.get().rows == [ROWS[0], ROWS[3]]
    assert Message.objects.count() == 0


def test_an_address_is_invited_once_for_a_day_also_by_another_list() -> None:
    which = InvitationListFactory()
    read_in(which)
    again = read_in(InvitationListFactory(event=which.event))
    assert (again.invited, again.left_over) == (0, 3)


def test_who_is_registered_already_counts_as_having_answered_and_gets_no_letter() -> None:
    which = InvitationListFactory()
    there = RegistrationFactory(event=which.event, email="Maria.Lind@falkoping.se")
    assert read_in(which).registered == 1
    assert Invitation.objects.get(name="Maria Lind").registration == there
    actions.send(which=which, by=None, now=clock.now())
    assert list(Message.objects.values_list("to_email", flat=True)) == ["bo.ek@habo.se"]


def test_what_the_columns_meant_is_remembered_for_that_day_and_then_for_any() -> None:
    which, by = InvitationListFactory(), UserFactory()
    mapped = rules.Mapped({"email": 1, "name": 2}, has_headings=True)
    signature = rules.signature(ROWS)
    actions.remember(event=which.event, signature=signature, mapped=mapped, by=by, now=clock.now())
    for event in (which.event, EventFactory()):
        assert queries.remembered(event, by, signature) == mapped
    assert queries.remembered(which.event, UserFactory(), signature) is None
    assert Mapping.objects.count() == 1


def test_two_who_press_at_once_send_one_letter_to_each() -> None:
    which = InvitationListFactory()
    InvitationFactory(list=which, unsent=True)
    assert actions.send(which=which, by=None, now=clock.now()) == 1
    with pytest.raises(NothingToSend):
        actions.send(which=which, by=None, now=clock.now())
    assert Message.objects.filter(kind=emails.INVITED).count() == 1


def test_only_those_who_have_not_answered_and_whose_time_has_come_are_reminded() -> None:
    which = InvitationListFactory()
    due = InvitationFactory(list=which)
    InvitationFactory(list=which, declined=True)
    InvitationFactory(list=which, withdrawn=True)
    InvitationFactory(list=which, unsent=True)
    InvitationFactory(list=which, wants_reminders=False)
    InvitationFactory(list=which, last_letter_at=clock.now() - dt.timedelta(days=3))
    lost = InvitationFactory(list=which, unsent=True, name="Fel Adress")
    emails.queue_all([lost], emails.INVITED, now=clock.now() - dt.timedelta(days=9))
    Message.objects.update(state=MailState.FAILED)
    Invitation.objects.filter(pk=lost.pk).update(last_letter_at=clock.now() - dt.timedelta(days=9))
    left = queries.to_remind(which, now=clock.now())
    assert (left.due, left.too_soon, left.wants_none, left.bounced) == ([due], 1, 1, 1)
    assert actions.remind(which=which, by=None, now=clock.now()) == 1
    assert Message.objects.get(kind=emails.REMINDER).to_email == due.email
    with pytest.raises(NothingToSend):
        actions.remind(which=which, by=None, now=clock.now())


def test_a_thousand_letters_are_queued_in_less_than_two_seconds(django_assert_max_num_queries) -> None:
    which = InvitationListFactory()
    rows = [["E-post"], *([f"nr{number}@kommun.se"] for number in range(1000))]
    read_in(which, rows)
    with django_assert_max_num_queries(40):
        start = clock.now()
        assert actions.send(which=which, by=None, now=start) == 1000
        assert clock.now() - start < dt.timedelta(seconds=2)


def test_a_registration_by_the_link_is_tied_to_the_invitation_also_with_another_address() -> None:
    invitation = InvitationFactory()
    registration = register(invitation.event, invitation, email="maria@hemma.se")
    invitation.refresh_from_db()
    assert (invitation.registration, invitation.state) == (registration, State.REGISTERED)


def test_one_invitation_gives_one_registration_until_that_is_cancelled() -> None:
    invitation = InvitationFactory()
    first = register(invitation.event, invitation)
    with pytest.raises(RegistrationError):
        register(invitation.event, invitation, email="bo.ek@habo.se")
    registrations.cancel_registration(registration=first, by=None, now=clock.now())
    again = register(invitation.event, invitation, email="bo.ek@habo.se")
    invitation.refresh_from_db()
    assert (invitation.registration, Registration.objects.living().count()) == (again, 1)


def test_who_registers_by_the_ordinary_form_counts_as_having_answered() -> None:
    invitation = InvitationFactory(email="maria.lind@falkoping.se")
    registration = register(invitation.event)
    invitation.refresh_from_db()
    assert (invitation.registration, invitation.state) == (registration, State.REGISTERED)


def test_a_day_by_invitation_lets_in_the_invited_and_those_whom_the_office_registers() -> None:
    invitation = InvitationFactory(list__event__admission=Admission.INVITED)
    event = invitation.event
    with pytest.raises(RegistrationError) as refused:
        register(event, email="annan@habo.se")
    assert str(refused.value) == "Den här dagen är bara för inbjudna. Använd länken i din inbjudan."
    assert Registration.objects.count() == 0
    assert register(event, invitation) is not None
    assert register(event, email="bo.ek@habo.se", source=Source.STAFF, by=UserFactory()) is not None
    assert register(event, email="eva@habo.se", answers=let_in()) is not None


def test_a_day_for_some_organisations_refuses_others_with_the_rule_in_words() -> None:
    municipality = MunicipalOrganisationFactory()
    event = EventFactory()
    admitted = rules.Admitted(kinds=frozenset({Kind.MUNICIPALITY}), counties=frozenset({municipality.county_id}))
    actions.decide_admission(event=event, admission=Admission.CHOSEN, admitted=admitted, by=None, now=clock.now())
    with pytest.raises(RegistrationError) as refused:
        register(event)
    assert refused.value.field == "organisation"
    assert "Dagen är för kommuner i Västra Götalands län." in str(refused.value)
    registration = register(event, organisation=municipality)
    assert registration.state == "confirmed"


def test_changing_details_is_not_tried_by_a_rule_for_newcomers() -> None:
    event = EventFactory()
    registration = register(event)
    actions.decide_admission(event=event, admission=Admission.INVITED, admitted=rules.Admitted(), by=None, now=clock.now())
    person = PersonDetails(name="Maria L", email=registration.email, organisation_name="Habo", category="other")
    changed = registrations.change_details(registration=registration, person=person, by=None, now=clock.now())
    assert changed.name == "Maria L"


def test_a_day_that_invites_nobody_asks_nothing_more_at_registration() -> None:
    event = EventFactory()
    register(event, email="varm@habo.se")
    with CaptureQueriesContext(connection) as asked:
        register(event, email="ny@habo.se")
    assert [query["sql"] for query in asked if "invitations_" in query["sql"]] == []


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        ("confirmed", "registered"),
        ("waiting", "waiting"),
        ("applied", "waiting"),
        ("refused", "refused"),
        ("cancelled", "cancelled"),
    ],
)
def test_what_has_become_of_the_registration_is_the_answer(state: str, answer: str) -> None:
    registration = RegistrationFactory(state=state, queue_number=1)
    InvitationFactory(list__event=registration.event, state=State.REGISTERED, registration=registration)
    assert Invitation.objects.with_answer().get().answer == answer


def test_declining_can_be_regretted_until_registration_closes() -> None:
    invitation = InvitationFactory()
    actions.decline(invitation=invitation, by=None, now=clock.now())
    actions.decline(invitation=invitation, by=None, now=clock.now())
    assert actions.regret(invitation=invitation, by=None, now=clock.now()).state == State.OPEN
    actions.decline(invitation=invitation, by=None, now=clock.now())
    with pytest.raises(TooLate):
        actions.regret(invitation=invitation, by=None, now=invitation.event.last_registration)


def test_who_is_registered_cannot_decline_by_the_invitation() -> None:
    invitation = InvitationFactory()
    register(invitation.event, invitation)
    with pytest.raises(Answered):
        actions.decline(invitation=invitation, by=None, now=clock.now())


@pytest.mark.parametrize(("instead", "state"), [(True, State.HANDED_ON), (False, State.OPEN)])
def test_another_gets_an_invitation_of_her_own_at_once(instead: bool, state: State) -> None:
    invitation = InvitationFactory()
    other = actions.pass_on(
        invitation=invitation, name="Bo Ek", email="bo.ek@habo.se", instead=instead, by=None, now=clock.now()
    )
    invitation.refresh_from_db()
    assert (invitation.state, other.passed_on_by, other.state) == (state, invitation, State.OPEN)
    assert Message.objects.get().to_email == "bo.ek@habo.se"


def pass_on(invitation: Invitation, email: str) -> Invitation | None:
    return actions.pass_on(invitation=invitation, name="X", email=email, instead=False, by=None, now=clock.now())


def test_one_who_is_invited_or_registered_gets_a_mail_which_counts_and_five_are_enough() -> None:
    invitation = InvitationFactory()
    known = InvitationFactory(list=invitation.list, last_letter_at=clock.now() - dt.timedelta(days=2))
    fresh = InvitationFactory(list=invitation.list, last_letter_at=clock.now())
    RegistrationFactory(event=invitation.event, email="anmald@habo.se")
    with pytest.raises(YourOwnAddress):
        pass_on(invitation, invitation.email.upper())
    assert [pass_on(invitation, email) for email in (known.email, fresh.email, "anmald@habo.se")] == [None, None, None]
    assert sorted(Message.objects.values_list("kind", "to_email")) == [
        (emails.FORWARDED, known.email),
        ("registrations.duplicate", "anmald@habo.se"),
    ]
    for number in range(3, rules.MOST_PASSED_ON):
        pass_on(invitation, f"nr{number}@habo.se")
    with pytest.raises(TooManyForwarded):
        pass_on(invitation, "sista@habo.se")


def test_a_chain_of_invitations_passed_on_has_an_end_however_it_is_grown() -> None:
    last: Invitation | None = InvitationFactory()
    for number in range(limits.CHAIN.most):
        last = pass_on(last, f"nr{number}@habo.se")
    with pytest.raises(TooMuch):
        pass_on(last, "sista@habo.se")
    assert (Message.objects.count(), Stop.objects.get().limit) == (limits.CHAIN.most, limits.CHAIN.name)


def test_a_corrected_address_gets_a_new_link_and_waits_for_its_letter() -> None:
    invitation = InvitationFactory()
    actions.correct(invitation=invitation, name="Bo", email="bo.ek@habo.se", by=None, now=clock.now())
    invitation.refresh_from_db()
    assert (invitation.link_version, invitation.last_letter_at, list(queries.unsent(invitation.list))) == (
        2,
        None,
        [invitation],
    )


def test_names_addresses_and_letters_are_erased_a_month_after_the_day_and_the_count_stays() -> None:
    which = InvitationListFactory(event=EventFactory(past=True))
    old = InvitationFactory(list=which)
    kept = InvitationFactory()
    emails.queue_all([old, kept], emails.INVITED, now=clock.now())
    ended = which.event.ends_at
    assert actions.erase_old(now=ended + rules.KEPT) == 0
    assert actions.erase_old(now=ended + rules.KEPT + dt.timedelta(seconds=1)) == 1
    old.refresh_from_db()
    assert (old.name, old.email, old.email_key, old.organisation_name) == ("", "", "", "Falköpings kommun")
    assert [message.to_email for message in Message.objects.all()] == [kept.email]
    assert actions.erase_old(now=ended + rules.KEPT + dt.timedelta(seconds=1)) == 0


def test_a_table_that_nobody_came_back_to_is_erased_after_a_day() -> None:
    which = InvitationListFactory()
    actions.keep_draft(which=which, rows=ROWS, by=UserFactory(), now=clock.now() - rules.DRAFT_KEPT - dt.timedelta(minutes=1))
    actions.erase_old(now=clock.now())
    assert Draft.objects.count() == 0
