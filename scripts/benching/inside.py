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

    def order_for_fifty() -> None:
        """Send the second step of registering several, as the browser does."""
        number = next(orders)
        rows = {"rader": "50", "steg": "anmal", "key": new_form_key("bench-best")} | ORDERER
        for row in range(50):
            rows |= {f"rad-{row}-namn": f"Person {row}", f"rad-{row}-mejl": f"best{number}.{row}@example.se"}
        answer = Client().post("/anmalan/bench-best/flera/", rows)
        assert answer.status_code == 303, answer.content

    queue = Event.objects.get(slug="bench-ko")
    print(
        json.dumps(
            {
                "order": milliseconds(order_for_fifty, 9),
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
