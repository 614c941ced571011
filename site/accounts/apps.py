from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import half, staff  # noqa: PLC0415  # they import models

        user_logged_in.connect(half.insist, dispatch_uid="accounts.insist")
        user_logged_in.connect(staff.note, dispatch_uid="accounts.staff")
