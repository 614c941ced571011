from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Who did what"

    def ready(self) -> None:
        from audit import sign_ins  # noqa: PLC0415  # it imports models

        user_logged_in.connect(sign_ins.signed_in, dispatch_uid="audit.signed_in")
        user_logged_out.connect(sign_ins.signed_out, dispatch_uid="audit.signed_out")
        user_login_failed.connect(sign_ins.failed, dispatch_uid="audit.failed")
