"""Receiving a file: bounded while it streams in, and under a harmless name."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

FIELD = "file"
NAME_LENGTH = 120
NO_NAME = "file"
MEGABYTE = 2**20
# A browser shows our answer only once it has sent everything. So what is too large is read and thrown away, up to this
# many times the limit; beyond that the connection is cut.
DRAINED = 4


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps one file of at most `most` bytes in a temporary file, and drops the rest of a larger one as it comes in.

    Ours, because Django limits the size of form fields (DATA_UPLOAD_MAX_MEMORY_SIZE) and not that of files.
    """

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most = most
        self.received = 0

    @property
    def is_too_large(self) -> bool:
        return self.received > self.most

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if field_name != FIELD or self.received:
            raise SkipFile
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > self.most * DRAINED:
            raise StopUpload(connection_reset=True)
        return None if self.is_too_large else super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        if self.is_too_large:
            self.file.close()  # which removes it
            return None
        return super().file_complete(file_size)


def is_hopeless(request: HttpRequest, most: int) -> bool:
    """Return whether the announced length is so far beyond the limit that nothing of it should be read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return announced.isdecimal() and int(announced) > most * DRAINED + MEGABYTE


def too_large(most: int) -> str:
    return (
        f"The file is larger than {filesizeformat(most)}, the limit of this site. Compress it (.gz, .bz2 or a .zip "
        "with only this file), divide it, or ask whoever runs the site to import it with manage.py import_articles or "
        "to raise IMPORT_MAX_MEGABYTES."
    )


def safe_name(name: str) -> str:
    """Return the last part of a file's name without control and invisible characters, its ending kept."""
    last = PurePosixPath(PureWindowsPath(unicodedata.normalize("NFC", name)).name).name
    visible = "".join(c for c in last if c.isprintable()).strip().lstrip(".").strip()
    if len(visible) > NAME_LENGTH:
        start, dot, ending = visible.rpartition(".")
        visible = f"{start[: NAME_LENGTH - 12]}{dot}{ending[-11:]}" if dot else visible[:NAME_LENGTH]
    return visible or NO_NAME
