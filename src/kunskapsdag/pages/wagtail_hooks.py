"""What Wagtail's admin looks like here."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop
from wagtail import hooks

# A label of Wagtail's own that its Swedish catalogue lacks; ours has it.
MISSING_IN_WAGTAIL = [gettext_noop("Password")]


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Link the colours and the sign."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))
