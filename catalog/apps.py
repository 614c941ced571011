from django.apps import AppConfig
from django.urls import register_converter

from catalog.converters import ObjectIdConverter


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Articles"

    def ready(self) -> None:
        """Register the converter before any URLconf is loaded."""
        register_converter(ObjectIdConverter, "object_id")
