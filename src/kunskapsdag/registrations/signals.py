"""Facts that others may want to know. Sent inside the transaction that made them true."""

from django.dispatch import Signal

# registration: Registration
registered = Signal()
registration_cancelled = Signal()
# registration: Registration; old, new: State. Whatever the reason: cancelled, offered, accepted, lapsed …
registration_moved = Signal()
# registration: Registration, as it is now; had_place: whether a place on site was given back
way_changed = Signal()
# registration: Registration; by, now: the office has given her another price category, and the place's charge is new
category_changed = Signal()
substitute_took_over = Signal()
address_changed = Signal()
place_named = Signal()
# registration: Registration, without a name again: the one who was named has said no; now
said_no = Signal()
# registration: Registration; kind: of the mail; facts: what is true now; for a place that is named later, which has no address
unnamed_told = Signal()
# event: Event; places: how many
place_released = Signal()
place_offered = Signal()
