"""Where a mail service tells us of mails that came back (docs/rules/mail.md has the shape)."""

import hashlib
import json
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from kunskapsdag.core import clock
from kunskapsdag.core.text import one_line
from kunskapsdag.mail.bounces import MOST_WORDS
from kunskapsdag.mail.enums import BounceSource
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.returning import keep_bounce

MOST_BYTES = 100_000
MOST_AT_ONCE = 100
MOST_A_MINUTE = 120
SECONDS = 60
KINDS = {"hard": (True, True), "soft": (True, False), "delayed": (False, False)}


@csrf_exempt
def returned(request: HttpRequest) -> JsonResponse:
    """Keep the returned mails that are told; all or nothing is written, and the same told twice is kept once."""
    refusal = _refusal(request)
    if refusal is not None:
        return refusal
    try:
        found = _read(request.body)
    except ValueError as error:
        return _answer(400, str(error))
    with transaction.atomic():
        kept = sum(_keep(one) for one in found)
    return JsonResponse({"kept": kept, "told": len(found)})


def _refusal(request: HttpRequest) -> JsonResponse | None:
    """Return the answer to who may not tell, or tells in a way that cannot be read; None where it is to be read."""
    checks: list[tuple[Callable[[], bool], int, str, dict[str, str]]] = [
        (lambda: not settings.BOUNCE_SECRET, 404, "There is no such address.", {}),
        (lambda: request.method != "POST", 405, "Send with POST.", {"Allow": "POST"}),
        (_is_too_often, 429, "Too many requests. Wait a minute.", {"Retry-After": str(SECONDS)}),
        (lambda: not _is_known(request), 401, "The secret is missing or wrong: Authorization: Bearer <BOUNCE_SECRET>.", {}),
        (lambda: _length(request) > MOST_BYTES, 413, f"At most {MOST_BYTES} bytes.", {}),
        (lambda: request.content_type != "application/json", 415, "Send application/json.", {}),
    ]
    for is_refused, status, text, headers in checks:
        if is_refused():
            response = _answer(status, text)
            for name, value in headers.items():
                response[name] = value
            return response
    return None


def _answer(status: int, text: str) -> JsonResponse:
    response = JsonResponse({"error": text}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _is_known(request: HttpRequest) -> bool:
    said = request.headers.get("Authorization", "")
    return constant_time_compare(said.encode("utf-8", "replace"), f"Bearer {settings.BOUNCE_SECRET}".encode())


def _length(request: HttpRequest) -> int:
    written = request.headers.get("Content-Length", "0") or "0"
    return int(written) if written.isdecimal() else MOST_BYTES + 1


def _is_too_often() -> bool:
    """Count this minute's requests, wrong secrets included: guessing must not be worth while."""
    key = f"mail.returned.{int(clock.now().timestamp()) // SECONDS}"
    cache.add(key, 0, SECONDS * 2)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # it went out of the cache just now
        return False


def _read(body: bytes) -> list[dict[str, str]]:
    """Return what is told, checked.

    :raises ValueError: with a sentence that says what is wrong.
    """
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise ValueError("This is not JSON.") from None
    found = told.get("bounces", [told]) if isinstance(told, dict) else told
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_AT_ONCE:
        raise ValueError(f"Send one bounce, or a list of 1 to {MOST_AT_ONCE}.")
    for place, one in enumerate(found, 1):
        if not isinstance(one, dict) or str(one.get("kind")) not in KINDS:
            raise ValueError(f"Bounce {place}: kind must be hard, soft or delayed.")
        names = [one.get(name, "") for name in ("message_id", "address", "reason")]
        if not all(isinstance(name, str) for name in names) or not (names[0] or names[1]):
            raise ValueError(f"Bounce {place}: message_id or address must be given, as texts.")
    return [{name: _clean(one.get(name, "")) for name in ("kind", "message_id", "address", "reason")} for one in found]


def _clean(value: str) -> str:
    """Return the text without what no database takes: half letters, which JSON can hold, and control signs."""
    return one_line(value.encode("utf-8", "replace").decode("utf-8"))


def _keep(one: dict[str, str]) -> bool:
    message = _message(one["message_id"], one["address"])
    if message is None:
        return False
    is_lost, is_hard = KINDS[one["kind"]]
    said = one["reason"][:MOST_WORDS]
    key = hashlib.sha256(f"{message.pk}|{one['kind']}|{said}".encode()).hexdigest()
    kept = keep_bounce(
        message, said=said, is_lost=is_lost, is_hard=is_hard, source=BounceSource.WEBHOOK, key=key, now=clock.now()
    )
    return kept is not None


def _message(message_id: str, address: str) -> Message | None:
    """Return the mail by its own id, or the newest to the address: whoever has the secret may name it so."""
    if message_id:
        wanted = f"<{message_id.strip().strip('<>')}>"
        return Message.objects.filter(message_id=wanted).first()
    return Message.objects.filter(to_email__iexact=address.strip(), sent_at__isnull=False).order_by("-sent_at", "-pk").first()
