"""The addresses that search answers."""

from django.urls import path

from search import health, views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("search.json", views.search_json, name="json"),
    path("livez", health.livez, name="livez"),
]
