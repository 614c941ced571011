"""The test archives: a few articles in each language, and what must be found in them.

`finds` has rows of query, article, and the word of it that is marked; `half_typed` rows of query and article;
`compounds` rows of words put together and an article that has them apart; `first` rows of query, the article on top,
and one below it; `lacks` rows of query and an article that it does not find; `respelled` rows of a misspelled query and
the better one; `synonyms` rows of an editor's group, query and article.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "archives"
KINDS = ("finds", "half_typed", "compounds", "first", "lacks", "respelled", "synonyms")


@dataclass(frozen=True, slots=True)
class Archive:
    language: str
    articles: dict[str, tuple[str, str]]  # title and content, by a short name
    finds: tuple[tuple[str, str, str], ...]
    half_typed: tuple[tuple[str, str], ...]
    compounds: tuple[tuple[str, str], ...]
    first: tuple[tuple[str, str, str], ...]
    lacks: tuple[tuple[str, str], ...]
    respelled: tuple[tuple[str, str], ...]
    synonyms: tuple[tuple[str, str, str], ...]

    def title(self, name: str) -> str:
        return self.articles[name][0]


def read(path: Path) -> Archive:
    content = tomllib.loads(path.read_text())
    cases = content["cases"]
    return Archive(
        language=path.stem,
        articles={name: tuple(article) for name, article in content["articles"].items()},
        **{kind: tuple(tuple(row) for row in cases.get(kind, ())) for kind in KINDS},
    )


ARCHIVES = tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))
