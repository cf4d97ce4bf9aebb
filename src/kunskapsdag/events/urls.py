"""Addresses that stay: they stand in letters, and in the calendars of those who subscribe."""

from django.urls import path

from kunskapsdag.events import views

app_name = "events"
urlpatterns = [
    path("kunskapsdagar/kalender.ics", views.feed, name="feed"),
    path("kunskapsdagar/serier/<slug:slug>/kalender.ics", views.series_feed, name="series-feed"),
    path("kunskapsdagar/<slug:slug>/kalender.ics", views.ics, name="ics"),
]
