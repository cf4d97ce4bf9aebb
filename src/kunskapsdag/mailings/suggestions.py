"""The ready suggestions for letters by the clock; off until somebody turns them on."""

import datetime as dt

from kunskapsdag.mailings.enums import Side, Unit
from kunskapsdag.mailings.rules.timing import Plan
from kunskapsdag.registrations import emails

SUGGESTED = {
    emails.LAST_THINGS: Plan(7, Unit.DAYS, Side.BEFORE, dt.time(9)),
    emails.REMINDER: Plan(3, Unit.WORKDAYS, Side.BEFORE, dt.time(9)),
    emails.THANKS: Plan(1, Unit.DAYS, Side.AFTER, dt.time(9)),
}
