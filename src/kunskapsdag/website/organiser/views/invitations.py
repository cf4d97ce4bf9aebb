"""The day's invitation lists: read in, written to, followed up; and for whom the day is."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import is_number
from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import actions, emails, letters, queries, rules
from kunskapsdag.invitations.enums import Answer, State
from kunskapsdag.invitations.errors import InvitationError
from kunskapsdag.invitations.forms import AdmissionForm, CorrectForm, ListForm, MappingForm, TableForm
from kunskapsdag.invitations.models import Draft, Invitation, InvitationList
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE = 422
SHOWN_ROWS = 20
SHOWN_FAULTS = 200
SHOWN_NAMES = 300
SEE = (permissions.SEE_LIST, permissions.SEE_PERSON)


def _list(event: Event, which: int) -> InvitationList | None:
    return InvitationList.objects.filter(event=event, pk=which).first()


def _trail(event: Event, which: InvitationList | None = None) -> list[dict[str, str]]:
    trail = [{"url": screens.day_url(event, "invitations"), "label": _("Invitations")}]
    if which is not None:
        trail.append({"url": screens.day_url(event, "invitation_list", which.pk), "label": which.name})
    return trail


def _show(
    request: HttpRequest,
    event: Event,
    template: str,
    title: str,
    context: dict[str, Any],
    *,
    which: InvitationList | None = None,
    status: int = 200,
) -> HttpResponse:
    return screens.show(
        request,
        event,
        f"invitations/{template}.html",
        here="invitations",
        title=title,
        trail=_trail(event, which) if template != "overview" else None,
        context={"which": which, **context},
        status=status,
    )


@for_day(*SEE)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show the lists, who has answered, and for whom the day is; four questions whatever their number."""
    counts = queries.counts(event)
    lists = [(one, counts.get(one.pk, queries.Counted())) for one in InvitationList.objects.filter(event=event)]
    context = {
        "lists": lists,
        "whole": queries.summed(counts.values()),
        "organisations": queries.per_organisation(event),
        "for_whom": queries.for_whom(event),
        "is_for_everybody": event.admission == Admission.EVERYBODY,
    }
    return _show(request, event, "overview", _("Invitations"), context)


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def new_list(request: HttpRequest, event: Event) -> HttpResponse:
    """Make a list."""
    return _save_list(request, event, None)


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def change_list(request: HttpRequest, event: Event, which: int) -> HttpResponse:
    """Change a list's words; the letter is shown as it will be."""
    found = _list(event, which)
    return faults.not_found(request) if found is None else _save_list(request, event, found)


def _save_list(request: HttpRequest, event: Event, which: InvitationList | None) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = ListForm(posted, instance=which, event=event, initial=None if which else {"name": event.title[:80]})
    if posted is not None and form.is_valid():
        before = InvitationList.objects.get(pk=which.pk) if which else None
        saved = actions.save_list(event=event, which=before, by=request.user, now=clock.now(), **form.cleaned_data)
        if which is None:
            return redirect("days:import_invited", event.pk, saved.pk)
        messages.success(request, _("The list is saved."))
        return redirect("days:invitation_list", event.pk, saved.pk)
    title = _("Words of the letter") if which else _("New list")
    context = {"form": form, "letter": _letter(which) if which and posted is None else None}
    return _show(request, event, "list_form", title, context, which=which, status=UNPROCESSABLE if form.errors else 200)


def _letter(which: InvitationList, kind: str = emails.INVITED) -> Any:
    """Return the letter as the first in the list gets it, or somebody made up; nothing is sent, and her link is not shown."""
    someone = which.invitations.select_related("event__venue", "event__organiser", "list").first() or Invitation(
        event=which.event, list=which, name=_("Maria Lind"), email="maria.lind@example.se"
    )
    return letters.composed(someone, kind, name=someone.name, language="sv", is_example=True)


@for_day(*SEE)
def people(request: HttpRequest, event: Event, which: int) -> HttpResponse:
    """Show a list's people and what each has answered."""
    found = _list(event, which)
    if found is None:
        return faults.not_found(request)
    chosen = {name: value for name in ("svar", "q", "organisation") if (value := request.GET.get(name, ""))}
    wanted = queries.Wanted(chosen.get("svar", ""), chosen.get("q", "")[:100], request.GET.get("organisation"))
    now = clock.now()
    context = {
        "page": queries.page(found, wanted, request.GET.get("sida")),
        "wanted": wanted,
        "chosen": urlencode(chosen),
        "counted": queries.counts(event).get(found.pk, queries.Counted()),
        "answers": Answer.choices,
        "labels": dict(Answer.choices),
        "unsent": queries.unsent(found).count(),
        "remind": queries.to_remind(found, now=now),
        "is_over": now >= event.last_registration,
    }
    return _show(request, event, "people", found.name, context, which=found)


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def read_in(request: HttpRequest, event: Event, which: int) -> HttpResponse:
    """Take a file or pasted rows; what was left over from the last ones comes back to be mended."""
    found = _list(event, which)
    if found is None:
        return faults.not_found(request)
    is_sent = request.method == "POST"
    form = TableForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial={"pasted": _left_over(request, found)},
    )
    if request.method == "POST" and form.is_valid():
        draft = actions.keep_draft(which=found, rows=form.cleaned_data["rows"], by=request.user, now=clock.now())
        return redirect("days:import_preview", event.pk, found.pk, draft.pk)
    status = UNPROCESSABLE if form.is_bound else 200
    return _show(request, event, "import", _("Add people"), {"form": form}, which=found, status=status)


def _left_over(request: HttpRequest, which: InvitationList) -> str:
    key = request.GET.get("fran", "")
    draft = _draft(which, int(key)) if is_number(key) else None
    return "\n".join("\t".join(row) for row in draft.rows) if draft else ""


def _draft(which: InvitationList, key: int) -> Draft | None:
    return Draft.objects.select_related("list").filter(list=which, pk=key).first()


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def preview(request: HttpRequest, event: Event, which: int, draft: int) -> HttpResponse:
    """Show how each row was read; on "add", invite those that can be used."""
    found = _list(event, which)
    table = _draft(found, draft) if found else None
    if found is None or table is None:
        return faults.not_found(request)
    signature = rules.signature(table.rows)
    mapped = queries.remembered(event, request.user, signature)
    is_remembered = mapped is not None
    mapped = mapped or rules.guess(table.rows)
    form = MappingForm(request.POST if request.method == "POST" else None, rows=table.rows, mapped=mapped)
    if request.method == "POST":
        if not form.is_valid():
            return _preview(request, event, found, {"form": form, "read": []}, status=UNPROCESSABLE)
        mapped = form.mapped()
        if "add" in request.POST:
            return _add(request, event, table, mapped)
        actions.remember(event=event, signature=signature, mapped=mapped, by=request.user, now=clock.now())
    read = rules.read_rows(table.rows, mapped, known=queries.known_addresses(event), opted_out=queries.opted_out())
    return _preview(request, event, found, {"form": form, "read": read, "is_remembered": is_remembered})


def _preview(
    request: HttpRequest, event: Event, which: InvitationList, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    good = [row for row in context["read"] if not row.fault]
    bad = [row for row in context["read"] if row.fault]
    context |= {
        "good": good[:SHOWN_ROWS],
        "good_count": len(good),
        "more": max(0, len(good) - SHOWN_ROWS),
        "bad": bad[:SHOWN_FAULTS],
        "bad_count": len(bad),
    }
    return _show(request, event, "preview", _("How the rows were read"), context, which=which, status=status)


def _add(request: HttpRequest, event: Event, draft: Draft, mapped: rules.Mapped) -> HttpResponse:
    added = actions.add_invited(draft=draft, mapped=mapped, by=request.user, now=clock.now())
    text = ngettext("%(count)s person was added.", "%(count)s people were added.", added.invited) % {"count": added.invited}
    if added.registered:
        text += " " + ngettext(
            "%(count)s of them is registered already.", "%(count)s of them are registered already.", added.registered
        ) % {"count": added.registered}
    messages.success(request, text)
    if added.left_over:
        left = ngettext(
            "%(count)s row could not be used. It stands below to be mended.",
            "%(count)s rows could not be used. They stand below to be mended.",
            added.left_over,
        )
        messages.warning(request, left % {"count": added.left_over})
        return redirect(screens.day_url(event, "import_invited", draft.list_id) + f"?fran={draft.pk}")
    return redirect("days:invitation_list", event.pk, draft.list_id)


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def send(request: HttpRequest, event: Event, which: int) -> HttpResponse:
    """Show who will be written to, then write to them."""
    found = _list(event, which)
    if found is None:
        return faults.not_found(request)
    if request.method == "POST":
        return _write(request, event, found, actions.send)
    who = list(queries.unsent(found).order_by("organisation_name", "name", "pk"))
    context = {
        "who": who[:SHOWN_NAMES],
        "count": len(who),
        "letter": _letter(found),
        "is_reminder": False,
        "opted_out": queries.counts(event).get(found.pk, queries.Counted()).counts.get(Answer.NO_MORE, 0),
    }
    return _show(request, event, "send", _("Send the invitation"), context, which=found)


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def remind(request: HttpRequest, event: Event, which: int) -> HttpResponse:
    """Show who will be reminded and who won't, then remind them."""
    found = _list(event, which)
    if found is None:
        return faults.not_found(request)
    if request.method == "POST":
        return _write(request, event, found, actions.remind)
    left = queries.to_remind(found, now=clock.now())
    context = {
        "who": left.due[:SHOWN_NAMES],
        "count": len(left.due),
        "left": left,
        "opted_out": left.opted_out,
        "letter": _letter(found, emails.REMINDER),
        "is_reminder": True,
    }
    return _show(request, event, "send", _("Remind those who have not answered"), context, which=found)


def _write(request: HttpRequest, event: Event, which: InvitationList, act: Any) -> HttpResponse:
    try:
        count = act(which=which, by=request.user, now=clock.now())
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)s letter is on its way.", "%(count)s letters are on their way.", count)
        messages.success(request, text % {"count": count})
    return redirect("days:invitation_list", event.pk, which.pk)


def _person(event: Event, key: int) -> Invitation | None:
    found = Invitation.objects.filter(event=event, pk=key).with_answer()
    return found.select_related("list", "registration", "passed_on_by", "event").first()


@for_day(*SEE)
def person(request: HttpRequest, event: Event, invitation: int) -> HttpResponse:
    """Show one invited person, her letters and what can be done."""
    found = _person(event, invitation)
    return faults.not_found(request) if found is None else _person_page(request, event, found)


def _person_page(
    request: HttpRequest, event: Event, found: Invitation, *, form: CorrectForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "invitation": found,
        "answer": dict(Answer.choices)[found.answer],  # type: ignore[attr-defined]
        "letters": found.messages.select_related("message").order_by("-pk"),
        "passed_on": found.passed_on.all(),
        "form": form or CorrectForm(initial={"name": found.name, "email": found.email}),
        "may_decline": found.state == State.OPEN,
        "has_opted_out": queries.has_opted_out(found.email_key),
        "may_withdraw": found.state != State.WITHDRAWN,
    }
    return _show(request, event, "person", str(found), context, which=found.list, status=status)


def _opt_out(*, invitation: Invitation, by: Any, now: Any) -> None:
    actions.opt_out(address=invitation.email, event=invitation.event, by=by, now=now)


def _opt_in(*, invitation: Invitation, by: Any, now: Any) -> None:
    actions.opt_in(address=invitation.email, by=by)


VERBS: dict[str, Any] = {
    "kan-inte": actions.decline,
    "oppna": actions.regret,
    "aterkalla": actions.withdraw,
    "ny-lank": actions.renew,
    "inga-inbjudningar": _opt_out,
    "garna-inbjudningar": _opt_in,
}


@for_day(*SEE, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def act_on_invited(request: HttpRequest, event: Event, invitation: int, verb: str) -> HttpResponse:
    """Write down an answer given by telephone, correct, withdraw, or replace the link."""
    found = _person(event, invitation)
    if found is None or verb not in (*VERBS, "ratta"):
        return faults.not_found(request)
    if verb == "ratta":
        return _correct(request, event, found)
    try:
        VERBS[verb](invitation=found, by=request.user, now=clock.now())
    except InvitationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is done."))
    return redirect("days:invited_person", event.pk, found.pk)


def _correct(request: HttpRequest, event: Event, found: Invitation) -> HttpResponse:
    form = CorrectForm(request.POST)
    if form.is_valid():
        try:
            actions.correct(invitation=found, by=request.user, now=clock.now(), **form.cleaned_data)
        except InvitationError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("The details are saved."))
            return redirect("days:invited_person", event.pk, found.pk)
    return _person_page(request, event, found, form=form, status=UNPROCESSABLE)


@for_day(*SEE, change=permissions.CHANGE_DAY, methods=permissions.SHOW_AND_SAVE)
def admission(request: HttpRequest, event: Event) -> HttpResponse:
    """Decide for whom the day is."""
    admitted = queries.admitted(event.pk)
    names = Organisation.objects.filter(pk__in=admitted.organisations).order_by("name").values_list("name", flat=True)
    start = {
        "admission": event.admission,
        "kinds": list(admitted.kinds),
        "counties": list(admitted.counties),
        "organisations": "\n".join(names),
    }
    form = AdmissionForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.decide_admission(
            event=event,
            admission=Admission(form.cleaned_data["admission"]),
            admitted=form.admitted(),
            by=request.user,
            now=clock.now(),
        )
        messages.success(request, _("It is decided for whom the day is. Nobody who is registered loses anything."))
        return redirect("days:invitations", event.pk)
    return _show(request, event, "admission", _("For whom"), {"form": form}, status=UNPROCESSABLE if form.errors else 200)
