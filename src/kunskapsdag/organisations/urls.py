"""Addresses."""

from django.urls import path

from kunskapsdag.organisations import views

app_name = "organisations"

urlpatterns = [
    path("organisationer/", views.suggest, name="suggest"),
]
