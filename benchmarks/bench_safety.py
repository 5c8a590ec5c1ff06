"""Starting doses against the maximum tolerated doses of phase I trials, shares of what was read, and times."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from tumorboard import service
from tumorboard.domain.combination import CombinationTrial
from tumorboard.intake.phase1 import read_phase1
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.safety.dosing import propose
from tumorboard.safety.evidence import CombinationEvidence
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.label_doses import percent_of_label

COLLECTION = Path(__file__).resolve().parents[2] / "shared" / "data" / "phase1_combinations"


@dataclass
class Calibration:
    """Proposed dose divided by the tolerated one, drug by drug: single doses, and doses per unit of time."""

    single: list[float] = field(default_factory=list)
    per_time: list[float] = field(default_factory=list)
    trials: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    trials_per_time: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    by_basis: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def calibrate(kb: KnowledgeBase, evidence: CombinationEvidence, trials: tuple[CombinationTrial, ...]) -> Calibration:
    """Compare proposals with the trials that named a tolerated dose of two or more drugs, each left out in its turn."""
    told = Calibration()
    for trial in trials:
        if not trial.known or len({dose.drug for dose in trial.mtd}) < 2:
            continue
        proposed = {dose.drug: dose for dose in propose(kb, trial.drugs, evidence, {trial.pmid})}
        for tolerated in trial.mtd:
            ours = proposed[tolerated.drug]
            if not tolerated.amount:
                continue
            if ours.dose and ours.unit == tolerated.unit:
                ratio = ours.dose / tolerated.amount
                told.single.append(ratio)
                told.trials[trial.id].append(ratio)
                told.by_basis[ours.basis.split(":")[0]].append(ratio)
            share = percent_of_label(kb, tolerated)
            if share and ours.percent_of_label:
                told.per_time.append(ours.percent_of_label / share)
                told.trials_per_time[trial.id].append(ours.percent_of_label / share)
    return told


def _row(name: str, ratios: list[float]) -> str:
    if not ratios:
        return f"  {name}: none"
    below = sum(ratio <= 1.0001 for ratio in ratios) / len(ratios)
    return f"  {name}: {below:.3f} of {len(ratios)} at or below, median ratio {median(ratios):.2f}"


def _print(title: str, told: Calibration) -> None:
    print(title)
    print(_row("drug doses, single dose (aim >= 0.90, median >= 0.5)", told.single))
    print(_row("drug doses, per unit of time", told.per_time))
    for words, trials in (("single doses", told.trials), ("per unit of time", told.trials_per_time)):
        whole = sum(all(ratio <= 1.0001 for ratio in ratios) for ratios in trials.values())
        print(f"  trials with every drug at or below, {words}: {whole / max(len(trials), 1):.3f} of {len(trials)}")
    for basis, ratios in sorted(told.by_basis.items(), key=lambda pair: -len(pair[1])):
        print("  " + _row(basis, ratios))


def run() -> None:
    kb = service.open_knowledge()
    shipped = shipped_trials(kb).trials
    print(f"shipped phase I combinations: {len(shipped)}")
    pairs = sorted(kb.drugs)[:80]
    pair_findings(kb, pairs, service.Limits())
    start = perf_counter()
    pair_findings(kb, pairs, service.Limits())
    print(f"interactions of {len(pairs)} drugs, pair by pair: {1000 * (perf_counter() - start):.1f} ms warm")
    service.safety(["dabrafenib", "trametinib", "palbociclib"], kb)
    start = perf_counter()
    for _ in range(20):
        service.safety(["dabrafenib", "trametinib", "palbociclib"], kb)
    print(f"one set of drugs: {1000 * (perf_counter() - start) / 20:.1f} ms warm")
    if not COLLECTION.is_dir():
        print("calibration: ../shared/data/phase1_combinations is not here, skipped")
        return
    trials, report = read_phase1(COLLECTION, kb)
    print(
        f"read: {report.drug_rows_known} of {report.drug_rows} drug rows"
        f" ({report.drug_rows_known / report.drug_rows:.1%}); every drug known in {report.combinations_known} of"
        f" {report.combinations} combinations ({report.combinations_known / report.combinations:.1%})"
    )
    everything = CombinationEvidence(trials)
    known = [trial for trial in trials if trial.known]
    found = sum(trial in everything.exact(trial.drugs) for trial in known)
    print(f"combinations of known drugs found by their set: {found / len(known):.1%}")
    _print("calibration with every other trial imported", calibrate(kb, everything, trials))
    _print("calibration with the shipped trials only", calibrate(kb, CombinationEvidence(shipped), trials))
