"""Who the registration is for: details, substitutes and links."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.core.limits import OWN_ADDRESS
from kunskapsdag.registrations import emails, queries, rules, sections, signals
from kunskapsdag.registrations.actions._handing import require_may_have, write_details, write_new_person
from kunskapsdag.registrations.actions._shared import fresh, fresh_by, keep_needs, locked, next_calendar_revision, renew_link
from kunskapsdag.registrations.actions.erasing import forget_mails
from kunskapsdag.registrations.actions.limiting import require_room
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import AddressTaken, MoveNotAllowed, NeedsChangedMeanwhile
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers


def change_details(
    *, registration: Registration, person: PersonDetails, by: Any, now: dt.datetime, answers: Answers | None = None
) -> Registration:
    """Replace what she has said about herself, and in the sections of the form; place and number stay.

    With a new address comes a new link: the old address may have been a stranger's, by a slip of the hand.

    :raises TooMuch: she has given one new address after the other.
    :raises AddressTaken: someone else is registered with the new address.
    :raises MoveNotAllowed: the registration is no longer living.
    :raises RuleOfTheDay: she says herself that she comes from another organisation, and a rule gives that one no place.
    """
    if by is None and person.email_key != registration.email_key:
        who = (registration.name, registration.email)
        require_room(OWN_ADDRESS, str(registration.pk), [person.email_key], event=registration.event, who=who, now=now)
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        if not registration.is_living or registration.is_unnamed:  # who is unnamed is named, not changed
            raise MoveNotAllowed
        old = (registration.name, registration.email)
        if by is None:
            require_may_have(registration, person, by=by, now=now)
        changed = write_details(registration, person)
        if by is None and "organisation_name" in changed:
            sections.organisation_changed(registration, by=by, now=now)
        keep_needs(registration, food=person.food, access=person.access)
        if by is None and registration.awaits_details:
            registration.awaits_details = False
            registration.save(update_fields=["awaits_details"])
        sections.take(registration, answers or {}, by=by, now=now)
        if "email_key" in changed:
            renew_link(registration)
        # The names of the fields, never what stood in them: the log outlives the person's details.
        audit.log(registration, "registration.changed", by=by, fields=changed)
        if changed:
            # A new address gets its new link at once; else more changes may follow, and be told in the same mail.
            wait = emails.NO_WAIT if "email_key" in changed else emails.CHANGES_WAIT
            emails.queue(registration, emails.CHANGED, now=now, wait=wait, fields=changed)
        if "email_key" in changed:
            emails.queue(registration, emails.CHANGED, now=now, to=old, fields=changed, old_address=True)
            signals.address_changed.send(sender=Registration, registration=registration, now=now)
        if {"organisation_id", "organisation_name", "category"} & set(changed):
            # Under a cap, or in a quota, she counts in another way: there may be room for somebody who waits.
            offer_in_line(event, now=now)
    return registration


def change_needs(*, registration: Registration, food: str, access: str, seen: str, by: Any, now: dt.datetime) -> Registration:
    """Write the food and access needs of one who has told the office; that it was done is logged, never what was written.

    ``seen``: the mark of the needs as the writer saw them, empty where there were none.

    :raises MoveNotAllowed: the registration is no longer living, and its needs are erased.
    :raises NeedsErased: the day was too long ago.
    :raises NeedsChangedMeanwhile: other needs have been saved since then: an allergy must not be written over unseen.
    :raises UnreadableSeal: the needs that stand were sealed with another key.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh(registration)
        if not registration.is_living:
            raise MoveNotAllowed
        rules.require_needs_kept(ends_at=event.ends_at, now=now)
        stored = Needs.objects.filter(registration=registration).first() or Needs()
        if (stored.food, stored.access) == (food, access):
            return registration  # also the second half of a double click
        if seen != (stored.mark if stored.pk else ""):
            raise NeedsChangedMeanwhile
        keep_needs(registration, food=food, access=access)
        audit.log(registration, "registration.needs_changed", by=by)
    return registration


def send_substitute(
    *,
    registration: Registration,
    person: PersonDetails,
    by: Any,
    now: dt.datetime,
    answers: Answers | None = None,
    past_rules: bool = False,
    facts: dict[str, Any] | None = None,
) -> Registration:
    """Hand the place (or the position in line) to someone else: new person, new link; the old link stops working.

    The old person's details and the mails that were sent to her leave with her. Whether she may hand it on is for the caller
    to know: ``substitutes`` asks the new person first, the office does it in one step. ``answers`` are what the new person was
    asked in the sections, ``facts`` go into her mail. ``past_rules``: the office sets a rule for the places aside.

    :raises AddressTaken: the substitute is registered already, or is the same person.
    :raises MoveNotAllowed: there is no place to hand on.
    :raises RuleOfTheDay: she comes from another organisation, and a rule gives that one no place.
    """
    with transaction.atomic():
        event = locked(registration.event_id)
        registration = fresh_by(registration, by)
        if not rules.may_be_handed_on(registration.state) or registration.is_unnamed or now >= event.ends_at:
            raise MoveNotAllowed
        if person.email_key == registration.email_key:
            raise AddressTaken
        old = (registration.name, registration.email)
        had = str(registration.state)
        set_aside = require_may_have(registration, person, by=by, now=now, past_rules=past_rules)
        forget_mails(registration)
        was = write_new_person(registration, person)
        keep_needs(registration, food=person.food, access=person.access)
        # The old person's entry in her calendar is taken away with her own link's last revision.
        next_calendar_revision(registration)
        emails.queue(registration, emails.REPLACED, now=now, to=old, had=had)
        renew_link(registration)
        audit.log(registration, "registration.substitute", by=by, number=registration.number, **set_aside)
        signals.substitute_took_over.send(sender=Registration, registration=registration)
        sections.hand_on(registration, answers or {}, was=was, by=by, now=now)
        emails.queue(registration, emails.SUBSTITUTE, now=now, **_standing(registration), **(facts or {}))
        # Another organisation has the place now: under a cap there may be room for somebody who waits.
        offer_in_line(event, now=now)
    return registration


def send_link(*, registration: Registration, by: Any, now: dt.datetime) -> bool:
    """Mail her own link to the person; return False when she has just had it, or had it often today."""
    with transaction.atomic():
        if by is None and not queries.rested([registration], emails.LINK, now=now):
            return False
        emails.queue(registration, emails.LINK, now=now)
        audit.log(registration, "registration.link_sent", by=by)
    return True


def replace_link(*, registration: Registration, by: Any, now: dt.datetime) -> Registration:
    """Make every link sent before stop working, and mail a new one."""
    with transaction.atomic():
        locked(registration.event_id)
        registration = fresh(registration)
        renew_link(registration)
        emails.queue(registration, emails.LINK, now=now)
        audit.log(registration, "registration.link_replaced", by=by)
    return registration


def _standing(registration: Registration) -> dict[str, Any]:
    """Return the facts that tell a substitute what she has taken over."""
    offer = queries.open_offer(registration) if registration.state == State.OFFERED else None
    return {
        "state": str(registration.state),
        "position": queries.queue_position(registration),
        "answer_by": offer.answer_by.isoformat() if offer else None,
    }
