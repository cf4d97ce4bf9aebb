"""Which lane a request stands in."""

import uuid

import pytest
from django.urls import reverse

from kunskapsdag.config import wsgi
from kunskapsdag.registrations import links


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        (lambda: reverse("registrations:form", args=["en-dag"]), "registering"),
        (lambda: links.path_of(uuid.uuid4(), 1), "registering"),
        (lambda: reverse("event-page", args=["en-dag"]), "rest"),
        (lambda: reverse("wagtailadmin_home"), "rest"),
        (lambda: "/", "rest"),
    ],
)
def test_registrations_have_a_lane_of_their_own_wherever_their_addresses_move(path, lane):
    lanes = wsgi.application.application
    assert next(one.name for one in lanes.lanes if path().startswith(one.prefixes)) == lane
