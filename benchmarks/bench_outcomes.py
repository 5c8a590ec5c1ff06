"""How long the outcome analysis takes, and whether it finds what was planted."""

import time
from collections.abc import Callable
from typing import TypeVar

from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.document import dump_cohort, parse_cohort

T = TypeVar("T")
PATIENTS = 10_000
BUDGET = 5.0
"""Seconds for the analysis of 10,000 treated patients."""


def run() -> None:
    cohort = simulate(PATIENTS, seed=1, effect=0.6)
    started = time.perf_counter()
    import lifelines  # type: ignore[import-untyped]  # noqa: F401

    print(f"lifelines, loaded once a process: {time.perf_counter() - started:.1f} s")
    text = dump_cohort(cohort)
    _timed(f"cohort document of {PATIENTS:,} patients read", lambda: parse_cohort(text))
    shown = _timed(f"{PATIENTS:,} treated patients analysed", lambda: analyse(cohort), BUDGET)
    _timed("the same with small counts hidden", lambda: analyse(cohort, hide_small=True), BUDGET)
    terms = shown["endpoints"]["pfs"]["models"]
    for name in ("unadjusted", "adjusted"):
        ratio = terms[name]["terms"][0]["per_50_points"]
        print(
            f"planted hazard ratio 0.60 per 50 points; {name}: "
            f"{ratio['hazard_ratio']:.3f} ({ratio['lower']:.3f}-{ratio['upper']:.3f})"
        )


def _timed(what: str, work: Callable[[], T], budget: float | None = None) -> T:
    best, result = float("inf"), None
    for _ in range(3):
        started = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - started)
    verdict = "" if budget is None else f" (budget {budget:g} s: {'met' if best <= budget else 'MISSED'})"
    print(f"{what}: {best:.2f} s, best of 3{verdict}")
    assert result is not None
    return result


if __name__ == "__main__":
    run()
