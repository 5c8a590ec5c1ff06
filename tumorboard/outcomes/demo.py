"""A simulated cohort with a known effect, so that the research page is alive on first start and can be tested.

Every patient is invented. The matching score acts on progression-free survival with the hazard ratio that is asked for;
each alteration more raises the hazard by 20 % whatever is given. As a tumour with few alterations reaches a high score
easily, the score then *looks* helpful even where no effect was planted: that is the trap the analysis must avoid.
"""

from typing import Any

import numpy as np

from tumorboard.domain.cohort import Cohort
from tumorboard.errors import InputError
from tumorboard.outcomes.endpoints import DAYS_PER_MONTH

PER_ALTERATION = 1.2
"""Hazard ratio of one alteration more."""
MEDIAN_MONTHS = 5.0
VISIT_DAYS = 56
TUMOR_TYPES = ("COADREAD", "PAAD", "NSCLC", "BRCA", "CHOL", "HGSOC")
TYPE_HAZARD = (1.0, 1.4, 0.9, 0.75, 1.2, 0.85)
NOT_TREATED = (
    ("profiled", "not enough tissue", 0.14),
    ("evaluable", "died or became too ill before the board", 0.22),
    ("evaluable", "lost to follow-up", 0.09),
    ("treated", "physician's or patient's choice", 0.31),
    ("treated", "drug not available or not paid for", 0.17),
)
SAID = {
    "ancestry": (
        ("invented group A", 0.42), ("invented group B", 0.2), ("invented group C", 0.1), ("invented group D", 0.03),
        ("prefer_not_to_say", 0.1), ("", 0.15),
    ),
    "rurality": (("town", 0.5), ("country", 0.25), ("prefer_not_to_say", 0.05), ("", 0.2)),
}  # fmt: skip
"""What invented patients say of themselves, with its share; empty for not asked."""


def simulate(patients: int = 300, *, seed: int = 1, effect: float = 0.6) -> Cohort:
    """Invent a cohort of treated patients.

    Parameters
    ----------
    patients : int
        Treated patients, 1-200,000.
    seed : int
        The same settings give the same cohort.
    effect : float
        Hazard ratio of PFS per 50 points of the matching score, 0.05-20; 1 plants no effect.

    Returns
    -------
    Cohort
        Labelled as simulated, with its settings.
    """
    if not 1 <= patients <= 200_000:
        raise InputError("the number of patients must be 1 to 200,000", field="--patients")
    if not 0.05 <= effect <= 20:
        raise InputError("the hazard ratio must be 0.05 to 20", field="--effect", remedy="1 plants no effect")
    drawn = _draw(np.random.default_rng(seed), patients, effect)
    said = _said(np.random.default_rng([seed, 1]), patients)
    rows = [
        {**_row(i, {name: column[i].item() for name, column in drawn.items()}), "self_reported": said[i]}
        for i in range(patients)
    ]
    return Cohort.model_validate(
        {
            "schema": "tumorboard.cohort/1",
            "name": f"SIMULATED cohort of {patients} patients",
            "simulated": True,
            "simulation": {
                "patients": patients,
                "seed": seed,
                "effect_per_50_points": effect,
                "per_alteration": PER_ALTERATION,
            },
            "source": "Simulated: every patient is invented; the effect was planted.",
            "policy": "ipredict2019",
            "not_treated": [
                {"left_at": s, "because": b, "count": round(patients * share)} for s, b, share in NOT_TREATED
            ],
            "rows": rows,
        }
    )


def _draw(rng: np.random.Generator, n: int, effect: float) -> dict[str, Any]:
    """Draw the columns of all patients at once."""
    tmb = np.round(np.exp(rng.normal(1.5, 0.85, n)), 1)
    msi_high = rng.random(n) < np.where(tmb >= 20, 0.35, 0.005)
    alterations = np.clip(rng.poisson(4.2, n) + 3 * (tmb >= 20), 0, 15)
    drugs = rng.choice([1, 2, 3], n, p=[0.3, 0.45, 0.25])
    checkpoint = rng.random(n) < np.where(tmb >= 20, 0.8, 0.2)
    hits = [(rng.random(n) < 0.75) * (drugs > k) * (1 + (rng.random(n) < 0.35)) for k in range(3)]
    matched = np.minimum(np.sum(hits, axis=0), alterations)
    intermediate = (tmb >= 6) & (tmb < 20)
    whole = checkpoint & ((tmb >= 20) | msi_high)
    denominator, numerator = alterations + intermediate, matched + (intermediate & checkpoint)
    score = np.where(whole, 1.0, numerator / np.maximum(denominator, 1))
    age = np.clip(np.round(rng.normal(61, 12, n)), 18, 92)
    female, ecog = rng.random(n) < 0.54, rng.choice([0, 1, 2], n, p=[0.35, 0.5, 0.15])
    lines, kind = np.minimum(rng.poisson(1.6, n), 8), rng.integers(0, len(TUMOR_TYPES), n)
    log_hazard = (
        np.log(TYPE_HAZARD)[kind] + np.log(PER_ALTERATION) * (alterations - 4) + np.log(effect) * score / 0.5
        + 0.2 * ecog + 0.06 * lines + 0.004 * (age - 61)
    )  # fmt: skip
    scale = MEDIAN_MONTHS * DAYS_PER_MONTH / np.log(2)
    pfs = np.ceil(rng.exponential(scale * np.exp(-log_hazard))).clip(1, 20_000).astype(int)
    dies_first = rng.random(n) < 0.1
    after = np.ceil(rng.exponential(240 * np.exp(-0.08 * (alterations - 4)))).clip(1, 10_000).astype(int)
    responds = (rng.random(n) < 0.25 + 0.25 * (pfs > 180)) & (pfs > VISIT_DAYS)
    return {
        "tmb": tmb, "msi_high": msi_high, "alterations": alterations, "drugs": drugs, "checkpoint": checkpoint,
        "matched": matched, "whole": whole, "denominator": denominator, "numerator": numerator, "age": age,
        "female": female, "ecog": ecog, "lines": lines, "kind": kind, "pfs": pfs, "dies_first": dies_first,
        "observed": np.ceil(rng.uniform(90, 1100, n) * np.where(rng.random(n) < 0.08, 0.4, 1)).astype(int),
        "death": np.where(dies_first, pfs, pfs + after),
        "responds": responds,
        "baseline": np.round(rng.uniform(25, 160, n), 0),
        "shrink": np.where(responds, rng.uniform(0.2, 0.68, n), rng.uniform(0.78, 1.12, n)),
        "gap": np.ceil(rng.uniform(7, 60, n)).astype(int),
        "prior": np.ceil(rng.exponential(150, n)).clip(10, 3000),
        "grade": rng.choice([1, 2, 3, 4], n, p=[0.22, 0.4, 0.31, 0.07]),
    }  # fmt: skip


def _said(rng: np.random.Generator, n: int) -> list[dict[str, str]]:
    """Draw what patients say of themselves, apart from all else: it has no effect, and some were not asked."""
    told: list[dict[str, str]] = [{} for _ in range(n)]
    for category, answers in SAID.items():
        for person, place in enumerate(rng.choice(len(answers), n, p=[share for _, share in answers]).tolist()):
            if answer := answers[place][0]:
                told[person][category] = answer
    return told


def _row(index: int, p: dict[str, Any]) -> dict[str, Any]:
    """Write one patient as a row; follow-up ends on a day of its own, and what comes after it is not known."""
    end, progression, dead = p["observed"], p["pfs"], p["death"] <= p["observed"]
    progresses = progression <= end and not p["dies_first"]
    size = round(p["baseline"] * p["shrink"], 0)
    seen: list[dict[str, Any]] = [{"when": -7, "target_sum": p["baseline"]}]
    visits = [*range(VISIT_DAYS, min(progression, end), VISIT_DAYS), *([] if progression <= end else [end])]
    seen += [{"when": day, "response": "PR" if p["responds"] else "SD", "target_sum": size} for day in visits]
    if progresses:
        seen.append({"when": progression, "response": "PD", "target_sum": round(1.3 * min(size, p["baseline"]) + 5, 0)})
    next_day = progression + p["gap"]
    plain = {"numerator": p["matched"], "denominator": p["alterations"], "set_100": p["whole"]}
    return {
        "patient_id": f"SIM-{index + 1:06d}",
        "assessments": seen,
        "death": p["death"] if dead else None,
        "last_contact": p["death"] if dead else end,
        "next_treatment": next_day if progresses and next_day < min(p["death"], end) else None,
        "prior_pfs_days": p["prior"] if p["lines"] else None,
        "scores": {
            "ipredict2019": {**plain, "numerator": p["numerator"], "denominator": p["denominator"]},
            "kato2020": plain,
            "ipredict2021": plain,
        },
        "sex": "female" if p["female"] else "male",
        "prior_lines": p["lines"],
        "tumor_type": TUMOR_TYPES[p["kind"]],
        "worst_grade": p["grade"],
        **{name: p[name] for name in ("alterations", "drugs", "age", "ecog", "tmb", "msi_high", "checkpoint")},
    }
