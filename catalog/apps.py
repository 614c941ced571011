from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.urls import register_converter

from catalog.converters import ObjectIdConverter


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Articles"

    def ready(self) -> None:
        """Register the converter before any URLconf is loaded, and listen to sign-ins and sign-outs."""
        register_converter(ObjectIdConverter, "object_id")
        from catalog.writing import allowed  # noqa: PLC0415  # it needs the settings
        from catalog.writing.sign_outs import note_sign_out  # noqa: PLC0415  # it needs the settings

        user_logged_out.connect(note_sign_out, dispatch_uid="drafts.note_sign_out")
        user_logged_in.connect(allowed.note, dispatch_uid="articles.allowed")
