"""Addresses that stay: old letters and links lead to the programme as it is now."""

from django.urls import path

from kunskapsdag.programme import views

app_name = "programme"
urlpatterns = [path("kunskapsdagar/<slug:slug>/program.pdf", views.pdf, name="pdf")]
