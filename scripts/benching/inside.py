"""What is measured inside one process: an order for fifty, the organiser's list, its files, the programme PDF. Prints JSON."""

import json
import statistics
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (after setup)
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from kunskapsdag.accounts.models import User  # noqa: E402
from kunskapsdag.core import clock  # noqa: E402
from kunskapsdag.events.models import Event  # noqa: E402
from kunskapsdag.programme.pdf import programme_pdf  # noqa: E402
from kunskapsdag.registrations.forms import new_form_key  # noqa: E402
from kunskapsdag.registrations.queries import line  # noqa: E402

ORDERER = {
    "name": "Anna Berg",
    "email": "anna@example.se",
    "organisation": "Falköpings kommun",
    "category": "official",
    "together": "as_many",
}
# Of the county and of several kinds, so that every rule and every price has something to say.
ORGANISATIONS = ("Falköpings kommun", "Habo kommun", "Skövde kommun", "Skara kommun", "Tibro kommun")
settings.ALLOWED_HOSTS = ["testserver", *settings.ALLOWED_HOSTS]


def milliseconds(work: Callable[[], Any], times: int) -> float:
    """Return the median of ``times`` runs after one that isn't counted."""
    work()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took)


def in_turn(one: Callable[[], Any], other: Callable[[], Any], times: int) -> tuple[float, float, float]:
    """Return the medians of two works that are done in turn, and of the other's time by the one's beside it."""
    one(), other()
    pairs = [(_took(one), _took(other)) for _ in range(times)]
    ratio = statistics.median(second / first for first, second in pairs)
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs), ratio


def _took(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure against the event with ten thousand registrations."""
    event = Event.objects.get(slug="bench-tiotusen")
    staff = Client()
    staff.force_login(User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("bench"))

    def fetch(name: str, *more: str, query: str = "") -> Callable[[], bytes]:
        url = reverse(f"days:{name}", args=[event.pk, *more]) + query

        def ask() -> bytes:
            answer = staff.get(url)
            assert answer.status_code == 200, (url, answer.status_code)
            return b"".join(answer.streaming_content) if answer.streaming else answer.content

        return ask

    orders = count(1)

    def order_for_fifty(slug: str, **more: str) -> Callable[[], None]:
        """Send the second step of registering several, as the browser does; each from an address and a network of its own."""

        def send() -> None:
            number = next(orders)
            rows = {"rader": "50", "steg": "anmal", "key": new_form_key(slug)} | ORDERER | more
            rows["email"] = f"anna{number}@example.se"
            for row in range(50):
                rows |= {f"rad-{row}-namn": f"Person {row}", f"rad-{row}-mejl": f"best{number}.{row}@example.se"}
                rows |= {f"rad-{row}-org": ORGANISATIONS[row % len(ORGANISATIONS)]} if more else {}
            answer = Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}").post(f"/anmalan/{slug}/flera/", rows)
            assert answer.status_code == 303, answer.content.decode()

        return send

    plain = order_for_fifty("bench-best")
    with_all = order_for_fifty("bench-allt", **{"val": "1", "priceonce-code": "MATDAG27"})
    queue = Event.objects.get(slug="bench-ko")
    print(
        json.dumps(
            {
                **dict(zip(("order", "order_all", "order_ratio"), in_turn(plain, with_all, 9), strict=True)),
                "list": milliseconds(fetch("registrations"), 15),
                "search": milliseconds(fetch("registrations", query="?q=falk"), 15),
                "xlsx": milliseconds(fetch("export", "xlsx"), 3),
                "csv": milliseconds(fetch("export", "csv"), 3),
                "queue": milliseconds(lambda: line.verdicts(queue, now=clock.now()), 15),
                "pdf": milliseconds(lambda: programme_pdf(Event.objects.get(slug="bench-sida")), 30),
            }
        )
    )


if __name__ == "__main__":
    main()
