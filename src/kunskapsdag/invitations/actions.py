"""What can be done with invitations. One transaction each; what gives or ends invitations holds the event's row."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from kunskapsdag.core import audit, limits
from kunskapsdag.events.enums import Admission, Status
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import emails, queries, rules
from kunskapsdag.invitations.enums import MAY_ANSWER, MAY_REGRET, State
from kunskapsdag.invitations.errors import (
    AlreadyInvited,
    Answered,
    DayIsOver,
    NothingToSend,
    TooLate,
    TooManyForwarded,
    WantsNoInvitations,
    YourOwnAddress,
)
from kunskapsdag.invitations.models import Admittance, Draft, Invitation, InvitationList, InvitationMessage, Mapping, OptOut
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.enums import MAY_BE_STOPPED
from kunskapsdag.mail.errors import CannotStop
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.actions import remind_of, require_room
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import email_key

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the rows of a list."""

    invited: int
    # Registered for the day already: they count as having answered.
    registered: int
    left_over: int


def _locked(event_id: int) -> Event:
    found: Event = Event.objects.select_for_update(no_key=True).get(pk=event_id)
    return found


def save_list(
    *, event: Event, which: InvitationList | None, name: str, lead: str, pause_days: int, by: Any, now: dt.datetime
) -> InvitationList:
    """Make a list, or change its words."""
    with transaction.atomic():
        saved = which or InvitationList(event=event, created_at=now)
        saved.name, saved.lead, saved.pause_days = name, lead, pause_days
        if which is None:
            saved.save()
        else:
            saved.save(update_fields=["name", "lead", "pause_days"])
        audit.log(event, "invitation.list_saved", by=by, list=saved.pk)
    return saved


def keep_draft(*, which: InvitationList, rows: Sequence[Sequence[str]], by: Any, now: dt.datetime) -> Draft:
    """Keep a table that has been read until the organiser has looked at it."""
    return Draft.objects.create(list=which, by=by, rows=rows, created_at=now)


def remember(*, event: Event, signature: str, mapped: rules.Mapped, by: Any, now: dt.datetime) -> None:
    """Remember what the columns of a list meant."""
    Mapping.objects.update_or_create(
        by=by,
        event=event,
        signature=signature,
        defaults={"columns": dict(mapped.columns), "has_headings": mapped.has_headings, "said_at": now},
    )


def add_invited(*, draft: Draft, mapped: rules.Mapped, by: Any, now: dt.datetime) -> Added:
    """Invite those of a table whose rows can be used; the rows that can't stay in the draft, to be mended.

    Nobody is written to yet.
    """
    which = draft.list
    with transaction.atomic():
        event = _locked(which.event_id)
        draft = Draft.objects.select_for_update().get(pk=draft.pk)
        read = rules.read_rows(draft.rows, mapped, known=queries.known_addresses(event), opted_out=queries.opted_out())
        good = [row for row in read if not row.fault]
        bad = [row for row in read if row.fault]
        registered = _invite(which, good, now=now)
        remember(event=event, signature=rules.signature(draft.rows), mapped=mapped, by=by, now=now)
        if bad:
            head = [draft.rows[0]] if mapped.has_headings else []
            draft.rows = [*head, *(list(row.cells) for row in bad)]
            draft.save(update_fields=["rows"])
        else:
            draft.delete()
        audit.log(event, "invitation.added", by=by, list=which.pk, invited=len(good), left_over=len(bad))
    return Added(len(good), registered, len(bad))


def _invite(which: InvitationList, people: Sequence[rules.Read], *, now: dt.datetime) -> int:
    """Write the invitations, tied to registrations that are there already; return how many of these there were."""
    register = queries.Register()
    keys = {one.email_key for one in people}
    living = Registration.objects.living().filter(event=which.event_id)
    tied = set(
        Invitation.objects.filter(event=which.event_id).exclude(registration=None).values_list("registration_id", flat=True)
    )
    there = {key: pk for key, pk in living.values_list("email_key", "pk") if key in keys and pk not in tied}
    rows = []
    for one in people:
        organisation_id, organisation_name = register.recognise(one.organisation, one.email)
        registration = there.get(one.email_key)
        rows.append(
            Invitation(
                event_id=which.event_id,
                list=which,
                state=State.REGISTERED if registration else State.OPEN,
                registration_id=registration,
                answered_at=now if registration else None,
                name=one.name,
                email=one.email,
                email_key=one.email_key,
                organisation_id=organisation_id,
                organisation_name=organisation_name,
                role=one.role,
                category=one.category,
                created_at=now,
            )
        )
    Invitation.objects.bulk_create(rows, batch_size=AT_ONCE)
    return len(there)


def send(*, which: InvitationList, by: Any, now: dt.datetime) -> int:
    """Write to everyone in a list who has not been written to; return how many.

    :raises NothingToSend: somebody else has just done it.
    :raises DayIsOver: the day is cancelled or has begun.
    """
    with transaction.atomic():
        event = _still_to_come(which, now)
        count = _write(list(queries.unsent(which).order_by("pk")), emails.INVITED, now=now)
        audit.log(event, "invitation.sent", by=by, list=which.pk, count=count)
    return count


def remind(*, which: InvitationList, by: Any, now: dt.datetime) -> int:
    """Remind those who have not answered, and whom it is time to remind; return how many.

    :raises NothingToSend: nobody is left to remind, perhaps since somebody else has just done it.
    :raises DayIsOver: the day is cancelled or has begun.
    """
    with transaction.atomic():
        event = _still_to_come(which, now)
        count = _write(queries.to_remind(which, now=now).due, emails.REMINDER, now=now)
        audit.log(event, "invitation.reminded", by=by, list=which.pk, count=count)
    return count


def _still_to_come(which: InvitationList, now: dt.datetime) -> Event:
    event = _locked(which.event_id)
    if event.status == Status.CANCELLED or now >= event.last_registration:
        raise DayIsOver
    return event


def tell_of_day(*, event: Event, kind: str, now: dt.datetime, **facts: Any) -> int:
    """Write to those who have not answered that the day is cancelled or moved, in the caller's transaction; return how many."""
    people = list(queries.unanswered(event))
    return _write(people, kind, now=now, **facts) if people else 0


def _write(people: list[Invitation], kind: str, *, now: dt.datetime, **facts: Any) -> int:
    if not people:
        raise NothingToSend
    emails.queue_all(people, kind, now=now, **facts)
    keys = [one.pk for one in people]
    for start in range(0, len(keys), AT_ONCE):
        Invitation.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(last_letter_at=now, letters=F("letters") + 1)
    return len(keys)


def decline(*, invitation: Invitation, by: Any, now: dt.datetime) -> Invitation:
    """Say that she can't come; one whose registration lives cancels that instead.

    :raises Answered: she has a registration, or the invitation is withdrawn.
    """
    with transaction.atomic():
        invitation = _fresh(invitation)
        if invitation.state == State.DECLINED:
            return invitation
        if invitation.state != State.OPEN and not _has_left(invitation):
            raise Answered
        _set(invitation, State.DECLINED, now=now)
        audit.log(invitation, "invitation.declined", by=by)
    return invitation


def regret(*, invitation: Invitation, by: Any, now: dt.datetime) -> Invitation:
    """Open a declined invitation again, for as long as one can register.

    :raises Answered: it isn't declined.
    :raises TooLate: registration has closed.
    """
    with transaction.atomic():
        invitation = _fresh(invitation)
        if invitation.state == State.OPEN:
            return invitation
        if invitation.state not in MAY_REGRET:
            raise Answered
        _require_time(invitation.event, now)
        _set(invitation, State.OPEN, now=None)
        audit.log(invitation, "invitation.regretted", by=by)
    return invitation


def pass_on(*, invitation: Invitation, name: str, email: str, instead: bool, by: Any, now: dt.datetime) -> Invitation | None:
    """Ask someone else, in her own stead or beside herself; return the other's invitation, whose letter is on its way.

    None where the other is invited or registered already: she gets a mail, and whoever asks is told nothing else.

    :raises YourOwnAddress: it is her own.
    :raises TooManyForwarded: this has been done many times.
    :raises TooMuch: the invitations that began with one have been passed on to unusually many.
    :raises Answered: the invitation is withdrawn, or a registration stands in the way of "instead".
    :raises TooLate: registration has closed.
    :raises WantsNoInvitations: the other has asked us for none.
    """
    key = email_key(email)
    if key == invitation.email_key:
        raise YourOwnAddress
    # Before anything is looked up: also what leads nowhere counts, or one could ask for ever who is registered.
    if not limits.has_room(limits.PASSED_ON, str(invitation.pk), [key], now=now):
        raise TooManyForwarded
    who = (invitation.name, invitation.email)
    require_room(limits.CHAIN, str(_first_of_chain(invitation)), [key], event=invitation.event, who=who, now=now)
    with transaction.atomic():
        invitation = _fresh(invitation)
        event = invitation.event
        _require_time(event, now)
        if instead and invitation.state not in (State.OPEN, *MAY_REGRET) and not _has_left(invitation):
            raise Answered
        if _is_told_already(event, key, now=now):
            other = None
        else:
            if invitation.passed_on.count() >= rules.MOST_PASSED_ON:
                raise TooManyForwarded
            other = _invite_by(invitation, name=name, email=email, key=key, now=now)
        if instead:
            _set(invitation, State.HANDED_ON, now=now)
        audit.log(invitation, "invitation.passed_on", by=by, other=other.pk if other else None, instead=instead)
    return other


def _first_of_chain(invitation: Invitation) -> int:
    """Return the id of the invitation that the organiser sent, of which this one has come."""
    key, above = invitation.pk, invitation.passed_on_by_id
    while above is not None:
        key = above
        above = Invitation.objects.values_list("passed_on_by_id", flat=True).get(pk=key)
    return key


def _is_told_already(event: Event, key: str, *, now: dt.datetime) -> bool:
    """Return whether the other is registered or invited; then she has got a mail, if she has not had one lately."""
    registration = Registration.objects.living().select_related("event").filter(event=event, email_key=key).first()
    if registration is not None:
        remind_of(registration, now=now)
        return True
    _require_wanted(key)
    known = Invitation.objects.filter(event=event, email_key=key).first()
    if known is None:
        return False
    is_rested = known.last_letter_at is None or now - known.last_letter_at >= rules.REST_AFTER_LETTER
    if known.state == State.OPEN and known.wants_reminders and is_rested:
        _write([known], emails.FORWARDED, now=now)
    return True


def _invite_by(invitation: Invitation, *, name: str, email: str, key: str, now: dt.datetime) -> Invitation:
    other = Invitation.objects.create(
        event=invitation.event,
        list=invitation.list,
        name=name,
        email=email,
        email_key=key,
        organisation_id=invitation.organisation_id,
        organisation_name=invitation.organisation_name,
        passed_on_by=invitation,
        created_at=now,
    )
    _write([other], emails.FORWARDED, now=now)
    return other


def want_no_reminders(*, invitation: Invitation) -> None:
    """Send her no more reminders."""
    Invitation.objects.filter(pk=invitation.pk).update(wants_reminders=False)


def opt_out(*, address: str, event: Event | None, by: Any, now: dt.datetime) -> OptOut:
    """Send no invitations to an address any more; what has not left yet is held back. Said twice it is one."""
    key = email_key(address)
    with transaction.atomic():
        found, is_new = OptOut.objects.get_or_create(email_key=key, defaults={"asked_at": now, "event": event, "by": by})
        if is_new:
            audit.log(found, "invitation.opted_out", by=by)
        ties = InvitationMessage.objects.filter(invitation__email_key=key, message__state__in=MAY_BE_STOPPED)
        for tie in ties.select_related("message"):
            with suppress(CannotStop):  # a worker took it at this moment
                mail.stop(message=tie.message, by=by, now=now)
    return found


def opt_in(*, address: str, by: Any) -> bool:
    """Send invitations to an address again; return whether it had asked for none."""
    with transaction.atomic():
        found = OptOut.objects.filter(email_key=email_key(address)).first()
        if found is None:
            return False
        audit.log(found, "invitation.opted_in", by=by)
        found.delete()
    return True


def _require_wanted(key: str) -> None:
    if queries.has_opted_out(key):
        raise WantsNoInvitations


def withdraw(*, invitation: Invitation, by: Any, now: dt.datetime) -> Invitation:
    """Take an invitation back: its link stops working. A registration that was made with it stays.

    :raises Answered: it is withdrawn already.
    """
    with transaction.atomic():
        invitation = _fresh(invitation)
        Invitation.objects.filter(pk=invitation.pk).update(
            state=State.WITHDRAWN, link_version=F("link_version") + 1, answered_at=now
        )
        audit.log(invitation, "invitation.withdrawn", by=by)
    return invitation


def renew(*, invitation: Invitation, by: Any, now: dt.datetime) -> Invitation:
    """Replace the link and write to her anew, also where the invitation was withdrawn.

    :raises DayIsOver: nobody can register any more.
    :raises WantsNoInvitations: she has asked us for none.
    """
    with transaction.atomic():
        _still_to_come(invitation.list, now)
        _require_wanted(invitation.email_key)
        invitation = (
            Invitation.objects.select_related("event", "list", "registration")
            .select_for_update(of=("self",))
            .get(pk=invitation.pk)
        )
        if invitation.state == State.WITHDRAWN:
            invitation.state = State.REGISTERED if invitation.registration_id else State.OPEN
        invitation.link_version += 1
        invitation.save(update_fields=["state", "link_version"])
        _write([invitation], emails.INVITED, now=now)
        audit.log(invitation, "invitation.renewed", by=by)
    return invitation


def correct(*, invitation: Invitation, name: str, email: str, by: Any, now: dt.datetime) -> Invitation:
    """Correct a name or an address; with a new address the old link stops working, and she is written to again when asked.

    :raises AlreadyInvited: another is invited with that address.
    """
    with transaction.atomic():
        _locked(invitation.event_id)
        invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        key = email_key(email)
        if Invitation.objects.filter(event=invitation.event_id, email_key=key).exclude(pk=invitation.pk).exists():
            raise AlreadyInvited
        if key != invitation.email_key:
            invitation.link_version += 1
            invitation.last_letter_at = None
        invitation.name, invitation.email, invitation.email_key = name, email, key
        invitation.save(update_fields=["name", "email", "email_key", "link_version", "last_letter_at"])
        audit.log(invitation, "invitation.corrected", by=by)
    return invitation


def tie(*, registration: Registration, invitation: Invitation, now: dt.datetime) -> None:
    """Note that she has registered; in the transaction that registers her, with the event locked."""
    Invitation.objects.filter(pk=invitation.pk).update(state=State.REGISTERED, registration=registration, answered_at=now)
    audit.log(invitation, "invitation.registered", by=None, number=registration.number)


def _fresh(invitation: Invitation) -> Invitation:
    """Return the invitation as it stands now, with its event's row locked; refuse one that is withdrawn."""
    _locked(invitation.event_id)
    found = Invitation.objects.select_related("event", "list", "registration").get(pk=invitation.pk)
    if found.state not in MAY_ANSWER:
        raise Answered
    return found


def _has_left(invitation: Invitation) -> bool:
    return invitation.state == State.REGISTERED and (invitation.registration is None or not invitation.registration.is_living)


def _set(invitation: Invitation, state: State, *, now: dt.datetime | None) -> None:
    invitation.state, invitation.answered_at = state, now
    invitation.save(update_fields=["state", "answered_at"])


def _require_time(event: Event, now: dt.datetime) -> None:
    if event.status == Status.CANCELLED or now >= event.last_registration:
        raise TooLate


def decide_admission(*, event: Event, admission: Admission, admitted: rules.Admitted, by: Any, now: dt.datetime) -> Event:
    """Decide who may register from now on; nobody who is registered loses anything."""
    with transaction.atomic():
        event = _locked(event.pk)
        if admission == Admission.CHOSEN:
            Admittance.objects.update_or_create(
                event=event,
                defaults={
                    "kinds": sorted(admitted.kinds),
                    "counties": sorted(admitted.counties),
                    "organisations": sorted(admitted.organisations),
                },
            )
        else:
            Admittance.objects.filter(event=event).delete()
        event.admission = admission
        event.save(update_fields=["admission", "changed_at"])
        audit.log(event, "event.admission", by=by, admission=str(admission))
    return event


def copy_admission(*, event: Event, copy: Event) -> None:
    """Let a copied day be for the same; lists of people are not copied."""
    row = Admittance.objects.filter(pk=event.pk).first()
    if row is not None:
        Admittance.objects.create(event=copy, kinds=row.kinds, counties=row.counties, organisations=row.organisations)


def erase_old(*, now: dt.datetime) -> int:
    """Erase names, addresses and letters of the invited some weeks after the day, and tables nobody came back to."""
    done, _by_model = Draft.objects.filter(created_at__lt=now - rules.DRAFT_KEPT).delete()
    due = Invitation.objects.filter(event__ends_at__lt=now - rules.KEPT, erased_at__isnull=True)
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    if keys:
        with transaction.atomic():
            ties = InvitationMessage.objects.filter(invitation__in=keys)
            Message.objects.filter(pk__in=list(ties.values_list("message_id", flat=True))).delete()
            Invitation.objects.filter(pk__in=keys).update(
                name="", email="", email_key="", role="", category="", link_version=F("link_version") + 1, erased_at=now
            )
    return done + len(keys)
