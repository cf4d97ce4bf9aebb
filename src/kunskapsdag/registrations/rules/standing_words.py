"""How a registration for one of several days stands, in words that the receipt and the mail share."""

import datetime as dt

from django.utils.translation import gettext as _

from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import State


def standing(*, state: str, number: int, position: int | None, is_online: bool, answer_by: dt.date | None) -> list[str]:
    """Return the sentences; ``position`` is her place in the line where she stands in one, ``answer_by`` a promised day."""
    if state == State.APPLIED:
        first = _("We have your application, number %(number)s. The organiser decides.") % {"number": number}
        promise = _("You get an answer by mail no later than %(day)s.") % {"day": dates.day(answer_by)} if answer_by else ""
        return [first, promise] if promise else [first]
    if state == State.CONFIRMED:
        place = _("You take part online, number %(number)s.") if is_online else _("You have a place, number %(number)s.")
        told = [place % {"number": number}]
        if position:
            told.append(_("You are number %(position)s in the line for a place on site.") % {"position": position})
        return told
    if position:
        return [_("All places are taken. You are number %(position)s in line.") % {"position": position}]
    if state == State.OFFERED:
        return [_("A place has come free for you. Answer on your page.")]
    return [f"{State(state).label}."[:1].upper() + f"{State(state).label}."[1:]]
