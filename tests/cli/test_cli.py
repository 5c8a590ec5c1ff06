"""The command line: documents on request, tables by default, exit 2 and one line for every error."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import case_body
from tumorboard import __version__
from tumorboard.cli import main
from tumorboard.domain.schemas import SCHEMAS

BIN = Path(sys.executable).parent / "tumorboard"


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(*words: str) -> Done:
    """Run the command line in this process: starting one for each word of the tests would take minutes."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(list(words))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    return Done(code, out.getvalue(), err.getvalue())


def start(*words: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command line as a program of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "COLUMNS": "200"}
    return subprocess.run([BIN, *words], capture_output=True, text=True, timeout=120, env=environment)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case_body("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")), encoding="utf-8")
    return path


def document(*words: str) -> Any:
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", ["recommend", "match"])
def test_documents_follow_their_schema(command: str, case: Path) -> None:
    body = document(command, str(case))
    name = {"recommend": "tumorboard.recommendation/1", "match": "tumorboard.match/1"}[command]
    Draft202012Validator(SCHEMAS[name]()).validate(body)
    assert body["engine"] == __version__
    assert len(body["knowledge"]["sha256"]) == 64


def test_score_document(case: Path) -> None:
    body = document("score", str(case), "--drugs", "Mekinist, PD-0332991")
    Draft202012Validator(SCHEMAS["tumorboard.score/1"]()).validate(body)
    assert body["drugs"] == ["palbociclib", "trametinib"]
    first = body["policies"][0]
    assert (first["policy"], first["num"], first["den"], first["high"]) == ("ipredict2019", 2, 4, False)


def test_every_document_alone_is_indented(case: Path) -> None:
    for words in (("recommend", "--top", "1"), ("match",), ("score", "--drugs", "trametinib")):
        done = run(words[0], str(case), *words[1:], "--format", "json")
        assert done.stdout == json.dumps(json.loads(done.stdout), indent=2, ensure_ascii=False) + "\n"


def test_the_tables_tell_warnings_in_words(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "tki.json"
    markers = [{"marker": "PD-L1", "result": "positive", "tps": 60}]
    path.write_text(json.dumps(case_body("EGFR p.L858R", code="LUAD", protein_markers=markers)), encoding="utf-8")
    body = document("recommend", str(path), "--top", "1")
    shown = " ".join(run("recommend", str(path), "--top", "1").stdout.split())
    assert body["options"][0]["warnings"]
    for warning in body["options"][0]["warnings"]:
        assert warning in shown


def test_the_same_bytes_whatever_the_hash_seed(case: Path) -> None:
    outputs = {start("recommend", str(case), "--format", "json", seed=seed).stdout for seed in ("0", "1", "424242")}
    assert len(outputs) == 1


def test_several_cases_are_a_list_or_lines(case: Path) -> None:
    many = document("recommend", str(case), str(case), "--top", "1")
    assert [body["case_id"] for body in many] == ["TEST", "TEST"]
    lines = run("recommend", str(case), str(case), "--top", "1", "--format", "json", "--jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == many


def test_tables_are_the_default(case: Path) -> None:
    done = start("recommend", str(case), "--top", "2")
    assert done.returncode == 0
    assert "Options" in done.stdout
    assert "Together" in done.stdout
    assert "Research use only" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("score", "CASE", "--drugs", "osimertanib"), "Did you mean osimertinib"),
        (("score", "CASE", "--drugs", " , "), "no drug is named"),
        (("recommend", "CASE", "--policy", "mine"), "Choose one of ipredict2019"),
        (("recommend", "CASE", "--policy", "kato2020:colapse=gene"), "unknown policy switch"),
        (("recommend", "CASE", "--veto", "nonsense9"), "error: --veto: unknown drug"),
        (("recommend", "CASE", "--pin", "olaparib", "--veto", "Lynparza"), "pinned and vetoed at once"),
        (("recommend", "CASE", "--min-drugs", "4", "--max-drugs", "3"), "greater than"),
        (("recommend", "CASE", "--limits", "nowhere.json"), "nowhere.json: cannot be read"),
        (("recommend", "nowhere.json"), "nowhere.json: cannot be read"),
        (("kb", "show", "NOSUCHTHING9"), "neither a gene nor a drug"),
    ],
)  # fmt: skip
def test_errors_end_with_2_and_no_traceback(words: tuple[str, ...], told: str, case: Path) -> None:
    done = run(*(str(case) if word == "CASE" else word for word in words))
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_unknown_field_of_limits_is_named_with_the_right_one(case: Path, tmp_path: Path) -> None:
    limits = tmp_path / "limits.json"
    limits.write_text('{"organ_limit": {}}', encoding="utf-8")
    done = run("recommend", str(case), "--limits", str(limits))
    assert done.returncode == 2
    assert "Did you mean organ_limits?" in done.stderr


def test_a_batch_goes_on_and_its_totals_reconcile(case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"case_id": "B", "alterations": []}', encoding="utf-8")
    done = run("recommend", str(case), str(bad), str(case), "--top", "1", "--format", "json")
    assert done.returncode == 2
    assert len(json.loads(done.stdout)) == 2
    assert "bad.json: diagnosis: is missing" in done.stderr
    assert "3 cases: 2 answered, 1 refused" in done.stderr


def test_many_cases_in_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    cases = [case_body("KRAS p.G12D", "TP53 p.R175H") | {"case_id": f"C{number}"} for number in range(80)]
    path.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    words = ("recommend", str(path), "--top", "1", "--format", "json", "--jsonl")
    one, two = start(*words, "--jobs", "1"), start(*words, "--jobs", "2")
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    assert [json.loads(line)["case_id"] for line in one.stdout.splitlines()] == [c["case_id"] for c in cases]


def test_knowledge_commands() -> None:
    assert run("kb", "check").returncode == 0
    assert document("kb", "info")["tables"]["drugs"] >= 220
    assert document("kb", "show", "Tagrisso")["drug"] == "osimertinib"
    assert document("kb", "show", "HER2")["gene"] == "ERBB2"


def test_another_name_is_taken_and_said() -> None:
    assert document("kb", "show", "HER2")["read as"] == "HER2 is an alias and is read as ERBB2"
    assert document("kb", "show", "Tagrisso")["read as"] == "Tagrisso is another name of osimertinib"
    assert run("kb", "show", "HER2").stdout.startswith("read as: HER2 is an alias")
    assert "read as" not in document("kb", "show", "erbb2")
    assert "read as" not in document("kb", "show", "osimertinib")
