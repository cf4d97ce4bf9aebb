"""The door of every registration: is the day for her, and did she come by an invitation?"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import actions, queries
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.errors import InvitationUsed, NotForThisOrganisation, OnlyInvited
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Card, Section

NAME = "invitation"


def by_invitation(invitation: Invitation) -> dict[str, Any]:
    """Return what the section is answered by who comes with an invitation's link."""
    return {NAME: {"invitation": invitation.pk}}


def let_in() -> dict[str, Any]:
    """Return what the section is answered for those whom the organiser has given places: nobody asks where they work."""
    return {NAME: {"let_in": True}}


class ForWhom(forms.Form):
    """Tells for whom the day is; it has nothing to fill in."""

    words = ""


class InvitationSection(Section):
    """Lets in those whom the day is for, and ties a registration to the invitation that led to it."""

    name = NAME
    place = 1
    template = "invitations/_for_whom.html"

    def is_used(self, event: Event) -> bool:
        """Return whether the day asks who may come, or has invited anybody."""
        return event.admission != Admission.EVERYBODY or Invitation.objects.filter(event=event).exists()

    def used_among(self, events: Sequence[Event]) -> set[int]:
        """Return the days that do; one question."""
        invited = Invitation.objects.filter(event__in=[event.pk for event in events]).order_by()
        chosen = {event.pk for event in events if event.admission != Admission.EVERYBODY}
        return chosen | set(invited.values_list("event_id", flat=True).distinct())

    def form(
        self, event: Event, *, data: QueryDict | None, registration: Registration | None, by: Any, now: dt.datetime
    ) -> ForWhom | None:
        """Return the words of a day that is for certain organisations, for who registers."""
        if event.admission != Admission.CHOSEN or registration is not None or by is not None:
            return None
        form = ForWhom(data, prefix=self.name)
        form.words = queries.for_whom(event)
        return form

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Try the day's rule on a newcomer, and tie her to her invitation.

        :raises OnlyInvited: the day is by invitation, and she has none.
        :raises NotForThisOrganisation: the day is for others.
        :raises InvitationUsed: someone else is registered with the invitation.
        """
        if registration.created_at != now:
            return  # she changes her details; the rule is for newcomers
        event = registration.event
        if event.admission == Admission.EVERYBODY and not answers and self not in sections.used(event):
            return
        answers = answers or {}
        invitation = _invitation_of(registration, answers.get("invitation"))
        if not (by or answers.get("invitation") or answers.get("let_in")):
            _require_admitted(event, registration)
        if invitation is not None:
            actions.tie(registration=registration, invitation=invitation, now=now)

    def organisation_changed(self, registration: Registration, *, by: Any, now: dt.datetime) -> None:
        """Try whether the day is for the organisation that she comes from now, too.

        :raises NotForThisOrganisation: the day is for others.
        """
        event = registration.event
        is_tried = by is None and event.admission == Admission.CHOSEN
        if is_tried and not queries.is_admitted(event, registration.organisation_id):
            raise NotForThisOrganisation(queries.for_whom(event))

    def next_form(
        self,
        registration: Registration,
        *,
        organisation_id: int | None,
        is_same: bool,
        data: QueryDict | None,
        now: dt.datetime,
    ) -> ForWhom | None:
        """Return the words of a day that is for certain organisations."""
        return self.form(registration.event, data=data, registration=None, by=None, now=now)

    def take_many(
        self, registrations: Sequence[Registration], answers: Sequence[Mapping[str, Any] | None], *, by: Any, now: dt.datetime
    ) -> None:
        """Try the rule on several newcomers, and tie those who were invited; two questions, and one for each who was.

        :raises OnlyInvited: the day is by invitation, and somebody has none.
        :raises NotForThisOrganisation: the day is for others than all of these.
        """
        pairs = [(one, answer or {}) for one, answer in zip(registrations, answers, strict=True) if one.created_at == now]
        if not pairs:
            return
        event = pairs[0][0].event
        if event.admission == Admission.EVERYBODY and self not in sections.used(event):
            return
        if any(answer.get("invitation") for _one, answer in pairs):
            super().take_many(registrations, answers, by=by, now=now)
            return
        tried = [one for one, answer in pairs if not (by or answer.get("let_in"))]
        _require_all_admitted(event, tried)
        _tie_all([one for one, _answer in pairs], now=now)

    def refusals(self, event: Event, people: Sequence[PersonDetails], *, by: Any, now: dt.datetime) -> Mapping[int, str]:
        """Return those for whom the day is not; the office may register anybody."""
        if by is not None or event.admission != Admission.CHOSEN:
            return {}
        is_admitted = queries.are_admitted(event, {person.organisation_id for person in people})
        words = str(NotForThisOrganisation(queries.for_whom(event)))
        return {place: words for place, person in enumerate(people) if not is_admitted[person.organisation_id]}

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Return which list she was invited by."""
        invitation = queries.of_registration(registration.pk)
        return Card("invitations/_staff_card.html", {"invitation": invitation}) if invitation else None

    def columns(self, event: Event) -> list[str]:
        """Return a column for the list that each was invited by, where anybody was."""
        return [_("Invited by list")] if Invitation.objects.filter(event=event).exists() else []

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return the name of the list by the registration's id."""
        tied = Invitation.objects.filter(event=event, registration__isnull=False)
        return {key: [name] for key, name in tied.values_list("registration_id", "list__name")}


def _invitation_of(registration: Registration, wanted: Any) -> Invitation | None:
    """Return the invitation of the link she came by, else the one that was sent to her address."""
    rows = Invitation.objects.select_related("registration").filter(event=registration.event_id)
    if wanted is None:
        rows = rows.filter(~Q(email_key=""), email_key=registration.email_key)
    found = (rows.filter(pk=wanted) if wanted is not None else rows).exclude(state=State.WITHDRAWN).first()
    is_used = found is not None and found.registration is not None and found.registration.is_living
    if wanted is not None and (found is None or is_used):
        raise InvitationUsed
    return None if is_used else found


def _require_all_admitted(event: Event, registrations: Sequence[Registration]) -> None:
    if not registrations:
        return
    if event.admission == Admission.INVITED:
        raise OnlyInvited
    if event.admission == Admission.CHOSEN:
        is_admitted = queries.are_admitted(event, {one.organisation_id for one in registrations})
        if not all(is_admitted.values()):
            raise NotForThisOrganisation(queries.for_whom(event))


def _tie_all(registrations: Sequence[Registration], *, now: dt.datetime) -> None:
    """Tie each to the invitation that was sent to her address, where there is one that is free."""
    by_key = {one.email_key: one for one in registrations if one.email}
    rows = Invitation.objects.select_related("registration").filter(event=registrations[0].event_id, email_key__in=by_key)
    seen: set[str] = set()
    for invitation in rows.exclude(state=State.WITHDRAWN):
        is_used = invitation.registration is not None and invitation.registration.is_living
        if not is_used and invitation.email_key not in seen:
            seen.add(invitation.email_key)
            actions.tie(registration=by_key[invitation.email_key], invitation=invitation, now=now)


def _require_admitted(event: Event, registration: Registration) -> None:
    if event.admission == Admission.INVITED:
        raise OnlyInvited
    if event.admission == Admission.CHOSEN and not queries.is_admitted(event, registration.organisation_id):
        raise NotForThisOrganisation(queries.for_whom(event))
