"""Who may see, start, stop and undo which import."""

from typing import Any

from bson import ObjectId
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from catalog.import_models import ImportJob


class ImportPermissions(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who may add imports sees and runs their own.

    With the permission to view, all imports are visible; with the permission to change, those of others can be started,
    stopped and undone as well. Starting one needs the permission to add articles, undoing one that to delete them.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and user_of(request).has_perm("catalog.add_article")

    def has_view_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:
        if super().has_view_permission(request, obj):
            return True
        return self.has_add_permission(request) and (obj is None or obj.user == request.user)

    def has_change_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:  # noqa: ARG002  # Django's own signature
        """No form changes an import; `may_run` is about its steps."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ImportJob | None = None) -> bool:  # noqa: ARG002  # as above
        return False

    def may_run(self, request: HttpRequest, job: ImportJob) -> bool:
        is_own = job.user == request.user
        return self.has_add_permission(request) and (is_own or user_of(request).has_perm("catalog.change_importjob"))

    def may_undo(self, request: HttpRequest, job: ImportJob) -> bool:
        return self.may_run(request, job) and user_of(request).has_perm("catalog.delete_article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportJob]:
        found: QuerySet[ImportJob] = super().get_queryset(request)
        return found if super().has_view_permission(request) else found.filter(user=request.user.pk)

    def job(self, request: HttpRequest, pk: ObjectId) -> ImportJob:
        """Return the job if the user may see it."""
        job = ImportJob.objects.select_related("user").filter(pk=pk).first()
        if job is None:
            raise Http404("There is no such import; it may have been discarded.")
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        return job

    def own_job(self, request: HttpRequest, pk: ObjectId, *, undo: bool = False) -> ImportJob:
        """Return the job if the user may take its next step."""
        job = self.job(request, pk)
        if not (self.may_undo if undo else self.may_run)(request, job):
            raise PermissionDenied
        return job


def user_of(request: HttpRequest) -> User:
    """Return who is signed in: the admin lets nobody else in."""
    user: Any = request.user
    signed_in: User = user
    return signed_in
