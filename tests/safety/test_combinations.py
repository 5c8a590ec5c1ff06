"""The shipped phase I table against the collection from which its facts were taken (where that is at hand)."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from tumorboard import service
from tumorboard.intake.phase1 import NameReader, read_phase1
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.safety.evidence import CombinationEvidence

COLLECTION = Path(__file__).resolve().parents[3] / "shared" / "data" / "phase1_combinations"
needs_collection = pytest.mark.skipif(not COLLECTION.is_dir(), reason="the collection is not here")


def test_rows_are_complete() -> None:
    kb = service.open_knowledge()
    tables = shipped_trials(kb)
    assert len(tables.trials) >= 150
    assert not tables.problems
    for trial in tables.trials:
        assert trial.known and trial.pmid.isdigit() and trial.levels
        tolerated = {dose.drug for dose in trial.mtd}
        assert not tolerated or tolerated == set(trial.drugs)
        for toxic in trial.toxicities:
            assert toxic.patients is not None and toxic.treated is not None and toxic.patients <= toxic.treated


@needs_collection
def test_every_dose_and_toxicity_stands_in_its_source() -> None:
    kb = service.open_knowledge()
    source, _ = read_phase1(COLLECTION, kb)
    doses: dict[str, set[tuple[str, float | None, str]]] = defaultdict(set)
    toxic: dict[str, set[tuple[str, int | None, int | None]]] = defaultdict(set)  # words differ by misprints
    for trial in source:
        for dose in (*trial.mtd, *(dose for level in trial.levels for dose in level.doses)):
            doses[trial.pmid].add((dose.drug, dose.amount, dose.unit))
        for event in trial.toxicities:
            toxic[trial.pmid].add((event.level, event.patients, event.treated))
    for trial in shipped_trials(kb).trials:
        for dose in (*trial.mtd, *(dose for level in trial.levels for dose in level.doses)):
            assert (dose.drug, dose.amount, dose.unit) in doses[trial.pmid], trial.id
        for event in trial.toxicities:
            assert (event.level, event.patients, event.treated) in toxic[trial.pmid], trial.id


def test_a_tolerated_dose_was_a_level_and_was_not_toxic_to_most() -> None:
    """Of each row: all doses of the maximum tolerated one stand in one level, where under half had one same event."""
    for trial in shipped_trials(service.open_knowledge()).trials:
        if not trial.mtd:
            continue
        wanted = {(dose.drug, dose.amount, dose.unit) for dose in trial.mtd}
        at = [level.level for level in trial.levels if wanted <= {(d.drug, d.amount, d.unit) for d in level.doses}]
        assert at, trial.id
        events = [toxic for toxic in trial.toxicities if toxic.level == at[0] and len(at) == 1]
        assert all((t.patients or 0) / (t.treated or 1) < 0.6 for t in events), trial.id


@needs_collection
def test_regimens_of_known_drugs_are_found() -> None:
    """Every regimen whose drugs we know is found by its set, and so are nine in ten that are written with our names."""
    kb = service.open_knowledge()
    trials, report = read_phase1(COLLECTION, kb)
    evidence = CombinationEvidence(trials)
    known = [trial for trial in trials if trial.known]
    found = sum(trial in evidence.exact(trial.drugs) for trial in known)
    assert found / len(known) >= 0.9
    assert report.drug_rows_known / report.drug_rows > 0.8
    named = {name for drug in kb.drugs.values() for name in (drug.name, *drug.brands, *drug.codes)}
    with (COLLECTION / "drug.csv").open(newline="", encoding="utf-8-sig") as handle:
        rows = list(csv.DictReader(handle))
    arms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        arms[row["PMID"], row["CombnID"]].add(row["Drug_Name"].strip().lower())
    plain = {key for key, names in arms.items() if len(names) > 1 and names <= {name.lower() for name in named}}
    read = {(trial.pmid, trial.id.split("/")[1].split(".")[0]) for trial in known}
    assert len(plain & read) / len(plain) >= 0.9


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Cisplatinand", (("cisplatin",),)),
        ("vinorelbine35", (("vinorelbine",),)),
        ("busulphan", (("busulfan",),)),
        ("mFOLFOX6", (("fluorouracil", "oxaliplatin"),)),
        ("CHOP therapy", (("cyclophosphamide", "doxorubicin", "vincristine"),)),
        ("cisplatin or carboplatin", (("cisplatin",), ("carboplatin",))),
        ("dabrafenib + trametinib", (("dabrafenib", "trametinib"),)),
        ("pegylated IFNa-2b", (("peginterferon alfa-2b",),)),
        ("UFT", ()),
        ("UCN-01", ()),
    ],
)
def test_names_are_read_as_trials_write_them(written: str, read: tuple[tuple[str, ...], ...]) -> None:
    assert NameReader(service.open_knowledge()).read(written) == read
