"""Addresses."""

from django.urls import path

from kunskapsdag.news import views

app_name = "news"
urlpatterns = [path("aktuellt/atom.xml", views.feed, name="feed")]
