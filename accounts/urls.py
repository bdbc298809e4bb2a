from django.urls import path

from accounts.people import account_pages, invitation_pages, registration_pages
from accounts.sign_in import code_pages, pages, reset_pages
from accounts.trail import export

app_name = "accounts"
urlpatterns = [
    path("sign-in/", pages.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", code_pages.sign_in_code, name="sign-in-code"),
    path("sign-out/", pages.SignOut.as_view(), name="sign-out"),
    path("password/", pages.password_change, name="password-change"),
    path("register/", account_pages.register, name="register"),
    path("register/done/", account_pages.register_done, name="register-done"),
    path("accept-invitation/", account_pages.accept_invitation, name="accept-invitation"),
    path("setup-account/", account_pages.setup_account, name="setup-account"),
    path("forgot-password/", reset_pages.forgot_password, name="forgot-password"),
    path("forgot-password/sent/", reset_pages.forgot_password_sent, name="forgot-password-sent"),
    path("reset-password/", reset_pages.reset_password, name="reset-password"),
    path("admin/audit-trail/export/", export.audit_export, name="audit-export"),
    path(
        "admin/registrations/<int:user_pk>/approve/",
        registration_pages.registration_approve,
        name="registration-approve",
    ),
    path(
        "admin/registrations/<int:user_pk>/refuse/",
        registration_pages.registration_refuse,
        name="registration-refuse",
    ),
    path(
        "admin/invitations/<int:invitation_pk>/resend/",
        invitation_pages.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "admin/invitations/<int:invitation_pk>/revoke/",
        invitation_pages.invitation_revoke,
        name="invitation-revoke",
    ),
]
