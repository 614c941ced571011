"""What an editor does in the pages of an import, and what the worker does meanwhile."""

import re
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog.import_models import ImportJob
from catalog.imports.worker import LANES, Lane
from catalog.tests.factories import make_user

LIST = "/admin/catalog/importjob/"
ADD = f"{LIST}add/"
CSV = "title,content,category\n"


def browser_of(*codenames: str) -> "Browser":
    """The browser of a member of the staff with these permissions on the catalog."""
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog", codename__in=codenames))
    client = Client()
    client.force_login(user)
    return Browser(client, user)


@dataclass(frozen=True, slots=True)
class Browser:
    client: Client
    user: User

    def upload(self, content: str | bytes | Path, name: str = "articles.csv") -> ImportJob:
        """Upload a file and return its job."""
        answer = self.post_file(content, name)
        assert answer.status_code == 302, text_of(answer)
        return ImportJob.objects.get(pk=answer["Location"].split("/")[-3])

    def post_file(self, content: str | bytes | Path, name: str = "articles.csv") -> Any:
        if isinstance(content, Path):
            raw, name = content.read_bytes(), content.name
        else:
            raw = content.encode() if isinstance(content, str) else content
        return self.client.post(ADD, {"file": SimpleUploadedFile(name, raw)})

    def post(self, job: ImportJob, step: str, **data: str) -> Any:
        return self.client.post(f"{LIST}{job.pk}/{step}/", data)

    def get(self, job: ImportJob, what: str = "change/") -> Any:
        return self.client.get(f"{LIST}{job.pk}/{what}")

    def page(self, job: ImportJob) -> str:
        return text_of(self.get(job))

    def imported(self, content: str | bytes | Path, name: str = "articles.csv") -> ImportJob:
        """Upload a file, look, start, and return the finished job."""
        job = self.upload(content, name)
        work()
        self.post(job, "start")
        return worked(job)


def started(anna: Browser, content: str) -> ImportJob:
    """Upload a file, look, start, and return the job, which waits for the worker."""
    job = anna.upload(content)
    work()
    anna.post(job, "start")
    return job


def work() -> None:
    """Do what a worker would do, until nothing is left."""
    lanes = [Lane("test:0:0", steps, Event()) for steps in LANES]
    while any(lane.do_next() for lane in lanes):
        pass


def worked(job: ImportJob) -> ImportJob:
    """Return the job after the worker has done all it could."""
    work()
    return fresh(job)


def fresh(job: ImportJob) -> ImportJob:
    return ImportJob.objects.get(pk=job.pk)


def text_of(answer: Any) -> str:
    """Return the text of a page with its buttons, without tags and with single spaces."""
    page = answer.content.decode() if not answer.streaming else b"".join(answer).decode()
    page = re.sub(r'<input type="submit"[^>]*value="([^"]*)"[^>]*>', r" \1 ", page)
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def rows(count: int, start: int = 0) -> str:
    """Return a CSV with so many articles."""
    numbers = range(start, start + count)
    return CSV + "".join(f"Title {number},Text of {number}.,Category {number % 3}\n" for number in numbers)
