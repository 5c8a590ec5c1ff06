"""The category that follows from the sums of the target lesions under RECIST 1.1.

Eisenhauer 2009 (Eur J Cancer 45:228, PMID:19097774). The category is shown beside the reader's own and never replaces
it: what a sum cannot tell (a node that is counted although it is no longer enlarged, a lesion that was not seen, an
effusion) only the reader knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tumorboard.domain.followup import Response, ResponseAssessment

PARTIAL = 0.70
"""A sum of at most this share of the baseline is a partial response (30 % less)."""
PROGRESSION = 1.20
"""A sum of at least this share of the nadir is progression (20 % more) ..."""
PROGRESSION_MM = 5.0
"""... where it is also this much larger, in mm."""
LATEST_BASELINE = 14
"""Days after day 1 until which a first sum without a category is still taken for the baseline."""
# Sums are decimal numbers: 70.0 mm against 100.0 mm must not miss 30 % by the last bit of a fraction.
_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from one assessment.

    Parameters
    ----------
    category : str or None
        CR, PR, SD, PD or NE; None for a baseline and where nothing follows.
    why : str
        In words.
    baseline, nadir : float, optional
        The sums it is compared with, in mm; the nadir is the smallest one before this assessment.
    from_baseline, from_nadir : float, optional
        Change in per cent.
    """

    category: Response | None
    why: str
    baseline: float | None = None
    nadir: float | None = None
    from_baseline: float | None = None
    from_nadir: float | None = None


def judge(assessments: Sequence[ResponseAssessment], day1: date | None) -> tuple[Verdict, ...]:
    """Judge the assessments of one course, each against those before it.

    Parameters
    ----------
    assessments : sequence of ResponseAssessment
        In the order of their days.
    day1 : date, optional
        Day 1 of the course. The baseline is the last sum up to it, else a first one without a
        category in the two weeks after it.

    Returns
    -------
    tuple of Verdict
        One an assessment, in the same order.
    """
    base = _baseline(assessments, day1)
    verdicts: list[Verdict] = []
    nadir: float | None = None
    for place, seen in enumerate(assessments):
        if base is None or place > base:
            start = None if base is None else assessments[base].target_sum
            verdicts.append(_verdict(seen, start, nadir))
        elif place == base:
            verdicts.append(Verdict(None, "baseline"))
        else:
            verdicts.append(Verdict(None, "before the baseline"))
            continue
        if seen.target_sum is not None and base is not None:
            nadir = seen.target_sum if nadir is None else min(nadir, seen.target_sum)
    return tuple(verdicts)


def _baseline(assessments: Sequence[ResponseAssessment], day1: date | None) -> int | None:
    """Return the place of the baseline; None where there is none."""
    sums = [(place, seen) for place, seen in enumerate(assessments) if seen.target_sum is not None]
    before = [place for place, seen in sums if day1 is not None and seen.when <= day1]
    if before:
        return before[-1]
    place, first = sums[0] if sums else (-1, None)
    late = first is None or (day1 is not None and (first.when - day1).days > LATEST_BASELINE)
    return None if late or place or first is None or first.response or first.new_lesions else 0


def _verdict(seen: ResponseAssessment, baseline: float | None, nadir: float | None) -> Verdict:
    total = seen.target_sum
    told = (baseline, nadir, _change(total, baseline), _change(total, nadir))
    if seen.criteria != "RECIST1.1":
        return Verdict(None, f"judged by {seen.criteria}, not by the sums", *told)
    if seen.new_lesions:
        return Verdict("PD", "a new lesion", *told)
    if seen.non_target == "PD":
        return Verdict("PD", "clear progression of lesions that are not measured", *told)
    if not baseline:
        if seen.non_target == "CR":
            return Verdict("CR", "no target lesion; all others have disappeared", *told)
        return Verdict("NE", "no sum of target lesions at baseline", *told)
    if total is None or nadir is None:
        return Verdict("NE", "the target lesions were not measured", *told)
    if total - nadir >= PROGRESSION_MM - _HAIR and total >= PROGRESSION * nadir - _HAIR:
        return Verdict("PD", f"{total - nadir:g} mm{_percent(told[3])} above the nadir of {nadir:g} mm", *told)
    if total == 0:
        if seen.non_target in (None, "CR"):
            return Verdict("CR", "all target lesions have disappeared", *told)
        return Verdict("PR", "the target lesions have disappeared, others not", *told)
    if total <= PARTIAL * baseline + _HAIR:
        return Verdict("PR", f"{-(told[2] or 0.0):.0f} % below the baseline of {baseline:g} mm", *told)
    return Verdict("SD", "neither 30 % below the baseline nor 20 % and 5 mm above the nadir", *told)


def _change(total: float | None, reference: float | None) -> float | None:
    return None if total is None or not reference else round(100 * (total / reference - 1), 1)


def _percent(change: float | None) -> str:
    return "" if change is None else f" ({change:.0f} %)"
