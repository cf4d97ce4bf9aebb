"""Addresses."""

from django.urls import path

from kunskapsdag.website import views

urlpatterns = [
    path("kunskapsdagar/<slug:slug>/", views.event_page, name="event-page"),
    path("nasta/", views.next_day, name="next-day"),
]
