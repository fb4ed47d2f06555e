from django.urls import path

from politoscope.registration.views import desk, guest_lists, invitations, participant

app_name = "registration"
urlpatterns = [
    path("<slug:edition>/register/", participant.register, name="register"),
    path("<slug:edition>/invitation/<str:token>/", participant.invitation, name="invitation"),
    path("<slug:edition>/ticket/", participant.mine, name="mine"),
    path("<slug:edition>/ticket/cancel/", participant.cancel_mine, name="cancel_mine"),
    path("<slug:edition>/ticket/hand-over/", participant.hand_over, name="hand_over"),
    path("<slug:edition>/ticket/consents/", participant.change_consents, name="consents"),
    path("<slug:edition>/ticket/<str:code>/", participant.ticket, name="ticket"),
    path("<slug:edition>/cancel/<str:token>/", participant.cancel, name="cancel"),
    path("<slug:edition>/organise/registrations/", desk.registrations, name="registrations"),
    path("<slug:edition>/organise/registrations/walk-in/", desk.walk_in, name="walk_in"),
    path("<slug:edition>/organise/registrations/places/", desk.places, name="places"),
    path("<slug:edition>/organise/registrations/invitations/", invitations.invitations, name="invitations"),
    path("<slug:edition>/organise/registrations/invitations/many/", guest_lists.invite_many, name="invite_many"),
    path("<slug:edition>/organise/registrations/invitations/only/", invitations.restrict, name="restrict"),
    path(
        "<slug:edition>/organise/registrations/invitations/<uuid:invitation>/revoke/",
        invitations.revoke,
        name="revoke_invitation",
    ),
    path("<slug:edition>/organise/registrations/access-needs/", desk.access_needs, name="access_needs"),
    path("<slug:edition>/organise/registrations/export/", desk.export, name="export"),
    path("<slug:edition>/organise/registrations/<uuid:registration>/check-in/", desk.check_in, name="check_in"),
    path(
        "<slug:edition>/organise/registrations/<uuid:registration>/undo-check-in/",
        desk.undo_check_in,
        name="undo_check_in",
    ),
    path("<slug:edition>/organise/registrations/<uuid:registration>/hand-over/", desk.hand_over, name="hand_over_for"),
    path("<slug:edition>/organise/registrations/<uuid:registration>/cancel/", desk.cancel, name="cancel_for"),
]
