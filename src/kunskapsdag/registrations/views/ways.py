"""On site or online: what the form offers, and what a person with a place may change."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.registrations.enums import OnSiteWish, State, Way
from kunskapsdag.registrations.forms import ONLINE_IN_LINE, PersonForm, WayForm
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import Places


@dataclass(frozen=True, slots=True)
class Choice:
    """A way of taking part in the form: the box to tick, what it is called, and how it stands."""

    tag: Any
    for_id: str
    label: str
    hint: str


def choices(form: PersonForm | WayForm, places: Places, *, takes_line: bool) -> list[Choice]:
    """Return the ways that can be chosen now; none where the day is held one way only.

    Full on site: online is offered at once, and the line for the room meanwhile. What was chosen before it became full
    stays, so that nothing typed is lost.
    """
    if "way" not in form.fields:
        return []
    is_full = places.left == 0
    chosen = form["way"].value()
    offered = {
        Way.ON_SITE: not is_full or takes_line,
        Way.ONLINE: places.has_online_room,
        ONLINE_IN_LINE: is_full and takes_line and places.has_online_room,
    }
    hints = {
        Way.ON_SITE: _line_in_words(places) if is_full else _left_in_words(places.left),
        Way.ONLINE: _left_in_words(places.online_left),
        ONLINE_IN_LINE: _("You have a place online at once, and are offered one on site when it is your turn."),
    }
    return [
        Choice(one.tag(), one.id_for_label, str(one.choice_label), hints[value])
        for one in form["way"]
        if offered[value := one.data["value"]] or value == chosen
    ]


def _left_in_words(left: int | None) -> str:
    if left is None:
        return ""
    return ngettext("%(left)s place is left.", "%(left)s places are left.", left) % {"left": left}


def _line_in_words(places: Places) -> str:
    text = ngettext(
        "Full: you stand in line. %(waiting)s person is before you.",
        "Full: you stand in line. %(waiting)s people are before you.",
        places.waiting,
    )
    return text % {"waiting": places.waiting}


@dataclass(frozen=True, slots=True)
class Change:
    """Something a person may do with her way of taking part: the value of the button, and what stands on it."""

    value: str
    label: str
    hint: str = ""


def changes(registration: Registration, places: Places, *, takes_line: bool) -> list[Change]:
    """Return what can be changed now, from coming to online or the other way round."""
    if not places.is_both or not registration.is_living or registration.state == State.APPLIED:
        return []
    if registration.way == Way.ONLINE and registration.state == State.CONFIRMED:
        return _from_online(registration, places, takes_line=takes_line)
    if not places.has_online_room:
        return []
    label = _("Take part online instead")
    if registration.state == State.WAITING:
        stay = _("You have a place online at once, and keep your number in the line for a place on site.")
        leave = _("You have a place online at once, and leave the line.")
        return [
            Change(ONLINE_IN_LINE, _("Take part online while I wait"), stay),
            Change(Way.ONLINE, label, leave),
        ]
    hint = _("Your place on site goes to the first in line at once.") if places.waiting else ""
    return [Change(Way.ONLINE, label, hint)]


def _from_online(registration: Registration, places: Places, *, takes_line: bool) -> list[Change]:
    if registration.on_site_wish == OnSiteWish.WAITING:
        return [Change(LEAVE_LINE, _("Leave the line for a place on site"), _("You still take part online."))]
    if registration.on_site_wish:
        return []
    if places.left != 0:
        return [Change(Way.ON_SITE, _("Take part on site instead"), _left_in_words(places.left))]
    if takes_line:
        hint = _("It is full on site. You keep your place online while you wait.")
        return [Change(Way.ON_SITE, _("Stand in line for a place on site"), hint)]
    return []


LEAVE_LINE = "leave_line"
