"""Registering several, and the pages of an order by signed link."""

from kunskapsdag.orders.views.ordering import new
from kunskapsdag.orders.views.own import cancel, confirm, forget, give_back, more, new_link, order
from kunskapsdag.orders.views.places import answer, cancel_place, place
from kunskapsdag.orders.views.saying_no import say_no

__all__ = [
    "answer",
    "cancel",
    "cancel_place",
    "confirm",
    "forget",
    "give_back",
    "more",
    "new",
    "new_link",
    "order",
    "place",
    "say_no",
]
