"""Addresses of registering several, and of an order's pages."""

from django.urls import path

from kunskapsdag.orders import views

app_name = "orders"
urlpatterns = [
    path("min-anmalan/<str:token>/nej/", views.say_no, name="say-no"),
    path("anmalan/<slug:slug>/flera/", views.new, name="new"),
    path("bestallning/<str:token>/", views.order, name="order"),
    path("bestallning/<str:token>/fler/", views.more, name="more"),
    path("bestallning/<str:token>/lamna/", views.give_back, name="give-back"),
    path("bestallning/<str:token>/avanmal/", views.cancel, name="cancel"),
    path("bestallning/<str:token>/bekrafta/", views.confirm, name="confirm"),
    path("bestallning/<str:token>/slang-rader/", views.forget, name="forget"),
    path("bestallning/<str:token>/ny-lank/", views.new_link, name="new-link"),
    path("bestallning/<str:token>/plats/<row:position>/", views.place, name="place"),
    path("bestallning/<str:token>/plats/<row:position>/avanmal/", views.cancel_place, name="cancel-place"),
    path("bestallning/<str:token>/plats/<row:position>/svar/", views.answer, name="answer"),
]
