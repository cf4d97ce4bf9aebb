"""Links that need no login: a random id, a version and a signature.

Raising a registration's ``link_version`` revokes every link made before. The version stands in the link, so that an old
but genuine link can be told apart from a forged one and answered with words that help.
"""

import base64
import binascii
import re
import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from kunskapsdag.registrations.models import Registration

SHAPE = re.compile(r"([A-Za-z0-9_-]{22})\.([0-9]{1,5})\.([A-Za-z0-9_-]{22})")
SALT = "kunskapsdag.registrations.links"


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says."""

    public_id: uuid.UUID
    version: int


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _signature(body: str, salt: str) -> str:
    # 128 bits of HMAC-SHA256: short enough for a mail, far beyond guessing.
    return _text(salted_hmac(salt, body, algorithm="sha256").digest()[:16])


def make(public_id: uuid.UUID, version: int, *, salt: str = SALT) -> str:
    """Return the signed token for a registration's own pages, or for those of another kind with a ``salt`` of its own."""
    body = f"{_text(public_id.bytes)}.{version}"
    return f"{body}.{_signature(body, salt)}"


def read(token: str, *, salt: str = SALT) -> Link | None:
    """Return what the link says, or None when it is forged, cut off, of another kind or not a link at all."""
    match = SHAPE.fullmatch(token)
    if match is None or not constant_time_compare(_signature(f"{match[1]}.{match[2]}", salt), match[3]):
        return None
    try:
        return Link(uuid.UUID(bytes=base64.urlsafe_b64decode(match[1] + "==")), int(match[2]))
    except (binascii.Error, ValueError):
        return None


def token(registration: Registration) -> str:
    """Return the token that is valid now."""
    return make(registration.public_id, registration.link_version)


def path(registration: Registration, name: str = "mine") -> str:
    """Return the address (without host) of one of the registration's own pages."""
    return reverse(f"registrations:{name}", args=[token(registration)])


def path_of(public_id: uuid.UUID, version: int, name: str = "registrations:mine") -> str:
    """Return the address (without host) of one of a registration's pages for a link of this version."""
    return reverse(name, args=[make(public_id, version)])
