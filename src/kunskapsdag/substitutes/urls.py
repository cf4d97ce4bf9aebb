"""Addresses of the question to a substitute."""

from django.urls import path

from kunskapsdag.substitutes import views

app_name = "substitutes"
urlpatterns = [
    path("min-anmalan/<str:token>/ersattare/", views.ask, name="ask"),
    path("min-anmalan/<str:token>/ersattare/ta-tillbaka/", views.take_back, name="take-back"),
    path("ersattare/<str:token>/", views.question, name="question"),
]
