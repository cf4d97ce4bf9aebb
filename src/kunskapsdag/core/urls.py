"""Addresses."""

from django.urls import path

from kunskapsdag.core import views

app_name = "core"
urlpatterns = [
    path("halsa/", views.health, name="health"),
    path("media/images/<path:name>", views.picture, name="picture"),
]
