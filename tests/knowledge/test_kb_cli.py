"""``tumorboard kb update | list | use | diff`` and ``--knowledge``: told plainly, exit 2 where something is wrong."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_cli import document, run
from tests.conftest import case_body
from tests.knowledge.sources.test_civic import table
from tumorboard.knowledge import snapshot
from tumorboard.knowledge.base import load, load_version

ROWS = (
    {"molecular_profile": "KRAS G12C", "therapies": "Sotorasib", "disease": "Lung Non-small Cell Carcinoma"},
    {"molecular_profile": "KRAS RS61764370"},
    {"molecular_profile": "TP53 Mutation", "therapies": "Adavosertib", "disease": "Pancreatic Carcinoma",
     "evidence_level": "A"},
)  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(snapshot.FOLDER, str(tmp_path / "data"))
    load.cache_clear()
    yield tmp_path / "data"
    load.cache_clear()
    load_version.cache_clear()


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "civic_2026-05-29.tsv"
    path.write_bytes(table(*ROWS))
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case_body("TP53 p.R175H", "CDKN2A del", code="PAAD")), encoding="utf-8")
    return path


def update(given: Path) -> str:
    done = run("kb", "update", "civic", "--from", str(given), "--format", "json")
    assert done.returncode == 0, done.stderr
    load.cache_clear()
    return str(json.loads(done.stdout)["sha256"])


def test_update_tells_every_row(given: Path) -> None:
    done = run("kb", "update", "civic", "--from", str(given))
    assert done.returncode == 0
    assert "civic: updated" in done.stdout
    assert "rows: 3" in done.stdout
    assert "usable: 2 of 3" in done.stdout
    assert "not usable: 1 no_criterion" in done.stdout


def test_list_use_and_go_back(given: Path) -> None:
    address = update(given)
    listed = run("kb", "list").stdout
    assert f"* {address[:12]}  curated-" in listed
    assert "CIViC, accepted clinical evidence, 2026-05-29 (CC0 1.0)" in listed
    assert "in use: curated-" in run("kb", "use", "curated").stdout
    load.cache_clear()
    assert document("kb", "info")["sha256"] != address
    assert document("kb", "info", "--knowledge", address[:8])["sha256"] == address
    assert document("kb", "list")[1]["in use"] is False


def test_info_and_show_name_source_and_licence(given: Path) -> None:
    update(given)
    imported = document("kb", "info")["imported"]
    assert [(row["source"], row["licence"]) for row in imported] == [("CIViC, accepted clinical evidence", "CC0 1.0")]
    claims = document("kb", "show", "TP53")["assertions"]
    assert any(claim["id"] == "CIViC:EID3" and claim["citation"] == "PMID:1234567" for claim in claims)


def test_a_result_can_be_run_again_against_any_version(given: Path, case: Path) -> None:
    plain = document("recommend", str(case), "--top", "1")
    address = update(given)
    new = document("recommend", str(case), "--top", "1")
    old = document("recommend", str(case), "--top", "1", "--knowledge", "curated")
    assert old == plain
    assert new["knowledge"]["sha256"] == address
    assert document("match", str(case), "--knowledge", address[:10])["knowledge"]["sha256"] == address
    scored = document("score", str(case), "--drugs", "palbociclib", "--knowledge", plain["knowledge"]["sha256"])
    assert scored["knowledge"] == plain["knowledge"]


@pytest.mark.parametrize(
    "words",
    [("frontier",), ("why-not", "--drugs", "palbociclib"), ("robustness",), ("safety", "--drugs", "palbociclib")],
    ids=lambda words: words[0],
)
def test_every_question_on_a_case_can_be_asked_of_any_version(words: tuple[str, ...], given: Path, case: Path) -> None:
    about = ("--case", str(case)) if words[0] == "safety" else (str(case),)
    plain = document(words[0], *about, *words[1:])
    address = update(given)
    assert document(words[0], *about, *words[1:])["knowledge"]["sha256"] == address
    assert document(words[0], *about, *words[1:], "--knowledge", "curated") == plain


@pytest.mark.parametrize(
    "words",
    [
        ("variant", "parse", "KRAS G12C"), ("variant", "relation", "KRAS", "G12C", "G12"), ("pgx", "DPYD", "*1/*2A"),
        ("frontier", "case.json"), ("safety", "--drugs", "palbociclib"), ("recommend", "case.json"),
    ],
    ids=lambda words: words[0] + words[1],
)  # fmt: skip
def test_a_version_that_is_not_there_is_told(words: tuple[str, ...], case: Path) -> None:
    done = run(*(str(case) if word == "case.json" else word for word in words), "--knowledge", "nosuch")
    assert done.returncode == 2
    assert "there is no version 'nosuch'" in done.stderr


def test_limits_are_read_with_the_version_that_answers(given: Path, case: Path, tmp_path: Path) -> None:
    """A pin is a drug of the version asked for, whichever is in use."""
    update(given)
    words = ("recommend", str(case), "--pin", "palbociclib", "--top", "1", "--knowledge", "curated")
    formulary = tmp_path / "formulary.csv"
    formulary.write_text("drug,status\npalbociclib,listed\n", encoding="utf-8")
    assert document(*words, "--formulary", str(formulary))["knowledge"] == document(*words)["knowledge"]


def test_diff_tells_claims_and_cases(given: Path, case: Path) -> None:
    address = update(given)
    told = run("kb", "diff", "curated", address, "--cases", str(case)).stdout
    assert "recommendations: 1 of 1 cases change" in told
    assert "CIViC:EID3" in told
    assert "PMID:1234567" in told
    whole = document("kb", "diff", "curated", address, "--cases", str(case))
    assert {c["kind"] for c in whole["claims"]} <= {"added", "changed"}
    assert whole["cases"][0]["changed"]
    back = document("kb", "diff", address, "curated")
    assert {c["kind"] for c in back["claims"]} <= {"removed", "changed"}
    same = run("kb", "diff", "curated", "curated", "--cases", str(case)).stdout
    assert "added: 0 claims" in same
    assert "recommendations: 0 of 1 cases change" in same


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("kb", "update", "nosuch"), "there is no source 'nosuch'"),
        (("kb", "update", "civic", "--from", "missing.tsv"), "cannot be read"),
        (("kb", "use", "nosuch"), "there is no version 'nosuch'"),
        (("kb", "info", "--knowledge", "nosuch"), "there is no version"),
        (("kb", "update", "oncokb"), "ONCOKB_TOKEN"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONCOKB_TOKEN", raising=False)
    done = run(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
