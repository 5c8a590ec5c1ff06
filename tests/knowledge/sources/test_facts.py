"""Trials, labels and gene-drug pairs: what they say beside claims, in the shapes that the services answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.knowledge.sources.conftest import shared
from tumorboard.errors import InputError, KnowledgeError
from tumorboard.knowledge.base import data_folder, load_version
from tumorboard.knowledge.lookup import trials
from tumorboard.knowledge.sources import clinicaltrials, cpic, openfda
from tumorboard.knowledge.sources.adapter import open_path
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.update import update


def study(number: str = "NCT00000001", status: str = "RECRUITING", condition: str = "Metastatic Melanoma", **more: Any):
    protocol = {
        "identificationModule": {"nctId": number, "briefTitle": "BRAF V600E and something"},
        "statusModule": {"overallStatus": status},
        "conditionsModule": {"conditions": [condition]},
        "designModule": {"phases": ["PHASE2"]},
        "armsInterventionsModule": {"interventions": [{"name": "Dabrafenib 150 mg"}, {"name": "MEK162 (binimetinib)"}]},
        "contactsLocationsModule": {"locations": [{"country": "Germany"}, {"country": "Germany"}]},
    }
    return {"protocolSection": protocol | more}


def test_a_recruiting_trial(names: Names) -> None:
    page = {"studies": [study()], "totalCount": 1}
    files = {"studies_0.json": json.dumps(page).encode(), "version.json": b'{"dataTimestamp": "2026-03-04T05:06:07"}'}
    reading = clinicaltrials.read(files, names)
    (row,) = reading.rows
    assert (row.id, row.status, reading.date) == ("CT:NCT00000001", "usable", "2026-03-04")
    assert row.facts["drugs"] == ["binimetinib", "dabrafenib"]
    assert row.facts["diseases"] == ["MEL"]
    assert row.facts["genes"] == ["BRAF"]
    assert row.facts["countries"] == ["Germany"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"status": "COMPLETED"}, "not_recruiting"),
        ({"condition": "Autism"}, "unknown_disease"),
        ({"armsInterventionsModule": {"interventions": [{"name": "Exercise"}]}}, "other_drug"),
        ({"armsInterventionsModule": {}}, "other_drug"),
    ],
)
def test_other_trials_are_kept_and_told(names: Names, change: dict[str, Any], status: str) -> None:
    files = {"a.json": json.dumps({"studies": [study(**change)]}).encode()}
    assert clinicaltrials.read(files, names).rows[0].status == status


def test_pages_are_followed(names: Names) -> None:
    asked: list[dict[str, str]] = []

    def ask(address: str, *, params: Any = None, body: Any = None, token: str = "") -> bytes:
        if address.endswith("version"):
            return b'{"dataTimestamp": "2026-03-04"}'
        asked.append(dict(params))
        first = len(asked) == 1
        return json.dumps(
            {"studies": [study(f"NCT{len(asked):08}")]} | ({"nextPageToken": "T"} if first else {})
        ).encode()

    files = clinicaltrials.ADAPTER.download(ask, names)
    assert asked[1]["pageToken"] == "T"
    assert "pageToken" not in asked[2]
    assert asked[0]["filter.overallStatus"] == "RECRUITING"
    assert len(clinicaltrials.read(files, names).rows) == len(asked)


def test_samples_of_the_registry(names: Names) -> None:
    rows = clinicaltrials.read(open_path(shared("api_samples", "ctgov")), names).rows
    assert "CT:NCT06970236" in {row.id for row in rows}
    assert {row.status for row in rows} <= {"usable", "not_recruiting", "other_drug", "unknown_disease"}
    whole = shared("api_samples", "clinicaltrialsgov.NCT03478891.json")
    assert clinicaltrials.read({"a.json": whole.read_bytes()}, names).rows[0].id == "CT:NCT03478891"


def test_labels(names: Names) -> None:
    label = {"set_id": "abc", "effective_time": "20260102", "boxed_warning": ["x"],
             "openfda": {"brand_name": ["TAGRISSO"], "generic_name": ["OSIMERTINIB MESYLATE"]}}  # fmt: skip
    other = {"set_id": "def", "openfda": {"brand_name": ["X"], "generic_name": ["WATER"]}}
    body = {"meta": {"last_updated": "2026-01-03"}, "results": [label, other]}
    reading = openfda.read({"a.json": json.dumps(body).encode()}, names)
    assert [(row.id, row.status) for row in reading.rows] == [("FDA:abc", "usable"), ("FDA:def", "other_drug")]
    facts = reading.rows[0].facts
    assert (facts["drugs"], facts["effective"], facts["boxed_warning"]) == (["osimertinib"], "2026-01-02", True)
    assert reading.date == "2026-01-03"
    with pytest.raises(KnowledgeError, match="no answer of openFDA"):
        openfda.read({"a.json": b'{"error": {"code": "NOT_FOUND"}}'}, names)


def test_samples_of_openfda(names: Names) -> None:
    for name in ("label_keytruda_20260811.json", "drugsfda_imatinib_20260811.json"):
        rows = openfda.read({name: shared("api_samples", "openfda", name).read_bytes()}, names).rows
        assert any(row.status == "usable" for row in rows)


def test_gene_drug_pairs(names: Names) -> None:
    pair = {
        "drugname": "capecitabine",
        "genesymbol": "DPYD",
        "cpiclevel": "A",
        "guidelineurl": "https://x",
        "pmids": ["1234"],
    }
    advice = {
        "drugname": "capecitabine",
        "recommendationid": 5,
        "drugrecommendation": "...",
        "phenotypes": {"DPYD": "Poor"},
    }
    other = {"drugname": "codeine", "genesymbol": "CYP2D6", "cpiclevel": "A"}
    reading = cpic.read({"a.json": json.dumps([pair, advice, other]).encode()}, names)
    found = {row.id: (row.status, row.facts.get("kind")) for row in reading.rows}
    assert found["CPIC:DPYD:capecitabine"] == ("usable", "pair")
    assert found["CPIC:5:capecitabine:DPYD Poor"] == ("usable", "recommendation")
    assert found["CPIC:CYP2D6:codeine"] == ("other_drug", None)
    assert [cited.id for cited in reading.citations] == ["PMID:1234"]
    assert not any("..." in json.dumps(row.said) + json.dumps(row.facts) for row in reading.rows)
    with pytest.raises(KnowledgeError, match="holds neither"):
        cpic.read({"a.csv": b"x,y\n1,2\n"}, names)


def test_tables_and_samples_of_cpic(names: Names) -> None:
    rows = cpic.read(open_path(shared("cpic")), names).rows
    assert len(rows) == 518 + 724
    assert any(row.facts.get("gene") == "DPYD" and row.status == "usable" for row in rows)
    name = "pair_gene_cyp2d6_20260803.json"
    assert cpic.read({name: shared("api_samples", "cpic", name).read_bytes()}, names).rows


def test_trials_are_found_by_drug_gene_and_tumour_type(
    names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    two = [study(), study("NCT00000002", condition="Lung Cancer")]
    (pages / "studies.json").write_text(json.dumps({"studies": two}), encoding="utf-8")
    done = update("clinicaltrials", tmp_path / "data", data_folder(), pages)
    held = load_version(tmp_path / "data", done.sha256)
    load_version.cache_clear()

    def numbers(**asked: str) -> list[str]:
        return [row["nct"] for row in trials(held, **asked)]

    assert numbers() == ["NCT00000001", "NCT00000002"]
    assert numbers(drug="Tafinlar", gene="BRAF", tumor="SKCM") == ["NCT00000001"]
    assert numbers(tumor="LUAD") == ["NCT00000002"]
    assert numbers(drug="imatinib") == []
    with pytest.raises(InputError, match="unknown tumour type"):
        numbers(tumor="nosuch")


def test_a_drug_without_a_label_is_no_fault(names: Names) -> None:
    asked: list[bytes | None] = []

    def ask(
        address: str, *, params: Any = None, body: Any = None, token: str = "", absent: bytes | None = None
    ) -> bytes:
        asked.append(absent)
        assert absent is not None
        return absent

    files = openfda.ADAPTER.download(ask, names)
    assert len(files) == len(asked) > 100
    assert openfda.read(files, names).rows == ()
