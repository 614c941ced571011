"""The URLs of search."""

from django.urls import path

from search.operations import health, metrics
from search.web import exports, page, similar, zero_results

app_name = "search"
urlpatterns = [
    path("", page.search, name="search"),
    path("newest/", page.newest, name="newest"),
    path("search.json", exports.search_json, name="json"),
    path("search.atom", exports.search_atom, name="atom"),
    path("search.csv", exports.search_csv, name="csv"),
    path("opensearch.xml", exports.opensearch, name="opensearch"),
    path("zero-results/", zero_results.count_zero_results, name="zero_results"),
    path("articles/<object_id:pk>/similar/", similar.similar, name="similar"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
