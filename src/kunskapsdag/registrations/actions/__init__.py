"""Everything that can be done with a registration; the public form, the staff screens and commands all call these."""

from kunskapsdag.registrations.actions._shared import fresh_by, locked
from kunskapsdag.registrations.actions.capacity import change_capacity
from kunskapsdag.registrations.actions.charging import set_category
from kunskapsdag.registrations.actions.deciding import Answered, carry_out_proposal, decide, decide_due
from kunskapsdag.registrations.actions.details import change_details, change_needs, replace_link, send_link, send_substitute
from kunskapsdag.registrations.actions.ending import cancel_day
from kunskapsdag.registrations.actions.erasing import erase_mails_to_others, erase_old_needs
from kunskapsdag.registrations.actions.late import end_undecided, tell_late_answers
from kunskapsdag.registrations.actions.leaving import cancel_registration, decline_offer, leave_group
from kunskapsdag.registrations.actions.limiting import limited, require_pass, require_room
from kunskapsdag.registrations.actions.many import Several, register_many
from kunskapsdag.registrations.actions.moving import move_day
from kunskapsdag.registrations.actions.naming import name_place, take_name_away
from kunskapsdag.registrations.actions.offers import accept_offer, lapse_offers, offer_free_places, offer_waiting_everywhere
from kunskapsdag.registrations.actions.queueing import give_place, move_to_waiting_list, wait_again
from kunskapsdag.registrations.actions.registering import Receipt, register, remind_of
from kunskapsdag.registrations.actions.series import Outcome, register_for_several
from kunskapsdag.registrations.actions.telling import tell_how_it_stands
from kunskapsdag.registrations.actions.ways import leave_line, take_part_on_site, take_part_online

__all__ = [
    "Answered",
    "Outcome",
    "Receipt",
    "Several",
    "accept_offer",
    "cancel_day",
    "cancel_registration",
    "carry_out_proposal",
    "change_capacity",
    "change_details",
    "change_needs",
    "decide",
    "decide_due",
    "decline_offer",
    "end_undecided",
    "erase_mails_to_others",
    "erase_old_needs",
    "fresh_by",
    "give_place",
    "lapse_offers",
    "leave_group",
    "leave_line",
    "limited",
    "locked",
    "move_day",
    "move_to_waiting_list",
    "name_place",
    "offer_free_places",
    "offer_waiting_everywhere",
    "register",
    "register_for_several",
    "register_many",
    "remind_of",
    "replace_link",
    "require_pass",
    "require_room",
    "send_link",
    "send_substitute",
    "set_category",
    "take_name_away",
    "take_part_on_site",
    "take_part_online",
    "tell_how_it_stands",
    "tell_late_answers",
    "wait_again",
]
