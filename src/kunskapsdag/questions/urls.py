"""Addresses of the pages with only the questions."""

from django.urls import path

from kunskapsdag.questions import views

app_name = "questions"
urlpatterns = [
    path("min-anmalan/<str:token>/fragor/", views.mine, name="mine"),
    path("bestallning/<str:token>/fragor/", views.order, name="order"),
]
