from django.urls import path

from accounts import (
    audit_export,
    invitation_views,
    link_views,
    registration_views,
    sign_in_code_views,
    views,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-in/code/", sign_in_code_views.sign_in_code, name="sign-in-code"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password/", views.password_change, name="password-change"),
    path("register/", link_views.register, name="register"),
    path("register/done/", link_views.register_done, name="register-done"),
    path("accept-invitation/", link_views.accept_invitation, name="accept-invitation"),
    path("forgot-password/", link_views.forgot_password, name="forgot-password"),
    path("forgot-password/sent/", link_views.forgot_password_sent, name="forgot-password-sent"),
    path("reset-password/", link_views.reset_password, name="reset-password"),
    path("admin/audit-trail/export/", audit_export.audit_export, name="audit-export"),
    path(
        "admin/registrations/<int:user_pk>/approve/",
        registration_views.registration_approve,
        name="registration-approve",
    ),
    path(
        "admin/registrations/<int:user_pk>/refuse/",
        registration_views.registration_refuse,
        name="registration-refuse",
    ),
    path(
        "admin/invitations/<int:invitation_pk>/resend/",
        invitation_views.invitation_resend,
        name="invitation-resend",
    ),
    path(
        "admin/invitations/<int:invitation_pk>/revoke/",
        invitation_views.invitation_revoke,
        name="invitation-revoke",
    ),
]
