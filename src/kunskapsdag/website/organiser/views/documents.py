"""One issued invoice or credit note: what it says, as files, and what is done when it was wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import audit, clock, faults
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import actions, exporting, queries
from kunskapsdag.invoicing.errors import InvoicingError
from kunskapsdag.invoicing.forms import CreditForm
from kunskapsdag.invoicing.models import Document
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day

UNPROCESSABLE, CONFLICT = 422, 409
TYPES = {"xml": "application/xml", "pdf": "application/pdf"}


def _find(event: Event, number: str) -> Document | None:
    return Document.objects.filter(event=event, number=number).select_related("credits", "buyer").first()


@for_day(permissions.SEE_INVOICES)
def detail(request: HttpRequest, event: Event, number: str) -> HttpResponse:
    """Show what was issued."""
    found = _find(event, number)
    return faults.not_found(request) if found is None else _detail(request, event, found)


def _detail(
    request: HttpRequest, event: Event, found: Document, *, form: CreditForm | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    user: Any = request.user
    context = {
        "document": found,
        "content": found.content,
        "balance": None if found.is_credit_note else queries.balance(found),
        "credit_notes": [] if found.is_credit_note else list(found.credit_notes.order_by("year", "running")),
        "form": form or CreditForm(lines=[] if found.is_credit_note else queries.lines_left(found)),
        "may_issue": user.has_perm(permissions.ISSUE_INVOICES),
        "fault": fault,
    }
    trail = [{"url": screens.day_url(event, "invoices"), "label": _("Invoices")}]
    title = f"{found.get_kind_display().capitalize()} {found.number}"
    return screens.show(
        request, event, "invoice_document.html", here="invoices", title=title, trail=trail, context=context, status=status
    )


@for_day(permissions.SEE_INVOICES)
def download(request: HttpRequest, event: Event, number: str, kind: str) -> HttpResponse:
    """Send the XML or the PDF; who took it out is logged."""
    found = _find(event, number)
    if found is None:
        return faults.not_found(request)
    name = f"{found.number}.{kind}"
    audit.log(found, "invoicing.downloaded", by=request.user, kind=kind)
    response = HttpResponse(exporting.files(found)[name], content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_day(permissions.SEE_INVOICES, change=permissions.ISSUE_INVOICES, methods=permissions.SAVE_ONLY)
def credit(request: HttpRequest, event: Event, number: str) -> HttpResponse:
    """Put together a credit note, of the whole or of the amounts that were written, or a corrected invoice in its place."""
    found = _find(event, number)
    if found is None or found.is_credit_note:
        return faults.not_found(request)
    form = CreditForm(request.POST, lines=queries.lines_left(found))
    if not form.is_valid():
        return _detail(request, event, found, form=form, status=UNPROCESSABLE)
    reason, now = form.cleaned_data["reason"], clock.now()
    try:
        if "anew" in request.POST:
            draft = actions.correct(invoice=found, buyer=found.buyer, reason=reason, by=request.user, now=now)
        else:
            amounts = None if "whole" in request.POST else form.amounts
            draft = actions.credit(invoice=found, amounts=amounts, reason=reason, by=request.user, now=now)
    except InvoicingError as error:
        return _detail(request, event, found, form=form, fault=str(error), status=CONFLICT)
    messages.success(request, _("The proposal is ready. Look at it and approve it."))
    return redirect("days:invoice_draft", event.pk, draft.pk)
