"""Files of limits, formulary and payer: every command takes them, and what is wrong is told with file and remedy."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import run
from tumorboard import service

CASE = str(sorted(service.sample_cases().glob("*.json"))[4])


def limits(folder: Path, **fields: Any) -> str:
    path = folder / "limits.json"
    path.write_text(json.dumps(fields), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("command", ["recommend", "frontier", "why-not", "robustness"])
def test_an_unknown_drug_of_a_limits_file_is_told_with_the_file_and_not_as_an_option(
    command: str, tmp_path: Path
) -> None:
    done = run(command, CASE, "--limits", limits(tmp_path, pin=["trametinip"]))
    assert done.returncode == 2
    assert "limits.json: limits.pin: unknown drug 'trametinip'. Did you mean trametinib?" in done.stderr
    assert "--pin" not in done.stderr


def test_an_unknown_drug_of_an_option_is_told_as_the_option() -> None:
    assert "--pin: unknown drug 'trametinip'" in run("recommend", CASE, "--pin", "trametinip").stderr


def test_a_contradiction_under_two_names_of_one_drug_is_told_with_the_file(tmp_path: Path) -> None:
    done = run("recommend", CASE, "--limits", limits(tmp_path, pin=["Mekinist"], veto=["trametinib"]))
    assert "limits.json: limits: trametinib is pinned and vetoed at once" in done.stderr
    refused = run("frontier", CASE, "--limits", limits(tmp_path, pin=["Mekinist"], refused=["trametinib"]))
    assert "limits.json: limits: trametinib is pinned, but refused by the patient" in refused.stderr


def test_a_misspelt_field_deep_inside_is_named_with_the_right_one(tmp_path: Path) -> None:
    done = run("recommend", CASE, "--limits", limits(tmp_path, payer={"trametinib": {"decison": "refused"}}))
    assert "payer.trametinib.decison: is not a known field" in done.stderr
    assert "Did you mean decision?" in done.stderr


@pytest.mark.parametrize(
    ("option", "header"), [("--formulary", "drug,status,drug"), ("--payer", "drug,decision,reason,reason")]
)
def test_a_column_that_stands_twice_is_refused(option: str, header: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\ntrametinib,listed,x,y\n", encoding="utf-8")
    done = run("recommend", CASE, option, str(path))
    assert done.returncode == 2
    assert "table.csv: has the column" in done.stderr
    assert "twice" in done.stderr


def test_a_batch_line_with_a_key_twice_is_answered_with_its_error(tmp_path: Path) -> None:
    path = tmp_path / "sets.jsonl"
    path.write_text('{"id": 1, "drugs": ["trametinib"], "drugs": ["dabrafenib"]}\n{"drugs": ["trametinib"]}\n', "utf-8")
    first, second = map(json.loads, run("safety", "--batch", str(path)).stdout.splitlines())
    assert "the field 'drugs' stands twice" in first["error"]
    assert second["drugs"] == ["trametinib"]


@pytest.mark.parametrize("command", ["frontier", "why-not", "robustness"])
def test_formulary_and_payer_hold_for_the_trade_offs_as_for_the_recommendation(command: str, tmp_path: Path) -> None:
    def best(*more: str) -> set[str]:
        body = json.loads(run(command, CASE, "--format", "json", *more).stdout)
        first = body["points"][0]["regimens"][0] if command == "frontier" else body["best"]
        return set(first["drugs"])

    drugs = sorted(best())
    formulary, payer = tmp_path / "formulary.csv", tmp_path / "payer.csv"
    for path, rows in (
        (formulary, [("drug", "status"), (drugs[0], "not_listed")]),
        (payer, [("drug", "decision", "reason"), (drugs[1], "refused", "")]),
    ):
        with path.open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows(rows)
    assert best("--formulary", str(formulary), "--payer", str(payer)).isdisjoint(drugs[:2])


def test_the_text_of_a_recommendation_has_the_starting_doses_of_every_option() -> None:
    document = json.loads(run("recommend", CASE, "--top", "2", "--format", "json").stdout)
    told = " ".join(run("recommend", CASE, "--top", "2").stdout.split())
    assert "Starting doses (advisory)" in told
    for option in document["options"]:
        for dose in option["doses"]:
            if dose["dose"] is not None:
                assert f"{dose['drug']} {dose['dose']:g} {dose['unit']} {dose['schedule']}" in told
