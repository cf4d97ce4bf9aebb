"""Addresses of the registration form and of a person's own pages."""

from django.urls import path

from kunskapsdag.registrations import views

app_name = "registrations"
urlpatterns = [
    path("anmalan/<slug:slug>/", views.form, name="form"),
    path("anmalan/<slug:slug>/mejl/", views.mail_sent, name="mail-sent"),
    path("serieanmalan/<slug:slug>/", views.series_form, name="series-form"),
    path("serieanmalan/<slug:slug>/kvitto/<str:token>/", views.series_receipt, name="series-receipt"),
    path("min-anmalan/<str:token>/", views.mine, name="mine"),
    path("min-anmalan/<str:token>/kvitto/", views.receipt, name="receipt"),
    path("min-anmalan/<str:token>/andra/", views.change, name="change"),
    path("min-anmalan/<str:token>/avanmal/", views.cancel, name="cancel"),
    path("min-anmalan/<str:token>/erbjudande/", views.answer, name="answer"),
    path("min-anmalan/<str:token>/satt/", views.way, name="way"),
    path("min-anmalan/<str:token>/vanta-igen/", views.wait_again, name="wait-again"),
    path("min-anmalan/<str:token>/ny-lank/", views.new_link, name="new-link"),
    path("min-anmalan/<str:token>/kalender.ics", views.calendar, name="calendar"),
]
