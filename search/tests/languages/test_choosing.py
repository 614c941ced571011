"""The language of the archive: what depends on it, and what is said about an unknown one."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from search.documents import articles
from search.index import alias_name, client
from search.index.analysis import analysis_of
from search.index.languages import ENGLISH, LANGUAGES, NONE, Language, archive_language
from search.query.synonyms import stems
from search.tests.factories import delete_indices

ROOT = Path(__file__).resolve().parents[3]


def terms(text: str, analyzer: str) -> list[str]:
    tokens: Iterable[dict[str, Any]] = client().indices.analyze(index=alias_name(), text=text, analyzer=analyzer)[
        "tokens"
    ]
    return [token["token"] for token in tokens]


def test_an_archive_is_in_english_unless_told_otherwise() -> None:
    assert archive_language() is ENGLISH


def test_an_unknown_language_is_an_error_that_names_the_known_ones(settings: Settings) -> None:
    settings.ARCHIVE_LANGUAGE = "klingon"
    with pytest.raises(ImproperlyConfigured, match=r"“klingon”, which is not one of: english, .*none"):
        archive_language()


def test_synonyms_have_the_stems_of_the_language(settings: Settings) -> None:
    assert stems(["films"]) == ("film",)
    settings.ARCHIVE_LANGUAGE = "none"
    assert stems(["films"]) == ("films",)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.name)
def test_each_filter_that_an_analyzer_names_is_declared_or_built_in(language: Language) -> None:
    analysis = analysis_of(language)
    built_in = {"lowercase", "asciifolding", "keyword_repeat", "remove_duplicates", "trim", "flatten_graph"}
    built_in |= {*language.normalizations, *language.folding}
    for analyzer in analysis["analyzer"].values():
        assert set(analyzer["filter"]) <= {*analysis["filter"], *built_in}


@pytest.mark.servers
def test_the_index_has_the_analyzers_of_the_language(settings: Settings, no_index: None) -> None:
    settings.ARCHIVE_LANGUAGE = NONE.name
    articles.create()
    try:
        assert terms("Ministers", "words") == ["ministers"]
    finally:
        delete_indices(settings.SEARCH_INDEX_PREFIX)


def test_a_site_with_an_unknown_language_says_so_and_does_not_start() -> None:
    env = {**os.environ, "ARCHIVE_LANGUAGE": "klingon", "PYTHONPATH": str(ROOT / "site")}
    command = [sys.executable, "-m", "services", "prepare"]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip().startswith("ARCHIVE_LANGUAGE is “klingon”, which is not one of: english, german,")
    assert "Traceback" not in ended.stderr
