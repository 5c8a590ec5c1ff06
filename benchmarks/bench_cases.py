"""Agreement with I-PREDICT, and speed of the main job: menu, cold start, ten thousand cases."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.agreement import agreement
from benchmarks.ipredict import FOLDER, Patient, patients
from tumorboard import service
from tumorboard.knowledge.base import KnowledgeBase

BIN = Path(sys.executable).parent / "tumorboard"
CASES = 10_000


def run() -> None:
    """Print all figures."""
    kb = service.open_knowledge()
    if FOLDER.is_dir():
        people = patients()
        _print_agreement(people, kb)
        _menu(people, kb)
    else:
        print("I-PREDICT: ../shared/data/ipredict_dev is not here, skipped")
    _cold_start()
    _throughput()


def _print_agreement(people: list[Patient], kb: KnowledgeBase) -> None:
    told = agreement(people, kb)
    share = told.drugs_found / told.drugs_given
    print(f"I-PREDICT ({told.patients} patients)")
    print(f"  drugs given as matched among our candidates: {told.drugs_found}/{told.drugs_given} = {share:.3f}")
    print(f"    missed: {'; '.join(told.missed_drugs) or 'none'}")
    matched, targeted = told.features_matched, told.features_targeted
    print(f"  features the board targeted that the drugs given match: {matched}/{targeted} = {matched / targeted:.3f}")
    print(f"    missed: {'; '.join(told.missed_features) or 'none'}")
    print(f"    matched by us only: {told.features_matched_only_by_us}")
    print(f"  best option scores at least the regimen given: {told.best_at_least_given}/{told.patients}")
    print(f"    worse: {'; '.join(told.worse) or 'none'}")
    print(f"  regimens given that the default limits forbid: {'; '.join(told.forbidden) or 'none'}")


def _menu(people: list[Patient], kb: KnowledgeBase) -> None:
    times = []
    for patient in people:
        read = service.read_body(patient.body, patient.name, kb)
        service.recommend(read, kb)
        started = time.perf_counter()
        service.recommend(read, kb)
        times.append(time.perf_counter() - started)
    times.sort()
    p95 = times[-(-len(times) * 95 // 100) - 1]
    print(f"menu of 10, warm: median {times[len(times) // 2] * 1e3:.0f} ms, p95 {p95 * 1e3:.0f} ms (aim <= 150 ms)")


def _cold_start() -> None:
    case = service.sample_cases() / "SAMPLE-1.json"
    times = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run(
            [BIN, "score", str(case), "--drugs", "trametinib", "--format", "json"], check=True, capture_output=True
        )
        times.append(time.perf_counter() - started)
    print(f"tumorboard score, cold start: median of 5 {sorted(times)[2]:.2f} s (aim <= 1.5 s)")


def _throughput() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        path.write_text("".join(json.dumps(case) + "\n" for case in synthetic_cases(CASES, seed=1)), encoding="utf-8")
        started = time.perf_counter()
        done = subprocess.run(
            [BIN, "recommend", str(path), "--top", "1", "--format", "json", "--jsonl"], capture_output=True, text=True
        )
        spent = time.perf_counter() - started
    answered = done.stdout.count("\n")
    print(f"recommend --top 1: {answered} of {CASES} cases in {spent:.0f} s = {answered / spent:.0f}/s (aim >= 100/s)")


def synthetic_cases(count: int, seed: int) -> list[dict[str, Any]]:
    """Draw cases from the genes and changes that tumours often carry; the same seed gives the same cases."""
    draw = random.Random(seed)
    small = [
        ("KRAS", "p.G12D"), ("KRAS", "p.G12C"), ("KRAS", "p.G12V"), ("NRAS", "p.Q61R"), ("BRAF", "p.V600E"),
        ("TP53", "p.R175H"), ("TP53", "p.R248Q"), ("TP53", "p.R213*"), ("PIK3CA", "p.H1047R"), ("PIK3CA", "p.E545K"),
        ("PTEN", "p.R130*"), ("EGFR", "p.L858R"), ("EGFR", "p.T790M"), ("EGFR", "p.E746_A750del"), ("APC", "p.R1450*"),
        ("BRCA1", "p.E1375*"), ("BRCA2", "p.S1982fs*22"), ("ATM", "p.R2443*"), ("IDH1", "p.R132H"), ("NF1", "p.R304*"),
        ("ERBB2", "p.S310F"), ("KIT", "p.V559D"), ("FGFR3", "p.S249C"), ("CTNNB1", "p.S37F"), ("ARID1A", "p.Q1334*"),
        ("SMAD4", "p.R361H"), ("STK11", "p.Q170*"), ("RB1", "p.S576*"), ("ESR1", "p.D538G"), ("AKT1", "p.E17K"),
    ]  # fmt: skip
    amplified = ["MET", "ERBB2", "CCND1", "FGFR1", "MDM2", "CDK4", "MYC", "EGFR", "CCNE1", "FGF19"]
    deleted = ["CDKN2A", "CDKN2B", "PTEN", "RB1", "SMAD4", "TP53"]
    codes = ["LUAD", "COADREAD", "PAAD", "BRCA", "MEL", "HGSOC", "ESCA", "GB", "BLCA", "CHOL", "PRAD", "UCEC", "CUP"]
    cases = []
    for number in range(count):
        changes = draw.sample(small, draw.randint(1, 5))
        alterations: list[dict[str, Any]] = [
            {"gene": g, "kind": "small_variant", "protein_change": p, "pathogenicity": "pathogenic"} for g, p in changes
        ]
        gains = draw.sample(amplified, draw.randint(0, 3))
        alterations += [{"gene": gene, "kind": "amplification"} for gene in gains]
        losses = sorted(set(draw.sample(deleted, draw.randint(0, 2))) - set(gains))
        alterations += [{"gene": gene, "kind": "deletion"} for gene in losses]
        body: dict[str, Any] = {
            "case_id": f"SYN-{number}", "sample": True, "diagnosis": {"oncotree": draw.choice(codes)},
            "alterations": alterations,
        }  # fmt: skip
        if draw.random() < 0.3:
            body["protein_markers"] = [{"marker": draw.choice(["PD-L1", "ER", "AR"]), "result": "positive"}]
        if draw.random() < 0.2:
            body["signatures"] = {"tmb": {"value": float(draw.choice([4, 12, 25]))}}
        cases.append(body)
    return cases
