from django.apps import AppConfig
from django.urls import register_converter

from catalog.converters import ObjectIdConverter


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Articles"

    def ready(self) -> None:
        """Name the form of an article's id before any app's addresses are read."""
        register_converter(ObjectIdConverter, "object_id")
