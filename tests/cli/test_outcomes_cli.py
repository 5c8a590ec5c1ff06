"""The score against outcome from the command line: a simulated cohort, a report, figures, and a study as it comes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_cli import run

SAMPLES = "PATIENT_ID\tSAMPLE_ID\tONCOTREE_CODE\nP1\tS1\tMEL\nP2\tS2\tMEL\nP3\tS3\tMEL\n"
PATIENTS = (
    "PATIENT_ID\tAGE\tPFS_MONTHS\tPFS_STATUS\n"
    "P1\t58\t6\t1:Progressed\nP2\t61\t2.5\t0:Not Progressed\nP3\t70\tlong\t1:Progressed\n"
)
MAF = (
    "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tHGVSp_Short\n"
    "BRAF\tS1\tMissense_Mutation\tp.V600E\nTP53\tS1\tMissense_Mutation\tp.R175H\n"
    "BRAF\tS2\tMissense_Mutation\tp.V600E\nNRAS\tS9\tMissense_Mutation\tp.Q61R\n"
)


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cohort") / "demo.json"
    done = run("demo-cohort", "--patients", "120", "--seed", "2", "--effect", "0.5", "--out", str(path))
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def study(tmp_path: Path) -> Path:
    for name, text in (("clinical_sample", SAMPLES), ("clinical_patient", PATIENTS), ("mutations", MAF)):
        (tmp_path / f"data_{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def imported(study: Path, *words: str) -> tuple[dict[str, Any], str]:
    out = study / "cohort.json"
    done = run("outcomes", "import-cbioportal", str(study), "--out", str(out), *words)
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text(encoding="utf-8")), done.stderr


def test_the_demo_cohort_says_that_it_is_simulated_and_is_the_same_again(cohort: Path, tmp_path: Path) -> None:
    body = json.loads(cohort.read_text(encoding="utf-8"))
    assert body["simulated"] is True and len(body["rows"]) == 120
    assert body["simulation"]["effect_per_50_points"] == 0.5
    again = tmp_path / "again.json"
    run("demo-cohort", "--patients", "120", "--seed", "2", "--effect", "0.5", "--out", str(again))
    assert again.read_bytes() == cohort.read_bytes()


def test_the_report_is_json_with_figures_as_png_and_svg(cohort: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures"
    done = run(
        "outcomes", "analyse", "--from", str(cohort), "--format", "json", "--shuffles", "0", "--figures", str(figures)
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["schema"] == "tumorboard.outcomes/1" and report["simulated"] is True
    terms = [term["name"] for term in report["endpoints"]["pfs"]["models"]["adjusted"]["terms"]]
    assert terms[:2] == ["score", "alterations"]
    assert (figures / "pfs-curves.png").read_bytes().startswith(b"\x89PNG")
    svg = (figures / "pfs-curves.svg").read_text(encoding="utf-8")
    assert "SIMULATED" in svg and "Number at risk" in svg
    assert {path.suffix for path in figures.iterdir()} == {".png", ".svg"}


def test_the_tables_tell_the_warning_the_flow_and_the_published_results(cohort: Path) -> None:
    done = run("outcomes", "analyse", "--from", str(cohort), "--shuffles", "0")
    assert done.returncode == 0, done.stderr
    for words in ("SIMULATED", "few alterations", "not enough tissue", "per 50 points", "Kato 2020", "PMID:33009371"):
        assert words in done.stdout


def test_a_study_is_scored_with_the_drugs_that_are_named(study: Path) -> None:
    body, told = imported(study, "--drugs", "Tafinlar, trametinib")
    first, second, third = body["rows"]
    assert first["scores"]["kato2020"] == {"numerator": "1", "denominator": 2}
    assert second["scores"]["kato2020"] == {"numerator": "1", "denominator": 1}
    assert (first["drugs"], first["checkpoint"], first["alterations"]) == (2, False, 2)
    assert third["scores"]["kato2020"]["denominator"] == 0
    assert "named on import: Tafinlar, trametinib" in body["source"]
    for words in ("sample S9 is not in", "PFS_MONTHS 'long'", "3 patients, 2 with a score", "ECOG of 3"):
        assert words in told


def test_a_table_names_the_drugs_of_each_patient_and_who_has_none_has_no_score(study: Path) -> None:
    (study / "given.tsv").write_text("PATIENT_ID\tDRUGS\nP2\tvemurafenib,cobimetinib\n", encoding="utf-8")
    body, told = imported(study, "--drugs-from", str(study / "given.tsv"))
    assert ["scores" in row for row in body["rows"]] == [False, True, False]
    assert body["rows"][0]["alterations"] == 2
    assert "2 of 3 patients: no drug is named: no score" in told


def test_a_cohort_without_scores_is_told_in_words(study: Path) -> None:
    imported(study)
    done = run("outcomes", "analyse", "--from", str(study / "cohort.json"), "--shuffles", "0")
    assert done.returncode == 0, done.stderr
    assert "not shown" in done.stdout and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("demo-cohort", "--effect", "100", "--out", "x.json"), ("--effect", "0.05 to 20", "1 plants no effect")),
        (("demo-cohort", "--patients", "0", "--out", "x.json"), ("--patients", "1 to 200,000")),
        (("demo-cohort", "--out", "{folder}"), ("cannot be written",)),
        (("outcomes", "analyse", "--from", "{folder}/nosuch.json"), ("nosuch.json", "cannot be read")),
        (("outcomes", "analyse", "--from", "{folder}/other.json"), ("other.json: schema", "tumorboard.cohort/1")),
        (("outcomes", "analyse", "--from", "{folder}/wrong.json"), ("wrong.json: rows[0].worst_grade", "5")),
        (("outcomes", "analyse", "--from", "{folder}/dates.json"), ("dates.json: rows[0]",)),
        (("outcomes", "import-cbioportal", "{folder}", "--out", "x.json"), ("clinical sample table is missing",)),
    ],
)
def test_errors_end_with_2_and_name_file_field_and_remedy(
    words: tuple[str, ...], told: tuple[str, ...], tmp_path: Path
) -> None:
    head = {"schema": "tumorboard.cohort/1", "name": "x"}
    (tmp_path / "other.json").write_text('{"schema": "tumorboard.case/1"}', encoding="utf-8")
    for name, row in (
        ("wrong", {"patient_id": "A", "worst_grade": 6}),
        ("dates", {"patient_id": "A", "day1": "2999-01-01", "death": "2999-02-01"}),
    ):
        (tmp_path / f"{name}.json").write_text(json.dumps({**head, "rows": [row]}), encoding="utf-8")
    done = run(*(word.replace("{folder}", str(tmp_path)) for word in words))
    assert done.returncode == 2
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr
    assert all(part in done.stderr for part in told), done.stderr


@pytest.mark.parametrize(
    ("words", "table", "told"),
    [
        (("--drugs", "nosuchdrug"), "", "nosuchdrug"),
        ((), "PATIENT_ID\tDRUG\nP1\tx\n", "no column DRUGS"),
        ((), "PATIENT_ID\tDRUGS\nP7\tvemurafenib\n", "no patient P7"),
        ((), "PATIENT_ID\tDRUGS\nP1\tvemurafenib\nP1\tdabrafenib\n", "stands here twice"),
    ],
)
def test_drugs_and_patients_must_be_known(study: Path, words: tuple[str, ...], table: str, told: str) -> None:
    if table:
        (study / "given.tsv").write_text(table, encoding="utf-8")
        words = ("--drugs-from", str(study / "given.tsv"))
    done = run("outcomes", "import-cbioportal", str(study), "--out", str(study / "out.json"), *words)
    assert done.returncode == 2 and told in done.stderr
    assert not (study / "out.json").exists()
