"""Endpoints of one patient: PFS, OS, disease control, time to next treatment, PFS ratio.

All times are days from day 1 of the regimen (day 1 is 0). Four mistakes are easily made here, and each has a test: PFS
ends at the *first* progression; stable disease is not an event; a patient without an event is censored at the *last
tumour assessment*, not at the last contact; a median that is not reached is said to be so (``survival.py``).
"""

from dataclasses import dataclass
from datetime import date

from tumorboard.domain.cohort import CohortRow, When
from tumorboard.errors import InputError

DAYS_PER_MONTH = 365.25 / 12
SIX_MONTHS = 183
"""Days of stable disease that count as disease control: 6 months are 182.6 days, 183 in whole days."""
LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A time in days from day 1, whether the event happened, and in words why it ends there."""

    days: float
    event: bool
    why: str


@dataclass(frozen=True, slots=True)
class PfsRatio:
    """PFS on this regimen over PFS on the one before; a lower bound where this one goes on."""

    ratio: float
    exact: bool

    def above(self, cut: float) -> bool | None:
        """Say whether the ratio exceeds a cut; None where follow-up is too short to tell."""
        if self.ratio > cut:
            return True
        return False if self.exact else None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A row with every day counted from day 1, in order, and checked."""

    assessments: tuple[tuple[int, str | None, float | None], ...]
    entry: int
    death: int | None
    last_contact: int | None
    next_treatment: int | None
    score_changes: tuple[int, ...]

    @property
    def progression(self) -> int | None:
        """Day of the first progression."""
        return next((day for day, response, _ in self.assessments if response == "PD"), None)

    @property
    def last_assessment(self) -> int | None:
        """Day of the last adequate assessment after day 1."""
        adequate = [day for day, response, _ in self.assessments if response not in (None, "NE") and day > 0]
        return adequate[-1] if adequate else None

    @property
    def last_controlled(self) -> int | None:
        """Day of the last adequate assessment after day 1 and before the first progression."""
        end = LONGEST if self.progression is None else self.progression
        seen = [day for day, response, _ in self.assessments if response not in (None, "NE", "PD") and 0 < day < end]
        return seen[-1] if seen else None

    @property
    def last_alive(self) -> int | None:
        """Last day on which the patient was known to be alive, 0 and up; None where nothing is known."""
        days = [day for day, _, _ in self.assessments]
        days += [day for day in (self.last_contact, self.next_treatment) if day is not None]
        return max(0, *days) if days else None


def timeline(row: CohortRow, *, today: date | None = None, field: str = "") -> Timeline:
    """Count every date of a row from day 1 and refuse what cannot be.

    Parameters
    ----------
    row : CohortRow
        One patient.
    today : date, optional
        The day of the analysis; dates after it are refused. Only rows with a calendar ``day1`` can be checked.
    field : str
        Where the row stands in its document, for messages (``rows[3]``).

    Raises
    ------
    InputError
        For a date before day 1, in the future, after death, or without the day 1 it would be counted from.
    """
    day = _Counter(row.day1, today, f"{field}." if field else "", row.patient_id)
    death = day.optional(row.death, "death", "a death before day 1")
    last_contact = day.optional(row.last_contact, "last_contact", "a last contact before day 1")
    next_treatment = day.optional(row.next_treatment, "next_treatment", "a next treatment before day 1")
    entry = day.optional(row.entry, "entry", "")
    seen: list[tuple[int, str | None, float | None]] = []
    for index, item in enumerate(row.assessments):
        name = f"assessments[{index}].when"
        when = day.count(item.when, name)
        if when < 0 and item.response not in (None, "NE"):
            day.refuse(name, f"{item.response} {-when} days before day 1", "A baseline has no response; check day 1")
        if death is not None and when > death:
            day.refuse(name, f"an assessment {when - death} days after death", "Check the death and the assessment")
        seen.append((when, item.response, item.target_sum))
    seen.sort(key=lambda one: (one[0], one[1] != "PD"))
    if death is not None:
        for name, when_or_none in (("last_contact", last_contact), ("next_treatment", next_treatment)):
            if when_or_none is not None and when_or_none > death:
                day.refuse(name, f"{when_or_none - death} days after death", "Check the death")
        if entry is not None and entry > death:
            day.refuse("entry", "observation began after death", "Check the entry and the death")
    elif last_contact is not None and seen and seen[-1][0] > last_contact:
        day.refuse("last_contact", "before the last assessment", "Give the last day the patient was known to be alive")
    changes = tuple(day.count(c.when, f"score_changes[{i}].when", first=0) for i, c in enumerate(row.score_changes))
    return Timeline(tuple(seen), max(entry or 0, 0), death, last_contact, next_treatment, changes)


@dataclass(frozen=True, slots=True)
class _Counter:
    """Counts days from day 1 and words the refusals."""

    day1: date | None
    today: date | None
    prefix: str
    patient: str

    def refuse(self, name: str, what: str, remedy: str) -> None:
        raise InputError(f"patient {self.patient}: {what}", field=self.prefix + name, remedy=remedy)

    def count(self, when: When, name: str, *, first: int = -LONGEST) -> int:
        if isinstance(when, date):
            if self.day1 is None:
                self.refuse(name, "a calendar date without day 1", "Give day1, or write days since day 1")
                return 0
            when = (when - self.day1).days
        if not first <= when <= LONGEST:
            self.refuse(name, f"day {when} is out of range", "Days are counted from day 1 of the regimen, which is 0")
        if self.today is not None and self.day1 is not None and (self.today - self.day1).days < when:
            self.refuse(name, f"in the future of {self.today.isoformat()}", "Check the year; only past events count")
        return when

    def optional(self, when: When | None, name: str, before: str) -> int | None:
        if when is None:
            return None
        day = self.count(when, name)
        if before and day < 0:
            self.refuse(name, f"{before} ({-day} days)", "Check day 1 of the regimen")
        return day


def progression_free(row: CohortRow, line: Timeline) -> Endpoint | None:
    """PFS: from day 1 to the first progression or death, otherwise censored at the last tumour assessment.

    Returns None where nothing at all is known: no assessment, no death, no figure of the source.
    """
    ends = [(line.progression, "progression"), (line.death, "death")]
    known = [(day, why) for day, why in ends if day is not None]
    if known and (line.assessments or row.pfs is None):
        day, why = min(known)
        return Endpoint(day, True, why)
    if line.last_assessment is not None:
        return Endpoint(line.last_assessment, False, "censored at the last tumour assessment")
    if row.pfs is not None:
        return Endpoint(row.pfs.days, row.pfs.event, "as reported by the source")
    if line.assessments or line.last_contact is not None:
        return Endpoint(0, False, "censored on day 1: no tumour assessment after it")
    return None


def overall(row: CohortRow, line: Timeline) -> Endpoint | None:
    """OS: from day 1 to death, otherwise censored on the last day the patient was known to be alive."""
    if line.death is not None:
        return Endpoint(line.death, True, "death")
    if row.os is not None and not line.last_alive:
        return Endpoint(row.os.days, row.os.event, "as reported by the source")
    if line.last_alive is not None:
        return Endpoint(line.last_alive, False, "censored at the last contact")
    return None


def to_next_treatment(row: CohortRow, line: Timeline) -> Endpoint | None:
    """Time from day 1 to the start of the next systemic treatment or death.

    Otherwise censored on the last day the patient was known to be alive, as overall survival is.
    """
    if line.next_treatment is not None:
        return Endpoint(line.next_treatment, True, "next treatment")
    if line.death is not None:
        return Endpoint(line.death, True, "death")
    if line.last_alive is not None:
        return Endpoint(line.last_alive, False, "censored at the last contact")
    return None


def best_response(line: Timeline) -> str | None:
    """Return the best category up to the first progression: CR, PR, SD, PD or NE; None without an assessment."""
    end = line.progression
    seen = {r for day, r, _ in line.assessments if r is not None and day >= 0 and (end is None or day <= end)}
    return next((r for r in ("CR", "PR", "SD", "PD", "NE") if r in seen), None)


def disease_control(row: CohortRow, line: Timeline) -> bool | None:
    """CR, PR, or SD of 6 months and more.

    Stable disease must be shown for that long: by an adequate assessment after 6 months, or by a first progression
    that was seen only then (RECIST 1.1 counts stable disease from day 1 until the criteria of progression are met). A
    death after 6 months shows nothing of the tumour at 6 months.

    Returns
    -------
    bool or None
        None where it cannot be told: SD without progression whose last assessment is earlier than 6 months, in a
        patient who lived that long or is alive; or no assessment in a patient who is alive.
    """
    best = best_response(line)
    if best in ("CR", "PR"):
        return True
    if best == "SD":
        return _stable(line)
    if best == "PD" or (line.death is not None and row.disease_control is None):
        return False
    return row.disease_control


def _stable(line: Timeline) -> bool | None:
    """Say whether stable disease lasted 6 months; None where no assessment shows it and none speaks against it."""
    if line.last_controlled is not None and line.last_controlled >= SIX_MONTHS:
        return True
    if line.progression is not None:
        return line.progression >= SIX_MONTHS
    return False if line.death is not None and line.death < SIX_MONTHS else None


def pfs_ratio(row: CohortRow, line: Timeline) -> PfsRatio | None:
    """PFS2/PFS1: this regimen over the line before.

    None where either is unknown, or where the line before was stopped without progression: then PFS1 is only a lower
    bound and the ratio means nothing. Progression of the line before is usually dated less carefully, and patients
    with a short PFS1 reach a high ratio easily; the ratio is a description, not a comparison of treatments.
    """
    pfs = progression_free(row, line)
    if pfs is None or row.prior_pfs_days is None or not row.prior_pfs_event:
        return None
    return PfsRatio(pfs.days / row.prior_pfs_days, pfs.event)


def best_change(line: Timeline) -> float | None:
    """Best change of the target sum from the baseline in percent, up to the first progression; for waterfalls."""
    baseline = [total for day, _, total in line.assessments if day <= 0 and total]
    end = line.progression
    later = [t for day, _, t in line.assessments if day > 0 and t is not None and (end is None or day <= end)]
    if not baseline or not later:
        return None
    return 100 * (min(later) / baseline[-1] - 1)
