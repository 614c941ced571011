"""Importing articles in the admin: upload a file, see what it would become, start, watch, undo."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from catalog.admin import import_pages as pages
from catalog.admin.import_permissions import ImportPermissions, user_of
from catalog.import_models import ImportJob
from catalog.imports import jobs, uploads
from catalog.imports.forms import OptionsForm
from catalog.imports.jobs import TooManyError

TOO_LARGE = 413
CHANGED_MEANWHILE = "This import has changed in the meantime, so nothing was done. This is how it is now."


@admin.register(ImportJob)
class ImportJobAdmin(ImportPermissions):
    """The list is Django's own; every other page is one of ours."""

    list_display = ("file_name", "state", "created_at", "user", "new", "known", "refused")
    list_filter = ("state",)
    list_per_page = 50
    list_select_related = ("user",)
    actions = None

    def get_urls(self) -> list[URLPattern]:
        def of_job(name: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
            return path(
                f"<object_id:pk>/{name}", self.admin_site.admin_view(view), name=f"catalog_importjob_{route(name)}"
            )

        return [
            of_job("progress/", require_safe(self.progress_view)),
            of_job("options/", require_POST(self.options_view)),
            of_job("start/", require_POST(self.start_view)),
            of_job("cancel/", require_POST(self.cancel_view)),
            of_job("undo/", self.undo_view),
            of_job("discard/", require_POST(self.discard_view)),
            of_job("refused.csv", require_safe(self.refused_view)),
            of_job("kept.csv", require_safe(self.kept_view)),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "title": "Imports"})

    # --- uploading -------------------------------------------------------------------------------------------

    @method_decorator(csrf_exempt)
    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Show the form, or receive the file.

        Exempt from the CSRF check only until the limit is in place: the check reads the whole request.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        limit = settings.IMPORT_MAX_MEGABYTES * uploads.MEGABYTE
        if uploads.is_hopeless(request, limit):
            return self.upload_page(request, uploads.too_large(limit), status=TOO_LARGE)
        handler = uploads.LimitedUploadHandler(request, limit)
        request.upload_handlers = [handler]
        protected: Callable[..., HttpResponse] = csrf_protect(self.receive)
        return protected(request, handler)

    def receive(self, request: HttpRequest, handler: uploads.LimitedUploadHandler) -> HttpResponse:
        if request.method != "POST":
            return self.upload_page(request)
        file = request.FILES.get(uploads.FIELD)
        if handler.is_too_large:
            return self.upload_page(request, uploads.too_large(handler.most), status=TOO_LARGE)
        if file is None or not file.size:
            return self.upload_page(request, "Choose a file that is not empty.")
        try:
            job = jobs.add(user_of(request), uploads.safe_name(file.name or ""), file.size, file)
        except TooManyError as error:
            return self.upload_page(request, str(error))
        self.log_addition(request, job, "Uploaded for an import.")
        return redirect(address(job))

    def upload_page(self, request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
        unfinished = ImportJob.objects.filter(user=request.user.pk, state__in=jobs.UNFINISHED)
        limit = settings.IMPORT_MAX_MEGABYTES * uploads.MEGABYTE
        context = {
            "problem": problem,
            "limit": limit,
            "too_large": uploads.too_large(limit),
            "days": settings.IMPORT_KEEP_DAYS,
            "unfinished": [(job, address(job)) for job in unfinished],
        }
        return self.page(request, "upload", "Import articles", context, status)

    # --- one import ------------------------------------------------------------------------------------------

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        job = self.job(request, key_of(object_id))
        return self.job_page(request, job)

    def job_page(self, request: HttpRequest, job: ImportJob, form: OptionsForm | None = None) -> HttpResponse:
        may = {"may_run": self.may_run(request, job), "may_undo": self.may_undo(request, job)}
        context = {**pages.context(job, form), **may}
        return self.page(request, "job", f"Import of {job.file_name}", context)

    def progress_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        """Answer htmx with the progress; in another state, with other buttons, have it load the whole page again."""
        job = self.job(request, pk)
        if job.state not in jobs.BUSY or job.state != request.GET.get("state", job.state):
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(request, "admin/catalog/importjob/progress.html", pages.progress(job))

    def options_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        job = self.own_job(request, pk)
        form = pages.options_form(job, request.POST)
        if not form.is_valid():
            return self.job_page(request, job, form)
        return self.then(request, job, done=jobs.look_again(job, form.options()))

    def start_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        job = self.own_job(request, pk)
        return self.then(request, job, done=jobs.start(job))

    def cancel_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        undo = "undo" in request.POST
        job = self.own_job(request, pk, undo=undo)
        return self.then(request, job, done=jobs.cancel(job, undo=undo))

    def undo_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        job = self.own_job(request, pk, undo=True)
        if request.method != "POST":
            context = {"job": job, "address": address(job)}
            return self.page(request, "undo", f"Undo the import of {job.file_name}", context)
        done = jobs.undo(job)
        if done:
            self.log_change(request, job, f"Undone: its {job.new:,} new articles are removed unless changed since.")
        return self.then(request, job, done=done)

    def discard_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponse:
        job = self.own_job(request, pk)
        if not jobs.discard(job):
            return self.then(request, job, done=False)
        messages.success(request, f"The upload {job.file_name} was discarded.")
        return redirect("admin:catalog_importjob_changelist")

    def refused_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponseBase:
        return download(pages.refused_csv(self.job(request, pk)), "refused.csv")

    def kept_view(self, request: HttpRequest, pk: ObjectId) -> HttpResponseBase:
        return download(pages.kept_csv(self.job(request, pk), request), "kept.csv")

    # --- what they share -------------------------------------------------------------------------------------

    def then(self, request: HttpRequest, job: ImportJob, *, done: bool) -> HttpResponse:
        if not done:
            messages.warning(request, CHANGED_MEANWHILE)
        return redirect(address(job))

    def page(
        self, request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(
            request, f"admin/catalog/importjob/{template}.html", {**shared, **context}, status=status
        )


def route(name: str) -> str:
    return name.strip("/").partition(".")[0]


def address(job: ImportJob) -> str:
    return reverse("admin:catalog_importjob_change", args=[job.pk])


def key_of(text: str) -> ObjectId:
    try:
        return ObjectId(text)
    except InvalidId as error:
        raise Http404("There is no such import.") from error


def download(lines: Any, name: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
