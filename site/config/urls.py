"""The URLs of the site, each with the app that answers it."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("search.web.urls")),
    path("articles/", include("catalog.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    # For what names no icon, such as a feed or the JSON. Lazy, because the static files may not have been collected yet
    # when this module is imported.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("favicon.svg"))),
]
