"""What the coming day asks its participants, and whom it has invited by a list of its own."""

import datetime as dt

from kunskapsdag.accounts.models import User
from kunskapsdag.core import clock
from kunskapsdag.demo import rules
from kunskapsdag.demo.content import asking
from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import actions as invitations
from kunskapsdag.invitations import rules as invitation_rules
from kunskapsdag.invitations.models import Invitation, OptOut
from kunskapsdag.organisations.enums import Kind as OrganisationKind
from kunskapsdag.questions import actions as questions
from kunskapsdag.questions.enums import Kind, Moment
from kunskapsdag.questions.models import Answer, Choice, Question
from kunskapsdag.registrations.enums import LIVING
from kunskapsdag.registrations.models import Registration

DAYS_TO_ANSWER = 3
OPENS_BEFORE = 14


def ask_questions(event: Event, *, now: dt.datetime) -> None:
    """Give the day four questions, one of them with a condition and one that is asked later, and most people's answers."""
    opens_on = event.first_day - dt.timedelta(days=OPENS_BEFORE)
    questions.save_sheet(
        event=event,
        purpose=asking.PURPOSE,
        opens_on=opens_on if opens_on > clock.swedish(now).date() else None,
        last_day=event.first_day - dt.timedelta(days=DAYS_TO_ANSWER),
        keep_days=30,
        by=None,
        now=now,
    )
    table = Question.objects.create(event=event, place=0, text=asking.TABLE, help=asking.TABLE_HELP, kind=Kind.ONE)
    tables = [Choice.objects.create(question=table, text=text, place=place) for place, text in enumerate(asking.TABLES)]
    bus = Question.objects.create(event=event, place=1, text=asking.BUS, kind=Kind.YES_NO)
    when = Question.objects.create(event=event, place=2, text=asking.BUS_TIME, kind=Kind.ONE, condition=bus, condition_yes=True)
    times = [Choice.objects.create(question=when, text=text, place=place) for place, text in enumerate(asking.BUS_TIMES)]
    Question.objects.create(
        event=event, place=3, text=asking.TOPIC, help=asking.TOPIC_HELP, kind=Kind.TEXT, moment=Moment.LATER
    )
    people = Registration.objects.filter(event=event, state__in=LIVING, is_unnamed=False).order_by("number")
    rows = []
    for index, person in enumerate(people):
        if index % 6 == 5:  # noqa: PLR2004  (one in six has not answered)
            continue
        takes_bus = index % 3 != 0
        rows.append(Answer(question=table, registration=person, choice=tables[index * 7 % len(tables)]))
        rows.append(Answer(question=bus, registration=person, yes=takes_bus))
        if takes_bus:
            rows.append(Answer(question=when, registration=person, choice=times[index % len(times)]))
    Answer.objects.bulk_create(rows)


def invite(event: Event, *, by: User, now: dt.datetime) -> None:
    """Invite eight by a list ten days ago: one has declined, one asked somebody else instead, one wants no invitations."""
    then = rules.day_at(now, 10, dt.time(9, 5))
    which = invitations.save_list(event=event, which=None, name=asking.LIST, lead=asking.LEAD, pause_days=7, by=by, now=then)
    table = [list(row) for row in asking.INVITED]
    draft = invitations.keep_draft(which=which, rows=table, by=by, now=then)
    invitations.add_invited(draft=draft, mapped=invitation_rules.guess(table), by=by, now=then)
    invitations.send(which=which, by=by, now=then)
    later = rules.day_at(now, 8, dt.time(13, 40))
    by_address = {one.email: one for one in Invitation.objects.filter(list=which)}
    invitations.decline(invitation=by_address[asking.DECLINES], by=None, now=later)
    name, email = asking.INSTEAD
    invitations.pass_on(invitation=by_address[asking.HANDS_ON], name=name, email=email, instead=True, by=None, now=later)
    # By hand: her letter had left when she said so, and here it leaves when all is loaded.
    OptOut.objects.create(email_key=asking.WANTS_NONE, event=event, asked_at=later)


def admit_regions(event: Event, *, now: dt.datetime) -> None:
    """Let a day be for regions."""
    admitted = invitation_rules.Admitted(kinds=frozenset({OrganisationKind.REGION}))
    invitations.decide_admission(event=event, admission=Admission.CHOSEN, admitted=admitted, by=None, now=now)
