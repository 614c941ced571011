"""The fields of one item of a feed."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
Element = Any  # lxml ships no types


def item_values(item: Element, names: Mapping[str, str]) -> tuple[dict[str, object], str]:
    """Return the fields of an item of RSS or WordPress, and why it is left out, or ""."""
    found: dict[str, str] = {}
    categories: list[str] = []
    authors: list[str] = []
    for child in item:
        if not isinstance(child.tag, str):
            continue
        name, text = local(child), text_of(child)
        if is_category(child):
            categories.append(text)
        elif child.tag == f"{DC}creator" or name == "author":
            authors.append(names.get(text, text))
        elif child.tag == f"{CONTENT}encoded":
            found["content"] = text
        elif not found.get(name):
            found["excerpt" if name == "encoded" else name] = text
    kind, status = found.get("post_type", "post"), found.get("status", "publish")
    if kind != "post":
        return {}, f"“{kind}” is no article"
    if status not in ("publish", ""):
        return {}, f"“{status}” is not published"
    values: dict[str, object] = {
        "title": found.get("title"),
        "content": first(found, "content", "description", "excerpt"),
        "category": [category for category in categories if category],
        "published_at": date_of(found),
        "author": [author for author in authors if author],
        "source_url": first(found, "link", "guid"),
    }
    return {name: value for name, value in values.items() if value}, ""


def is_category(element: Element) -> bool:
    """Return whether the element names a category; WordPress has its tags in the same element, under another domain."""
    if element.tag == f"{DC}subject":
        return True
    return local(element) == "category" and element.get("domain", "category") not in ("post_tag", "post_format")


def date_of(found: Mapping[str, str]) -> str:
    """Return pubDate, which has a zone, or the post's date."""
    for name in ("pubDate", "date", "post_date_gmt", "post_date", "published", "updated"):
        text = found.get(name, "")
        if text and not text.startswith("0000") and "-0001" not in text:
            return text
    return ""


def entry_values(entry: Element, _names: Mapping[str, str]) -> tuple[dict[str, object], str]:
    """Return the fields of an entry of Atom."""
    found: dict[str, object] = {}
    categories: list[str] = []
    authors: list[str] = []
    for child in entry:
        if not isinstance(child.tag, str):
            continue
        name = local(child)
        if name == "link":
            if child.get("rel", "alternate") == "alternate":
                found.setdefault("source_url", child.get("href"))
        elif name == "category":
            categories.append(child.get("label") or child.get("term") or "")
        elif name == "author":
            authors += [text_of(each) for each in child if local(each) == "name"]
        else:
            found.setdefault(name, markup_of(child))
    values = {
        "title": found.get("title"),
        "content": found.get("content") or found.get("summary"),
        "category": [category for category in categories if category],
        "published_at": found.get("published") or found.get("issued") or found.get("updated") or found.get("modified"),
        "author": authors,
        "source_url": found.get("source_url"),
    }
    return {name: value for name, value in values.items() if value}, ""


def markup_of(element: Element) -> str:
    """Return the text, escaped unless its type is HTML, or the markup inside when it is XHTML."""
    if element.get("type") == "xhtml" or len(element):
        inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
        return (element.text or "") + inner
    return text_of(element)


def first(found: Mapping[str, str], *names: str) -> str:
    return next((found[name] for name in names if found.get(name, "").strip()), "")


def local(element: Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def text_of(element: Element) -> str:
    return "".join(element.itertext()).strip()
