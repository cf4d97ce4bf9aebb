"""Staff screens for the outbox: which mails there are, and exactly what one person got."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.mail import actions
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.errors import MailError
from kunskapsdag.mail.mime import CALENDAR_FILE
from kunskapsdag.mail.models import Message

# A letter runs no script and fetches nothing. Its links open in a tab of their own, which is an ordinary tab.
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class MayReadMails(View):
    """Let in those who may read mails; others get 403 in words, where Wagtail would send them to its first page."""

    permission = "mail.view_message"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer 403 without the right."""
        if not request.user.has_perm(self.permission):
            return faults.forbidden(request)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def message(self) -> Message:
        """The mail that the address names."""
        return get_object_or_404(Message, pk=self.kwargs["pk"])


class MessageIndexView(MayReadMails, IndexView):
    """All mails, newest first, without their contents."""

    model = Message
    permission_policy = None
    any_permission_required = None
    template_name = "mail/index.html"
    header_icon = "mail"
    paginate_by = 50
    list_filter = ["state"]
    search_fields = ["to_email", "to_name", "subject"]
    is_export = False

    @cached_property
    def columns(self) -> list[Column]:
        """What is told of each mail."""
        return [
            TitleColumn(
                "subject",
                label=gettext_lazy("Subject"),
                accessor=str,
                get_url=lambda row: reverse("mails:message", args=[row.pk]),
            ),
            Column("to_name", label=gettext_lazy("To"), sort_key="to_name"),
            Column("to_email", label=gettext_lazy("Address"), sort_key="to_email"),
            StatusTagColumn(
                "state", label=gettext_lazy("State"), accessor="get_state_display", primary=_is_good_news, sort_key="state"
            ),
            Column("created_at", label=gettext_lazy("Written"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Message]:
        """Leave the contents where they are: a page of fifty must not fetch fifty letters."""
        return Message.objects.defer("facts", "text", "html", "calendar", "answer")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell whether mails leave at all."""
        return super().get_context_data(has_server=bool(settings.MAIL_URL), is_demo=settings.DEMO, **kwargs)


class MessageView(MayReadMails, WagtailAdminTemplateMixin):
    """One mail: what it said, how it travelled, what can be done with it."""

    template_name = "mail/message.html"
    header_icon = "mail"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the mail."""
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        """Return the subject."""
        return str(self.message)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mails:index"), "label": _("Mails")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the mail and what this user may do with it."""
        may_change = self.request.user.has_perm("mail.change_message")
        return super().get_context_data(
            mail=self.message,
            sender=settings.MAIL_FROM,
            calendar_file=CALENDAR_FILE,
            may_resend=may_change and self.message.may_be_resent,
            may_stop=may_change and self.message.may_be_stopped,
            **kwargs,
        )


class LetterView(MayReadMails):
    """The HTML version by itself, for the frame: sandboxed by its own policy too, should somebody open it alone."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the letter as it was sent, with links that open outside the frame."""
        html = self.message.html.replace("<head>", '<head><base target="_blank">', 1)
        response = HttpResponse(html or "<!doctype html><title>–</title>")
        response["Content-Security-Policy"] = LETTER_POLICY
        response["X-Frame-Options"] = "SAMEORIGIN"
        return for_you_only(response)


class CalendarView(MayReadMails):
    """The calendar file that went with the mail."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the file; 404 where the mail had none."""
        if not self.message.calendar:
            return faults.not_found(request)
        response = HttpResponse(self.message.calendar, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{CALENDAR_FILE}"'
        return for_you_only(response)


class ResendView(MayReadMails):
    """Send the same words once more."""

    permission = "mail.change_message"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue a copy and show it."""
        try:
            copy = actions.resend(message=self.message, by=request.user, now=clock.now())
        except MailError as error:
            messages.error(request, str(error))
            return redirect("mails:message", pk=pk)
        messages.success(request, _("The mail is sent again. This is the new one."))
        return redirect("mails:message", pk=copy.pk)


class StopView(MayReadMails):
    """Hold a mail back."""

    permission = "mail.change_message"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stop the mail and show it."""
        try:
            actions.stop(message=self.message, by=request.user, now=clock.now())
        except MailError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The mail is stopped."))
        return redirect("mails:message", pk=pk)


def _is_good_news(row: Message) -> bool:
    return row.state in {State.SENT, State.SHOWN}


class MessageViewSet(ViewSet):
    """The outbox in the admin. Addresses: ``mails:index``, ``mails:message`` and what belongs to one mail."""

    name = "mails"
    url_prefix = "mejl"
    icon = "mail"
    menu_label = gettext_lazy("Mails")
    menu_order = 800
    add_to_admin_menu = True

    def get_menu_item(self, order: int | None = None) -> Any:
        """Show the menu item to those who may read mails only."""
        item = super().get_menu_item(order)
        item.is_shown = lambda request: request.user.has_perm(MayReadMails.permission)
        return item

    def get_urlpatterns(self) -> list[Any]:
        """Return the addresses."""
        names = {"index_url_name": "mails:index", "index_results_url_name": "mails:index_results"}
        return [
            path("", MessageIndexView.as_view(**names), name="index"),
            path("results/", MessageIndexView.as_view(**names, results_only=True), name="index_results"),
            path("<row:pk>/", MessageView.as_view(), name="message"),
            path("<row:pk>/brev/", LetterView.as_view(), name="letter"),
            path("<row:pk>/kalender/", CalendarView.as_view(), name="calendar"),
            path("<row:pk>/skicka-igen/", ResendView.as_view(), name="resend"),
            path("<row:pk>/stoppa/", StopView.as_view(), name="stop"),
        ]
