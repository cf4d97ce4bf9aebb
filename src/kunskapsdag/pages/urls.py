"""Addresses."""

from django.urls import path

from kunskapsdag.pages import views

app_name = "pages"
urlpatterns = [
    path("tema.css", views.theme, name="theme"),
    path("sprak/<slug:code>/", views.language, name="language"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
