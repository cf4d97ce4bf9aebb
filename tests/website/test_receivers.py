"""What publishing a page says about its day."""

import pytest
from wagtail.models import PageViewRestriction

from kunskapsdag.events.models import Event
from kunskapsdag.website.models import InvitationPage
from tests.events.factories import EventFactory
from tests.website.factories import CalendarPageFactory, InvitationPageFactory

pytestmark = pytest.mark.django_db


def public():
    return list(Event.objects.filter(is_public=True).values_list("title", flat=True))


def test_a_page_created_published_makes_its_day_public_and_a_draft_does_not():
    InvitationPageFactory(event__title="Synlig")
    InvitationPageFactory(event__title="Utkast", draft=True)
    assert public() == ["Synlig"]


def test_publishing_and_unpublishing_follow_the_editor():
    page = InvitationPageFactory(event__title="Dag", draft=True)
    seen = [public()]
    page.save_revision().publish()
    seen.append(public())
    InvitationPage.objects.get().unpublish()
    seen.append(public())
    assert seen == [[], ["Dag"], []]


def test_a_deleted_page_takes_its_day_out_of_the_public():
    page = InvitationPageFactory()
    page.delete()
    assert public() == []


def test_a_page_that_is_given_another_day_hides_the_first():
    page = InvitationPageFactory(event__title="Gammal")
    page.event = EventFactory(title="Ny")
    page.save()
    assert public() == ["Ny"]


def test_a_lock_on_the_calendar_hides_every_day_below_it_until_it_is_taken_away():
    InvitationPageFactory(event__title="Dag")
    lock = PageViewRestriction.objects.create(
        page=CalendarPageFactory(), restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    hidden = public()
    lock.delete()
    assert (hidden, public()) == ([], ["Dag"])
