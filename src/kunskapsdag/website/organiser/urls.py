"""The day's own addresses, under ``/admin/dagar/`` and in the namespace ``days``."""

from django.urls import path, re_path

from kunskapsdag.website.organiser.views import day, invitations, lists, orders, registration, substitutes, whole_day

urlpatterns = [
    path("<row:pk>/", day.overview, name="overview"),
    path("<row:pk>/kopiera/", day.copy, name="copy_day"),
    path("<row:pk>/stall-in/", whole_day.cancel, name="cancel_day"),
    path("<row:pk>/flytta/", whole_day.move, name="move_day"),
    path("<row:pk>/publicera/", day.publish, name="publish"),
    path("<row:pk>/mejl/", day.mails, name="mails"),
    path("<row:pk>/anmalda/", lists.registrations, name="registrations"),
    re_path(r"^(?P<pk>[0-9]{1,18})/anmalda/lista\.(?P<kind>csv|xlsx)$", lists.export, name="export"),
    path("<row:pk>/vantelista/", lists.waiting, name="waiting"),
    path("<row:pk>/kost/", lists.needs, name="needs"),
    path("<row:pk>/delegationer/", orders.delegations, name="delegations"),
    path("<row:pk>/delegationer/ny/", orders.delegate, name="delegate"),
    path("<row:pk>/bestallning/<row:order>/", orders.order, name="order"),
    path("<row:pk>/bestallning/<row:order>/<slug:verb>/", orders.act, name="order_act"),
    path("<row:pk>/anmalda/flera/", orders.several, name="several"),
    path("<row:pk>/ersattare/", substitutes.pending, name="substitutes"),
    path("<row:pk>/ersattare/<row:question>/", substitutes.decide, name="decide_substitute"),
    path("<row:pk>/anmalda/<row:number>/ersattare/", substitutes.hand_on, name="hand_on"),
    path("<row:pk>/anmalda/ny/", registration.add, name="register"),
    path("<row:pk>/anmalda/<row:number>/", registration.detail, name="registration"),
    path("<row:pk>/anmalda/<row:number>/andra/", registration.change, name="change"),
    path("<row:pk>/anmalda/<row:number>/kost/", registration.person_needs, name="person_needs"),
    path("<row:pk>/anmalda/<row:number>/kost/andra/", registration.change_needs, name="change_needs"),
    path("<row:pk>/anmalda/<row:number>/mejl/<row:message>/", registration.resend, name="resend"),
    path("<row:pk>/anmalda/<row:number>/<slug:verb>/", registration.act, name="act"),
    path("<row:pk>/inbjudningar/", invitations.overview, name="invitations"),
    path("<row:pk>/inbjudningar/for-vem/", invitations.admission, name="admission"),
    path("<row:pk>/inbjudningar/ny/", invitations.new_list, name="new_invitation_list"),
    path("<row:pk>/inbjudningar/<row:which>/", invitations.people, name="invitation_list"),
    path("<row:pk>/inbjudningar/<row:which>/andra/", invitations.change_list, name="change_invitation_list"),
    path("<row:pk>/inbjudningar/<row:which>/lagg-till/", invitations.read_in, name="import_invited"),
    path("<row:pk>/inbjudningar/<row:which>/lagg-till/<row:draft>/", invitations.preview, name="import_preview"),
    path("<row:pk>/inbjudningar/<row:which>/skicka/", invitations.send, name="send_invitations"),
    path("<row:pk>/inbjudningar/<row:which>/paminn/", invitations.remind, name="remind_invited"),
    path("<row:pk>/inbjudningar/person/<row:invitation>/", invitations.person, name="invited_person"),
    path("<row:pk>/inbjudningar/person/<row:invitation>/<slug:verb>/", invitations.act_on_invited, name="act_on_invited"),
]
