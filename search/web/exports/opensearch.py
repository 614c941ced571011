"""The OpenSearch description, with which a browser can search from its address bar."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    page = request.build_absolute_uri(reverse("search:search"))
    # The braces are a placeholder of OpenSearch and must not be encoded.
    template = f"{page}?{urlencode({'q': ''})}{{searchTerms}}"
    return render(
        request,
        "search/opensearch.xml",
        {"template": template, "icon": request.build_absolute_uri(static("favicon.svg"))},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )
