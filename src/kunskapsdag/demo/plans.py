"""What the content of the demo is written as, before it becomes rows and pages."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from kunskapsdag.events.enums import Attendance, Format, Status
from kunskapsdag.parts.enums import PartKind
from kunskapsdag.programme.models import ItemKind
from kunskapsdag.registrations.enums import Category

Body = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Took:
    """Someone who takes part in a day, with the role and the organisation of that day."""

    name: str
    role: str
    organisation: str = ""
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a programme; ``day`` counts from 0 in an event over several days."""

    starts: dt.time
    ends: dt.time
    title: str
    kind: ItemKind = ItemKind.TALK
    text: str = ""
    room: str = ""
    persons: tuple[str, ...] = ()
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a day to choose, on its first day; ``price`` is in kronor without VAT."""

    title: str
    kind: PartKind
    starts: dt.time
    ends: dt.time
    text: str = ""
    place: str = ""
    capacity: int | None = None
    price: Decimal = Decimal(0)
    vat_rate: int = 25
    one_of: str = ""
    last_days_before: int | None = None
    is_preselected: bool = False
    only_on_site: bool = True
    # Per cent of the day's fee, for one of several that are paid instead of it.
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that the demo draws, by the name of its scene, and what it shows."""

    scene: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day and its invitation. ``on`` is a date that has been; else ``days_ahead`` is counted from today.

    ``opened_days_ago`` below zero means that registration opens later; None that it isn't decided.
    ``price`` is in kronor without VAT, 0 for free of charge, None where it isn't decided.
    """

    slug: str
    title: str
    lead: str
    theme: str
    organiser: str
    series: str = ""
    contact: tuple[str, str, str]
    starts: dt.time
    ends: dt.time
    on: dt.date | None = None
    days_ahead: int = 0
    length: int = 1
    doors: dt.time | None = None
    format: Format = Format.KNOWLEDGE_DAY
    attendance: Attendance = Attendance.ON_SITE
    venue: str = ""
    online_url: str = ""
    target_group: str = ""
    co_organisers: tuple[str, ...] = ()
    capacity: int | None = None
    online_capacity: int | None = None
    has_waiting_list: bool = True
    opened_days_ago: int | None = None
    closes_days_before: int | None = None
    closed_days_ago: int | None = None
    price: Decimal | None = None
    # Kinds of organisations and what they pay instead; the first also has a lower price until so many days before the day.
    fees: tuple[tuple[str, int], ...] = ()
    early: tuple[int, int] | None = None
    # Days before the day, and per cent.
    steps: tuple[tuple[int, int], ...] = ()
    no_show: int = 0
    code: tuple[str, int] | None = None
    cancellation_text: str = ""
    status: Status = Status.PLANNED
    status_text: str = ""
    moved_days: int = 0
    picture: Picture | None = None
    body: Body = field(default_factory=list)
    documentation: Body = field(default_factory=list)
    programme: tuple[Item, ...] = ()
    speakers: tuple[Took, ...] = ()
    parts: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesPlan:
    """A theme that is held in several towns."""

    slug: str
    title: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class News:
    """A news item."""

    slug: str
    title: str
    published_on: dt.date
    teaser: str
    theme: str
    picture: Picture
    body: str


@dataclass(frozen=True, slots=True)
class Text:
    """A page of text."""

    slug: str
    title: str
    lead: str
    body: str
    in_menu: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone invented who registers."""

    name: str
    organisation: str
    role: str
    category: Category
    email: str
    food: str = ""
    access: str = ""
    invoice_reference: str = ""
    on_participant_list: bool = False
