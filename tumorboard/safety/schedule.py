"""How often a schedule gives a drug, from the words in which labels and trials write it."""

import re
from functools import lru_cache

_DASH = "[-–‑—]"
_CYCLE = (
    re.compile(r"(?:every|with a|at) (\d{1,2})(?:-?\s*| )(?:d|days?|day interval)\b", re.IGNORECASE),
    re.compile(r"/\s*(21|28|35|42)\b"),
    re.compile(r"for the (\d{1,2})-day schedule", re.IGNORECASE),
    re.compile(r"(?:of|every|each|in)\s*(?:a|an|each|the)?\s*(\d{1,2})\s*-?\s*day", re.IGNORECASE),
    re.compile(r"\bof (?:a |each )?(\d{2})\b", re.IGNORECASE),
    re.compile(r"\bq\s*(\d{1,2})\s*d", re.IGNORECASE),
    re.compile(r"(\d{1,2})[-\s]day (?:treatment )?cycle", re.IGNORECASE),
)
_WEEKS = (
    re.compile(r"every\s*(\d)\s*-?\s*(?:weeks?|wks?)", re.IGNORECASE),
    re.compile(r"(\d)[-\s]week(?:ly)?\s+(?:cycle|schedule)", re.IGNORECASE),
    re.compile(r"\bqw(\d)\b", re.IGNORECASE),
    re.compile(r"\bq\s*(\d)\s*(?:weeks?|wks?|w)\b", re.IGNORECASE),
    re.compile(r"(?:of|each|in)\s*(?:a|an|each|the)?\s*(\d)\s*-?\s*week", re.IGNORECASE),
)
_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "other": "2", "twenty-one": "21",
    "twenty-eight": "28",
}  # fmt: skip
# "4 weeks on treatment followed by 2 weeks off": the share of the time in which the drug is given.
_UNIT = r"(days?|d|weeks?|wks?)"
_ON_OFF = re.compile(
    rf"(\d{{1,2}})(?:\s*(?:consecutive|-))?\s*{_UNIT}(?:\s+of)?\s*"
    rf"(?:on\b|once-daily treatment|treatment|therapy|administration)?[\s\w]{{0,12}}?"
    rf"(?:,|/|\)|followed by|then|and)*\s*(?:followed by|then|and)?\s*(?:an?\s+)?(\d{{1,2}})\s*-?\s*{_UNIT}"
    rf"\s*(?:off|rest|break|pause|without|of rest|drug.free|interval|treatment.free)",
    re.IGNORECASE,
)
_WEEKS_OF_CYCLE = re.compile(
    r"(\d)-?\s*(?:week|wk) cycles?.{0,30}?weekly.{0,20}?for (\d) (?:weeks?|wks?)"
    r"|weekly (?:for|x|\*) ?(\d) (?:weeks?|wks?)?.{0,14}?(?:every|of|in|each) (?:a )?(\d)[- ]?(?:weeks?|wks?)",
    re.IGNORECASE,
)
_DAYS_A_WEEK = re.compile(r"(\d) (?:consecutive )?days?\s*(?:/|a|per|each|every) ?\s*(?:week|wk)", re.IGNORECASE)
_WORK_DAYS = re.compile(r"monday (?:through|to|until|[-–]) friday", re.IGNORECASE)
_NAMED_DAYS = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_COUNTED_DAYS = re.compile(
    r"(\d{1,2}) (?:consecutive|continuous) days|(?:daily|day) ?[x×*] ?(\d{1,2})|daily for (\d{1,2}) days"
    r"|\b(?:initial|first) (\d{1,2}) days (?:of|in)",
    re.IGNORECASE,
)
_WEEKS_DAILY = re.compile(r"daily for (\d) (?:consecutive )?weeks (?:every|of|in) (\d) weeks", re.IGNORECASE)
_TIMES_IN_WEEKS = re.compile(r"(\d{1,2}) doses in (\d) weeks", re.IGNORECASE)
_QW_OF_CYCLE = re.compile(
    r"\bqw ?(\d)? (?:weeks? (\d)\s*(?:-|–|to)\s*(\d) )?every (\d{1,2}) (days|weeks)", re.IGNORECASE
)
_START = re.compile(
    r",?\s*(?:starting|beginning|begining) (?:on |from )?day \d{1,2}(?: (?:of|in) (?:the )?(?:cycle 1|first cycle))?\b"
)
_STEADY = re.compile(r"daily\b|\bonce a day|\bevery day|continuously|weekly\b|\bonce a week", re.IGNORECASE)
_WEEKLY_FOR = re.compile(
    r"(?:weekly|once a week|every week)\b.{0,30}?\bfor (?:a maximum of )?(\d) (?:consecutive )?week", re.IGNORECASE
)
_THEN_REST = re.compile(
    r"followed by (?:a |an )?(\d{1,2})[-\s](weeks?|days?)[-\s](?:rest|break|off|pause)", re.IGNORECASE
)
_TIW = re.compile(r"\btiw\b|\b(?:three times|thrice) (?:a|per) week", re.IGNORECASE)
_OR_WEEKS = re.compile(r"every (\d)\s*(?:or|to|[-–])\s*(\d)\s*-?\s*(?:weeks?|wks?)", re.IGNORECASE)
_MONTHLY = re.compile(r"\bmonthly\b|\b(?:every|per|a) month\b", re.IGNORECASE)
_DAY = r"\bd(?:ays?)?\s*(\d{1,2})"
_FROM_TO = re.compile(rf"{_DAY}\s*(?:{_DASH}|to|through)\s*{_DAY}", re.IGNORECASE)
_DAYS = re.compile(
    rf"\bd(?:ays?)?\s*((?:\d{{1,2}}(?:\s*(?:{_DASH}|to|through|and|,|&)\s*(?:and\s*)?)?)+)", re.IGNORECASE
)
_PART = re.compile(rf"(\d{{1,2}})\s*(?:(?:{_DASH}|to|through)\s*(\d{{1,2}}))?")
_DAILY = re.compile(r"\b(?:daily|once a day|every day|per day|qd|q\.d|bid|twice a day|continuous)", re.IGNORECASE)
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
    text = _plain(schedule)
    times = per_day or (3 if _THRICE.search(text) else 2 if _TWICE.search(text) else 1)
    if (share := _share_of_time(text)) is not None:
        return times * share
    cycle = _cycle_days(text)
    days = _treatment_days(text)
    daily, weekly = _DAILY.search(text) is not None, _WEEKLY.search(text) is not None
    if weekly and not daily and (len(days) < 2 or not cycle):
        weeks = _WEEKLY_FOR.search(text)
        return times * (int(weeks[1]) / cycle if weeks and cycle and cycle > 7 * int(weeks[1]) else 1 / 7)
    if days and cycle:
        # Day 15 of a 14-day cycle is day 1 of the next.
        return times * len({day % cycle for day in days}) / cycle
    if cycle:
        return times / cycle if not daily else float(times)
    if daily and (not days or weekly):
        return float(times)
    return None


@lru_cache(maxsize=20000)
def cycle_days(schedule: str) -> int | None:
    """Return after how many days a schedule begins anew: 7 where it is weekly, 1 where daily, None where not told."""
    text = _plain(schedule)
    if text.startswith("weekly, days 1, 8, 15"):
        return 7 if len(_treatment_days(text)) == 4 else 28
    if cycle := _cycle_days(text):
        return cycle
    return 7 if _WEEKLY.search(text) else 1 if _DAILY.search(text) or _TWICE.search(text) else None


def fit(one: str, other: str) -> bool:
    """Say whether two schedules can run beside each other: one cycle is a multiple of the other, or one is not told."""
    first, second = cycle_days(one), cycle_days(other)
    return not first or not second or max(first, second) % min(first, second) == 0


def _plain(schedule: str) -> str:
    """Return a schedule in lower case with numbers as digits and days written in one way."""
    text = " ".join(schedule.lower().split())
    text = re.sub(r"(\d)(st|nd|rd|th)\b|(?<=day)s?(?=\d)", lambda m: m[1] or " ", text)
    text = re.sub(rf"\b({'|'.join(_WORDS)})\b(?!-day schedule)", lambda m: _WORDS[m[1]], text)
    return _tidied(text)


def _tidied(text: str) -> str:
    """Return a schedule with its days written in one way, and without the day on which a steady schedule begins."""
    text = re.sub(r"(?<=\d)/(?!(?:21|28|35|42)\b)(?=\d)", ",", text)
    text = re.sub(r"\bt0\b", "to", text)
    text = re.sub(rf"\bon (\d{{1,2}})\s*{_DASH}\s*(\d{{1,2}}) days\b", r"on days \1-\2", text)
    text = re.sub(r"\b([2-4])[-\s]weekly\b(?! (?:dose|admin|inject|treat))", r"every \1 weeks", text)
    return _START.sub(" ", text) if _STEADY.search(text) else text


def _share_of_time(text: str) -> float | None:
    """Return the days of treatment per day, where the words tell it as such and not as days of a cycle."""
    if found := _WEEKS_OF_CYCLE.search(text):
        cycle, weeks = (found[1], found[2]) if found[1] else (found[4], found[3])
        return int(weeks) / (7 * int(cycle)) if int(weeks) <= int(cycle) else None
    if found := _TIMES_IN_WEEKS.search(text):
        return int(found[1]) / (7 * int(found[2]))
    if found := _WEEKS_DAILY.search(text):
        return min(int(found[1]) / int(found[2]), 1.0) if int(found[2]) else None
    if found := _QW_OF_CYCLE.search(text):
        weeks = int(found[1] or 0) or (int(found[3]) - int(found[2]) + 1 if found[2] else 0)
        return weeks / (int(found[4]) * (7 if found[5] == "weeks" else 1)) if weeks > 0 and int(found[4]) else None
    if found := _ON_OFF.search(text):
        on, off = (int(found[n]) * (7 if found[n + 1].startswith("w") else 1) for n in (1, 3))
        week = (found := _DAYS_A_WEEK.search(text)) is not None and int(found[1]) / 7
        if _WEEKLY.search(text):
            week = 1 / 7
        return on / (on + off) * (week or 1.0)
    if _WORK_DAYS.search(text):
        return 5 / 7
    if named := set(_NAMED_DAYS.findall(text)):
        return len(named) / 7
    if _TIW.search(text):
        return 3 / 7
    if (found := _DAYS_A_WEEK.search(text)) and 1 <= int(found[1]) <= 7:
        return int(found[1]) / 7
    counted, cycle_days = _COUNTED_DAYS.search(text), _cycle_days(text)
    if counted and cycle_days and not _treatment_days(text):
        return min(int(next(filter(None, counted.groups()))), cycle_days) / cycle_days
    return None


def _cycle_days(text: str) -> int | None:
    if found := _OR_WEEKS.search(text):
        # The longer interval is the lower dose per unit of time.
        return 7 * max(int(found[1]), int(found[2]))
    if _EACH_WEEK.search(text):
        return 7
    if _MONTHLY.search(text):
        return 28
    for pattern in _WEEKS:
        if (found := pattern.search(text)) and int(found[1]):
            return 7 * int(found[1])
    for pattern in _CYCLE:
        if (found := pattern.search(text)) and int(found[1]) >= 2:
            return int(found[1])
    days = _treatment_days(text)
    if days and (found := _THEN_REST.search(text)):
        return max(days) + int(found[1]) * (7 if found[2].startswith("w") else 1)
    return None


def _treatment_days(text: str) -> set[int]:
    days: set[int] = set()
    for first, last in _FROM_TO.findall(text):
        days |= set(range(int(first), int(last) + 1))
    for listed in _DAYS.finditer(text):
        for first, last in _PART.findall(listed[1]):
            days |= set(range(int(first), int(last or first) + 1))
    return days
