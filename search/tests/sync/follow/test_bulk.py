"""The outcome of each write, by Elasticsearch's answer."""

import json
from typing import Any

import pytest
from bson import ObjectId
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import ApiError, BadRequestError

from search.sync.follow import bulk
from search.sync.follow.bulk import (
    IndexGoneError,
    Sent,
    Write,
    record_outcome,
    request_batches,
    retry_delays,
    split_refused,
)

KEY = ObjectId()
WRITE = Write(KEY, 7, b'{"title":"x"}')


def sorted_out(status: int, error: dict[str, Any] | None = None) -> Sent:
    sent = Sent()
    record_outcome(WRITE, {"status": status, **({"error": error} if error else {})}, sent, "index")
    return sent


def api_error(status: int, kind: type[ApiError] = ApiError) -> ApiError:
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "127.0.0.1", 9200))
    return kind("refused", meta, {})


def test_a_write_is_two_lines_and_a_delete_is_one() -> None:
    head, source, end = WRITE.lines("index").split(b"\n")
    wanted = {"_index": "index", "_id": str(KEY), "version": 7, "version_type": "external_gte"}
    assert json.loads(head) == {"index": wanted}
    assert (source, end) == (WRITE.source, b"")
    assert json.loads(Write(KEY, 7, None).lines("index")) == {"delete": wanted}


@pytest.mark.parametrize("status", [200, 201, 404, 409])
def test_what_was_written_and_what_was_superseded_is_done(status: int) -> None:
    assert sorted_out(status) == Sent()


@pytest.mark.parametrize("status", [401, 403, 408, 429, 500, 502, 503])
def test_what_is_not_the_documents_fault_is_retried(status: int) -> None:
    assert sorted_out(status, {"type": "x"}).to_retry == [WRITE]


def test_a_closed_index_is_not_the_documents_fault() -> None:
    assert sorted_out(400, {"type": "index_closed_exception"}).to_retry == [WRITE]


def test_what_elasticsearch_refuses_is_refused_with_the_whole_reason() -> None:
    error = {"type": "parsing", "reason": "field", "caused_by": {"type": "date", "reason": "too late"}}
    refused = sorted_out(400, error).refused
    assert [(each.key, each.reason, each.by_index) for each in refused] == [
        (KEY, "parsing: field; date: too late", True)
    ]


def test_an_index_that_is_gone_is_reported() -> None:
    with pytest.raises(IndexGoneError):
        sorted_out(404, {"type": "index_not_found_exception"})


def test_writes_are_divided_into_requests_of_a_few_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MAX_BYTES", 100)
    writes = [Write(KEY, 1, b"x" * size) for size in (60, 50, 40, 300, 10)]
    sizes = [[len(write.source or b"") for write in batch] for batch in request_batches(writes)]
    assert sizes == [
        [60],
        [50, 40],
        [300],
        [10],
    ]


def test_a_request_that_is_too_large_is_halved_until_it_is_one_document_which_is_refused() -> None:
    """A proxy may accept less than we send; the same request would be refused for ever."""
    sent = Sent()
    assert split_refused(api_error(413), [WRITE] * 3, sent, "index") == [[WRITE], [WRITE, WRITE]]
    assert split_refused(api_error(413), [WRITE], sent, "index") == []
    assert [each.key for each in sent.refused] == [KEY]


def test_a_request_that_elasticsearch_does_not_understand_is_not_sent_for_ever() -> None:
    with pytest.raises(BadRequestError):
        split_refused(api_error(400, BadRequestError), [WRITE], Sent(), "index")


def test_retry_delays_grow_to_five_seconds() -> None:
    delays = retry_delays()
    assert [round(next(delays), 1) for _ in range(8)] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
