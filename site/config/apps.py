"""Django's own apps, with ObjectIds as primary keys."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.contenttypes.apps import ContentTypesConfig

OBJECT_ID = "django_mongodb_backend.fields.ObjectIdAutoField"


class MongoAdminConfig(AdminConfig):
    default_auto_field = OBJECT_ID
    default_site = "accounts.admin_site.StaffSite"


class MongoAuthConfig(AuthConfig):
    default_auto_field = OBJECT_ID

    def ready(self) -> None:
        super().ready()
        from config import sign_ins  # noqa: PLC0415  # it imports models

        user_logged_in.connect(sign_ins.begin, dispatch_uid="sign_ins.begin")
        user_logged_out.connect(sign_ins.end, dispatch_uid="sign_ins.end")


class MongoContentTypesConfig(ContentTypesConfig):
    default_auto_field = OBJECT_ID
