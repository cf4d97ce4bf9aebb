"""The link by which one who is asked to take over a place answers; signed, so that nobody can guess another's."""

import uuid

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from kunskapsdag.substitutes.models import Question

LONGEST = 120
signer = Signer(salt="kunskapsdag.substitutes.links", sep=".")


def token(question: Question) -> str:
    """Return the signed name of a question."""
    return signer.sign(question.public_id.hex)


def read(signed: str) -> uuid.UUID | None:
    """Return the question's id, or None for what is forged, cut off or no link at all."""
    try:
        return uuid.UUID(hex=signer.unsign(signed[:LONGEST]))
    except (BadSignature, ValueError):
        return None


def path(question: Question) -> str:
    """Return the address (without host) where the question is answered."""
    return reverse("substitutes:question", args=[token(question)])
