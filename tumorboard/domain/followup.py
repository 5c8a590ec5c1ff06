"""What the patient really got, and what happened: courses, claims, assessments, adverse events, status.

Names and codes follow the model of the German network for personalised medicine (DNPM:DIP MTB) where it has them;
responses are RECIST 1.1, iRECIST or RANO, adverse events CTCAE.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from tumorboard.domain.record import Record

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Key = Annotated[str, StringConstraints(max_length=80)]

CourseStatus = Literal["not-done", "on-going", "stopped", "completed", "unknown"]
StatusReason = Literal[
    "payment-refused", "payment-pending", "payment-ended", "no-indication", "medical-reasons", "patient-refusal",
    "patient-wish", "patient-death", "lost-to-fu", "chronic-remission", "progression", "toxicity",
    "other-therapy-chosen", "deterioration", "best-supportive-care", "regular-completion",
    "regular-completion-with-dosage-reduction", "regular-completion-with-substance-change", "other",
]  # fmt: skip
DepartureReason = Literal[
    "insurance", "cost", "availability", "distance", "organ-function", "preference", "physician-choice",
    "still-responding", "interaction", "other",
]  # fmt: skip
DoseReason = Literal[
    "toxicity", "organ-function", "interaction", "deterioration", "patient-wish", "planned", "tolerated", "supply",
    "other",
]  # fmt: skip
Response = Literal["CR", "PR", "SD", "PD", "NE"]
Fulfilment = Literal["complete", "partial", "none", "no-decision"]
STATUS_REASONS: tuple[str, ...] = get_args(StatusReason)
DEPARTURE_REASONS: tuple[str, ...] = get_args(DepartureReason)


def fulfilments(
    drugs: Iterable[str], regimens: Sequence[Iterable[str]] | None, *, done: bool = True
) -> tuple[Fulfilment, ...]:
    """Return how a treatment can follow a decision, given its drugs.

    Parameters
    ----------
    drugs : iterable of str
        Generic names of what was given at any time of the course.
    regimens : sequence of iterable of str, optional
        The regimens that the decision chose, empty where it found no target; None where no decision is followed.
    done : bool
        Whether anything was given at all.

    Returns
    -------
    tuple of str
        Only a treatment with exactly the drugs of one chosen regimen can follow the decision completely; it follows in
        part at another dose, say. One that shares a drug with a regimen follows in part or not; one that shares none
        does not follow. Where the board chose nothing, giving nothing is what it decided.
    """
    if regimens is None:
        return ("no-decision",)
    given, chosen = set(drugs), [set(one) for one in regimens]
    if not done:
        return ("none",) if chosen else ("complete",)
    if given in chosen:
        return ("complete", "partial")
    return ("partial", "none") if any(given & one for one in chosen) else ("none",)


class GivenDrug(Record):
    """A drug as it was given.

    Parameters
    ----------
    drug : str
        Generic name.
    percent_of_label : float, optional
        Starting dose in per cent of the label dose, above 0 and at most 200; missing where it is not known.
    schedule : str
        As written (``2 mg once a day``).
    start, end : date, optional
        Where they differ from those of the course: a drug added or stopped later changes the score from then on.
    """

    drug: Line
    percent_of_label: float | None = Field(None, gt=0, le=200)
    schedule: str = Field("", max_length=200)
    start: date | None = None
    end: date | None = None


class ScoreStep(Record):
    """The administered score from a later day on, because a drug was added or stopped; ``scores`` as in the course."""

    when: date
    scores: dict[str, dict[str, Any]]


class TreatmentCourse(Record):
    """One regimen that was given, or was not.

    Parameters
    ----------
    drugs : tuple of GivenDrug
        Up to eight; empty only where the treatment was not done.
    start, end : date, optional
        Day 1 of the regimen, and its last day.
    status, status_reason : str
        A course that was not done or was stopped needs its reason.
    decision : str
        Key of the board decision that it follows; empty for a treatment without one.
    fulfilment : str
        Whether it follows the decision completely, in part or not, which needs a departure reason; ``no-decision``
        where, and only where, it follows none. What can be said of which drugs: `fulfilments`.
    scores : dict
        Policy -> ``{"numerator", "denominator", "set_100"}``: the administered score of the drugs of day 1, frozen when
        it was recorded.
    score_changes : tuple of ScoreStep
        Later scores.
    scored_with : str
        Version of the knowledge that the scores were computed with.
    """

    drugs: tuple[GivenDrug, ...] = Field((), max_length=8)
    start: date | None = None
    end: date | None = None
    status: CourseStatus = "on-going"
    status_reason: StatusReason | None = None
    decision: Key = ""
    fulfilment: Fulfilment = "no-decision"
    departure: DepartureReason | None = None
    departure_words: Text = ""
    intent: Literal["curative", "palliative", "other", "unknown"] = "unknown"
    line: int | None = Field(None, ge=0, le=30)
    scores: dict[str, dict[str, Any]] = Field(default_factory=dict)
    score_changes: tuple[ScoreStep, ...] = Field((), max_length=50)
    scored_with: str = Field("", max_length=120)
    note: Text = ""

    @model_validator(mode="after")
    def _whole(self) -> "TreatmentCourse":
        names = [given.drug for given in self.drugs]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{twice[0]} is listed twice")
        if self.status != "not-done" and (not self.drugs or self.start is None):
            raise ValueError("a treatment that was given needs its drugs and its first day")
        if self.status in ("not-done", "stopped") and self.status_reason is None:
            raise ValueError(f"say why the treatment was {'not done' if self.status == 'not-done' else 'stopped'}")
        if self.status in ("stopped", "completed") and self.end is None:
            raise ValueError(f"a {self.status} treatment needs its last day")
        if self.decision and self.fulfilment == "no-decision":
            raise ValueError("a decision is named: say whether the treatment follows it completely, in part or not")
        if not self.decision and self.fulfilment != "no-decision":
            raise ValueError("no decision is named that the treatment could follow or depart from")
        if self.fulfilment in ("partial", "none") and self.departure is None:
            raise ValueError("say why the treatment departs from the decision")
        return self


class DoseChange(Record):
    """The dose of one drug of a course from a day on.

    The starting dose stays in the course as it was given; each change after it is an entry of its own.

    Parameters
    ----------
    course : str
        Key of the course.
    drug : str
        One of its drugs.
    when : date
        First day of the new dose.
    percent_of_label : float
        New dose in per cent of the label dose, at most 200; 0 while the drug is paused. A drug that is stopped for good
        gets its last day in the course.
    schedule : str
        As written (``1 mg once a day``).
    because : str
        Why; ``planned`` is a step that the schedule foresaw, ``tolerated`` a step up because the dose was borne well.
    """

    course: Key = Field(min_length=1)
    drug: Line
    when: date
    percent_of_label: float = Field(ge=0, le=200)
    schedule: str = Field("", max_length=200)
    because: DoseReason
    note: Text = ""


class Claim(Record):
    """An insurance claim for a course, and its answer."""

    course: Key = ""
    drugs: tuple[Line, ...] = Field((), max_length=8)
    stage: Literal["initial-claim", "revocation", "follow-up-claim", "unknown"] = "initial-claim"
    filed: date
    answer: Literal["accepted", "rejected", "unknown"] | None = None
    answered: date | None = None
    answer_reason: (
        Literal[
            "insufficient-evidence", "standard-therapy-not-exhausted", "formal-reasons", "other-therapy-recommended",
            "inclusion-in-study", "approval-revocation", "other", "unknown",
        ]
        | None
    ) = None  # fmt: skip


class ResponseAssessment(Record):
    """One tumour assessment. A baseline has a target sum and no response.

    Parameters
    ----------
    target_sum : float, optional
        Sum of the diameters of the target lesions in mm, 0-5000.
    new_lesions : bool
        A new lesion is progression whatever the sum (RECIST 1.1).
    non_target : str, optional
        Of the lesions that are not measured.
    response : str, optional
        The reader's own category; the one that follows from the sums is computed and shown beside it.
    """

    course: Key = ""
    when: date
    criteria: Literal["RECIST1.1", "iRECIST", "RANO", "clinical"] = "RECIST1.1"
    target_sum: float | None = Field(None, ge=0, le=5000)
    new_lesions: bool = False
    non_target: Literal["CR", "non-CR/non-PD", "PD", "NE"] | None = None
    response: Response | None = None
    note: Text = ""


class AdverseEvent(Record):
    """One adverse event.

    Parameters
    ----------
    term : str
        CTCAE term.
    grade : int
        1-5.
    version : str
        CTCAE version of the grade.
    attribution : dict of str to str
        Drug -> how likely it was the cause.
    """

    course: Key = ""
    term: Line
    grade: int = Field(ge=1, le=5)
    version: Literal["5", "6"] = "5"
    onset: date
    resolved: date | None = None
    serious: bool = False
    dose_limiting: bool = False
    attribution: dict[Line, Literal["unrelated", "unlikely", "possible", "probable", "definite"]] = Field(
        default_factory=dict
    )
    action: Literal["none", "dose-reduced", "interrupted", "stopped", "other"] = "none"
    note: Text = ""


class Status(Record):
    """How the patient was on a day. ``ecog`` 0-4, 5 with a death; ``next_treatment`` is a new line elsewhere."""

    when: date
    ecog: int | None = Field(None, ge=0, le=5)
    alive: bool = True
    cause_of_death: Literal["tumour", "treatment", "other", "unknown"] | None = None
    lost: bool = False
    next_treatment: Text = ""

    @model_validator(mode="after")
    def _whole(self) -> "Status":
        if self.alive and (self.ecog == 5 or self.cause_of_death is not None):
            raise ValueError("ECOG 5 and a cause of death belong to a patient who died")
        return self
