"""Everything that can be done with an order."""

from kunskapsdag.orders.actions.delegating import change_delegation, delegate, withdraw_unused
from kunskapsdag.orders.actions.ordering import Ordered, Orderer, add_more, forget_left, place_order
from kunskapsdag.orders.actions.places import answer_for, cancel_all, cancel_place, give_back, name_place, say_no, swap
from kunskapsdag.orders.actions.proving import confirm
from kunskapsdag.orders.actions.sending import replace_link, send_link
from kunskapsdag.orders.actions.timely import drop_unconfirmed, forget_old_lines, release_unnamed, remind_of_unnamed

__all__ = [
    "Ordered",
    "Orderer",
    "add_more",
    "answer_for",
    "cancel_all",
    "cancel_place",
    "change_delegation",
    "confirm",
    "delegate",
    "drop_unconfirmed",
    "forget_left",
    "forget_old_lines",
    "give_back",
    "name_place",
    "place_order",
    "release_unnamed",
    "remind_of_unnamed",
    "replace_link",
    "say_no",
    "send_link",
    "swap",
    "withdraw_unused",
]
