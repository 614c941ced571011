"""Django's admin behind the site's own sign-in, with its name, and with each of its pages in the trail."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache


class StaffSite(AdminSite):
    site_title = site_header = "Broadsheet admin"
    index_title = "Admin"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,  # type: ignore[type-arg]  # not generic at run time
        **options: Any,
    ) -> None:
        """Register models as Django does, with what they do in the trail."""
        from audit.admin_log import AuditedAdmin  # noqa: PLC0415  # it imports models

        base = admin_class or ModelAdmin
        audited = type(base.__name__, (AuditedAdmin, base), {"__module__": base.__module__, "__doc__": base.__doc__})
        super().register(model_or_iterable, audited, **options)

    def opens_for(self, user: User | AnonymousUser) -> bool:
        """Return whether there is something in the admin that this user may do."""
        apps = {model._meta.app_label for model in self._registry}  # noqa: SLF001  # documented API
        return bool(user.is_active and user.is_staff and any(map(user.has_module_perms, apps)))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]  # as below
        """Begin with what an app has to say to this user (settings.ADMIN_INDEX_CONTEXT)."""
        context = import_string(settings.ADMIN_INDEX_CONTEXT)(request) if settings.ADMIN_INDEX_CONTEXT else {}
        return super().index(request, {**context, **(extra_context or {})})

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002  # Django's
        """Show the site's own sign-in, with its limits and its second factor."""
        from accounts.views.sign_in import SignInView  # noqa: PLC0415  # it imports models

        index = reverse("admin:index", current_app=self.name)
        if request.method == "GET" and self.has_permission(request):
            return redirect(index)
        return SignInView.as_view(next_page=index)(request)  # type: ignore[return-value]  # a page is an HttpResponse

    def password_change(  # type: ignore[override]  # Django's own says that it answers with a template
        self,
        request: HttpRequest,  # noqa: ARG002  # Django's own signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002  # as above
    ) -> HttpResponse:
        return redirect("password_change")
