"""Lets the parts follow what becomes of a registration, its way of taking part, and the day."""

import datetime as dt
from typing import Any

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.parts import actions, queries
from kunskapsdag.registrations.models import Registration


def follow_registration(
    sender: Any, *, registration: Registration, old: str, new: str, by: Any, now: dt.datetime, **kwargs: Any
) -> None:
    """Take seats with a place, keep wishes without one, and give everything back with a cancelled registration."""
    if queries.uses_parts(registration.event):
        actions.follow(registration=registration, old=old, new=new, by=by, now=now)


def follow_way(sender: Any, registration: Registration, by: Any, now: dt.datetime, **kwargs: Any) -> None:
    """Give back what is only for those on site."""
    if queries.uses_parts(registration.event):
        actions.give_back_what_is_on_site(registration=registration, by=by, now=now)


def follow_category(sender: Any, registration: Registration, by: Any, now: dt.datetime, **kwargs: Any) -> None:
    """Let the part that decides the fee of the day be paid at the price of her new category."""
    if queries.uses_parts(registration.event):
        actions.price_anew(registration=registration, now=now)


def end_with_day(sender: Any, event: Event, by: Any, now: dt.datetime, **kwargs: Any) -> None:
    """Let all choices end with a cancelled day."""
    actions.end_all(event=event, now=now)


def move_with_day(
    sender: Any, *, event: Event, was: Event, changed: list[str], by: Any, now: dt.datetime, **kwargs: Any
) -> None:
    """Move the parts with the day; on one that is held online now, end what is only for those on site."""
    if "attendance" in changed and event.attendance == Attendance.ONLINE:
        actions.end_on_site(event=event, by=by, now=now)
    if "starts_at" in changed:
        actions.move_all(event=event, was=was, now=now)
