"""What the admin shows of days: the menu, the first page, the names of what is logged."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.website.organiser import choosers, permissions, preview, queries, rules, screens
from kunskapsdag.website.organiser.views.day import bar
from kunskapsdag.website.viewsets import DayViewSet, RegisterGroup

Event.preview = preview.show
choosers.carry_the_word()
register_snippet(DayViewSet)
register_snippet(RegisterGroup)

TODOS_ON_FIRST_PAGE = 4
# Nobody in an office of three needs these; their addresses are guarded by rights as before.
HIDDEN = frozenset({"help", "reports", "snippets"})
LOGGED = {
    "event.copied": (_("Copy a day"), _("Copied from another day")),
    "event.let_through": (_("Let through"), _("Somebody whom a limit had stopped was let through")),
    "event.attached": (_("Attach to a series"), _("Attached to a series")),
    "event.detached": (_("Take out of a series"), _("Taken out of its series")),
    "series.made": (_("Make a series"), _("The series was made")),
    "event.invitation_created": (_("Make an invitation"), _("The invitation was made as a draft")),
    "event.invitation_published": (_("Publish an invitation"), _("The invitation was published")),
    "registration.exported": (_("Take out a list"), _("The list of registrations was taken out as a file")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in LOGGED.items():
        actions.register_action(name, label, message)


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Add the look of the day's screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("website/organiser.css"))


@hooks.register("insert_editor_js")
def add_scripts() -> str:
    """Let both prices follow what is typed, and those who take part be ticked in the programme before they are saved."""
    names = ("website/organiser.js", "website/speakers.js")
    return format_html_join("", '<script src="{}" type="module"></script>', ((static(name),) for name in names))


@hooks.register("construct_main_menu", order=1000)
def hide_what_nobody_needs(request: HttpRequest, items: list[Any]) -> None:
    """Keep the menu short."""
    items[:] = [item for item in items if item.name not in HIDDEN]


class ComingDays(Component):
    """The coming days with their places and what to do, on the admin's first page."""

    name = "coming-days"
    order = 10
    template_name = "website/organiser/home_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the days; a bounded number of questions."""
        request = parent_context["request"]
        now = clock.now()
        may_change = request.user.has_perm(permissions.CHANGE_DAY)
        days = [*queries.coming(now), *(queries.recently_held(now) if may_change else [])]
        return {
            "request": request,
            "may_add": request.user.has_perm(permissions.ADD_DAY),
            "days": [_day(standing, now, may_change=may_change) for standing in queries.standings(days, now)],
            "is_demo": settings.DEMO,
        }


def _day(standing: queries.Standing, now: Any, *, may_change: bool) -> dict[str, Any]:
    found = rules.todos(standing.preparation, now) if may_change else []
    return {
        "standing": standing,
        "event": standing.event,
        "url": screens.day_url(standing.event, "overview"),
        "bar": bar(standing),
        "is_past": standing.event.ends_at < now,
        "todos": [(todo, screens.todo_url(standing.event, standing.page, todo)) for todo in found[:TODOS_ON_FIRST_PAGE]],
    }


@hooks.register("construct_homepage_panels", order=1000)
def show_days_first(request: HttpRequest, panels: list[Any]) -> None:
    """Show the days in place of Wagtail's own panels, which tell about workflows that nobody uses."""
    panels[:] = [ComingDays()] if request.user.has_perm(permissions.SEE_DAY) else []


@hooks.register("construct_homepage_summary_items", order=1000)
def show_no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pictures there are helps nobody."""
    items.clear()
