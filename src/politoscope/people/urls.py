"""Addresses of the account. Names of django-allauth are kept where its code looks them up; what nobody needs
without passwords (sign-up, reset, change) has no page."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import include, path

from politoscope.people.views import account as own
from politoscope.people.views import sign_in

people = (
    [
        path("profile/", own.profile, name="profile"),
        path("account/second-factor/", own.second_factor, name="second_factor"),
        path("account/devices/<int:device>/end/", own.end_device, name="end_device"),
        path("account/devices/end-others/", own.end_other_devices, name="end_other_devices"),
    ],
    "people",
)

urlpatterns = [
    path("", include(people)),
    path("account/sign-in/", sign_in.sign_in, name="account_login"),
    path("account/sign-in/", sign_in.sign_in, name="account_signup"),
    path("account/sign-in/", sign_in.sign_in, name="account_request_login_code"),
    path("account/code/", sign_in.code, name="account_confirm_login_code"),
    path("account/sign-out/", sign_in.sign_out, name="account_logout"),
    path("profile/", own.profile, name="account_email"),
    path("account/locked/", sign_in.inactive, name="account_inactive"),
    path("account/verify/", account.email_verification_sent, name="account_email_verification_sent"),
    path("account/devices/", own.devices, name="usersessions_list"),
    path("account/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("account/passkeys/", webauthn.list_webauthn, name="mfa_index"),
    path("account/passkeys/add/", own.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "account/passkeys/confirm/",
        own.with_passkey(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/passkeys/<int:pk>/rename/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("account/second-step/", mfa.authenticate, name="mfa_authenticate"),
    path("account/second-step/again/", own.with_passkey(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/recovery-codes/", own.with_passkey(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path("account/recovery-codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/recovery-codes/file/",
        own.with_passkey(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/single-sign-on/<slug:provider_id>/login/", sign_in.single_sign_on, name="openid_connect_login"),
    path(
        "account/single-sign-on/<slug:provider_id>/login/callback/",
        openid_connect.callback,
        name="openid_connect_callback",
    ),
    path("account/single-sign-on/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/single-sign-on/failed/", sign_in.single_sign_on_failed, name="socialaccount_login_error"),
    path("account/single-sign-on/complete/", socialaccount.signup, name="socialaccount_signup"),
]
