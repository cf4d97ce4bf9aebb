"""Addresses of a person's own pages about the parts of the day."""

from django.urls import path

from kunskapsdag.parts import views

app_name = "parts"
urlpatterns = [
    path("min-anmalan/<str:token>/delar/", views.change, name="change"),
    path("min-anmalan/<str:token>/delar/svar/", views.answer, name="answer"),
]
