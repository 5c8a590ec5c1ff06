"""Who is in the analysis and who is not, step by step, with the reasons."""

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from tumorboard.domain.cohort import FLOW, Cohort
from tumorboard.outcomes.disclosure import Disclosure
from tumorboard.outcomes.partial_likelihood import Bools
from tumorboard.outcomes.table import OutcomeTable

NO_SCORE = "score not computable: no alteration to be matched, or no score"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why patients are not in the next step."""

    because: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the flow: how many reached it, and why the others did not. None is a number that is not shown."""

    name: str
    count: int | None
    lost: tuple[Reason, ...]


def never_treated(cohort: Cohort) -> list[tuple[str, str, int]]:
    """Return step, reason and number of the patients who were never treated, in order."""
    lost: Counter[tuple[int, str]] = Counter()
    for row in cohort.rows:
        if row.left_at is not None:
            lost[FLOW.index(row.left_at), row.left_because or "no reason given"] += 1
    for group in cohort.not_treated:
        lost[FLOW.index(group.left_at), group.because] += group.count
    return [(FLOW[step], because, n) for (step, because), n in sorted(lost.items()) if n]


def disclosure(cohort: Cohort, table: OutcomeTable, *, hide: bool) -> Disclosure:
    """Return a gate for all counts of a cohort; the treated come first, then the others."""
    return Disclosure(hide=hide, people=len(table) + sum(n for _, _, n in never_treated(cohort)))


def flow(cohort: Cohort, table: OutcomeTable, endpoint: str, gate: Disclosure) -> tuple[Step, ...]:
    """Follow the patients from enrolment to the analysis of one endpoint.

    Parameters
    ----------
    cohort : Cohort
        With a row, or a count in ``not_treated``, for those who were never treated.
    table : OutcomeTable
        Its treated patients.
    endpoint : str
        ``pfs``, ``os`` or ``ttnt``.
    gate : Disclosure
        Decides what is shown.
    """
    outside = never_treated(cohort)
    ends = list(accumulate([len(table), *(n for _, _, n in outside)]))
    everybody = np.arange(ends[-1])
    lost: list[tuple[str, str, Bools]] = [
        (step, because, (everybody >= begin) & (everybody < end))
        for (step, because, _), begin, end in zip(outside, ends, ends[1:], strict=False)
    ]
    scored, usable = table.primary.known, table.usable(endpoint)
    known = scored & ~np.isnan(table.days[endpoint])
    for step, because, who in (
        ("scored", NO_SCORE, ~scored),
        ("analysed", "endpoint not known", scored & ~known),
        ("analysed", "came under observation only after it ended", known & ~usable),
    ):
        if who.any():
            lost.append((step, because, np.concatenate([who, np.zeros(ends[-1] - len(who), bool)])))
    final = np.concatenate([usable, np.zeros(ends[-1] - len(usable), bool)])
    # One table of all the ways out and those who stayed: neighbours add up to the steps.
    cells = gate.cells([*(who for _, _, who in lost), final])
    left = np.ones(ends[-1], bool)
    steps = [Step("enrolled", gate.count(left), ())]
    for name in (*FLOW, "scored", "analysed"):
        here = [(because, who, cell) for (step, because, who), cell in zip(lost, cells, strict=False) if step == name]
        for _, who, _ in here:
            left = left & ~who
        steps.append(Step(name, gate.count(left), tuple(Reason(because, cell) for because, _, cell in here)))
    return tuple(steps)


def matched(table: OutcomeTable, gate: Disclosure) -> dict[str, int | None]:
    """Count the treated by whether anything was matched."""
    points = table.primary.points
    cells = gate.cells([points > 0, points == 0, ~table.primary.known])
    return dict(zip(("matched", "not matched", "not computable"), cells, strict=True))
