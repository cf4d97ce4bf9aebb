"""What a screen may ask about invitations. Bounded, and asked once for all rows."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kunskapsdag.events.enums import Admission, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import is_registration_time
from kunskapsdag.invitations import emails, rules
from kunskapsdag.invitations.enums import Answer, State
from kunskapsdag.invitations.models import Admittance, Invitation, InvitationList, InvitationMessage, OptOut
from kunskapsdag.invitations.models import Mapping as Remembered
from kunskapsdag.municipalities.models import County
from kunskapsdag.municipalities.rules import comparable
from kunskapsdag.organisations.models import EmailDomain, Organisation
from kunskapsdag.organisations.rules import BETWEEN_FORMS, domains
from kunskapsdag.registrations.links import Link
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import email_key

PER_PAGE = 50
# Who may be written to at all; the rest have answered, or are not asked any more.
COUNTED = tuple(answer for answer in Answer if answer != Answer.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have answered what."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def invited(self) -> int:
        """Return how many are invited, those withdrawn left out."""
        return sum(self.counts.get(answer, 0) for answer in COUNTED)

    @property
    def rows(self) -> list[tuple[str, Any, int]]:
        """Return each answer that anybody has given: its name, its words and how many."""
        return [(one.value, one.label, self.counts[one]) for one in Answer if self.counts.get(one)]


def by_link(link: Link) -> Invitation | None:
    """Return the invitation that a link speaks of, whatever the link's version, with its day."""
    rows = Invitation.objects.select_related("event__venue", "event__organiser", "list", "registration", "organisation")
    return rows.filter(public_id=link.public_id).first()


def counts(event: Event) -> dict[int, Counted]:
    """Return the answers of each of the day's lists by its id; one question."""
    found: dict[int, dict[str, int]] = {}
    rows = Invitation.objects.filter(event=event).with_answer().order_by().values_list("list_id", "answer")
    for list_id, answer, count in rows.annotate(count=Count("pk")):
        found.setdefault(list_id, {})[answer] = count
    return {list_id: Counted(one) for list_id, one in found.items()}


def summed(several: Iterable[Counted]) -> Counted:
    """Return several lists as one."""
    whole: Counter[str] = Counter()
    for one in several:
        whole.update(one.counts)
    return Counted(whole)


def per_organisation(event: Event, only: InvitationList | None = None) -> list[tuple[str, Counted]]:
    """Return the answers of each organisation, in the order of names; one question."""
    rows = Invitation.objects.filter(event=event)
    rows = rows.filter(list=only) if only else rows
    found: dict[str, dict[str, int]] = {}
    named = rows.with_answer().order_by().values_list("organisation_name", "answer").annotate(count=Count("pk"))
    for name, answer, count in named:
        found.setdefault(name, {})[answer] = count
    return sorted(((name, Counted(one)) for name, one in found.items()), key=lambda row: (not row[0], row[0].casefold()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invited people to show."""

    answer: str = ""
    words: str = ""
    organisation: str | None = None


def page(which: InvitationList, wanted: Wanted, number: Any) -> Page:
    """Return one page of a list's people; two questions."""
    found: Any = Invitation.objects.filter(list=which).with_answer().select_related("registration", "passed_on_by")
    if wanted.answer in Answer.values:
        found = found.filter(answer=wanted.answer)
    if wanted.organisation is not None:
        found = found.filter(organisation_name=wanted.organisation)
    for word in wanted.words.split()[:5]:
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(organisation_name__icontains=word))
    return Paginator(found.order_by("organisation_name", "name", "pk"), PER_PAGE).get_page(number)


def unsent(which: InvitationList) -> QuerySet[Invitation]:
    """Return those who have not been written to, and have not asked us never to."""
    rows = Invitation.objects.filter(list=which, state=State.OPEN, last_letter_at__isnull=True).exclude(email_key="")
    return rows.exclude(email_key__in=OptOut.objects.values("email_key"))


def opted_out() -> set[str]:
    """Return the addresses that want no invitations; one question."""
    return set(OptOut.objects.values_list("email_key", flat=True))


def has_opted_out(key: str) -> bool:
    """Return whether an address wants no invitations."""
    return OptOut.objects.filter(email_key=key).exists()


def opted_out_page(words: str, number: Any) -> Page:
    """Return one page of those who want no invitations, the latest first."""
    rows = OptOut.objects.select_related("event", "by")
    return Paginator(rows.filter(email_key__contains=email_key(words)) if words else rows, PER_PAGE).get_page(number)


def address_written_to(invitation: Invitation, version: int) -> str:
    """Return the address that got a link of this version: hers may have been corrected since. Empty when it is erased."""
    if version == invitation.link_version:
        return invitation.email_key
    rows = InvitationMessage.objects.filter(invitation=invitation, message__facts__version=version)
    return email_key(rows.values_list("message__to_email", flat=True).order_by("-pk").first() or "")


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who would be reminded now, and why others would not."""

    due: list[Invitation]
    too_soon: int = 0
    wants_none: int = 0
    bounced: int = 0
    opted_out: int = 0
    # The first day when one of those who wait may be reminded.
    next_at: dt.datetime | None = None


def to_remind(which: InvitationList, *, now: dt.datetime) -> Reminded:
    """Return who has not answered, divided; one question. Whom a colleague has named has a place, and is left alone."""
    asked = Invitation.objects.filter(list=which, state=State.OPEN, last_letter_at__isnull=False).exclude(email_key="")
    rows = asked.exclude(_is_registered())
    due: list[Invitation] = []
    soon: list[dt.datetime] = []
    wants_none = bounced = opted = 0
    for one in rows.with_answer().order_by("organisation_name", "name", "pk"):
        if one.answer == Answer.NO_MORE:
            opted += 1
            continue
        standing = rules.Standing(True, one.wants_reminders, one.last_letter_at, one.is_bounced)
        if rules.may_remind(standing, pause_days=which.pause_days, now=now):
            due.append(one)
        elif one.is_bounced:
            bounced += 1
        elif not one.wants_reminders:
            wants_none += 1
        else:
            soon.append(one.last_letter_at + dt.timedelta(days=which.pause_days))
    return Reminded(due, len(soon), wants_none, bounced, opted, min(soon, default=None))


def _is_registered() -> Exists:
    """Return whether an invited person is or was registered, also by another who has named her without her invitation."""
    return Exists(Registration.objects.filter(event=OuterRef("event"), email_key=OuterRef("email_key")))


def unanswered(event: Event) -> QuerySet[Invitation]:
    """Return those who have got their invitation and not answered it.

    Whoever is registered, or has been, is left out: what becomes of the day she hears as such, or no longer at all. So is
    who has asked for no invitations.
    """
    asked = Invitation.objects.filter(event=event, state=State.OPEN, letters__gt=0).exclude(email_key="")
    wanted = asked.exclude(email_key__in=OptOut.objects.values("email_key"))
    found: QuerySet[Invitation] = wanted.exclude(_is_registered()).with_answer().filter(is_bounced=False)
    return found.order_by("pk")


def has_told_of_cancelled_day(event: Event) -> bool:
    """Return whether anybody invited has been told that the day is cancelled."""
    return InvitationMessage.objects.filter(invitation__event=event, message__kind=emails.DAY_CANCELLED).exists()


def known_addresses(event: Event) -> set[str]:
    """Return the addresses that are invited to the day already."""
    return set(Invitation.objects.filter(event=event).exclude(email_key="").values_list("email_key", flat=True))


def remembered(event: Event, by: Any, signature: str) -> rules.Mapped | None:
    """Return what these columns meant last time: on this day first, then on any other."""
    rows = Remembered.objects.filter(by=by, signature=signature)
    said = rows.filter(event=event).first() or rows.order_by("-said_at").first()
    return rules.Mapped(said.columns, has_headings=said.has_headings) if said else None


class Register:
    """The register of organisations, asked once for a whole list: two questions."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.forms: dict[str, set[int]] = {}
        for pk, name, key in Organisation.objects.visible().order_by().values_list("pk", "name", "search_key"):
            self.names[pk] = name
            for form in {comparable(name), *key.split(BETWEEN_FORMS)}:
                self.forms.setdefault(form, set()).add(pk)
        self.exact = {name.casefold(): pk for pk, name in self.names.items()}
        hosts = EmailDomain.objects.filter(organisation__is_hidden=False).values_list("domain", "organisation_id")
        self.hosts: dict[str, int] = dict(hosts)

    def recognise(self, written: str, email: str) -> tuple[int | None, str]:
        """Return id and name: what the name means where that is one only, else what the address tells, else the text."""
        if written:
            meant = self.exact.get(written.casefold())
            several = self.forms.get(comparable(written), set())
            if meant is None and len(several) == 1:
                meant = next(iter(several))
            return (meant, self.names[meant]) if meant is not None else (None, written)
        found = next((self.hosts[host] for host in domains(email) if host in self.hosts), None)
        return (found, self.names[found]) if found is not None else (None, "")


def admitted(event_id: int) -> rules.Admitted:
    """Return the organisations that a day is for; one question."""
    row = Admittance.objects.filter(pk=event_id).first()
    if row is None:
        return rules.Admitted()
    return rules.Admitted(frozenset(row.kinds), frozenset(row.counties), frozenset(row.organisations))


def for_whom(event: Event) -> str:
    """Return for whom the day is, in words; empty where it is for everybody, which asks nothing."""
    if event.admission == Admission.EVERYBODY:
        return ""
    if event.admission == Admission.INVITED:
        return rules.only_invited_in_words()
    found = admitted(event.pk)
    counties = list(County.objects.filter(pk__in=found.counties).order_by("name").values_list("name", flat=True))
    chosen = Organisation.objects.filter(pk__in=found.organisations).order_by("name").values_list("name", flat=True)
    return rules.admission_in_words(found.kinds, counties, list(chosen))


def is_admitted(event: Event, organisation_id: int | None) -> bool:
    """Return whether a day for certain organisations is for this one; at most two questions."""
    if organisation_id is None:
        return False
    found = Organisation.objects.filter(pk=organisation_id).values_list("kind", "county_id", "municipality__county_id").first()
    kind, county, seat = found or ("", "", "")
    return rules.is_admitted(admitted(event.pk), organisation=organisation_id, kind=kind, county=county or seat or "")


def are_admitted(event: Event, organisation_ids: Collection[int | None]) -> dict[int | None, bool]:
    """Return the same of several at once; at most two questions, whatever their number."""
    wanted = {key for key in organisation_ids if key is not None}
    rows = Organisation.objects.filter(pk__in=wanted).values_list("pk", "kind", "county_id", "municipality__county_id")
    found = {key: (kind, county or seat or "") for key, kind, county, seat in rows} if wanted else {}
    whom = admitted(event.pk)
    told: dict[int | None, bool] = dict.fromkeys(organisation_ids, False)
    for key in wanted:
        kind, county = found.get(key, ("", ""))
        told[key] = rules.is_admitted(whom, organisation=key, kind=kind, county=county)
    return told


def may_register(event: Event, *, now: dt.datetime) -> bool:
    """Return whether one can register now."""
    return event.status != Status.CANCELLED and is_registration_time(
        event.registration_opens_at, event.registration_closes_at, event.starts_at, now
    )


def of_registration(registration_id: int) -> Invitation | None:
    """Return the invitation that led to a registration."""
    return Invitation.objects.select_related("list").filter(registration=registration_id).first()
