"""The personal link of an invitation: made as a registration's, with a salt of its own, so that neither opens the other."""

from django.urls import reverse

from kunskapsdag.invitations.models import Invitation
from kunskapsdag.registrations.links import Link, make
from kunskapsdag.registrations.links import read as read_signed

SALT = "kunskapsdag.invitations.links"


def token(invitation: Invitation) -> str:
    """Return the token that is valid now."""
    return make(invitation.public_id, invitation.link_version, salt=SALT)


def read(text: str) -> Link | None:
    """Return what the link says, or None when it is forged, cut off or not a link at all."""
    return read_signed(text, salt=SALT)


def path(invitation: Invitation, name: str = "invitation") -> str:
    """Return the address (without host) of one of the invitation's own pages."""
    return reverse(f"invitations:{name}", args=[token(invitation)])
