"""Laboratory values: names and units read, converted where that is safe, graded by CTCAE v5 and v6."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from tumorboard.domain.case import LabResult
from tumorboard.domain.safety import LabGrades, LabRule
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.lab_values import LabValue, compare
from tumorboard.safety.ties import Reading, graver, latest

# Wide bounds of our own in the canonical unit, to catch a slip of unit or key: outside no living patient is expected.
_POSSIBLE = {
    "albumin": (0.3, 8), "alkaline_phosphatase": (0, 20_000), "alt": (0, 50_000), "amylase": (0, 100_000),
    "aptt": (5, 600), "ast": (0, 50_000), "ast_alt": (0, 1_500), "bilirubin": (0, 80), "calcium": (2, 25),
    "cd4": (0, 100), "cholesterol": (5, 5_000), "creatine_kinase": (0, 2_000_000), "creatinine": (0.05, 40),
    "creatinine_clearance": (0, 300), "diastolic_pressure": (5, 300), "fibrinogen": (0, 3_000), "ggt": (0, 20_000),
    "glucose": (10, 3_000), "haemoglobin": (1, 27), "inr": (0.3, 30), "ldh": (0, 200_000), "leukocytes": (0, 2_000),
    "lipase": (0, 200_000), "lvef": (1, 100), "lymphocytes": (0, 2_000), "magnesium": (0.1, 20),
    "neutrophils": (0, 200), "phosphate": (0.1, 60), "platelets": (0, 5_000), "potassium": (0.8, 14),
    "qtc": (200, 900), "sodium": (80, 220), "systolic_pressure": (20, 400), "triglycerides": (1, 50_000),
    "urate": (0, 100), "urine_protein": (0, 200),
}  # fmt: skip
_MOST_TIMES_UPPER = 1_500
_EARLIEST = datetime.date(1900, 1, 1)
# A result is no younger than the knowledge by more than this; the clock is not asked, so that answers stay the same.
_YEARS_AHEAD = 5
_UNITLESS = frozenset({"inr", "ecog"})
_CONDITION = re.compile(r"(?P<op>[<>]=?)(?P<factor>[\d.]*)x?(?P<of>[UL]LN)?")
_CHILD_PUGH = ((5, 6, "A"), (7, 9, "B"), (10, 15, "C"))


@dataclass(frozen=True, slots=True)
class LabCheck:
    """The values that can be used, and those that cannot, with the reason."""

    values: tuple[LabValue, ...]
    refused: tuple[tuple[str, str], ...]


def check_labs(kb: KnowledgeBase, labs: Iterable[LabResult]) -> LabCheck:
    """Read values; of one test the latest counts, and of those of one day or without a day the gravest.

    A value without a date may be the newest or the oldest: it stands beside the latest ones. The values that give way
    to a graver one are named among those that are not used.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows names and units of tests.
    labs : iterable of LabResult
        As the case lists them.
    """
    index = _index(kb)
    found: dict[str, list[Reading]] = {}
    refused: list[tuple[str, str]] = []
    for lab in labs:
        rule = index.get(lab.loinc or "") or index.get(_key(lab.test))
        told = f"{lab.test} {lab.value:g} {lab.unit or ''}".strip()
        if rule is None:
            refused.append((told, "not a test of the tables: not used"))
            continue
        read = _bad_date(kb, lab.date) or _read(lab, rule)
        if isinstance(read, str):
            refused.append((told, read))
            continue
        found.setdefault(rule.name, []).append(Reading(lab.date.isoformat() if lab.date else "", told, read))
    values = []
    for _, readings in sorted(found.items()):
        used, others = graver(kb, latest(readings))
        values.append(used.value)
        refused += [
            (each, f"of the same day (or without a date) there is another value, {used.told}; the graver one is used")
            for each in others
        ]
    return LabCheck(tuple(values), tuple(refused))


def worked_out(kb: KnowledgeBase, name: str, value: float, how: str) -> LabValue:
    """Return a value that was worked out from others, in the canonical unit of its test, with its grade."""
    rule = safety_tables(kb).labs[name]
    return replace(_graded(LabValue(name, value, rule.unit, None, None, None, ""), rule), how=how)


def regraded(kb: KnowledgeBase, value: LabValue) -> LabValue:
    """Return a value with its grades worked out anew, as after another limit of normal was put beside it."""
    return _graded(value, safety_tables(kb).labs[value.name])


def _read(lab: LabResult, rule: LabRule) -> LabValue | str:
    """Return the value in its canonical unit, or why it cannot be used."""
    if rule.name == "child_pugh":
        return _child_pugh(lab)
    unit = (lab.unit or "").strip()
    if not unit and rule.name not in _UNITLESS:
        return f"has no unit: not used; give it in {rule.unit}"
    if _unit(unit) in ("xuln", "timesuln", "uln"):
        if not 0 <= lab.value <= _MOST_TIMES_UPPER:
            return f"{lab.value:g} times the upper limit of normal is not possible: not used; check value and unit"
        value = LabValue(rule.name, lab.value, "xULN", 1.0, None, None, "")
        return _graded(value, rule)
    factor = next((factor for name, factor in rule.factors if _unit(name) == _unit(unit)), None)
    if factor is None and not unit:
        factor = 1.0
    if factor is None:
        known = ", ".join(name for name, _ in rule.factors)
        return f"the unit {unit!r} cannot be converted: not used; give it in {known}"
    low, high = _POSSIBLE.get(rule.name, (0, 1e7))
    amount = lab.value * factor
    if not low <= amount <= high:
        others = [name for name, times in rule.factors if times != factor and low <= lab.value * times <= high]
        instead = f"; {lab.value:g} {others[0]} would be: is that the unit?" if others else "; check value and unit"
        return f"{amount:g} {rule.unit} is not possible: not used{instead}"
    upper = None if lab.upper_normal is None else lab.upper_normal * factor
    lower = None if lab.lower_normal is None else lab.lower_normal * factor
    return _graded(LabValue(rule.name, round(amount, 6), rule.unit, upper, lower, None, ""), rule)


def _bad_date(kb: KnowledgeBase, date: datetime.date | None) -> str:
    """Return why a result cannot be of a day; nothing where it can."""
    if date is None or _EARLIEST <= date <= _latest(kb):
        return ""
    return f"is dated {date}, which is not possible: not used; check the year"


@lru_cache(maxsize=4)
def _latest(kb: KnowledgeBase) -> datetime.date:
    """Return the last day that a result may have: some years after the newest source of the knowledge."""
    newest = max((citation.date[:4] for citation in kb.citations.values() if citation.date), default="9000")
    return datetime.date(int(newest) + _YEARS_AHEAD, 12, 31)


def _child_pugh(lab: LabResult) -> LabValue | str:
    points = next((letter for low, high, letter in _CHILD_PUGH if low <= lab.value <= high), "")
    if (lab.unit or "").strip().lower() == "class":
        points = {1: "A", 2: "B", 3: "C"}.get(int(lab.value), "") if lab.value in (1, 2, 3) else ""
    if not points:
        return "is no Child-Pugh score: not used; give 5-15 points, or class 1-3 with the unit class"
    return LabValue("child_pugh", lab.value, "points", None, None, None, "", points)


def _graded(value: LabValue, rule: LabRule) -> LabValue:
    """Return the value with its grades."""
    grade, term = _grade(value, rule.v5)
    grade_v6, term_v6 = _grade(value, rule.v6)
    return replace(value, grade=grade, term=term, grade_v6=grade_v6, term_v6=term_v6)


def _grade(value: LabValue, grades: LabGrades) -> tuple[int | None, str]:
    """Return grade and term; a grade whose limit of normal is not given stays open, and so does one without rules."""
    best, term, open_end = 0, "", not any((*grades.low, *grades.high))
    for name, conditions in ((grades.low_term, grades.low), (grades.high_term, grades.high)):
        for grade, condition in enumerate(conditions, start=1):
            met = _met(condition, value) if condition else False
            if met is None:
                open_end = True
            elif met and grade > best:
                best, term = grade, name
    return (None if open_end and not best else best), term


def _met(condition: str, value: LabValue) -> bool | None:
    """Say whether a condition such as ``>3xULN`` or ``<50`` is met; None where it cannot be said."""
    read = _CONDITION.fullmatch(condition)
    if read is None:
        return None
    limit = float(read["factor"] or 1)
    if read["of"]:
        normal = value.upper if read["of"] == "ULN" else value.lower
        if normal is None:
            return None
        limit *= normal
    elif value.unit == "xULN" and value.name != "ast_alt":
        return None
    return compare(value.value, read["op"], limit)


@lru_cache(maxsize=4)
def _index(kb: KnowledgeBase) -> dict[str, LabRule]:
    index: dict[str, LabRule] = {}
    for rule in safety_tables(kb).labs.values():
        for name in (rule.name, *rule.names):
            index.setdefault(_key(name), rule)
        if rule.loinc:
            index.setdefault(rule.loinc, rule)
    return index


def _key(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _unit(text: str) -> str:
    plain = text.lower().replace("µ", "u").replace("μ", "u").replace(" ", "").replace("*", "^")
    return plain.replace("×", "x").strip("{}[]")
