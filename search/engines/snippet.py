"""The snippet of a hit, from the fragments that Elasticsearch marks.

Nothing of an article is marked safe but what `encoder: html` has escaped (search/query/highlights.py).
"""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.documents import beginning
from search.query.highlights import MOST_FRAGMENTS

MARKED = re.compile("<mark>(.*?)</mark>", re.DOTALL)
# What belongs to a marked part of a word: O' of O'Driscoll, 's behind it, ++ of Notepad++.
TIE = r"(?:&#x27;|&amp;|[’.])"
PART = re.compile(rf"((?:\w+{TIE})*)<mark>([^<]*)</mark>((?:{TIE}\w+)*(?:\+{{1,2}}|\#)?)")
# Two marked words that begin with the same letters are taken for two forms of one.
SAME_WORD = 4
# Quotation marks are escaped in a snippet.
SENTENCE_ENDS = (".", "!", "?", "…", "&quot;", "&#x27;", "”", "’", ")")


def highlighted(found: Mapping[str, Any], name: str, otherwise: str) -> SafeString:
    """Return the highlighted fragment, escaped by `encoder: html`, or else `otherwise`, escaped."""
    fragments = found.get("highlight", {}).get(name)
    return mark_safe(fragments[0]) if fragments else escape(otherwise)  # noqa: S308  # Elasticsearch escapes it


def marked_in(fragment: str) -> set[str]:
    """Return the marked words, each as its first letters."""
    return {word[:SAME_WORD].casefold() for word in MARKED.findall(fragment)}


def needed(fragments: Iterable[str], shown: Iterable[str]) -> list[str]:
    """Return the fragment that marks most words, and those that mark a word which the ones before do not.

    Fragments of the texts that are `shown` besides are left out.
    """
    kept: list[str] = []
    seen: set[str] = set()
    marks = sorted(((fragment, marked_in(fragment)) for fragment in fragments), key=lambda each: -len(each[1]))
    for fragment, marked in marks:
        if (not kept or marked - seen) and not is_part_of(fragment, shown):
            kept.append(fragment)
            seen |= marked
    return kept[:MOST_FRAGMENTS]


def snippet_of(found: Mapping[str, Any]) -> SafeString:
    """Return the fragments of the text that are needed to show each word, joined to one snippet; else its beginning."""
    source = found["_source"]
    shown = (source["title"], *(source.get("author") or ()))
    marked = next((each for name, each in found.get("highlight", {}).items() if name != "title"), ())
    kept = needed(marked, shown)
    if not kept:
        # An index from before its mapping had `lead` answers until the worker has built another.
        return cut_short(escape(source.get("lead") or beginning(source.get("content", ""))))
    whole = (PART.sub(r"<mark>\1\2\3</mark>", fragment.strip()) for fragment in kept)
    return cut_short(mark_safe(" … ".join(whole)))  # noqa: S308  # as above


def is_part_of(fragment: str, texts: Iterable[str]) -> bool:
    """Return whether a fragment is part of one of the texts, which the page shows already."""
    plain = html.unescape(fragment.replace("<mark>", "").replace("</mark>", "")).strip()
    return any(plain in text for text in texts)


def cut_short(snippet: SafeString) -> SafeString:
    """Append an ellipsis to a snippet that ends in mid-sentence."""
    text = snippet.removesuffix("</mark>").rstrip()
    whole = not text or text.endswith(SENTENCE_ENDS)
    return snippet if whole else mark_safe(f"{snippet.rstrip()} …")  # noqa: S308  # the snippet is safe already
