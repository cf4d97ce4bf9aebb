"""The day's own addresses, under ``/admin/dagar/`` and in the namespace ``days``."""

from django.urls import path, re_path

from kunskapsdag.website.organiser.views import day, lists, registration

urlpatterns = [
    path("<int:pk>/", day.overview, name="overview"),
    path("<int:pk>/kopiera/", day.copy, name="copy_day"),
    path("<int:pk>/publicera/", day.publish, name="publish"),
    path("<int:pk>/mejl/", day.mails, name="mails"),
    path("<int:pk>/anmalda/", lists.registrations, name="registrations"),
    re_path(r"^(?P<pk>[0-9]+)/anmalda/lista\.(?P<kind>csv|xlsx)$", lists.export, name="export"),
    path("<int:pk>/vantelista/", lists.waiting, name="waiting"),
    path("<int:pk>/kost/", lists.needs, name="needs"),
    path("<int:pk>/anmalda/ny/", registration.add, name="register"),
    path("<int:pk>/anmalda/<int:number>/", registration.detail, name="registration"),
    path("<int:pk>/anmalda/<int:number>/andra/", registration.change, name="change"),
    path("<int:pk>/anmalda/<int:number>/kost/", registration.person_needs, name="person_needs"),
    path("<int:pk>/anmalda/<int:number>/mejl/<int:message>/", registration.resend, name="resend"),
    path("<int:pk>/anmalda/<int:number>/<slug:verb>/", registration.act, name="act"),
]
