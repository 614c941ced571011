from django.urls import path

from catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.articles, name="articles"),
    path("new/", views.new, name="new"),
    path("<object_id:pk>/", views.article, name="article"),
    path("<object_id:pk>/edit/", views.edit, name="edit"),
    path("<object_id:pk>/delete/", views.delete, name="delete"),
]
