"""Whose a registration is: writing who has it, and what must hold when that is somebody else. Called with the day locked."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from kunskapsdag.registrations.enums import Where
from kunskapsdag.registrations.errors import AddressTaken
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import PersonDetails, handing
from kunskapsdag.registrations.sections import Was

COPIED = (
    "name",
    "email",
    "email_key",
    "organisation_id",
    "organisation_name",
    "role",
    "category",
    "on_participant_list",
    "invoice_reference",
)


def require_may_have(
    registration: Registration, person: PersonDetails, *, by: Any, now: dt.datetime, past_rules: bool = False
) -> dict[str, str]:
    """Refuse one from another organisation to whom the rules for the places would not give this one.

    Return what the log is to tell: the rule that the office has set aside.

    :raises RuleOfTheDay: with the rule and its number.
    """
    mine = (registration.organisation_id, registration.organisation_name)
    whence = handing.where(mine, (person.organisation_id, person.organisation_name))
    if whence == Where.SAME:
        return {}
    verdict = line.verdict_of_another(
        registration,
        organisation_id=person.organisation_id,
        organisation_name=person.organisation_name,
        category=person.category,
        now=now,
    )
    is_set_aside = by is not None and past_rules and handing.hinders(verdict, whence)
    if not is_set_aside:
        handing.require_rule_allows(verdict, whence, person.organisation_name, is_staff=by is not None)
        return {}
    return {"past_rule": str(verdict.rule.kind)} if verdict is not None and verdict.rule is not None else {}


def write_new_person(registration: Registration, person: PersonDetails) -> Was:
    """Let the registration be somebody else's; return what it was before, for the sections."""
    was = Was(registration.organisation_id, registration.organisation_name, registration.category)
    write_details(registration, person)
    return was


def write_details(registration: Registration, person: PersonDetails) -> list[str]:
    """Write the person's details; return the names of those that changed."""
    if (
        Registration.objects.living()
        .filter(event_id=registration.event_id, email_key=person.email_key)
        .exclude(pk=registration.pk)
        .exists()
    ):
        raise AddressTaken
    changed = [name for name in COPIED if getattr(registration, name) != getattr(person, name)]
    for name in changed:
        setattr(registration, name, getattr(person, name))
    if not changed:
        return []
    try:
        with transaction.atomic():
            registration.save(update_fields=changed)
    except IntegrityError as error:  # the form's key and the new address were used together before
        raise AddressTaken from error
    return changed
