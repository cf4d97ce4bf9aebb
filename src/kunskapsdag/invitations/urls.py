"""Addresses of an invitation's own pages."""

from django.urls import path

from kunskapsdag.invitations import views

app_name = "invitations"
urlpatterns = [
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("inbjudan/<str:token>/anmalan/", views.register, name="register"),
    path("inbjudan/<str:token>/kan-inte/", views.decline, name="decline"),
    path("inbjudan/<str:token>/angra/", views.regret, name="regret"),
    path("inbjudan/<str:token>/nagon-annan/", views.instead, name="instead"),
    path("inbjudan/<str:token>/skicka-vidare/", views.forward, name="forward"),
    path("inbjudan/<str:token>/min-lank/", views.send_own_link, name="own-link"),
    path("inbjudan/<str:token>/inga-paminnelser/", views.no_more, name="no-more"),
    path("inbjudan/<str:token>/inga-inbjudningar/", views.unsubscribe, name="unsubscribe"),
    path("inbjudan/<str:token>/garna-inbjudningar/", views.subscribe, name="subscribe"),
]
