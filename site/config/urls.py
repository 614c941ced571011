"""Every address of the site, by the app that answers it."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("search.urls")),
    path("articles/", include("catalog.urls")),
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
    # The admin's pages name no icon, so browsers ask for the old address of one. Looked up late: when the addresses
    # are first read, the static files may not have been collected yet.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("favicon.svg"))),
]
