"""The safety document, the proposals in it, the batch, and the store of trials."""

import json
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.cli import main
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.safety.store import evidence, store_path, stored_trials

COLLECTION = Path(__file__).resolve().parents[3] / "shared" / "data" / "phase1_combinations"


def test_proposals_never_exceed_the_label() -> None:
    kb = service.open_knowledge()
    sets = [trial.drugs for trial in shipped_trials(kb).trials] + [regimen.drugs for regimen in kb.regimens]
    for drugs in sets:
        for dose in service.safety(drugs, kb).doses:
            assert dose.percent_of_label is None or 0 <= dose.percent_of_label <= 100
            assert dose.basis
            same = [row.amount for row in kb.doses.get(dose.drug, ()) if row.unit == dose.unit]
            if dose.dose is not None and same and not dose.basis.startswith("phase I"):
                assert dose.dose <= max(same)


def test_established_regimens_keep_their_label_doses() -> None:
    kb = service.open_knowledge()
    report = service.safety(["dabrafenib", "trametinib"], kb)
    assert report.combination.level == "established"
    assert {dose.drug: (dose.dose, dose.percent_of_label) for dose in report.doses} == {
        "dabrafenib": (150, 100),
        "trametinib": (2, 100),
    }
    renal = {dose.drug: dose.dose for dose in service.safety(["lenvatinib", "everolimus"], kb).doses}
    assert renal == {"lenvatinib": 18, "everolimus": 5}


def test_a_regimen_that_has_the_drugs_with_others_is_told() -> None:
    report = service.safety(["trastuzumab", "pertuzumab"], service.open_knowledge())
    assert "RG145" in {regimen.id for regimen in report.combination.wholes}
    assert "a label or guideline names them with docetaxel (RG145)" in report.combination.words
    assert "no label, guideline or phase I trial of the tables has these drugs together" not in report.combination.words


def test_trials_can_be_left_out() -> None:
    kb = service.open_knowledge()
    trial = next(t for t in shipped_trials(kb).trials if len(t.drugs) == 2 and t.mtd)
    known = service.safety(trial.drugs, kb)
    without = service.safety(trial.drugs, kb, without=[trial.pmid])
    assert trial.pmid in {t.pmid for t in known.combination.exact}
    assert trial.pmid not in {t.pmid for t in without.combination.exact}
    assert not any(f"PMID:{trial.pmid}" in source for dose in without.doses for source in dose.sources)


def test_what_is_not_known_is_said() -> None:
    kb = service.open_knowledge()
    report = service.safety(["tucatinib", "mitotane", "larotrectinib"], kb)
    assert report.combination.level == "none"
    assert report.combination.words.startswith("not known")
    assert report.not_checked


def test_a_batch_answers_every_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ['{"id": "a", "drugs": ["Tafinlar", "trametinib"]}', "no json", '{"id": "b", "drugs": ["dabrafenb"]}',
             '{"id": "c", "drugs": ["cisplatin", "fluorouracil"], "without_pmid": [1, "PMID:2"]}', '{"id": "d"}',
             '{"id": "e", "drugs": [], "without": []}']  # fmt: skip
    path = tmp_path / "sets.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["safety", "--batch", str(path)])
    assert left.value.code in (0, None)
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == len(lines)
    assert [answer["id"] for answer in answers] == ["a", "", "b", "c", "d", "e"]
    assert [("error" in answer) for answer in answers] == [False, True, True, False, True, True]
    assert "dabrafenib" in answers[2]["error"]


def test_a_line_that_is_no_text_is_answered_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sets.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "drugs": ["olaparib"]}\r\n\xff\xfe\n\n{"id": "b", "drugs": ["trametinib"]}'
    )
    with pytest.raises(SystemExit):
        main(["safety", "--batch", str(path)])
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "", "b"]
    assert answers[1]["line"] == 2 and "UTF-8" in answers[1]["error"]


@pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not here")
def test_the_store_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUMORBOARD_DATA_DIR", str(tmp_path))
    kb = service.open_knowledge()
    shipped = len(evidence(kb).trials)
    report, path = service.import_trials(kb, COLLECTION)
    assert path == store_path()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert len(stored_trials()) == report.combinations
    assert len(evidence(kb).trials) > shipped
    path.write_text(path.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    with pytest.raises(KnowledgeError, match="safety-import"):
        stored_trials()
