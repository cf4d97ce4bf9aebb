"""All addresses. What a visitor sees in the address bar is Swedish; the names in the code are English."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from kunskapsdag.core import faults

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.server_error

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("dokument/", include(wagtaildocs_urls)),
    path("", include("kunskapsdag.core.urls")),
    path("", include("kunskapsdag.mail.urls")),
    path("", include("kunskapsdag.pages.urls")),
    path("", include("kunskapsdag.organisations.urls")),
    path("", include("kunskapsdag.events.urls")),
    path("", include("kunskapsdag.programme.urls")),
    path("", include("kunskapsdag.orders.urls")),
    path("", include("kunskapsdag.registrations.urls")),
    path("", include("kunskapsdag.questions.urls")),
    path("", include("kunskapsdag.invitations.urls")),
    path("", include("kunskapsdag.substitutes.urls")),
    path("", include("kunskapsdag.parts.urls")),
    path("", include("kunskapsdag.news.urls")),
    path("", include("kunskapsdag.website.urls")),
    path("", include(wagtail_urls)),
]
