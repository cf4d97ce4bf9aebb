"""What the organiser does with a day and its page. One transaction each."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from kunskapsdag.core import audit, clock
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import CoOrganiser, Event, Series, Venue
from kunskapsdag.fees.actions import copy_terms
from kunskapsdag.invitations.actions import copy_admission
from kunskapsdag.mailings.actions import copy_letters
from kunskapsdag.parts.models import Part
from kunskapsdag.programme.models import ProgrammeItem, Speaker
from kunskapsdag.questions.actions import copy_questions
from kunskapsdag.registrations.models import PlaceRule
from kunskapsdag.website.models import CalendarPage, InvitationPage
from kunskapsdag.website.organiser import rules
from kunskapsdag.website.organiser.errors import CopyRefused, NoCalendar

LONGEST_SLUG = 160
COPIED_FACTS = (
    "format",
    "theme_id",
    "series_id",
    "attendance",
    "venue_id",
    "online_url",
    "target_group",
    "organiser_id",
    "contact_name",
    "contact_email",
    "contact_phone",
    "capacity",
    "online_capacity",
    "has_waiting_list",
    "offer_hours",
    "cancellation_text",
    "admission",
    "substitute_rule",
    "needs_approval",
    "decides_by_rule",
)
DATES = ("substitutes_close_on", "decision_day")
COPIED_OF_PARTS = (
    "title",
    "text",
    "kind",
    "place",
    "capacity",
    "has_waiting_list",
    "amount",
    "basis",
    "vat_rate",
    "choose_group",
    "is_place",
    "percent",
    "is_preselected",
    "only_on_site",
)
MOMENTS = ("starts_at", "ends_at", "doors_open_at", "registration_opens_at", "registration_closes_at")
WORDS = ("lead", "picture_id", "picture_alt", "body")


def create_invitation(*, event: Event, by: Any, words: InvitationPage | None = None) -> InvitationPage:
    """Make the day's page as a draft under the calendar; ``words`` is a page to copy text and picture from.

    :raises NoCalendar: the site has no calendar page.
    """
    with transaction.atomic():
        calendar = CalendarPage.objects.first()
        if calendar is None:
            raise NoCalendar
        page = InvitationPage(title=event.title, slug=event.slug, event=event, owner=by, live=False)
        for name in WORDS if words else ():
            setattr(page, name, getattr(words, name))
        calendar.add_child(instance=page)
        page.save_revision(user=by)
        audit.log(event, "event.invitation_created", by=by, page=page.pk)
    return page


def publish_invitation(*, event: Event, by: Any) -> InvitationPage:
    """Publish the newest words of the day's page; a day without a page gets one.

    :raises NoCalendar: the site has no calendar page.
    """
    with transaction.atomic():
        page = InvitationPage.objects.filter(event=event).first() or create_invitation(event=event, by=by)
        revision = page.get_latest_revision() or page.save_revision(user=by)
        revision.publish(user=by)
        page.refresh_from_db()
        audit.log(event, "event.invitation_published", by=by, page=page.pk)
    return page


def follow_title(*, event: Event, by: Any) -> None:
    """Give the day's page the day's title and address; a draft that waits to be published stays a draft."""
    page = InvitationPage.objects.filter(event=event).first()
    if page is None or (page.title, page.draft_title, page.slug) == (event.title, event.title, event.slug):
        return
    had_draft = page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    draft.title, draft.slug = event.title, event.slug
    revision = draft.save_revision(user=by)
    if page.live and not had_draft:
        revision.publish(user=by)
        return
    page.refresh_from_db()
    page.title, page.draft_title, page.slug = event.title, event.title, event.slug
    page.save(update_fields=["title", "draft_title", "slug", "url_path"], clean=False)


def copy_event(*, event: Event, title: str, day: dt.date, by: Any, venue: Venue | None = None) -> Event:
    """Make a new day from an old one: all its dates moved as many days, its programme and words as they were.

    Registrations, status and documentation are left behind. The page, where there was one, is copied as a draft. With
    another ``venue`` the address of the new day names its town.
    """
    with transaction.atomic():
        days = (day - event.first_day).days
        words = f"{title} {venue.town}" if venue is not None else title
        copy = Event(title=title, slug=free_slug(words, day.year), status=Status.PLANNED)
        for name in COPIED_FACTS:
            setattr(copy, name, getattr(event, name))
        if venue is not None:
            copy.venue = venue
        for name, moment in rules.moved_all({name: getattr(event, name) for name in MOMENTS}, days).items():
            setattr(copy, name, moment)
        copy.names_due_on = rules.moved_day(event.names_due_on, days)
        for name in DATES:
            date = getattr(event, name)
            setattr(copy, name, date + dt.timedelta(days=days) if date else None)
        _copy_children(event, copy, days)
        copy.full_clean(validate_unique=True)
        copy.save()
        copy_admission(event=event, copy=copy)
        copy_questions(event=event, copy=copy, days=days)
        copy_letters(event=event, copy=copy)
        audit.log(copy, "event.copied", by=by, of=event.pk, days=days)
        page = InvitationPage.objects.filter(event=event).first()
        if page is not None or CalendarPage.objects.exists():
            create_invitation(event=copy, by=by, words=page)
    return copy


def copy_to_several(
    *, event: Event, copies: Sequence[tuple[dt.date, Venue | None]], series: Series | None, by: Any
) -> list[Event]:
    """Make several copies of a day at once, each on its date and at its venue, all of them in the series; all or none.

    :raises CopyRefused: one of them cannot be; nothing is made.
    """
    made = []
    with transaction.atomic():
        if series is not None and event.series_id != series.pk:
            attach(series=series, events=[event.pk], by=by)
            event.series = series
        for place, (day, venue) in enumerate(copies):
            try:
                made.append(copy_event(event=event, title=event.title, day=day, by=by, venue=venue))
            except ValidationError as error:
                raise CopyRefused(place, error.messages) from error
    return made


def make_series(*, title: str, by: Any) -> Series:
    """Make a series that nobody but staff sees yet."""
    with transaction.atomic():
        plain = slugify(title)[:140] or "serie"
        taken = set(Series.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
        tries = [plain, *(f"{plain}-{number}" for number in range(2, 200))]
        series = Series.objects.create(title=title, slug=next(slug for slug in tries if slug not in taken))
        audit.log(series, "series.made", by=by)
    return series


def attach(*, series: Series, events: Iterable[int], by: Any) -> int:
    """Let days belong to a series, also those of another one; return how many were new to it."""
    return _set_series(Event.objects.filter(pk__in=list(events)).exclude(series=series), series, by=by)


def detach(*, series: Series, event: Event, by: Any) -> bool:
    """Take a day out of a series; return whether it was in it."""
    return bool(_set_series(Event.objects.filter(pk=event.pk, series=series), None, by=by))


def _set_series(days: QuerySet[Event], series: Series | None, *, by: Any) -> int:
    with transaction.atomic():
        found = list(days.values_list("pk", flat=True))
        changed = Event.objects.filter(pk__in=found).update(series=series, changed_at=clock.now())
        action = "event.attached" if series is not None else "event.detached"
        audit.log_many(Event, action, [(pk, {"series": series.pk if series else None}) for pk in found], by=by)
    return changed


def free_slug(title: str, year: int) -> str:
    """Return an address that no day has: the title, with the year where needed, then a number."""
    plain = slugify(title)[: LONGEST_SLUG - 12] or "dag"
    dated = plain if plain.endswith(str(year)) else f"{plain}-{year}"
    tries = [plain, dated, *(f"{dated}-{number}" for number in range(2, 200))]
    taken = set(Event.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    return next(slug for slug in tries if slug not in taken)


def _copy_children(event: Event, copy: Event, days: int) -> None:
    """Copy what belongs to the day itself; nothing is saved before the copy is."""
    for row in event.co_organisers.all():
        copy.co_organisers.add(CoOrganiser(organisation_id=row.organisation_id, sort_order=row.sort_order))
    copy_terms(event=event, copy=copy, days=days)
    for rule in event.place_rules.all():
        until = rule.until + dt.timedelta(days=days) if rule.until else None
        copy.place_rules.add(
            PlaceRule(
                kind=rule.kind,
                number=rule.number,
                who=rule.who,
                county_id=rule.county_id,
                organisation_id=rule.organisation_id,
                until=until,
                sort_order=rule.sort_order,
            )
        )
    for part in event.parts.all():
        copy.parts.add(_copied_part(part, days))
    for row in event.speakers.all():
        copy.speakers.add(
            Speaker(
                person_id=row.person_id,
                role=row.role,
                organisation_name=row.organisation_name,
                organisation_id=row.organisation_id,
                is_moderator=row.is_moderator,
                sort_order=row.sort_order,
            )
        )
    for row in event.programme_items.prefetch_related("persons"):
        copy.programme_items.add(_copied_item(row, days))


def _copied_part(part: Part, days: int) -> Part:
    copy = Part(sort_order=part.sort_order)
    for name in COPIED_OF_PARTS:
        setattr(copy, name, getattr(part, name))
    copy.starts_at, copy.ends_at = rules.moved(part.starts_at, days), rules.moved(part.ends_at, days)
    if part.last_cancellation_day:
        copy.last_cancellation_day = part.last_cancellation_day + dt.timedelta(days=days)
    return copy


def _copied_item(row: ProgrammeItem, days: int) -> ProgrammeItem:
    item = ProgrammeItem(
        day=row.day + dt.timedelta(days=days) if row.day else None,
        starts=row.starts,
        ends=row.ends,
        kind=row.kind,
        title=row.title,
        text=row.text,
        room=row.room,
        sort_order=row.sort_order,
    )
    item.persons = list(row.persons.all())
    return item
