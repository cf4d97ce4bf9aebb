"""Everything that can be done with the parts of a day."""

from kunskapsdag.parts.actions.choosing import change_choice, choose, give_back, preselect
from kunskapsdag.parts.actions.following import (
    end_all,
    end_on_site,
    follow,
    give_back_what_is_on_site,
    is_owed,
    move_all,
    price_anew,
)
from kunskapsdag.parts.actions.rooms import move_to_room
from kunskapsdag.parts.actions.seats import accept_seat, decline_seat, lapse_offers, offer_everywhere, offer_in_parts
from kunskapsdag.parts.actions.several import choose_many

__all__ = [
    "accept_seat",
    "change_choice",
    "choose",
    "choose_many",
    "decline_seat",
    "end_all",
    "end_on_site",
    "follow",
    "give_back",
    "give_back_what_is_on_site",
    "is_owed",
    "lapse_offers",
    "move_all",
    "move_to_room",
    "offer_everywhere",
    "offer_in_parts",
    "preselect",
    "price_anew",
]
