from django.urls import path, register_converter

from catalog import views
from catalog.converters import ObjectIdConverter

register_converter(ObjectIdConverter, "object_id")

app_name = "catalog"
urlpatterns = [
    path("", views.articles, name="articles"),
    path("new/", views.new, name="new"),
    path("<object_id:pk>/", views.article, name="article"),
    path("<object_id:pk>/edit/", views.edit, name="edit"),
    path("<object_id:pk>/delete/", views.delete, name="delete"),
]
