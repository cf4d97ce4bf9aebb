"""Addresses."""

from django.urls import path

from kunskapsdag.website import views

urlpatterns = [
    path("kunskapsdagar/serier/<slug:slug>/", views.series_page, name="series-page"),
    path("kunskapsdagar/serier/<slug:slug>/atom.xml", views.series_atom, name="series-atom"),
    path("kunskapsdagar/<slug:slug>/", views.event_page, name="event-page"),
    path("nasta/", views.next_day, name="next-day"),
]
