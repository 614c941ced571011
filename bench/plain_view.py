"""The plainest Django view of a search, as in a tutorial, served beside ours by `bench.keystrokes`.

It makes a client for each request, and fetches whole documents; it has no facets, no marks and no filters.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path
from elasticsearch import Elasticsearch

PAGE = """<ul>{% for hit in hits %}<li><a href="/articles/{{ hit.id }}/">{{ hit.source.title }}</a>
<p>{{ hit.source.content|truncatewords:40 }}</p></li>{% empty %}<li>Nothing found</li>{% endfor %}</ul>"""


def search(request: HttpRequest) -> HttpResponse:
    elastic = Elasticsearch(os.environ["ELASTICSEARCH_URL"])
    query = {"query": request.GET.get("q", ""), "fields": ["title^3", "content"], "fuzziness": "AUTO"}
    answer = elastic.search(index=os.environ["PLAIN_INDEX"], query={"multi_match": query}, size=10)
    hits = [{"id": hit["_id"], "source": hit["_source"]} for hit in answer["hits"]["hits"]]
    return HttpResponse(Template(PAGE).render(Context({"hits": hits})))


settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="only-for-measurements",  # nothing is signed
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
urlpatterns = [path("", search)]
application = get_wsgi_application()
