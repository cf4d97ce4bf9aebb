"""Those who want no invitations: shown, looked up, written down and taken away, for the whole house."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.invitations import actions, queries
from kunskapsdag.invitations.forms import AddressForm
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_house

UNPROCESSABLE = 422


@for_house(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def opted_out(request: HttpRequest, event: None) -> HttpResponse:
    """Show who wants no invitations, and keep what somebody has told the office."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _keep(request, form.cleaned_data["email"])
        return redirect("days:opted_out")
    words = request.GET.get("q", "")[:254]
    context: dict[str, Any] = {
        "form": form,
        "words": words,
        "chosen": urlencode({"q": words}) if words else "",
        "page": queries.opted_out_page(words, request.GET.get("sida")),
    }
    status = UNPROCESSABLE if form.errors else 200
    return screens.show_house(
        request, "invitations/opted_out.html", title=_("Those who want no invitations"), context=context, status=status
    )


def _keep(request: HttpRequest, address: str) -> None:
    if request.POST.get("step") != "again":
        actions.opt_out(address=address, event=None, by=request.user, now=clock.now())
        messages.success(request, _("No more invitations are sent to %(address)s.") % {"address": address})
    elif actions.opt_in(address=address, by=request.user):
        messages.success(request, _("%(address)s may be invited again.") % {"address": address})
