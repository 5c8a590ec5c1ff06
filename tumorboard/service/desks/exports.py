"""What leaves the house: pseudonymised rows in which no small group can be told apart, without formulas.

Three steps. What describes a patient (tumour type, sex, age, ECOG, prior lines, ...) is made coarser until each
combination is that of 21 patients or more, or left out. Of everything else each value is that of 21 patients or more,
or left out together with the next rare one. Scores and days of events stay: they are the data.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

from tumorboard.domain.cohort import Cohort, CohortRow
from tumorboard.domain.telling import harmless
from tumorboard.errors import InputError
from tumorboard.outcomes.disclosure import SMALLEST
from tumorboard.outcomes.document import dump_cohort

AGE_BAND = 10
MARKERS = ("msi_high", "checkpoint", "worst_grade", "drugs", "prior_pfs_event")
"""What is told of a patient beside the description; each value alone must be that of many."""
Change = Callable[[CohortRow], dict[str, Any]]


def disclosable(cohort: Cohort) -> Cohort:
    """Return a cohort of which no group of 1-20 patients can be counted by what describes a patient.

    Raises
    ------
    InputError
        For fewer than 21 treated patients.
    """
    if len(cohort.rows) < SMALLEST and not cohort.simulated:
        raise InputError(
            f"fewer than {SMALLEST} treated patients agreed to research: every row would tell of single ones",
            field="rows", remedy="Analyse them here; an export is possible later",
        )  # fmt: skip
    if cohort.simulated:
        return cohort
    rows = _coarse(list(cohort.rows))
    for name in MARKERS:
        rows = _without_rare(rows, name)
    rows = [row.model_copy(update={"tmb": _tmb_band(row.tmb)}) for row in rows]
    rows = _without_rare(rows, "tmb")
    lost = tuple(group for group in cohort.not_treated if group.count >= SMALLEST)
    return cohort.model_copy(
        update={
            "rows": tuple(rows),
            "not_treated": lost if len(lost) == len(cohort.not_treated) else (),
            "source": f"{cohort.source}; what describes fewer than {SMALLEST} patients is left out"[:500],
        }
    )


def _described(row: CohortRow) -> tuple[Hashable, ...]:
    return row.tumor_type, row.sex, row.age, row.ecog, row.prior_lines


_STEPS: tuple[Change, ...] = (
    lambda row: {"age": None if row.age is None else float(min(int(row.age) // AGE_BAND * AGE_BAND, 80))},
    lambda row: {"prior_lines": None if row.prior_lines is None else min(row.prior_lines, 2)},
    lambda row: {"ecog": None if row.ecog is None else min(row.ecog, 2)},
    lambda row: {"prior_lines": None},
    lambda row: {"ecog": None},
    lambda row: {"age": None if row.age is None else 40.0 if row.age < 65 else 65.0},
    lambda row: {"age": None},
    lambda row: {"tumor_type": None},
    lambda row: {"sex": None},
)
"""From fine to coarse; the order says what an analysis misses least."""


def _coarse(rows: list[CohortRow]) -> list[CohortRow]:
    """Make the description of patients coarser, step by step, for those whose combination is rare."""
    for step in _STEPS:
        rows = [row.model_copy(update=step(row)) if rare else row for row, rare in _rare(rows)]
    # Who is left in a small group is described by nothing; if those are few, the smallest group joins them.
    bare = {"tumor_type": None, "sex": None, "age": None, "ecog": None, "prior_lines": None}
    while any(rare for _, rare in _rare(rows)):
        count = Counter(_described(row) for row in rows)
        nothing = _described(rows[0].model_copy(update=bare))
        smallest = min((key for key in count if key != nothing), key=lambda key: (count[key], repr(key)))
        rows = [row.model_copy(update=bare) if _described(row) == smallest else row for row in rows]
    return rows


def _rare(rows: list[CohortRow]) -> list[tuple[CohortRow, bool]]:
    count = Counter(_described(row) for row in rows)
    return [(row, count[_described(row)] < SMALLEST) for row in rows]


def _without_rare(rows: list[CohortRow], name: str) -> list[CohortRow]:
    """Leave a value out where few patients have it, and the next rare one with it where too few would be without."""
    count: Counter[Any] = Counter(getattr(row, name) for row in rows)
    gone = {value for value, n in count.items() if n < SMALLEST}
    gone |= {None} if gone else set()
    missing: Any = True if name == "prior_pfs_event" else None
    if name == "prior_pfs_event" and gone:
        # This field cannot be left out alone: without it the time it belongs to means nothing.
        return [row.model_copy(update={"prior_pfs_days": None, name: True}) for row in rows]
    while gone and 0 < sum(count[value] for value in gone) < SMALLEST and len(gone) < len(count) + 1:
        gone.add(min((value for value in count if value not in gone), key=lambda v: (count[v], repr(v)), default=None))
    return [row.model_copy(update={name: missing}) if getattr(row, name) in gone else row for row in rows]


def _tmb_band(tmb: float | None) -> float | None:
    return None if tmb is None else 20.0 if tmb >= 20 else 10.0 if tmb >= 10 else 0.0


def as_json(cohort: Cohort) -> bytes:
    """Return a cohort as the document ``tumorboard.cohort/1``."""
    return dump_cohort(cohort).encode()


def as_csv(cohort: Cohort) -> bytes:
    """Return a cohort as a table, one row a patient; lists as JSON in one cell, scores one column a policy."""
    policies = sorted({name for row in cohort.rows for name in row.scores})
    lists = ("assessments", "score_changes")
    left_out = {"scores", "day1", "pfs", "os", *lists}
    plain = [name for name in CohortRow.model_fields if name not in left_out]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    scores = [f"{policy} {part}" for policy in policies for part in ("matched", "of")]
    writer.writerow([harmless(name) for name in (*plain, *scores, *lists)])
    for row in cohort.rows:
        body = row.model_dump(mode="json", exclude_none=True)
        told: list[Any] = [body.get(name, "") for name in plain]
        for policy in policies:
            score = row.scores.get(policy)
            told += ["", ""] if score is None else [score.numerator, score.denominator]
        told += [json.dumps(body.get(name, [])) for name in lists]
        writer.writerow([harmless(cell) for cell in told])
    return out.getvalue().encode("utf-8-sig")
