"""What Wagtail's admin looks like here."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def our_colours() -> SafeString:
    """Link the colours and the sign."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/admin.css"))
