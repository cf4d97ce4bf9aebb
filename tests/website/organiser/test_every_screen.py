"""Every staff screen of ours, every kind of person, every method: who is let in, who is told no, and who learns nothing.

The screens are found by themselves. One that is added without a row in ``SCREENS`` fails the first test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kunskapsdag.core import clock
from kunskapsdag.core.models import Stop
from kunskapsdag.invitations.models import Draft
from kunskapsdag.invoicing import actions as invoicing
from kunskapsdag.registrations.actions import limited
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, SeriesFactory
from tests.invitations.factories import InvitationFactory
from tests.invoicing.factories import SellerFactory, issued, to_be_billed
from tests.mail.factories import MessageFactory
from tests.orders.factories import OrderFactory
from tests.parts.factories import PartFactory
from tests.questions.factories import QuestionFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory, RegistrationMessageFactory
from tests.substitutes.factories import QuestionFactory as SubstituteFactory
from tests.website.organiser.conftest import client_for

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "stranger", "door", "finance", "editor", "organiser")
DOOR, FINANCE, EDITOR, ORGANISER = "door", "finance", "editor", "organiser"
STAFF = frozenset({DOOR, FINANCE, EDITOR, ORGANISER})
READERS, WITH_LIST, OFFICE = frozenset({FINANCE, ORGANISER}), frozenset({DOOR, FINANCE, ORGANISER}), frozenset({ORGANISER})
LOGIN, NOT_HERE, NOT_YOU, WRONG_METHOD = 302, 404, 403, 405
TAKEN = {302, 409, 422}  # done, too late, or told beside the field


@dataclass(frozen=True)
class Screen:
    """Who learns that it is there, who of them is let in, who may also send; the methods; what others are answered.

    ``is_wagtails``: a view that Wagtail wrote, whose methods are Wagtail's own matter, and which answers bad input its own way.
    """

    seen_by: frozenset[str]
    for_whom: frozenset[str]
    sent_by: frozenset[str]
    methods: tuple[str, ...]
    no: int = NOT_YOU
    is_wagtails: bool = False


def reading(whom: frozenset[str], seen_by: frozenset[str] | None = None) -> Screen:
    return Screen(seen_by or whom, whom, frozenset(), ("GET", "HEAD"))


def form(seen_by: frozenset[str]) -> Screen:
    """Return a screen that does nothing but change: the office's, and others who see what it is about are told no."""
    return Screen(seen_by, OFFICE, OFFICE, ("GET", "HEAD", "POST"))


def button(seen_by: frozenset[str], sent_by: frozenset[str] = OFFICE) -> Screen:
    return Screen(seen_by, frozenset(), sent_by, ("POST",))


def wagtails(whom: frozenset[str], *, sends: bool = False, no: int = NOT_YOU) -> Screen:
    methods = ("GET", "HEAD", "POST") if sends else ("GET", "HEAD")
    return Screen(STAFF, whom, whom if sends else frozenset(), methods, no, is_wagtails=True)


# By the table in docs/rules/accounts.md.
ROWS = [
    ("days:list days:list_results", wagtails(STAFF)),
    ("days:add days:edit days:delete", wagtails(OFFICE, sends=True)),
    ("days:usage days:history days:history_results", wagtails(OFFICE)),
    ("series:list series:list_results", wagtails(OFFICE)),
    ("series:add series:edit series:delete", wagtails(OFFICE, sends=True)),
    ("mails:index mails:index_results mails:message mails:letter mails:calendar", wagtails(OFFICE)),
    ("mails:resend mails:stop", button(STAFF)),
    ("wagtailsnippets_organisations_organisation:list", wagtails(OFFICE, no=302)),
    ("wagtailsnippets_organisations_organisation:list_results", wagtails(OFFICE, no=302)),
    ("wagtailsnippets_municipalities_municipality:list", wagtails(frozenset(), no=302)),
    ("wagtailsnippets_municipalities_municipality:list_results", wagtails(frozenset(), no=302)),
    ("wagtailsnippets_events_venue:edit", wagtails(OFFICE, sends=True, no=302)),
    ("wagtailsnippetchoosers_events_venue:create", wagtails(OFFICE, sends=True, no=302)),
    ("wagtailsnippetchoosers_events_theme:create", wagtails(OFFICE, sends=True, no=302)),
    ("wagtailsnippetchoosers_programme_person:create", wagtails(OFFICE | {EDITOR}, sends=True, no=302)),
    ("series:overview", reading(STAFF)),
    ("series:attach series:detach", button(STAFF)),
    ("days:overview", reading(STAFF)),
    ("days:copy_day days:copy_to_several days:cancel_day days:move_day", form(STAFF)),
    ("days:publish", button(STAFF)),
    ("days:mails days:letters days:mailings days:house_letters", reading(OFFICE)),
    ("days:letter days:new_mailing days:schedule days:news days:house_letter", form(OFFICE)),
    ("days:registrations days:waiting days:parts days:part", reading(WITH_LIST)),
    ("days:export days:part_file", reading(READERS)),
    ("days:move_part", button(WITH_LIST)),
    ("days:needs", reading(OFFICE)),
    ("days:door", reading(OFFICE | {DOOR})),
    ("days:tick", button(OFFICE | {DOOR}, OFFICE | {DOOR})),
    ("days:no_shows", reading(OFFICE)),
    ("days:charge_no_shows days:waive_no_show days:take_back_no_show", button(OFFICE)),
    ("days:delegations", reading(WITH_LIST)),
    ("days:delegate days:several days:register", form(WITH_LIST)),
    ("days:order", reading(READERS)),
    ("days:order_act", button(READERS)),
    ("days:applications", reading(READERS)),
    ("days:decide_applications", button(READERS)),
    ("days:proposal", Screen(READERS, READERS, OFFICE, ("GET", "HEAD", "POST"))),
    ("days:substitutes", reading(READERS)),
    ("days:decide_substitute", button(READERS)),
    ("days:hand_on", form(READERS)),
    ("days:registration", reading(READERS)),
    ("days:change days:person_parts", form(READERS)),
    ("days:person_needs", reading(OFFICE)),
    ("days:change_needs days:act", button(READERS)),
    ("days:resend", button(OFFICE)),
    ("days:questions", reading(WITH_LIST)),
    ("days:new_question days:question_days days:change_question days:remove_question", form(WITH_LIST)),
    ("days:unanswered days:answers", reading(READERS)),
    ("days:remind_of_questions", button(READERS)),
    ("days:move_question", button(WITH_LIST)),
    ("days:invitations days:invitation_list days:invited_person", reading(READERS)),
    ("days:admission days:new_invitation_list days:change_invitation_list days:opted_out", form(READERS)),
    ("days:import_invited days:import_preview days:send_invitations days:remind_invited", form(READERS)),
    ("days:act_on_invited", button(READERS)),
    ("days:invoices days:invoice days:invoice_draft days:invoice_file", reading(READERS)),
    ("days:billing days:seller", Screen(READERS, READERS, READERS, ("GET", "HEAD", "POST"))),
    ("days:propose_invoices days:approve_invoices days:invoice_act days:credit_invoice", button(READERS, READERS)),
    ("days:limits", reading(READERS)),
    ("days:let_through", button(READERS)),
]
SCREENS = {name: screen for names, screen in ROWS for name in names.split()}
# There is nothing to tell of: the reader is sent to the list.
ELSEWHERE = {"days:news"}
SENT = {
    "days:invoice_act": {"version": 1},
    "days:decide_substitute": {"decision": "yes"},
    "days:tick": {"seen": 0, "here": "yes"},
}


def _ours(resolver: URLResolver, path: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _ours(one, path + str(one.pattern), (*spaces, one.namespace) if one.namespace else spaces)
        elif (path + str(one.pattern)).startswith("admin/"):
            view = getattr(one.callback, "view_class", one.callback)
            if view.__module__.startswith("kunskapsdag."):
                yield ":".join((*spaces, one.name or "")), one


def ours() -> list[tuple[str, URLPattern]]:
    """Return the staff addresses whose views we have written, with their names."""
    return list(_ours(get_resolver()))


@pytest.fixture
def world() -> dict[str, Any]:
    """Return what stands in the addresses: by the part's name, or by the screen's and the part's."""
    event = EventFactory(series=SeriesFactory(), is_public=True, today=True)
    registration = NeedsFactory(registration=RegistrationFactory(event=event)).registration
    invitation = InvitationFactory(list__event=event)
    rows = [["Namn", "E-post"], ["Eva Ek", "eva.ek@x.se"]]
    draft = Draft.objects.create(list=invitation.list, by=UserFactory(), rows=rows, created_at=clock.now())
    letter = MessageFactory(sent=True, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    RegistrationMessageFactory(registration=registration, message=letter)
    SellerFactory()
    [_charge] = to_be_billed(event)
    [invoice] = issued(event)
    to_be_billed(event)
    [proposal] = invoicing.propose(event=event, by=None, now=clock.now())
    times = {"first_at": clock.now(), "last_at": clock.now()}
    return {
        "pk": event.pk,
        "stop": Stop.objects.create(limit="alone", key="x", about=limited(event), **times).pk,
        "series:pk": event.series_id,
        "wagtailsnippets_events_venue:pk": event.venue_id,
        "mails:pk": letter.pk,
        "number": registration.number,
        "part": PartFactory(event=event).pk,
        "order": OrderFactory(event=event).pk,
        "question": QuestionFactory(event=event).pk,
        "days:decide_substitute:question": SubstituteFactory(registration=registration, awaits=True).pk,
        "which": invitation.list_id,
        "draft": draft.pk,
        "days:invoice_draft:draft": proposal.pk,
        "days:invoice_act:draft": proposal.pk,
        "days:invoice_act:verb": "godkann",
        **{f"days:{screen}:number": invoice.number for screen in ("invoice", "invoice_file", "credit_invoice")},
        "days:invoice_file:kind": "pdf",
        "invitation": invitation.pk,
        "message": letter.pk,
        "kind": "csv",
        "short": "confirmed",
        "day": event.pk,
        "verb": "skicka-lank",
        "days:act_on_invited:verb": "kan-inte",
    }


def address(name: str, pattern: URLPattern, world: dict[str, Any]) -> str:
    parts = getattr(pattern.pattern, "converters", None) or pattern.pattern.regex.groupindex
    named = [(part, [f"{name}:{part}", f"{name.partition(':')[0]}:{part}", part]) for part in parts]
    return reverse(name, kwargs={part: next(world[key] for key in keys if key in world) for part, keys in named})


def expected(name: str, who: str, method: str) -> set[int]:
    """Return what may be answered."""
    screen = SCREENS[name]
    answers = {302} if name in ELSEWHERE else {200}
    if method == "POST":
        answers = TAKEN | ({200} if screen.is_wagtails else set())
    if who == "anonymous":
        answers = {LOGIN}
    elif who not in screen.seen_by:
        answers = {NOT_HERE}
    # Wagtail asks for the right first, and then whether the method is one.
    elif (screen.is_wagtails or name.startswith("mails:")) and who not in screen.for_whom | screen.sent_by:
        answers = {screen.no}
    elif method not in screen.methods:
        answers = {WRONG_METHOD}
    elif who not in (screen.sent_by if method == "POST" else screen.for_whom):
        answers = {screen.no}
    return answers


def test_every_screen_of_ours_says_who_it_is_for() -> None:
    assert {name for name, _pattern in ours()} == set(SCREENS)


@pytest.mark.one_database
@pytest.mark.parametrize("who", WHO)
def test_each_screen_answers_each_kind_of_person_and_writes_nothing_for_who_may_not(who: str, world: dict[str, Any]) -> None:
    client, wrong = client_for(who), []
    for name, pattern in ours():
        screen, url = SCREENS[name], address(name, pattern, world)
        for method in ("GET", "POST") if screen.is_wagtails else ("GET", "POST", "PUT"):
            with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                answer = client.generic(method, url) if method != "POST" else client.post(url, SENT.get(name, {}))
                transaction.set_rollback(True)
            wanted = expected(name, who, method)
            wrote = [one["sql"][:80] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
            if answer.status_code not in wanted or (wrote and wanted & {NOT_HERE, NOT_YOU, WRONG_METHOD}):
                wrong.append((name, method, answer.status_code, wanted, wrote))
            if answer.status_code == WRONG_METHOD and not screen.is_wagtails:
                assert answer["Allow"] == ", ".join(screen.methods), name
            if who == "anonymous":
                assert answer["Location"].partition("?")[0] == reverse("wagtailadmin_login"), name
    assert wrong == []
