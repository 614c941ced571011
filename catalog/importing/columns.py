"""Which column of a file is which field of an article.

The names are those of exports and data sets that people have: WordPress, Kaggle, NewsAPI, the Guardian, the New York
Times, schema.org, JSON Feed, and the same words in other languages of Europe.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.importing.options import FIELDS
from catalog.importing.rows import UnknownColumnsError, listed, quoted

# By field: our own name, then groups of names, the surest first. Two columns of one group are a doubt. Words are
# compared without case, spaces, hyphens and underscores: `publishedat` is published_at, publishedAt and Published At.
GROUPS: Mapping[str, Sequence[str]] = {
    "title": (
        "title",
        (
            "headline heading articletitle newstitle storytitle webtitle headlinemain titlerendered headlinetext "
            "pagetitle titre titel überschrift schlagzeile título titulo titular titolo tittel otsikko overskrift "
            "заголовок başlık kop"
        ),
        "subject name",
    ),
    "content": (
        "content",
        (
            "text body article articlebody fulltext story articletext bodytext maintext contentencoded "
            "contenttext contentrendered storytext storybody fullcontent fullarticle plaintext document texte "
            "contenu inhalt volltext artikeltext texto contenido cuerpo testo contenuto conteúdo conteudo tekst inhoud "
            "innehåll brödtext indhold innhold teksti sisältö текст metin"
        ),
        "contenthtml bodyhtml html",
        "leadparagraph",
        "shortdescription",
        "description beschreibung",
        "summary zusammenfassung",
        "abstract",
        "excerpt",
        "trailtext standfirst",
        "snippet lead teaser intro",
    ),
    "category": (
        "category",
        (
            "section categories articlesection sectionname categoryname sections rubrik ressort rubrique catégorie "
            "categorie catégories kategorie kategorien kategori kategoria categoría categoria categorías categorias "
            "sección seccion sezione seção secção рубрика категория"
        ),
        "topic label desk class newsdesk topics",
        "pillarname genre",
        "classindex",
    ),
    "published_at": (
        "publishedat",
        (
            "published publisheddate publicationdate pubdate publishdate datepublished publishedon publishedtime "
            "publicationtime publishtime firstpublished webpublicationdate dateofpublication dateofpublish "
            "erscheinungsdatum veröffentlicht veröffentlichungsdatum veröffentlichtam datedepublication "
            "fechadepublicación fechapublicacion datadipubblicazione datadepublicação publicatiedatum publiceringsdatum"
        ),
        "date datum fecha data dato дата tarih päivämäärä dcdate",
        "dategmt",
        "datetime dateandtime",
        "timestamp",
        "created createdat datecreated creationdate createdon",
    ),
    "author": (
        "author",
        "authors",
        "byline",
        "bylineoriginal",
        "authorname authornames",
        "writer writers",
        "creator dccreator",
        "reporter journalist auteur auteurs autor autoren autores autore författare forfatter verfasser автор yazar",
        "authordisplayname",
        "authorusername",
    ),
    "source_url": (
        "sourceurl",
        "url",
        "link",
        "weburl",
        "permalink",
        "canonicalurl",
        "articlelink",
        "sourcelink",
        "href",
        "mainentityofpage",
        "uri",
        "lien enlace",
        "guid",
    ),
    "_id": ("_id",),
    "status": ("status",),
    "post_type": ("posttype",),
}
KNOWN = {
    field: {word: rank for rank, group in enumerate(groups) for word in group.split()}
    for field, groups in GROUPS.items()
}
PREFIX = re.compile(r"^(?:post|article|news|story|item|entry|wp)(?=\w{3})")
# From here on, the columns of texts hold summaries, which an archive of headlines does not have for every article.
SUMMARY = KNOWN["content"]["leadparagraph"]
MAY_BE_LATER = ("author", "source_url")  # a wrong choice does little harm: the surest is taken, and told
DATE_OF_CHANGE = re.compile(r"(?i)updated|modified|changed")
HINTS = {"content": "text, body, article", "title": "headline, heading", "category": "section", "published_at": "date"}
OPTION = "--columns"


@dataclass(frozen=True, slots=True)
class Choice:
    """`columns` maps fields to names of columns; `ignored` are the names of the others."""

    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def has_summaries(self) -> bool:
        """Whether the texts are summaries, of which some are empty."""
        rank = rank_of("content", self.columns["content"])
        return rank is not None and rank >= SUMMARY


def choose(names: Sequence[str], wanted: Mapping[str, str]) -> Choice:
    """Choose a column for each field. Raises UnknownColumnsError when there is no text, or a doubt."""
    columns, notes = {}, []
    for field in GROUPS:
        if field in wanted:
            if wanted[field]:
                columns[field] = named(wanted[field], names)
        elif found := candidates(field, names, taken={*columns.values(), *wanted.values()}):
            columns[field] = found[0][1]
            notes += doubts(field, found, names)
    if "content" not in columns:
        raise UnknownColumnsError(no_text(names), names)
    notes += twice(names, columns)
    ignored = tuple(name for name in dict.fromkeys(names) if name.strip() and name not in columns.values())
    notes += told(columns, ignored)
    return Choice(columns, ignored, tuple(notes))


def named(name: str, names: Sequence[str]) -> str:
    for known in names:
        if known.strip() == name:
            return known
    for known in names:
        if words(known) == words(name):
            return known
    raise UnknownColumnsError(f"There is no column {quoted(name)}. The columns are {listed(names)}.", names)


def candidates(field: str, names: Sequence[str], taken: set[str]) -> list[tuple[float, str]]:
    """Return the columns that could be the field, with their rank, the surest first. Equal names count once."""
    found: dict[str, tuple[float, str]] = {}
    for name in names:
        rank = rank_of(field, name)
        if rank is not None and name not in taken:
            found.setdefault(words(name), (rank, name))
            if name == field:
                found[words(name)] = (-1, name)
    return sorted(found.values(), key=lambda each: each[0])


@lru_cache(maxsize=4096)
def rank_of(field: str, name: str) -> float | None:
    """Return how sure it is that a column of this name is the field, 0 the surest, or None."""
    known = KNOWN[field]
    whole = words(name)
    if whole in known:
        return known[whole]
    last = words(re.split(r"[.:/](?=\w)", name)[-1])
    for word, less_sure in ((PREFIX.sub("", whole), 0.25), (last, 0.5), (PREFIX.sub("", last), 0.75)):
        if word in known and field != "_id":
            return known[word] + less_sure
    return None


@lru_cache(maxsize=4096)
def words(name: str) -> str:
    """Return the name without case, spaces, hyphens and underscores, which other programs write as they please."""
    stripped = name.strip().strip("\ufeff").strip()
    if stripped.startswith("_"):
        return stripped.lower()
    return re.sub(r"[\s_-]+|(?<=\w)[.:/](?=\w)", "", stripped).casefold()


def doubts(field: str, found: Sequence[tuple[float, str]], names: Sequence[str]) -> list[str]:
    """Tell which column was taken where several could be the field, or raise UnknownColumnsError."""
    first, *others = found
    if not others or field not in FIELDS:
        return []
    rivals = [name for rank, name in others if rank == first[0]]
    if rivals and field not in MAY_BE_LATER:
        both = " or ".join(quoted(name) for name in (first[1], *rivals))
        raise UnknownColumnsError(
            f"The {field} could be in the column {both}. Say which: {OPTION} {field}={argument(first[1])}.", names
        )
    if first[0] <= 0:  # our own name
        return []
    others_listed = " or ".join(quoted(name) for _, name in others)
    return [f"{quoted(first[1])} was taken as {field}, not {others_listed}."]


def argument(name: str) -> str:
    return f'"{name}"' if re.search(r"[\s;|&<>()$]", name) else name


def no_text(names: Sequence[str]) -> str:
    unknown = (name for name in names if name.strip() and all(rank_of(field, name) is None for field in GROUPS))
    example = next(unknown, names[-1] if names else "NAME")
    return (
        f"There is no column content (or {HINTS['content']}). The first line names {listed(names)}. If one of them is "
        f"the text, say which: {OPTION} content={argument(example)}."
    )


def twice(names: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    return [
        f"{len(alike)} columns are called {quoted(name.strip())}; the first one counts."
        for name in columns.values()
        if len(alike := [each for each in names if words(each) == words(name)]) > 1
    ]


def told(columns: Mapping[str, str], ignored: Sequence[str]) -> list[str]:
    """Tell which columns were taken under another name than ours, and which were left out."""
    notes = []
    others = [
        f"{quoted(name.strip())} as {field}"
        for field, name in columns.items()
        if field in FIELDS and words(name) != field.replace("_", "")
    ]
    if others:
        notes.append(f"Columns taken: {', '.join(others)}.")
    if ignored:
        notes.append(f"Columns left out: {listed(ignored)}.")
    changed = [name for name in ignored if DATE_OF_CHANGE.search(name)]
    if changed and "published_at" not in columns:
        notes.append(f"{quoted(changed[0])} is the date of a change, not of publication; the articles have no date.")
    return notes
