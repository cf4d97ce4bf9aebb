"""The outbox's public address: where a mail service tells of returned mails."""

from django.urls import path

from kunskapsdag.mail import views

urlpatterns = [path("mejl/studs/", views.returned, name="mail-returned")]
