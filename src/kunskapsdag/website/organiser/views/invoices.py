"""What a day bills: the proposals, what has been issued, and who sells."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import is_number
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.invoicing import actions, building, queries
from kunskapsdag.invoicing.errors import InvoicingError, NotFit
from kunskapsdag.invoicing.forms import BillingForm, BuyerForm, DraftForm, LineForm, SellerForm
from kunskapsdag.invoicing.models import Draft, Seller
from kunskapsdag.invoicing.rules import documents, proposals
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day, for_house

UNPROCESSABLE, CONFLICT = 422, 409


@for_day(permissions.SEE_INVOICES)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show what is billed, what is proposed and what is not."""
    return _overview(request, event)


def _overview(request: HttpRequest, event: Event, *, fault: str = "", status: int = 200) -> HttpResponse:
    user: Any = request.user
    billing = queries.billing(event)
    from_when = proposals.bills_from(billing.when, last_free_day=_last_free_day(event), ends_at=event.ends_at)
    context = {
        "seller": queries.seller(),
        "billing": billing,
        "from_when": from_when,
        "is_early": from_when is not None and from_when > clock.now(),
        "sums": queries.sums(event),
        "proposals": queries.proposals(event),
        "to_credit": queries.no_longer_due(event).count(),
        "issued": queries.issued(event),
        "may_issue": user.has_perm(permissions.ISSUE_INVOICES),
        "fault": fault,
    }
    return screens.show(request, event, "invoices.html", here="invoices", title=_("Invoices"), context=context, status=status)


def _last_free_day(event: Event) -> Any:
    free = [step.days_before for step in fees.stored_terms(event.pk).steps if not step.percent]
    return proposals.last_free_day(event.first_day, free)


@for_day(permissions.SEE_INVOICES, change=permissions.ISSUE_INVOICES, methods=permissions.SAVE_ONLY)
def propose(request: HttpRequest, event: Event) -> HttpResponse:
    """Put together what is owed and what is to be credited."""
    made = actions.propose(event=event, by=request.user, now=clock.now())
    made += actions.propose_credits(event=event, by=request.user, now=clock.now())
    if made:
        text = ngettext("%(count)s proposal is ready to look at.", "%(count)s proposals are ready to look at.", len(made))
        messages.success(request, text % {"count": len(made)})
    else:
        messages.info(request, _("There is nothing to bill or to credit now."))
    return redirect("days:invoices", event.pk)


@for_day(permissions.SEE_INVOICES, change=permissions.ISSUE_INVOICES, methods=permissions.SAVE_ONLY)
def approve_many(request: HttpRequest, event: Event) -> HttpResponse:
    """Approve those that are ticked, each as it was shown; what is not fit stays, with what is missing."""
    shown = [pair.split("-") for pair in request.POST.getlist("draft")]
    chosen = {
        int(pair[0]): int(pair[1]) for pair in shown if len(pair) == len(("draft", "version")) and all(map(is_number, pair))
    }
    if not chosen:
        return _overview(request, event, fault=_("Tick those that you approve."), status=UNPROCESSABLE)
    approved, refused = 0, []
    for draft in Draft.objects.filter(event=event, pk__in=chosen).select_related("buyer"):
        try:
            actions.approve(draft=draft, version=chosen[draft.pk], by=request.user, now=clock.now())
        except InvoicingError as error:
            refused.append(f"{draft.buyer}: {_words(error)}")
        else:
            approved += 1
    if approved:
        text = ngettext("%(count)s is approved and is being issued.", "%(count)s are approved and are being issued.", approved)
        messages.success(request, text % {"count": approved})
    if refused:
        return _overview(request, event, fault=" ".join(refused), status=CONFLICT)
    return redirect("days:invoices", event.pk)


def _words(error: InvoicingError) -> str:
    return " ".join(str(one.text) for one in error.findings) if isinstance(error, NotFit) else str(error)


@for_day(permissions.SEE_INVOICES, change=permissions.ISSUE_INVOICES, methods=permissions.SHOW_AND_SAVE)
def billing(request: HttpRequest, event: Event) -> HttpResponse:
    """Choose when and how the day is billed."""
    form = BillingForm(_sent(request), instance=queries.billing(event))
    if form.is_valid():
        actions.keep_billing(billing=form.save(commit=False), fields=form.changed_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("days:invoices", event.pk)
    return _form(request, event, form, _("How the day is billed"), status=UNPROCESSABLE if form.is_bound else 200)


def _sent(request: HttpRequest) -> Any:
    """Return what was sent, also when that is nothing at all; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, event: Event, form: Any, title: str, *, status: int) -> HttpResponse:
    trail = [{"url": screens.day_url(event, "invoices"), "label": _("Invoices")}]
    return screens.show(
        request, event, "invoice_form.html", here="invoices", title=title, trail=trail, context={"form": form}, status=status
    )


@for_house(permissions.SEE_INVOICES, change=permissions.CHANGE_SELLER, methods=permissions.SHOW_AND_SAVE)
def seller(request: HttpRequest, _event: None) -> HttpResponse:
    """Say who sends the invoices."""
    form = SellerForm(_sent(request), instance=queries.seller() or Seller())
    if form.is_valid():
        actions.keep_seller(seller=form.save(commit=False), fields=form.changed_data, by=request.user)
        messages.success(request, _("Saved. What is issued from now on has these details."))
        return redirect("days:seller")
    status = UNPROCESSABLE if form.is_bound else 200
    return screens.show_house(
        request, "invoice_form.html", title=_("Who sends the invoices"), context={"form": form}, status=status
    )


@for_day(permissions.SEE_INVOICES)
def draft(request: HttpRequest, event: Event, draft: int) -> HttpResponse:
    """Show one proposal as it would be issued, with what is missing beside each field."""
    found = _draft(event, draft)
    return faults.not_found(request) if found is None else _show_draft(request, event, found)


def _draft(event: Event, key: int) -> Draft | None:
    return Draft.objects.filter(event=event, pk=key).select_related("event__venue", "buyer", "credits", "replaces").first()


def _show_draft(
    request: HttpRequest,
    event: Event,
    found: Draft,
    *,
    forms: dict[str, Any] | None = None,
    fault: str = "",
    missing: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    user: Any = request.user
    lines = queries.draft_lines(found)
    forms = forms or {}
    context = {
        "draft": found,
        "lines": lines,
        "content": _content(found, lines),
        "form": forms.get("draft") or DraftForm(instance=found),
        "line_form": forms.get("line") or LineForm(),
        "buyer_form": forms.get("buyer") or BuyerForm(instance=found.buyer),
        "missing": [str(one.text) for one in missing] if missing is not None else [one["text"] for one in found.findings],
        "may_issue": user.has_perm(permissions.ISSUE_INVOICES),
        "fault": fault,
        "opened": next(iter(forms), ""),
    }
    trail = [{"url": screens.day_url(event, "invoices"), "label": _("Invoices")}]
    title = _("Proposal for %(name)s") % {"name": found.buyer.name}
    return screens.show(
        request, event, "invoice_draft.html", here="invoices", title=title, trail=trail, context=context, status=status
    )


def _content(found: Draft, lines: list[Any]) -> documents.Document | None:
    """Return what it would become if it were issued today; None while nobody has said who sells."""
    try:
        return building.build(found, lines, today=clock.today())
    except InvoicingError:
        return None


@for_day(permissions.SEE_INVOICES, change=permissions.ISSUE_INVOICES, methods=permissions.SAVE_ONLY)
def act(request: HttpRequest, event: Event, draft: int, verb: str) -> HttpResponse:
    """Change, approve or throw away one proposal, as it was shown."""
    found, version = _draft(event, draft), request.POST.get("version", "")
    verbs = {"andra": _change, "kopare": _change_buyer, "rad": _add_line, "ta-bort-rad": _drop_line}
    verbs |= {"godkann": _approve, "kasta": _withdraw}
    if found is None or verb not in verbs or not is_number(version):
        return faults.not_found(request)
    try:
        return verbs[verb](request, event, found, int(version))
    except NotFit as error:
        return _show_draft(request, event, found, missing=error.findings, status=UNPROCESSABLE)
    except InvoicingError as error:
        again = _draft(event, draft)
        if again is None:
            messages.error(request, str(error))
            return redirect("days:invoices", event.pk)
        return _show_draft(request, event, again, fault=str(error), status=CONFLICT)


def _change(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    form = DraftForm(request.POST, instance=found)
    if not form.is_valid():
        return _show_draft(request, event, found, forms={"draft": form}, status=UNPROCESSABLE)
    data = form.cleaned_data
    remember = data.pop("remembers")
    actions.change(draft=found, version=version, remember=remember, by=request.user, **data)
    messages.success(request, _("Saved."))
    return redirect("days:invoice_draft", event.pk, found.pk)


def _change_buyer(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    form = BuyerForm(request.POST, instance=found.buyer)
    if not form.is_valid():
        return _show_draft(request, event, _draft(event, found.pk) or found, forms={"buyer": form}, status=UNPROCESSABLE)
    buyer = form.save(commit=False)
    actions.keep_buyer(buyer=buyer, draft=found, version=version, fields=form.changed_data, by=request.user)
    messages.success(request, _("Saved, and remembered for the next invoice."))
    return redirect("days:invoice_draft", event.pk, found.pk)


def _add_line(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid():
        return _show_draft(request, event, found, forms={"line": form}, status=UNPROCESSABLE)
    actions.add_line(draft=found, version=version, by=request.user, **form.cleaned_data)
    return redirect("days:invoice_draft", event.pk, found.pk)


def _drop_line(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    position = request.POST.get("position", "")
    if not is_number(position):
        return faults.not_found(request)
    actions.drop_line(draft=found, version=version, position=int(position), by=request.user)
    return redirect("days:invoice_draft", event.pk, found.pk)


def _approve(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    actions.approve(draft=found, version=version, by=request.user, now=clock.now())
    messages.success(request, _("Approved. It is being issued, and stands in the list in a moment."))
    return redirect("days:invoices", event.pk)


def _withdraw(request: HttpRequest, event: Event, found: Draft, version: int) -> HttpResponse:
    actions.withdraw(draft=found, by=request.user, now=clock.now())
    messages.success(request, _("The proposal is thrown away. What is owed comes again when you put together anew."))
    return redirect("days:invoices", event.pk)
