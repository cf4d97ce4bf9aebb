"""What the clock does with orders: a reminder before the last day for names, the release after it."""

import datetime as dt
import logging

from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext

from kunskapsdag.core import audit
from kunskapsdag.orders import emails, queries
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.registrations.actions import cancel_registration, leave_group, locked, offer_free_places
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration

logger = logging.getLogger("kunskapsdag.orders")


def remind_of_unnamed(*, now: dt.datetime) -> int:
    """Remind those who have places without names that the last day is near, once for each last day; return how many."""
    done = 0
    for order in queries.to_remind(now):
        with transaction.atomic():
            old = Order.objects.filter(pk=order.pk, reminded_of=order.reminded_of)
            if not old.update(reminded_of=order.names_due_on):
                continue  # another worker was first
            emails.queue(order, emails.REMINDER, now=now, places=len(queries.unnamed(order)))
            done += 1
    return done


def release_unnamed(*, now: dt.datetime) -> int:
    """Give back every place that nobody was named for in time; return how many. It costs nothing.

    One transaction for each order, so that a fault with one holds up none of the others.
    """
    done = 0
    for order in queries.to_release(now):
        try:
            done += _release(order, now=now)
        except DatabaseError:
            raise  # the machine's fault, not this order's: the worker waits and comes back
        except Exception:
            logger.exception("The places of order %s could not be released", order.pk)
    return done


def _release(order: Order, *, now: dt.datetime) -> int:
    with transaction.atomic():
        locked(order.event_id)
        order = Order.objects.select_related("event").get(pk=order.pk)
        places = {place.registration_id: place for place in OrderPlace.objects.filter(order=order)}
        for place in places.values():
            place.order = order
        # The day may have been changed meanwhile, and one that came back late is kept for some days of its own.
        late = [one for one in reversed(queries.unnamed(order)) if places[one.pk].is_late(now)]
        was_group = leave_group(late)
        for registration in late:
            with translation.override("sv"):  # as invoices are
                reason = gettext("Nobody was named in time")
            waive = places[registration.pk].is_free
            cancel_registration(registration=registration, by=None, now=now, reason=reason, tell=False, waive=waive)
        if was_group:
            offer_free_places(event=order.event, now=now)
        OrderPlace.objects.filter(registration__in=late).update(released_at=now)
        if late:
            audit.log(order, "order.released", by=None, places=len(late))
            costs = not all(places[one.pk].is_free for one in late)
            emails.queue(order, emails.RELEASED, now=now, places=len(late), costs=costs)
    return len(late)


def drop_unconfirmed(*, now: dt.datetime) -> int:
    """Give back the places of orders that nobody has confirmed in time; return how many. It costs nothing."""
    done = 0
    for order in queries.to_drop(now):
        try:
            done += _drop(order, now=now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("The places of order %s could not be given back", order.pk)
    return done


def _drop(order: Order, *, now: dt.datetime) -> int:
    with transaction.atomic():
        locked(order.event_id)
        order = Order.objects.select_related("event").get(pk=order.pk)
        if not order.awaits_confirmation:
            return 0  # confirmed in the last moment
        living = list(Registration.objects.living().filter(order_place__order=order).select_related("event"))
        leave_group(living)
        # Those who wait first, so that none of them is offered a place.
        for registration in sorted(living, key=lambda one: one.state != State.WAITING):
            with translation.override("sv"):  # as invoices are
                reason = gettext("Not confirmed in time")
            cancel_registration(registration=registration, by=None, now=now, reason=reason, tell=False, waive=True)
        order.places.exclude(told_email="").update(told_email="")
        Order.objects.filter(pk=order.pk).update(left_lines="")
        audit.log(order, "order.dropped", by=None, places=len(living))
        emails.queue(order, emails.UNCONFIRMED, now=now, places=len(living))
    return len(living)


def forget_old_lines(*, now: dt.datetime) -> int:
    """Erase the lines that were never registered, once the day is over."""
    return Order.objects.filter(event__ends_at__lt=now).exclude(left_lines="").update(left_lines="")
