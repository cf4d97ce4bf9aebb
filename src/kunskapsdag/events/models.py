"""The knowledge day itself: when, where, how many, open or closed."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PreviewableMixin

from kunskapsdag.core import clock
from kunskapsdag.events import rules
from kunskapsdag.events.enums import Admission, Attendance, Format, Status, SubstituteRule
from kunskapsdag.municipalities.models import Municipality
from kunskapsdag.organisations.models import Organisation


class Theme(models.Model):
    """What a day is about; the calendar is filtered by it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("in addresses"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Venue(models.Model):
    """A place where days are held."""

    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street address"), max_length=120)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=60)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name=_("municipality")
    )
    map_url = models.URLField(
        _("link to a map"), blank=True, help_text=_("Left empty: a link that searches OpenStreetMap for the address.")
    )
    directions = models.TextField(_("getting there"), max_length=1000, blank=True)
    access = models.TextField(
        _("accessibility of the venue"),
        max_length=1000,
        blank=True,
        help_text=_("Step-free way in, hearing loop, lift, toilets: what someone needs to know before registering."),
    )

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["town", "name"]

    def __str__(self) -> str:
        """Return "Saturnus Konferens, Stockholm"."""
        return f"{self.name}, {self.town}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let the calendars of those who are coming know when the address has changed."""
        with transaction.atomic():
            before = None if self._state.adding else Venue.objects.filter(pk=self.pk).first()
            super().save(*args, **kwargs)
            if before and (before.name, before.address) != (self.name, self.address):
                self.events.update(calendar_sequence=models.F("calendar_sequence") + 1, changed_at=clock.now())

    @property
    def address(self) -> str:
        """Return "Hornsgatan 15, Stockholm", with the postal code where it is known."""
        return f"{self.street}, {f'{self.postal_code} {self.town}'.strip()}"


class Series(models.Model):
    """One theme in several towns or months; its occasions are days of their own. docs/rules/series.md."""

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(
        _("in addresses"),
        max_length=160,
        unique=True,
        help_text=_("The address of the series. It stays for ever, so links and old letters keep working."),
    )
    lead = models.TextField(_("lead"), max_length=600, blank=True, help_text=_("Two or three sentences: why come?"))
    text = RichTextField(_("text"), blank=True, features=["h2", "bold", "italic", "ol", "ul", "link"])
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Shows the series page with those of its days whose invitation is published.")
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("plural", "series")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class EventQuerySet(models.QuerySet["Event"]):
    """Words for choosing days."""

    def coming(self, now: dt.datetime) -> "EventQuerySet":
        """Return days that have not ended, soonest first."""
        return self.filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: dt.datetime) -> "EventQuerySet":
        """Return days that have ended, latest first."""
        return self.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


class Event(PreviewableMixin, ClusterableModel):
    """One knowledge day (or conference, seminar, network meeting), over one or several days."""

    # Shows the day as visitors will meet it, from what stands in the editor; the app that has the page sets it.
    preview: ClassVar[Callable[["Event", HttpRequest, str], HttpResponse] | None] = None

    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(
        _("in addresses"),
        max_length=160,
        unique=True,
        help_text=_("The address of the day. It stays for ever, so links and old letters keep working."),
    )
    format = models.CharField(_("format"), max_length=20, choices=Format, default=Format.KNOWLEDGE_DAY)
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("theme"))
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
        help_text=_("Where the same theme is held in several towns or months."),
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), db_index=True)
    doors_open_at = models.DateTimeField(
        _("doors open"), null=True, blank=True, help_text=_("Arrival and coffee, when that is before the start.")
    )

    attendance = models.CharField(_("where"), max_length=10, choices=Attendance, default=Attendance.ON_SITE)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("venue"))
    online_url = models.URLField(
        _("link for those online"),
        blank=True,
        help_text=_(
            "Shown only to those who take part online, each on a page of her own. Never in mails, lists or calendar files."
        ),
    )

    target_group = models.CharField(_("for whom"), max_length=250, blank=True)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="organised_events", verbose_name=_("organiser"))
    contact_name = models.CharField(_("contact"), max_length=100)
    contact_email = models.EmailField(_("contact's e-mail"))
    contact_phone = models.CharField(_("contact's telephone"), max_length=30, blank=True)

    capacity = models.PositiveIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
        help_text=_("Empty: no limit."),
    )
    online_capacity = models.PositiveIntegerField(
        _("number of places online"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_(
            "Only for a day both on site and online, where the number of places above counts those on site. Empty: no limit."
        ),
    )
    registration_opens_at = models.DateTimeField(
        _("registration opens"), null=True, blank=True, help_text=_("Empty: not decided, the page says save the date.")
    )
    registration_closes_at = models.DateTimeField(
        _("last time to register"), null=True, blank=True, help_text=_("Empty: until the day starts.")
    )
    has_waiting_list = models.BooleanField(_("waiting list when the day is full"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offered place"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 14)],
    )
    names_due_on = models.DateField(
        _("places may be named to and including"),
        null=True,
        blank=True,
        help_text=_(
            "Whoever registers several may take places without names until this day; then those without a name are released. "
            "Empty: everybody is named at once."
        ),
    )
    cancellation_text = models.TextField(
        _("terms of cancellation"),
        max_length=1000,
        blank=True,
        help_text=_("Shown before someone registers, and again before she cancels."),
    )

    # Decided on the day's screen of invitations, where the organisations are chosen too.
    admission = models.CharField(
        _("who may register"), max_length=10, choices=Admission, default=Admission.EVERYBODY, editable=False
    )

    # Substitutes; docs/rules/substitutes.md.
    substitute_rule = models.CharField(_("substitutes"), max_length=10, choices=SubstituteRule, default=SubstituteRule.FREE)
    substitutes_close_on = models.DateField(
        _("last day to send someone else"),
        null=True,
        blank=True,
        help_text=_("To and including this day. Empty: until the day starts. You can still do it for them afterwards."),
    )

    # Approval; docs/rules/approval.md.
    needs_approval = models.BooleanField(
        _("registrations wait for your decision"),
        default=False,
        help_text=_("The invitation then says “Apply for a place”. Nobody has a place before you have decided."),
    )
    decision_day = models.DateField(
        _("answer no later than"),
        null=True,
        blank=True,
        help_text=_("Promised on the invitation, in the form and in the mail. After the last time to register."),
    )
    decides_by_rule = models.BooleanField(
        _("give the places by the rules that day, if nobody has done it"),
        default=False,
        help_text=_("At 08:00 on the promised day those who still wait for an answer get what “Proposal” shows."),
    )

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    status_text = models.TextField(
        _("why it is moved or cancelled"), max_length=500, blank=True, help_text=_("One or two sentences for the page.")
    )
    previous_starts_at = models.DateTimeField(_("the day it was moved from"), null=True, blank=True)
    # Kept by the action that moves a day: when it last did, what stood before (oldest first), and what each move promises
    # those who were registered then of cancelling free of charge (``rules.Promise``).
    moved_at = models.DateTimeField(null=True, editable=False)
    earlier_starts = models.JSONField(default=list, editable=False)
    previous_place = models.CharField(max_length=200, blank=True, editable=False)
    free_cancellations = models.JSONField(default=list, editable=False)
    # Kept by website: true while the day's invitation is published. What is not public is 404 to everybody but staff.
    is_public = models.BooleanField(default=False, editable=False, db_index=True)
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    # What a calendar shows: a change here must make the calendar files newer than those already fetched.
    IN_CALENDARS = ("title", "starts_at", "ends_at", "attendance", "venue_id", "online_url", "status")
    # Kept by the house itself. A form that was opened before one of them changed would write the old value back.
    KEPT = (
        "is_public",
        "calendar_sequence",
        "moved_at",
        "earlier_starts",
        "previous_place",
        "free_cancellations",
        "admission",
    )

    class Meta:
        verbose_name = _("knowledge day")
        verbose_name_plural = _("knowledge days")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="event_ends_after_start"),
            models.CheckConstraint(
                condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1), name="event_capacity_positive"
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and count up ``calendar_sequence`` when something that calendars show has changed.

        Whoever saves (a form, an action, the shell), a full save never writes back the fields in ``KEPT``: change
        them by ``save(update_fields=…)`` or ``update()``.
        """
        if self._state.adding:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            before = Event.objects.select_for_update().filter(pk=self.pk).first()
            if before is not None:
                kwargs["update_fields"] = self._compared(before, kwargs.get("update_fields"))
            super().save(*args, **kwargs)

    def _compared(self, before: "Event", names: Iterable[str] | None) -> Iterable[str] | None:
        """Return the names of the fields to save, with the sequence counted up from what is stored now."""
        if names is None:
            for name in self.KEPT:
                setattr(self, name, getattr(before, name))
            saved = set(self.IN_CALENDARS)
        else:
            names = set(names)
            # A relation to children may be named too; it has no column.
            saved = {getattr(self._meta.get_field(name), "attname", name) for name in names}
        if all(getattr(self, name) == getattr(before, name) for name in saved.intersection(self.IN_CALENDARS)):
            return names
        self.calendar_sequence = before.calendar_sequence + 1
        return names and {*names, "calendar_sequence", "changed_at"}

    def clean(self) -> None:
        """Refuse times that contradict each other, each with the sentence that tells which."""
        super().clean()
        faults = rules.time_faults(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            doors_open_at=self.doors_open_at,
            opens_at=self.registration_opens_at,
            closes_at=self.registration_closes_at,
            previous_starts_at=self.previous_starts_at,
        )
        faults |= rules.setting_faults(
            starts_at=self.starts_at,
            closes_at=self.registration_closes_at,
            substitutes_close_on=self.substitutes_close_on,
            needs_approval=self.needs_approval,
            decision_day=self.decision_day,
        )
        if self.attendance != Attendance.ONLINE and self.venue_id is None and "venue" not in faults:
            faults["venue"] = _("Choose a venue, or say that the day is held online only.")
        if faults:
            raise ValidationError(faults)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the day as visitors will meet it."""
        show = type(self).preview
        return show(self, request, mode_name) if show else HttpResponse(status=404)

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone that the day's clocks show."""
        return clock.SWEDEN

    @property
    def first_day(self) -> dt.date:
        """Return the Swedish date of the first day."""
        return clock.swedish(self.starts_at).date()

    @property
    def last_day(self) -> dt.date:
        """Return the Swedish date of the last day."""
        return clock.swedish(self.ends_at).date()

    @property
    def is_several_days(self) -> bool:
        """Return whether the day goes over midnight."""
        return self.first_day != self.last_day

    @property
    def place(self) -> str:
        """Return where it is held in words: "Saturnus Konferens, Stockholm", or "online"."""
        if self.attendance != Attendance.ONLINE and self.venue:
            return str(self.venue)
        return str(Attendance.ONLINE.label)

    @property
    def town(self) -> str:
        """Return the town, or "online" where there is none: what tells two days of the same title apart."""
        return self.venue.town if self.attendance != Attendance.ONLINE and self.venue else str(Attendance.ONLINE.label)

    @property
    def earlier_moments(self) -> list[dt.datetime]:
        """Return every moment that the day was to start at before it was moved, oldest first."""
        kept = [dt.datetime.fromisoformat(moment) for moment in self.earlier_starts]
        if self.previous_starts_at and self.previous_starts_at not in kept:
            kept.append(self.previous_starts_at)
        return kept

    @property
    def last_registration(self) -> dt.datetime:
        """Return the moment after which nobody can register."""
        return self.registration_closes_at or self.starts_at


class CoOrganiser(Orderable):
    """Another organisation that arranges the day together with the organiser."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="co_organisers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation"))

    class Meta(Orderable.Meta):
        verbose_name = _("co-organiser")
        verbose_name_plural = _("co-organisers")

    def __str__(self) -> str:
        """Return the organisation's name."""
        return str(self.organisation)
