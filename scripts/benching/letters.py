"""Writes one letter to a thousand in one action, as the organiser's screen does. Prints JSON: the seconds it took."""

import json
import time
import uuid

import django

django.setup()

from kunskapsdag.core import clock  # noqa: E402  (after setup)
from kunskapsdag.events.models import Event  # noqa: E402
from kunskapsdag.mailings import actions, queries  # noqa: E402
from kunskapsdag.mailings.queries import To  # noqa: E402

event = Event.objects.get(slug="bench-brev")
to = To(("confirmed",))
seen = queries.mark(queries.receivers(event, to))
texts = {"subject": "Inför {dag}", "body": "Hej {namn}!\n\nVi ses {när}. Din sida: {länk}", "subject_en": "", "body_en": ""}
started = time.perf_counter()
mailing = actions.send_mailing(event=event, to=to, texts=texts, seen=seen, form_key=uuid.uuid4(), by=None, now=clock.now())
print(json.dumps({"count": mailing.count, "seconds": time.perf_counter() - started}))
