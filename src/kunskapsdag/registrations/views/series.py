"""The form for several days of a series, and the receipt that tells how each stands."""

import uuid
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only, personal_page
from kunskapsdag.core.limits import ALONE, network_of
from kunskapsdag.events.models import Series
from kunskapsdag.organisations.queries import options
from kunskapsdag.registrations import actions, links
from kunskapsdag.registrations.actions import Outcome
from kunskapsdag.registrations.errors import DayAsksAgain, TooMuch
from kunskapsdag.registrations.forms import SeriesForm, new_form_key, read_form_key
from kunskapsdag.registrations.queries.series import Occasion, occasions, told_of
from kunskapsdag.registrations.views import blank, ways
from kunskapsdag.registrations.views.public import CONFLICT, TOO_MUCH, UNPROVEN, WRONG, see_other

SALT = "kunskapsdag.registrations.series"
LONGEST_RECEIPT = 6000


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
def series_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or register who has filled it in."""
    if request.method == "POST":
        return for_you_only(_register(request, _public(slug)))
    content = blank.page(
        (request.get_host(), _name(slug), get_language() or "sv"),
        csrf=get_token(request),
        key=new_form_key(_name(slug)),
        render=lambda: _empty(request, slug),
    )
    return for_you_only(HttpResponse(content))


@require_safe
@personal_page
def series_receipt(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show how each of the days stands now."""
    series = _public(slug)
    try:
        said = signing.loads(token[:LONGEST_RECEIPT], salt=SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    told = told_of(uuid.UUID(hex=said["key"]), said["days"])
    lines = [(line, links.path(line.registration) if line.registration else "") for line in told.days]
    has_any = any(line.registration for line in told.days)
    context = {"series": series, "lines": lines, "sum": told.sum, "has_any": has_any}
    return render(request, "registrations/series_receipt.html", context)


def _public(slug: str) -> Series:
    series = Series.objects.filter(slug=slug, is_public=True).order_by().first()
    if series is None:
        raise Http404
    return series


def _name(slug: str) -> str:
    """Return the name of the form's key: a full stop is in no day's address."""
    return f"serie.{slug}"


def _empty(request: HttpRequest, slug: str) -> bytes:
    series = _public(slug)
    form = SeriesForm(occasions=occasions(series, now=clock.now()))
    context = _context(series, form) | {"csrf_token": blank.CSRF_MARK, "form_key": blank.KEY_MARK}
    return render_to_string("registrations/series_form.html", context | {"request": request}).encode()


def _context(series: Series, form: SeriesForm, refused: dict[int, str] | None = None) -> dict[str, Any]:
    ticked = form.ticked
    for one in form.occasions:
        one.name_fields()
    refused = refused or {}
    return {
        "series": series,
        "form": form,
        "names": options(),
        "days": [_day(form, one, str(one.event.pk) in ticked, refused.get(one.event.pk, "")) for one in form.occasions],
        "can_any": any(one.obstacle is None for one in form.occasions),
        "is_refused": bool(refused),
    }


def _day(form: SeriesForm, one: Occasion, is_ticked: bool, why: str) -> dict[str, Any]:
    way = form.ways.get(one.event.pk)
    return {
        "one": one,
        "is_ticked": is_ticked,
        "why": why,
        "way": way,
        "ways": ways.choices(way, one.places, takes_line=one.takes_line) if way is not None else [],
    }


def _register(request: HttpRequest, series: Series) -> HttpResponse:
    now = clock.now()
    form = SeriesForm(request.POST, occasions=occasions(series, now=now, data=request.POST))
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return _again(request, series, form, status=UNPROVEN)
    if not is_valid:
        return _again(request, series, form, status=WRONG)
    chosen: list[Occasion] = form.cleaned_data["days"]
    person = form.person()
    try:
        actions.require_pass(ALONE, network_of(request), event=chosen[0].event, who=(person.name, person.email), now=now)
    except TooMuch as error:
        form.add_error(None, str(error))
        return _again(request, series, form, status=TOO_MUCH)
    key = read_form_key(_name(series.slug), request.POST.get("key", ""))
    try:
        found = actions.register_for_several(
            events=[one.event for one in chosen],
            person=person,
            form_key=key,
            now=now,
            answers={one.event.pk: one.answers for one in chosen},
            people={one.event.pk: form.person_on(one) for one in chosen},
        )
    except DayAsksAgain as asks:
        form.tell_on(asks.event_id, asks.error)
        return _again(request, series, form, status=WRONG)
    if all(outcome.why_not for outcome in found):
        refused = {outcome.event.pk: outcome.why_not for outcome in found}
        return _again(request, series, form, status=CONFLICT, refused=refused)
    return see_other(_receipt(series, key, found))


def _receipt(series: Series, key: uuid.UUID, found: list[Outcome]) -> str:
    """Return where she sees what came of it; for one day only that day's own receipt."""
    if len(found) == 1:
        alone = found[0]
        if alone.registration is not None:
            return links.path(alone.registration, "receipt")
        return reverse("registrations:mail-sent", args=[alone.event.slug])
    said = {"key": key.hex, "days": [[outcome.event.pk, _short(outcome)] for outcome in found]}
    return reverse("registrations:series-receipt", args=[series.slug, signing.dumps(said, salt=SALT, compress=True)])


def _short(outcome: Outcome) -> str:
    if outcome.registration is None and not outcome.why_not:
        return _("We have sent a mail to the address about this day.")
    return outcome.why_not[:300]


def _again(
    request: HttpRequest, series: Series, form: SeriesForm, *, status: int, refused: dict[int, str] | None = None
) -> HttpResponse:
    """Show the form once more with everything that was typed and ticked, and why beside each day."""
    key = request.POST.get("key", "")[:400] or new_form_key(_name(series.slug))
    context = _context(series, form, refused) | {"form_key": key}
    return render(request, "registrations/series_form.html", context, status=status)
