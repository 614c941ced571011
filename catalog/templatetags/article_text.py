"""Template filters for the text of an article."""

import re

from django import template

register = template.Library()

EMPTY_LINES = re.compile(r"(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")


@register.filter
def paragraphs(text: str | None) -> list[str]:
    """Split the text at empty lines."""
    return [paragraph for paragraph in EMPTY_LINES.split((text or "").strip()) if paragraph]
