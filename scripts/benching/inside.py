"""What is measured inside one process: the organiser's list, its files, and the programme PDF. Prints JSON."""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (after setup)
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from kunskapsdag.accounts.models import User  # noqa: E402
from kunskapsdag.events.models import Event  # noqa: E402
from kunskapsdag.programme.pdf import programme_pdf  # noqa: E402

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

    print(
        json.dumps(
            {
                "list": milliseconds(fetch("registrations"), 15),
                "search": milliseconds(fetch("registrations", query="?q=falk"), 15),
                "xlsx": milliseconds(fetch("export", "xlsx"), 3),
                "csv": milliseconds(fetch("export", "csv"), 3),
                "pdf": milliseconds(lambda: programme_pdf(Event.objects.get(slug="bench-sida")), 30),
            }
        )
    )


if __name__ == "__main__":
    main()
