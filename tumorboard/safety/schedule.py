"""How often a schedule gives a drug, from the words in which labels and trials write it."""

import re
from functools import lru_cache

_DASH = "[-–‑—]"
_CYCLE = (
    re.compile(r"(?:of|every|each|in)\s*(?:a|an|each|the)?\s*(\d{1,2})\s*-?\s*day", re.IGNORECASE),
    re.compile(r"\bof (?:a |each )?(\d{2})\b", re.IGNORECASE),
    re.compile(r"\bq\s*(\d{1,2})\s*d", re.IGNORECASE),
    re.compile(r"(\d{1,2})[-\s]day cycle", re.IGNORECASE),
)
_WEEKS = (
    re.compile(r"every\s*(\d)\s*-?\s*(?:weeks?|wks?)", re.IGNORECASE),
    re.compile(r"(\d)[-\s]week(?:ly)?\s+(?:cycle|schedule)", re.IGNORECASE),
    re.compile(r"\bqw(\d)\b", re.IGNORECASE),
    re.compile(r"\bq\s*(\d)\s*(?:weeks?|wks?|w)\b", re.IGNORECASE),
    re.compile(r"(?:of|each|in)\s*(?:a|an|each|the)?\s*(\d)\s*-?\s*week", re.IGNORECASE),
)
_WORDS = {"two": "2", "three": "3", "four": "4", "six": "6", "other": "2"}
_DAY = r"\bd(?:ays?)?\s*(\d{1,2})"
_FROM_TO = re.compile(rf"{_DAY}\s*(?:{_DASH}|to|through)\s*{_DAY}", re.IGNORECASE)
_DAYS = re.compile(
    rf"\bd(?:ays?)?\s*((?:\d{{1,2}}(?:\s*(?:{_DASH}|to|through|and|,|&)\s*(?:and\s*)?)?)+)", re.IGNORECASE
)
_PART = re.compile(rf"(\d{{1,2}})\s*(?:(?:{_DASH}|to|through)\s*(\d{{1,2}}))?")
_DAILY = re.compile(r"\b(?:daily|once a day|every day|qd|bid|twice a day|continuous)", re.IGNORECASE)
_TWICE = re.compile(r"\b(?:twice|bid|b\.i\.d|two times|every 12 h)", re.IGNORECASE)
_THRICE = re.compile(r"\b(?:three times (?:a day|daily)|tid|t\.i\.d)", re.IGNORECASE)
_EACH_WEEK = re.compile(r"(?:each|every|per|a) (?:week|wk)\b", re.IGNORECASE)
_WEEKLY = re.compile(r"\bweekly\b|\bonce a week\b|\bevery week\b|\bq1w\b", re.IGNORECASE)


@lru_cache(maxsize=20000)
def doses_per_day(schedule: str, per_day: int | None) -> float | None:
    """Return how many doses a day a schedule gives on average over its cycle.

    Parameters
    ----------
    schedule : str
        ``once daily``, ``days 1 and 15 of 28``, ``every 3 weeks``, ``on days 1-14 of a 21-day cycle``.
    per_day : int or None
        Doses on a day of treatment, where that is told apart.

    Returns
    -------
    float or None
        None where the words do not say it.
    """
    text = re.sub(r"every (two|three|four|six|other)", lambda m: f"every {_WORDS[m[1].lower()]}", schedule.lower())
    times = per_day or (3 if _THRICE.search(text) else 2 if _TWICE.search(text) else 1)
    cycle = _cycle_days(text)
    days = _treatment_days(text)
    if days and cycle:
        return times * min(len(days), cycle) / cycle
    if cycle:
        return times / cycle if not _DAILY.search(text) else float(times)
    if _WEEKLY.search(text):
        return times / 7
    if _DAILY.search(text) and not days:
        return float(times)
    return None


def _cycle_days(text: str) -> int | None:
    for pattern in _WEEKS:
        if (found := pattern.search(text)) and int(found[1]):
            return 7 * int(found[1])
    for pattern in _CYCLE:
        if (found := pattern.search(text)) and int(found[1]) >= 2:
            return int(found[1])
    return 7 if _EACH_WEEK.search(text) else None


def _treatment_days(text: str) -> set[int]:
    days: set[int] = set()
    for first, last in _FROM_TO.findall(text):
        days |= set(range(int(first), int(last) + 1))
    for listed in _DAYS.finditer(text):
        for first, last in _PART.findall(listed[1]):
            days |= set(range(int(first), int(last or first) + 1))
    return days
