"""The addresses that search answers."""

from django.urls import path

from search import health, metrics, other_forms, similar_page, views
from search.web import zero_results

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("search.json", views.search_json, name="json"),
    path("search.atom", other_forms.search_atom, name="atom"),
    path("search.csv", other_forms.search_csv, name="csv"),
    path("opensearch.xml", other_forms.opensearch, name="opensearch"),
    path("zero-results/", zero_results.count_zero_results, name="zero_results"),
    path("articles/<object_id:pk>/similar/", similar_page.similar, name="similar"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
