"""A series in the admin: its occasions with their sums, and copies of a day to several dates and towns."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event, Series
from kunskapsdag.registrations.models import Charge
from kunskapsdag.website.organiser import actions, permissions, queries, screens
from kunskapsdag.website.organiser.copying import NEW, CopyToSeveralForm
from kunskapsdag.website.organiser.errors import CopyRefused
from kunskapsdag.website.organiser.permissions import for_day, wrong_method

WRONG = 422
MOST_CHOICES = 40
SeriesView = Callable[..., HttpResponse]


def for_series(*, change: str = "", methods: tuple[str, ...] = permissions.READ_ONLY) -> Callable[[SeriesView], SeriesView]:
    """Let a view have the series of its address, for those who have the rights; the same answers as ``for_day``."""

    def decorate(view: SeriesView) -> SeriesView:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            series = Series.objects.filter(pk=pk).first() if user.has_perm(permissions.SEE_DAY) else None
            if series is None:
                return faults.not_found(request)
            if request.method not in methods:
                return wrong_method(request, methods)
            if change and not user.has_perm(change):
                return faults.forbidden(request)
            return for_you_only(view(request, series, **kwargs))

        return guarded

    return decorate


@for_series()
def overview(request: HttpRequest, series: Series) -> HttpResponse:
    """Show the occasions with their places, the sums, and which days can be attached."""
    user: Any = request.user
    now = clock.now()
    days = list(Event.objects.filter(series=series).select_related("venue").order_by("starts_at", "pk"))
    standings = queries.standings(days, now)
    places = [standing.places for standing in standings]
    may_change = user.has_perm(permissions.CHANGE_SERIES)
    charged = Charge.objects.standing().filter(registration__event__series=series)
    context = {
        "series": series,
        "standings": standings,
        "sums": {
            "capacity": sum(one.capacity or 0 for one in places),
            "taken": sum(one.taken for one in places),
            "left": sum(one.left or 0 for one in places),
            "waiting": sum(one.waiting for one in places),
        },
        "money": charged.aggregate(net=Sum("net"), gross=Sum("gross")) if user.has_perm(permissions.SEE_MONEY) else None,
        "may_change": may_change,
        "choices": _attachable(series) if may_change else [],
        "header_title": series.title,
        "header_icon": "list-ul",
        "page_title": series.title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            *([{"url": reverse("series:list"), "label": pgettext("plural", "Series")}] if may_change else []),
            {"url": "", "label": series.title},
        ],
    }
    return render(request, "website/organiser/series.html", context)


def _attachable(series: Series) -> list[Event]:
    """Return days that may be attached: those without a series, the latest first."""
    days = Event.objects.filter(series__isnull=True).select_related("venue").order_by("-starts_at", "-pk")
    return list(days[:MOST_CHOICES])


@for_series(change=permissions.CHANGE_SERIES, methods=permissions.SAVE_ONLY)
def attach(request: HttpRequest, series: Series) -> HttpResponse:
    """Attach the days that are ticked."""
    chosen = [int(key) for key in request.POST.getlist("days") if is_number(key)]
    count = actions.attach(series=series, events=chosen, by=request.user)
    text = ngettext("%(count)s day is attached.", "%(count)s days are attached.", count) % {"count": count}
    messages.success(request, text) if count else messages.warning(request, _("Tick at least one day."))
    return redirect("series:overview", series.pk)


@for_series(change=permissions.CHANGE_SERIES, methods=permissions.SAVE_ONLY)
def detach(request: HttpRequest, series: Series, day: int) -> HttpResponse:
    """Take a day out of the series."""
    event = Event.objects.filter(pk=day).first()
    if event is None:
        return faults.not_found(request)
    actions.detach(series=series, event=event, by=request.user)
    messages.success(request, _("The day is taken out of the series. The day itself is as it was."))
    return redirect("series:overview", series.pk)


@for_day(change=permissions.ADD_DAY, methods=permissions.SHOW_AND_SAVE)
def copy_to_several(request: HttpRequest, event: Event) -> HttpResponse:
    """Copy a day to several dates and towns in one go."""
    form = CopyToSeveralForm(event, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made, series = _copied(form, event, by=request.user)
        except CopyRefused as refused:
            form.filled()[refused.place].add_error("day", refused.texts)
        else:
            text = ngettext("%(count)s day is made, as a draft.", "%(count)s days are made, as drafts.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect("series:overview", series.pk) if series else redirect("days:list")
    is_wrong = bool(form.errors) or any(row.errors for row in form.rows if form.is_bound)
    return screens.show(
        request,
        event,
        "copy_to_several.html",
        here="overview",
        title=_("Copy to several dates"),
        context={"form": form},
        status=WRONG if is_wrong else 200,
    )


def _copied(form: CopyToSeveralForm, event: Event, *, by: Any) -> tuple[list[Event], Series | None]:
    chosen = form.cleaned_data["series"]
    with transaction.atomic():
        series = actions.make_series(title=form.cleaned_data["title"], by=by) if chosen == NEW else None
        if chosen and series is None:
            series = Series.objects.get(pk=chosen)
        return actions.copy_to_several(event=event, copies=form.copies(), series=series, by=by), series
