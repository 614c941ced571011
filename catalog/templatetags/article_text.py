"""An article's text as its readers see it."""

import re

from django import template

register = template.Library()

_EMPTY_LINES = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")


@register.filter
def paragraphs(text: str | None) -> list[str]:
    """Part the text at its empty lines."""
    return [paragraph for paragraph in _EMPTY_LINES.split((text or "").strip()) if paragraph]
