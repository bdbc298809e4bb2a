from django.urls import path

from accounts import link_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("register/", link_views.register, name="register"),
    path("register/done/", link_views.register_done, name="register-done"),
    path("accept-invitation/", link_views.accept_invitation, name="accept-invitation"),
    path("forgot-password/", link_views.forgot_password, name="forgot-password"),
    path("forgot-password/sent/", link_views.forgot_password_sent, name="forgot-password-sent"),
    path("reset-password/", link_views.reset_password, name="reset-password"),
]
