"""Every address with a personal link in it, found by itself: what is forged, cut off or another page's opens nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kunskapsdag.invitations import links as invitations
from kunskapsdag.orders import links as orders
from kunskapsdag.registrations import links as registrations
from kunskapsdag.substitutes import links as substitutes
from tests.events.factories import SeriesFactory
from tests.invitations.factories import InvitationFactory
from tests.orders.factories import OrderFactory
from tests.registrations.factories import RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db
# Whose link opens what, by the first part of the address.
KINDS = {"min-anmalan", "bestallning", "inbjudan", "ersattare", "serieanmalan"}


def _addresses(resolver: URLResolver, path: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str, list[str]]]:
    for one in resolver.url_patterns:
        whole = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _addresses(one, whole, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern) and "<str:token>" in whole and not whole.startswith("admin/"):
            yield whole.partition("/")[0], ":".join((*spaces, one.name or "")), list(one.pattern.converters)


def test_no_page_opens_by_a_link_that_is_forged_or_is_another_pages(client: Client) -> None:
    genuine = {
        "min-anmalan": registrations.token(RegistrationFactory()),
        "bestallning": orders.path(OrderFactory()).strip("/").split("/")[-1],
        "inbjudan": invitations.token(InvitationFactory()),
        "ersattare": substitutes.path(QuestionFactory()).strip("/").split("/")[-1],
    }
    series, found, opened = SeriesFactory(), list(_addresses(get_resolver())), []
    assert {kind for kind, _name, _parts in found} == KINDS
    assert len(found) >= 30
    assert [client.get(f"/{kind}/{token}/").status_code for kind, token in genuine.items()] == [200] * len(genuine)
    for kind, name, parts in found:
        own = genuine.get(kind, genuine["min-anmalan"])
        tokens = [own[:-1] + ("A" if own[-1] != "A" else "B"), own[:-4], "x" * 3000]
        # Another version of the link without its signature, and a genuine one that is for another page.
        tokens += {own.replace(".1.", ".2.")} - {own} | {token for other, token in genuine.items() if other != kind}
        for token in tokens:
            values = {"slug": series.slug, "position": 1, "token": token}
            url = reverse(name, kwargs={part: values[part] for part in parts})
            # A method that the page does not know may be refused first: that tells nothing of the link.
            answers = {client.get(url).status_code, client.post(url).status_code}
            if answers - {404, 405} or 404 not in answers:
                opened.append((name, token[:40], answers))
    assert opened == []
