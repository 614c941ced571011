"""The text in a value of a file, the names in a category, and a title from the text."""

import re
from collections.abc import Iterable, Mapping

from catalog.importing.people import listed_in
from catalog.importing.rows import RefusedError, quoted
from catalog.text import ENTITY, plain_text

AS_ENTITIES = {ord(letter): f"&#{ord(letter)};" for letter in "&<>|;["}

NAMES = {"title": "title", "content": "text", "category": "category"}
TITLE_END = re.compile(r"(?<!\b\w)(?<!\b[A-Z][a-z])(?<!\bMrs)(?<!\bProf)[.!?…。！？]+[\"”’»)]*(?=\s|$)|[。！？]")
SHORTEST, LONGEST = 20, 120  # characters of a title that is made from the text
KEYS_OF_TEXT = ("rendered", "main", "text", "value", "name", "title", "label", "#text", "$t", "_", "html")
PLURAL = re.compile(r"(?i)(ies|sections|topics|kategorien|rubriken|catégories|categorías|categorias)$")


def written(name: str, value: object) -> str:
    """Return the text in a value of JSON: a list of paragraphs, or an object with a text, are text as well."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        for key in KEYS_OF_TEXT:
            if isinstance(value.get(key), str):
                return str(value[key])
    if isinstance(value, list) and name == "content" and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    if name == "source_url":
        return ""
    raise RefusedError(f"the {NAMES[name]} is not text: {quoted(value)}")


def category_names(value: object, column: str) -> Iterable[object]:
    """Return the names in a cell or a value of JSON. Commas separate names in a column with a plural name only."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, list):
        return value
    if not isinstance(value, str):
        return [] if value is None else [value]
    if value.startswith("[") and (several := listed_in(value)) is not None:
        return several
    if "|" in value or ";" in value:
        kept = ENTITY.sub(lambda entity: f"{entity[0][:-1]}\0", value)  # its semicolon separates nothing
        return [name.replace("\0", ";") for name in re.split(r"\s*[|;]\s*", kept)]
    return value.split(",") if "," in value and PLURAL.search(column) else [value]


def category_cell(name: str) -> str:
    """Return the name as a cell that is read back as this name, although it may have a bar in it, or look like HTML."""
    return name if list(category_names(name, "")) == [name] == [plain_text(name)] else name.translate(AS_ENTITIES)


def beginning(content: str) -> str:
    """Return the beginning of a text as a title: its first sentence, or as many words as a title has."""
    line = next((line.strip() for line in content.splitlines() if line.strip()), "")
    line = " ".join(line.split())
    for found in TITLE_END.finditer(line[: LONGEST + 10]):
        if SHORTEST <= found.end() <= LONGEST:
            return (
                line[: found.end()].removesuffix(".") if not line[: found.end()].endswith("..") else line[: found.end()]
            )
    if len(line) <= LONGEST:
        return line
    cut = line.rfind(" ", 0, LONGEST)
    return f"{line[: cut if cut > SHORTEST else LONGEST].rstrip(' ,;:–—-')}…"
