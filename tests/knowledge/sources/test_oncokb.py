"""OncoKB: asked with the user's own token only; its answers are read as its API documents them."""

import json
from typing import Any

import pytest

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources import oncokb
from tumorboard.knowledge.sources.names import Names


def answer(*treatments: dict[str, Any], gene: str = "BRAF") -> bytes:
    return json.dumps(
        [{"query": {"hugoSymbol": gene}, "lastUpdate": "03/04/2026", "treatments": list(treatments)}]
    ).encode()


def treatment(**change: Any) -> dict[str, Any]:
    return {
        "alterations": ["V600E"], "drugs": [{"drugName": "Dabrafenib"}, {"drugName": "Trametinib"}], "level": "LEVEL_1",
        "levelAssociatedCancerType": {"code": "MEL", "name": "", "mainType": {"name": "Melanoma"}},
        "pmids": ["25399551"], "description": "",
    } | change  # fmt: skip


@pytest.mark.parametrize(
    ("level", "expected"),
    [("LEVEL_1", ("sensitivity", "A")), ("LEVEL_3A", ("sensitivity", "B")), ("LEVEL_4", ("sensitivity", "D")),
     ("LEVEL_R1", ("resistance", "A")), ("LEVEL_R2", ("resistance", "B"))],
)  # fmt: skip
def test_levels(names: Names, level: str, expected: tuple[str, str]) -> None:
    reading = oncokb.read({"a.json": answer(treatment(level=level))}, names)
    (claim,) = reading.rows[0].claims
    assert (claim.effect, claim.level) == expected
    assert claim.therapy == ("dabrafenib", "trametinib")
    assert claim.disease == "MEL"
    assert claim.citations == ("PMID:25399551", "DB:OncoKB")
    assert reading.date == "2026-03-04"


def test_the_same_claim_in_several_answers_is_one_row(names: Names) -> None:
    files = {"a.json": answer(treatment()), "b.json": answer(treatment(), treatment(level="LEVEL_X"))}
    rows = oncokb.read(files, names).rows
    assert [row.status for row in rows] == ["usable", "other_effect"]


def test_another_document_is_refused(names: Names) -> None:
    for data in (b'{"error": "x"}', b"[1]", b"no"):
        with pytest.raises(KnowledgeError, match=r"no answer of OncoKB"):
            oncokb.read({"a.json": data if data != b'{"error": "x"}' else b'[{"treatments": [{}]}]'}, names)


def test_without_a_token_nothing_is_asked(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(oncokb.TOKEN, raising=False)

    def ask(*_: Any, **__: Any) -> bytes:
        raise AssertionError("asked")

    with pytest.raises(KnowledgeError, match="ONCOKB_TOKEN"):
        oncokb.ADAPTER.download(ask, names)


def test_the_token_goes_with_every_question_and_nowhere_else(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(oncokb.TOKEN, "s3cret")
    asked: list[tuple[str, Any, str]] = []

    def ask(address: str, *, params: Any = None, body: Any = None, token: str = "") -> bytes:
        asked.append((address, body, token))
        return b"[]"

    files = oncokb.ADAPTER.download(ask, names)
    assert {token for *_, token in asked} == {"s3cret"}
    assert all(address.startswith("https://www.oncokb.org/api/v1/annotate/") for address, *_ in asked)
    assert all(len(body) <= 100 for _, body, _ in asked)
    assert {"gene": {"hugoSymbol": "BRAF"}, "alteration": "V600E"} in [query for _, body, _ in asked for query in body]
    assert not any(b"s3cret" in data or "s3cret" in name for name, data in files.items())
