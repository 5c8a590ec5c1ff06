"""Fetching gives the whole file or a plain reason, within its limits, whatever the server does."""

import time

import pytest

from tests.knowledge.sources.fault_server import WHOLE, FaultServer
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.http import Fetcher, FetchLimits

QUICK = FetchLimits(connect=1, silence=0.2, total=0.6, size=50_000, attempts=2, pause=0.01)


def fetch(server: FaultServer, path: str, **more) -> bytes:
    return Fetcher(("127.0.0.1",), QUICK)(f"{server.address}{path}", **more)


@pytest.mark.parametrize("path", ["/whole", "/moved", "/once-busy"])
def test_a_whole_answer_is_returned(server: FaultServer, path: str) -> None:
    assert fetch(server, path) == WHOLE


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/stall", "silent for 0.2 s"),
        ("/stall-inside", "silent"),
        ("/drip", "not finished within 0.6 s"),
        ("/cut", "cut in the middle"),
        ("/chunk-cut", "cut in the middle"),
        ("/huge", "too large"),
        ("/huge-unsaid", "too large"),
        ("/page", "web page instead of data"),
        ("/page-unsaid", "web page instead of data"),
        ("/empty", "empty"),
        ("/busy", "the server answers 503"),
        ("/refused", "access is refused"),
        ("/gone", "the server answers 404"),
        ("/elsewhere", "redirects to another host, example.org"),
        ("/round", "redirects more than 3 times"),
    ],
)
def test_every_fault_is_told_and_soon(server: FaultServer, path: str, told: str) -> None:
    start = time.monotonic()
    with pytest.raises(KnowledgeError, match=told) as caught:
        fetch(server, path)
    assert time.monotonic() - start < 4
    assert "Nothing was changed" in caught.value.remedy


def test_no_server_is_told() -> None:
    with pytest.raises(KnowledgeError, match=r"no connection.*tried 2 times"):
        Fetcher(("127.0.0.1",), QUICK)("http://127.0.0.1:9/nothing")


def test_other_hosts_and_open_text_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="another host"):
        Fetcher(("civicdb.org",), QUICK)("https://example.org/data")
    with pytest.raises(KnowledgeError, match="without encryption"):
        Fetcher(("civicdb.org",), QUICK)("http://civicdb.org/data")


def test_the_token_is_sent_and_never_told(server: FaultServer) -> None:
    fetch(server, "/whole", token="s3cret")
    assert server.headers["Authorization"] == "Bearer s3cret"
    with pytest.raises(KnowledgeError) as caught:
        fetch(server, "/refused", token="s3cret")
    assert "s3cret" not in f"{caught.value!r} {caught.value} {caught.value.__context__}"
    assert "Renew the token" in caught.value.remedy


def test_a_body_is_posted_and_a_failure_is_tried_as_often_as_said(server: FaultServer) -> None:
    fetch(server, "/whole", body=[{"gene": "BRAF"}])
    assert server.posted == [b'[{"gene": "BRAF"}]']
    with pytest.raises(KnowledgeError):
        fetch(server, "/busy")
    assert server.asked.count("/busy") == 2
