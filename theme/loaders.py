"""Loads templates without the indentation of their lines, which is a quarter of a fragment and says nothing in HTML."""

import re

from django.template import Origin
from django.template.loaders import app_directories

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(app_directories.Loader):
    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("\n", super().get_contents(origin))
