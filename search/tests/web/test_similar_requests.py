"""More like this: what is requested from Elasticsearch, and which requests the page refuses."""

import pytest
from bson import ObjectId
from django.test import Client

from search.engines.article.similar import build_similar


def test_only_the_fields_that_are_shown_are_requested() -> None:
    assert build_similar("a").to_dict()["_source"] == ["title", "category", "published_at", "author"]


@pytest.mark.parametrize("pk", ["0" * 23, "g" * 24, "A" * 24, "abc", "%00"])
def test_a_malformed_id_is_not_found(reader: Client, pk: str) -> None:
    assert reader.get(f"/articles/{pk}/similar/").status_code == 404


def test_the_list_is_read_only(reader: Client) -> None:
    assert reader.post(f"/articles/{ObjectId()}/similar/").status_code == 405
