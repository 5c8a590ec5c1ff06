"""The cohort document ``tumorboard.cohort/1``: what was given, how well it matched, and what happened.

These nouns stand in the domain because two rooms need them: intake writes rows (a cBioPortal study, for instance) and
outcomes reads them.
"""

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from tumorboard.domain.record import Record

FLOW: tuple[str, ...] = ("consented", "profiled", "evaluable", "treated")
"""The steps a patient passes before an outcome can be analysed, in order."""


def _day_or_date(value: Any) -> Any:
    """Let whole days and ISO dates through; pydantic would read other numbers as seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | str | date):
        raise ValueError("write an ISO date (2024-05-31) or a whole number of days since day 1")
    return date.fromisoformat(value) if isinstance(value, str) else value


When = Annotated[int | date, BeforeValidator(_day_or_date)]
"""A calendar date, or a whole number of days since day 1 of the regimen (day 1 itself is 0)."""
Response = Literal["CR", "PR", "SD", "PD", "NE"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Assessment(Record):
    """One tumour assessment.

    Parameters
    ----------
    when : date or int
        Day of the assessment; the baseline may lie before day 1.
    response : str, optional
        Category; missing for the baseline. ``NE`` (not evaluable) is not an adequate assessment.
    criteria : str
        RECIST 1.1, iRECIST, RANO, or progression declared on clinical grounds.
    target_sum : float, optional
        Sum of the target lesions in mm, 0-5000.
    """

    when: When
    response: Response | None = None
    criteria: Literal["RECIST1.1", "iRECIST", "RANO", "clinical", "unknown"] = "RECIST1.1"
    target_sum: float | None = Field(None, ge=0, le=5000)


class Score(Record):
    """A matching score under one policy; ``set_100`` marks a checkpoint rule that sets the whole score to 100 %."""

    numerator: str | int
    denominator: Annotated[int, Field(ge=0, le=10000)]
    set_100: bool = False

    @field_validator("numerator")
    @classmethod
    def _exact(cls, value: str | int) -> str | int:
        """Refuse what is not an exact fraction of 0 or more; no exponents, whose digits could fill the memory."""
        if not re.fullmatch(r"[0-9]{1,6}(/[1-9][0-9]{0,5})?", str(value)):
            raise ValueError("write the matched alterations as a whole number or a fraction, 0 or more")
        return value

    @model_validator(mode="after")
    def _not_above_one(self) -> "Score":
        if self.denominator and Fraction(self.numerator) > self.denominator:
            raise ValueError("more alterations are matched than there are")
        return self

    @property
    def value(self) -> Fraction | None:
        """The exact score, 0-1; None where nothing was there to be matched."""
        if not self.denominator:
            return None
        return Fraction(1) if self.set_100 else Fraction(self.numerator) / self.denominator


class ScoreChange(Record):
    """The score from a later day on, because a drug was added or stopped."""

    when: When
    score: Score


class ReportedEndpoint(Record):
    """An endpoint as the source gives it, where the assessments behind it are not known. ``days`` from day 1."""

    days: float = Field(ge=0, le=40000)
    event: bool


class CohortRow(Record):
    """One patient.

    Parameters
    ----------
    patient_id : str
        Pseudonym.
    left_at : str, optional
        The first step of :data:`FLOW` that the patient did not reach; ``left_because`` says why.
    day1 : date, optional
        Day 1 of the regimen. Needed where other days are written as dates.
    entry : date or int, optional
        Day from which the patient was under observation (left truncation), where that is after day 1.
    death, last_contact, next_treatment : date or int, optional
        ``last_contact`` is the last day on which the patient was known to be alive.
    pfs, os : ReportedEndpoint, optional
        The source's own endpoint; assessments, where there are any, take precedence.
    disease_control : bool, optional
        The source's own verdict (CR, PR or SD of 6 months and more).
    prior_pfs_days : float, optional
        PFS on the last line before, in days (PFS1); ``prior_pfs_event`` False where it was stopped for another reason.
    scores : dict of str to Score
        Policy name -> administered score, frozen when it was given.
    score_changes : tuple of ScoreChange
        Later scores under the cohort's own policy.
    alterations, drugs, prior_lines : int, optional
        Deleterious alterations, drugs of the regimen, lines of treatment before.
    tmb : float, optional
        Mutations per megabase.
    worst_grade : int, optional
        Highest CTCAE grade of an adverse event, 0-5.
    self_reported : dict of str to str
        Category -> what the patient said, or ``prefer_not_to_say``; a category that is missing was not asked. Never an
        input of the score or of a model.
    """

    patient_id: Name
    left_at: Literal["consented", "profiled", "evaluable", "treated"] | None = None
    left_because: str = Field("", max_length=200)
    day1: date | None = None
    entry: When | None = None
    assessments: tuple[Assessment, ...] = Field((), max_length=500)
    death: When | None = None
    last_contact: When | None = None
    next_treatment: When | None = None
    pfs: ReportedEndpoint | None = None
    os: ReportedEndpoint | None = None
    disease_control: bool | None = None
    prior_pfs_days: float | None = Field(None, gt=0, le=40000)
    prior_pfs_event: bool = True
    scores: dict[str, Score] = Field(default_factory=dict)
    score_changes: tuple[ScoreChange, ...] = Field((), max_length=50)
    alterations: int | None = Field(None, ge=0, le=10000)
    drugs: int | None = Field(None, ge=0, le=20)
    age: float | None = Field(None, ge=0, le=120)
    sex: Literal["female", "male", "other", "unknown"] | None = None
    ecog: int | None = Field(None, ge=0, le=4)
    prior_lines: int | None = Field(None, ge=0, le=30)
    tumor_type: str | None = Field(None, max_length=60)
    tmb: float | None = Field(None, ge=0, le=2000)
    msi_high: bool | None = None
    checkpoint: bool | None = None
    worst_grade: int | None = Field(None, ge=0, le=5)
    self_reported: dict[Name, Said] = Field(default_factory=dict, max_length=20)


class NotTreated(Record):
    """Patients without a row of their own: how many left before which step, and why."""

    left_at: Literal["consented", "profiled", "evaluable", "treated"]
    because: Name
    count: int = Field(ge=0, le=10_000_000)


class Cohort(Record):
    """The whole document.

    Parameters
    ----------
    name : str
        What the cohort is called on screens and exports.
    simulated : bool
        Invented patients; every screen and figure then says so.
    simulation : dict, optional
        The settings of the simulation, so that a reader can repeat it.
    source : str
        Where the rows come from, in words.
    policy : str
        The scoring policy whose score is analysed first.
    not_treated : tuple of NotTreated
        Patients who were never treated, where they have no rows.
    """

    schema_: Literal["tumorboard.cohort/1"] = Field("tumorboard.cohort/1", alias="schema")
    name: Name
    simulated: bool = False
    simulation: dict[str, float | int | str] | None = None
    source: str = Field("", max_length=500)
    policy: str = Field("ipredict2019", max_length=200)
    not_treated: tuple[NotTreated, ...] = Field((), max_length=200)
    rows: tuple[CohortRow, ...] = Field(max_length=200_000)
