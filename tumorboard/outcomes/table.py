"""The analysis table: a cohort as columns, one entry a treated patient."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tumorboard.domain.cohort import Cohort, CohortRow, Score
from tumorboard.outcomes.cox import Covariate
from tumorboard.outcomes.endpoints import (
    Endpoint,
    PfsRatio,
    best_change,
    best_response,
    disease_control,
    overall,
    pfs_ratio,
    progression_free,
    timeline,
    to_next_treatment,
)
from tumorboard.outcomes.partial_likelihood import Bools, Floats
from tumorboard.outcomes.survival import SurvivalData

CUTS: tuple[tuple[str, Fraction, bool], ...] = (
    (">1/2", Fraction(1, 2), False),
    (">=1/2", Fraction(1, 2), True),
    (">=3/5", Fraction(3, 5), True),
)
"""The published cuts: I-PREDICT 2019, Kato 2020, I-PREDICT 2021; compared exactly."""
ENDPOINTS: tuple[tuple[str, str], ...] = (
    ("pfs", "Progression-free survival"),
    ("os", "Overall survival"),
    ("ttnt", "Time to next treatment"),
)
SCORE = "score"
ALTERATIONS = "alterations"
TMB_HIGH = 10.0
NOT_ASKED = "not_asked"
RARE_TYPE = 10
"""Patients below which a tumour type joins the stratum of the others."""


@dataclass(frozen=True)
class Scores:
    """The scores of all patients under one policy; NaN where not computable."""

    points: Floats
    numerator: Floats
    denominator: Floats
    high: dict[str, Bools]

    @property
    def known(self) -> Bools:
        """Patients whose score could be computed."""
        return ~np.isnan(self.points)


@dataclass(frozen=True)
class OutcomeTable:
    """Columns of the treated patients.

    Parameters
    ----------
    policy : str
        The policy whose score comes first.
    scores : dict of str to Scores
        Policy -> scores in points (0-100).
    days, events : dict
        Endpoint -> days from day 1 (NaN where not known), and whether it happened.
    entry : array
        Day from which each patient was under observation.
    changes : tuple
        For each patient the days and points of later scores.
    change : array
        Best change of the target lesions in per cent; NaN where it is not known.
    self_reported : dict
        Category -> what each patient said; ``not_asked`` where nobody asked. No model sees it.
    """

    policy: str
    scores: dict[str, Scores]
    days: dict[str, Floats]
    events: dict[str, Bools]
    entry: Floats
    changes: tuple[tuple[tuple[float, float], ...], ...]
    covariates: dict[str, Covariate]
    tumor_type: NDArray[np.str_]
    checkpoint: Floats
    control: Floats
    best: NDArray[np.str_]
    ratios: tuple[PfsRatio | None, ...]
    grade: Floats
    change: Floats
    self_reported: dict[str, NDArray[np.str_]]

    def __len__(self) -> int:
        return len(self.entry)

    @property
    def primary(self) -> Scores:
        """Scores under the cohort's own policy."""
        return self.scores[self.policy]

    @property
    def late_entry(self) -> bool:
        """Whether any patient came under observation after day 1."""
        return bool((self.entry > 0).any())

    def usable(self, endpoint: str, policy: str | None = None) -> Bools:
        """Patients with a score and this endpoint, seen before it ended."""
        known = self.scores[policy or self.policy].known & ~np.isnan(self.days[endpoint])
        return np.asarray(known & ((self.entry == 0) | (self.entry < self.days[endpoint])))

    def at_risk(self, endpoint: str, keep: Bools, day: float) -> Bools:
        """Patients under observation without the event just before a day."""
        return np.asarray(keep & (self.days[endpoint] >= day) & ((self.entry < day) | (self.entry == 0)))

    def survival(self, endpoint: str, keep: Bools, *, strata: bool = False) -> SurvivalData:
        """Return the follow-up of some patients, with late entry where the cohort has it."""
        kind = self.tumor_type[keep] if strata else None
        # Who entered on day 1 is at risk from before the first event.
        start = np.where(self.entry > 0, self.entry, -1.0)[keep] if self.late_entry else None
        return SurvivalData(self.days[endpoint][keep], self.events[endpoint][keep], start, kind)

    def score(self, policy: str | None = None) -> Covariate:
        """Return the continuous score, per 10 points."""
        return Covariate(SCORE, "Matching score, per 10 points", self.scores[policy or self.policy].points / 10)

    def cut(self, name: str, policy: str | None = None) -> Covariate:
        """Return a published cut as a yes/no covariate."""
        scores = self.scores[policy or self.policy]
        values = np.where(scores.known, scores.high[name].astype(np.float64), np.nan)
        return Covariate(SCORE, f"Matching score {name}", values)


def build(cohort: Cohort, *, today: date | None = None) -> OutcomeTable:
    """Turn the treated rows of a cohort into columns.

    Raises
    ------
    InputError
        For dates that cannot be (``endpoints.timeline``), with the row and the field.
    """
    treated = [(index, row) for index, row in enumerate(cohort.rows) if row.left_at is None]
    rows = [row for _, row in treated]
    lines = [timeline(row, today=today, field=f"rows[{index}]") for index, row in treated]
    pairs = list(zip(rows, lines, strict=True))
    found = {
        "pfs": [progression_free(row, line) for row, line in pairs],
        "os": [overall(row, line) for row, line in pairs],
        "ttnt": [to_next_treatment(row, line) for row, line in pairs],
    }
    policies = list(dict.fromkeys([cohort.policy, *sorted({name for row in rows for name in row.scores})]))
    return OutcomeTable(
        policy=cohort.policy,
        scores={policy: _scores([row.scores.get(policy) for row in rows]) for policy in policies},
        days={name: _days(endpoints) for name, endpoints in found.items()},
        events={name: np.array([bool(e and e.event) for e in ends], bool) for name, ends in found.items()},
        entry=np.array([float(line.entry) for line in lines]),
        changes=tuple(_changes(row, line.score_changes) for row, line in pairs),
        covariates=_covariates(rows, cohort.policy),
        tumor_type=_types(rows),
        checkpoint=_yes_no([row.checkpoint for row in rows]),
        control=_yes_no([disease_control(row, line) for row, line in pairs]),
        best=np.array([best_response(line) or "" for line in lines], dtype=np.str_),
        ratios=tuple(pfs_ratio(row, line) for row, line in pairs),
        grade=_number([row.worst_grade for row in rows]),
        change=_number([best_change(line) for line in lines]),
        self_reported=_self_reported(rows),
    )


def _scores(given: list[Score | None]) -> Scores:
    """Lay scores out as columns; fractions are slow, and a cohort has few different ones."""
    kinds: dict[tuple[str | int, int, bool] | None, int] = {None: 0}
    told: list[tuple[float, ...]] = [(np.nan, np.nan, np.nan, *(0.0 for _ in CUTS))]
    codes = []
    for score in given:
        key = None if score is None else (score.numerator, score.denominator, score.set_100)
        if score is not None and key not in kinds:
            kinds[key] = len(told)
            value = score.value
            high = [value is not None and (value >= cut if equal else value > cut) for _, cut, equal in CUTS]
            points = np.nan if value is None else float(100 * value)
            told.append((points, float(Fraction(score.numerator)), score.denominator, *map(float, high)))
        codes.append(kinds[key])
    points_, numerator, denominator, *highs = np.array(told)[codes].T
    return Scores(points_, numerator, denominator, {name: highs[i] > 0 for i, (name, _, _) in enumerate(CUTS)})


def _days(endpoints: list[Endpoint | None]) -> Floats:
    return np.array([np.nan if end is None else end.days for end in endpoints], np.float64)


def _changes(row: CohortRow, days: tuple[int, ...]) -> tuple[tuple[float, float], ...]:
    later = [(day, change.score.value) for day, change in zip(days, row.score_changes, strict=True)]
    return tuple(sorted((float(day), float(100 * value)) for day, value in later if value is not None))


def _number(values: list[float | int | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)


def _yes_no(values: list[bool | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], np.float64)


def _self_reported(rows: list[CohortRow]) -> dict[str, NDArray[np.str_]]:
    names = sorted({name for row in rows for name in row.self_reported})
    return {name: np.array([row.self_reported.get(name, NOT_ASKED) for row in rows], dtype=np.str_) for name in names}


def _types(rows: list[CohortRow]) -> NDArray[np.str_]:
    named = np.array([row.tumor_type or "unknown" for row in rows], dtype=np.str_)
    kinds, counts = np.unique(named, return_counts=True)
    rare = set(kinds[counts < RARE_TYPE].tolist())
    return np.array(["other" if kind in rare else kind for kind in named.tolist()], dtype=np.str_)


def _covariates(rows: list[CohortRow], policy: str) -> dict[str, Covariate]:
    """Columns of the models, in order of importance; the number of alterations is in every one of them."""
    items = [row.scores.get(policy) for row in rows]
    alterations = [
        row.alterations if row.alterations is not None else (s.denominator if s else None)
        for row, s in zip(rows, items, strict=True)
    ]
    biomarker = [
        None if row.tmb is None and row.msi_high is None else bool((row.tmb or 0) >= TMB_HIGH or row.msi_high)
        for row in rows
    ]
    columns = [
        (ALTERATIONS, "Alterations, one more", _number(list(alterations))),
        ("prior_lines", "Prior lines, one more", _number([row.prior_lines for row in rows])),
        ("ecog", "ECOG, one worse", _number([row.ecog for row in rows])),
        ("checkpoint", "Checkpoint inhibitor given", _yes_no([row.checkpoint for row in rows])),
        ("tmb_msi", "TMB >= 10 mut/Mb or MSI-high", _yes_no(biomarker)),
        ("drugs", "Drugs, one more", _number([row.drugs for row in rows])),
        ("age", "Age, per 10 years", _number([None if row.age is None else row.age / 10 for row in rows])),
        ("male", "Male", _yes_no([None if row.sex not in ("male", "female") else row.sex == "male" for row in rows])),
    ]
    return {name: Covariate(name, label, values) for name, label, values in columns}
