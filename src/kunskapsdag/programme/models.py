"""The programme: what happens when, and who takes part in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from kunskapsdag.events.models import Event
from kunskapsdag.organisations.models import Organisation


class ItemKind(models.TextChoices):
    """What a programme item is."""

    TALK = "talk", _("talk")
    CONVERSATION = "conversation", _("conversation or panel")
    GROUP_WORK = "group_work", _("exchange of experience")
    BREAK = "break", _("break")
    MEAL = "meal", _("meal")
    TRAVEL = "travel", _("travel or visit")
    OTHER = "other", _("other")


class Person(models.Model):
    """Someone who has taken part in a day; her role is kept per day, since roles change."""

    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("about"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Speaker(Orderable):
    """A person's part in one day, with the role and organisation she had then."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="appearances", verbose_name=_("person"))
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("As of the day: chair of the municipal executive board.")
    )
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("in the register")
    )
    is_moderator = models.BooleanField(_("moderator"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="speaker_once_per_event")]

    def __str__(self) -> str:
        """Return "Conny Johansson, kommunstyrelsens ordförande, Falköpings kommun"."""
        return ", ".join(part for part in (self.person.name, self.role, self.organisation_name) if part)

    @property
    def title(self) -> str:
        """Return the role and the organisation of the day."""
        return ", ".join(part for part in (self.role, self.organisation_name) if part)


class ProgrammeItem(Orderable, ClusterableModel):
    """A line of the programme. Times are Swedish clock times on one of the event's days."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="programme_items")
    day = models.DateField(_("day"), null=True, blank=True, help_text=_("Only for events over several days."))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"), null=True, blank=True, help_text=_("Empty: until the next item starts."))
    kind = models.CharField(_("kind"), max_length=15, choices=ItemKind, default=ItemKind.TALK)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    persons = ParentalManyToManyField(Person, blank=True, related_name="programme_items", verbose_name=_("with"))

    class Meta(Orderable.Meta):
        verbose_name = _("programme item")
        verbose_name_plural = _("programme items")

    def __str__(self) -> str:
        """Return "10:00 Inledning"."""
        return f"{self.starts:%H.%M} {self.title}"
