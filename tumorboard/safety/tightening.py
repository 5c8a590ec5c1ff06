"""The limits in force for one patient: organ function and performance status tighten what the limits document says.

The rule is a stated assumption of this project, advisory and adjustable (``limits.tightening``), not a published one:
no guideline says by how much a failing organ lowers the toxicity that a patient can bear. The limit of the organ to
which a value belongs (`ORGAN_OF`) is multiplied by 3/4, 1/2 or 1/4 where the value is of CTCAE v5 grade 1, 2, or 3 and
more; of several values of one organ the gravest counts. ECOG 2 holds the overall limit at 0.70 or less, ECOG 3 and 4
at 0.50. A limit that was lifted stays lifted: there is nothing to multiply. Grade 1 of platelets and clearance rests on
the laboratory's own limit of normal and counts only where that is given.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits, TightenedLimit, Tightening
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.lab_values import LabValue
from tumorboard.safety.labs import regraded
from tumorboard.safety.organs import CLEARANCE, check_organs

ORGAN_OF = {
    "bilirubin": "hepatic", CLEARANCE: "renal", "lvef": "cardiac", "qtc": "cardiac", "platelets": "haematological",
}  # fmt: skip
OVERALL = "overall"
UPPER_SOURCE = "DB:bilirubin-reference-range"
"""Where the usual upper limit of bilirubin (``limits.tightening.bilirubin_upper``) was found."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The limits in force, which no further call tightens again, and which of them were tightened by what."""

    limits: Limits
    tightened: tuple[TightenedLimit, ...] = ()


def tightened(kb: KnowledgeBase, case: Case | None, limits: Limits) -> InForce:
    """Return the limits in force for a patient.

    Parameters
    ----------
    kb : KnowledgeBase
        Grades of laboratory values.
    case : Case or None
        Laboratory values and performance status; nothing is tightened without one.
    limits : Limits
        As the board set them. Nothing is tightened where ``organ_function`` is ``warn``.
    """
    if case is None or limits.organ_function == "warn":
        return InForce(limits)
    found = tuple(_tighter(_organs(kb, case, limits), case.patient.ecog, limits))
    organs = {one.organ: one.after for one in found if one.organ != OVERALL}
    overall = next((one.after for one in found if one.organ == OVERALL), limits.overall_limit)
    return InForce(
        limits.model_copy(
            update={
                "organ_limits": {**limits.organ_limits, **organs}, "overall_limit": overall, "organ_function": "warn",
            }
        ),
        found,
    )  # fmt: skip


def _organs(kb: KnowledgeBase, case: Case, limits: Limits) -> dict[str, tuple[int, str]]:
    """Return organ -> the gravest grade of its values, and these values in words."""
    if not case.labs:
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    for value in check_organs(kb, (), case).labs.values:
        if value.name not in ORGAN_OF:
            continue
        grade, words = _graded(kb, value, limits.tightening)
        if grade:
            found.setdefault(ORGAN_OF[value.name], []).append((grade, words))
    return {organ: (max(rows)[0], _joined(rows)) for organ, rows in sorted(found.items())}


def _joined(rows: Iterable[tuple[int, str]]) -> str:
    """Name the values that are of the gravest grade."""
    told = list(rows)
    return " and ".join(words for grade, words in told if grade == max(told)[0])


def _graded(kb: KnowledgeBase, value: LabValue, rule: Tightening) -> tuple[int, str]:
    """Return the grade of a value, 0 where there is none, and the value in words."""
    assumed = ""
    if value.name == "bilirubin" and value.upper is None:
        value = regraded(kb, replace(value, upper=rule.bilirubin_upper))
        assumed = f", against the usual upper limit of {rule.bilirubin_upper:g} {value.unit}, as none is given"
    how = f", {value.how}" if value.how else ""
    return value.grade or 0, f"{value.told} (CTCAE grade {value.grade}{assumed}{how})"


def _tighter(organs: dict[str, tuple[int, str]], ecog: int | None, limits: Limits) -> Iterable[TightenedLimit]:
    rule = limits.tightening
    for organ, (grade, because) in organs.items():
        before = limits.organ_limit(organ)
        if before is None:
            continue
        factor = (rule.grade_1, rule.grade_2, rule.grade_3)[min(grade, 3) - 1]
        after = float(Fraction(str(before)) * Fraction(str(factor)))
        if after < before:
            yield TightenedLimit(organ=organ, before=before, after=after, because=because)
    if ecog is not None and ecog >= 2:
        most = rule.ecog_2 if ecog == 2 else rule.ecog_3
        if limits.overall_limit is None or most < limits.overall_limit:
            yield TightenedLimit(organ=OVERALL, before=limits.overall_limit, after=most, because=f"ECOG {ecog}")
