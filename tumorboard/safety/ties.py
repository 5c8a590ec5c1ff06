"""Of several values of one test that may all be the newest: the gravest, so that no milder one hides it.

Whether a high or a low value is grave follows from the CTCAE conditions of the test (versions 5 and 6) and from the
rules of organ function on it. Where only one way is grave, the value further that way is graver; where both are, that
of the higher CTCAE grade, then the one further outside the limits of normal, or else the first limits of the tables.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tumorboard.domain.limits import Tightening
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.lab_values import LabValue

_LIMIT = re.compile(r"[<>]=?([\d.]+)")
TIMES_UPPER = "xULN"


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it was read: its ISO date, empty where there is none, and as the case writes it."""

    date: str
    told: str
    value: LabValue


@dataclass(frozen=True, slots=True)
class _Ways:
    """Whether high and low values of a test are grave, and the first limits of the tables in its own unit."""

    high: bool
    low: bool
    above: float | None
    below: float | None


def latest(readings: Iterable[Reading]) -> list[Reading]:
    """Return the readings of the last day and those without a day, of which it is not known when they were taken."""
    kept = list(readings)
    last = max(reading.date for reading in kept)
    return [reading for reading in kept if reading.date in ("", last)]


def graver(kb: KnowledgeBase, readings: list[Reading]) -> tuple[Reading, tuple[str, ...]]:
    """Return the gravest of the readings of one test, and the others as the case writes them.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows which way a test is grave.
    readings : list of Reading
        Of one test, in its canonical unit or in multiples of the upper limit of normal; at least one.
    """
    ways = _ways(kb, readings[0].value.name)
    uppers = [each.value.upper for each in readings if each.value.upper and each.value.unit != TIMES_UPPER]
    lent = min(uppers, default=Tightening().upper_of(readings[0].value.name))
    units = {each.value.unit for each in readings}

    def gravity(reading: Reading) -> tuple[float, ...]:
        value = reading.value
        # A grade that is open for want of a limit of normal is worse than none and better than any.
        grades = [0.5 if grade is None else float(grade) for grade in (value.grade, value.grade_v6)]
        if ways.high and not ways.low:
            return _times(value, lent, units), value.value
        if ways.low and not ways.high:
            return (-value.value,) if len(units) == 1 else (*grades, -value.value)
        return *grades, _outside(value, ways), value.value

    used = max(_distinct(readings), key=lambda reading: (gravity(reading), reading.told))
    others = sorted({each.told for each in readings if _amount(each) != _amount(used)})
    return used, tuple(others)


def _amount(reading: Reading) -> tuple[float, str, str]:
    return reading.value.value, reading.value.unit, reading.value.letter


def _distinct(readings: list[Reading]) -> Iterable[Reading]:
    """Return each value once: of those that are the same, the one with more limits of normal, then the stricter."""
    kept: dict[tuple[float, str, str], Reading] = {}

    def limits(reading: Reading) -> tuple[bool, bool, float, float, str]:
        upper, lower = reading.value.upper, reading.value.lower
        return upper is not None, lower is not None, -(upper or 0.0), lower or 0.0, reading.told

    for reading in readings:
        same = kept.get(_amount(reading))
        kept[_amount(reading)] = reading if same is None else max(reading, same, key=limits)
    return kept.values()


def _times(value: LabValue, lent: float | None, units: set[str]) -> float:
    """Return how many times the upper limit a value is; without any limit the value itself, or what its grade says."""
    if value.unit == TIMES_UPPER:
        return value.value
    upper = value.upper or lent
    if upper:
        return value.value / upper
    return value.value if len(units) == 1 else 1.0


def _outside(value: LabValue, ways: _Ways) -> float:
    """Return how far a value is outside, as a ratio to the limit that it passes."""
    above = value.upper or ways.above
    below = value.lower or ways.below
    high = value.value / above if above else 0.0
    low = (below / value.value if value.value > 0 else float("inf")) if below else 0.0
    return max(high, low)


@lru_cache(maxsize=256)
def _ways(kb: KnowledgeBase, name: str) -> _Ways:
    """Return which ways a test is grave; a test without conditions and rules is taken as grave where it is high."""
    tables = safety_tables(kb)
    lab = tables.labs[name]
    rules = [rule for rows in tables.organ_rules.values() for rule in rows if rule.parameter == name]
    highs = [condition for grades in (lab.v5, lab.v6) for condition in grades.high if condition]
    lows = [condition for grades in (lab.v5, lab.v6) for condition in grades.low if condition]
    for rule in rules:
        if rule.operator != "=":
            unit = "" if rule.unit in ("", lab.unit) else rule.unit
            (highs if rule.operator in (">", ">=") else lows).append(f"{rule.operator}{rule.value}{unit}")
    above = [float(read[1]) for each in highs if (read := _LIMIT.fullmatch(each))]
    below = [float(read[1]) for each in lows if (read := _LIMIT.fullmatch(each))]
    return _Ways(bool(highs) or not lows, bool(lows), min(above, default=None), max(below, default=None))
