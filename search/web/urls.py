"""The URLs of search."""

from django.urls import path

from search.operations import health, metrics
from search.web import crawlers, freshness, newer, page, similar, zero_results
from search.web.exports import answers, feed, openapi, opensearch, table

app_name = "search"
urlpatterns = [
    path("", page.search, name="search"),
    path("newest/", page.newest, name="newest"),
    path("newer/", newer.newer, name="newer"),
    path("search.json", answers.search_json, name="json"),
    path("search.atom", feed.search_atom, name="atom"),
    path("search.csv", table.search_csv, name="csv"),
    path("opensearch.xml", opensearch.opensearch, name="opensearch"),
    path("openapi.json", openapi.openapi, name="openapi"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemaps, name="sitemaps"),
    path("sitemaps/<object_id:first>.xml", crawlers.sitemap, name="sitemap"),
    path("zero-results/", zero_results.count_zero_results, name="zero_results"),
    path("articles/<object_id:pk>/similar/", similar.similar, name="similar"),
    path("articles/<object_id:pk>/freshness/", freshness.freshness, name="freshness"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
