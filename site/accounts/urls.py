"""The addresses of accounts. Those that Django has have its names, which the admin uses."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import account, passwords, second_factor, sign_in

urlpatterns = [
    path("", account.overview, name="account"),
    path("login/", sign_in.SignInView.as_view(), name="login"),
    path("login/code/", sign_in.code, name="sign_in_code"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("sign-out-elsewhere/", account.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("password_change/", passwords.ChangeView.as_view(), name="password_change"),
    path("password_reset/", passwords.ResetView.as_view(), name="password_reset"),
    path("password_reset/done/", passwords.ResetSentView.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", passwords.NewPasswordView.as_view(), name="password_reset_confirm"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/recovery-codes/", second_factor.renew, name="renew_recovery_codes"),
    path("second-factor/remove/", second_factor.remove, name="remove_second_factor"),
]
