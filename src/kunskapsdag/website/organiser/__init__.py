"""The organiser's day in the admin: planning, filling, following up."""
