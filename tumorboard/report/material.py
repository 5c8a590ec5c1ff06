"""What a report is made of: the case, what was recommended, decided, given and seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tumorboard.domain.board import BoardDecision, FindingChoice, Profile, Specimen
from tumorboard.domain.case import Case
from tumorboard.domain.followup import AdverseEvent, Claim, DoseChange, ResponseAssessment, Status, TreatmentCourse
from tumorboard.domain.recommendation import Recommendation
from tumorboard.domain.returned import Returned


@dataclass(frozen=True, slots=True)
class Decided:
    """One version of a board decision, with the reason of an amendment."""

    decision: BoardDecision
    version: int
    author: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a report may show; records a case does not have stay empty.

    Parameters
    ----------
    case : Case
        As read, names resolved.
    tumour : str
        Name and code of the tumour type.
    recommendation : Recommendation
        Frozen or live; ``basis`` says which.
    citations : mapping of str to (str, str)
        Reference -> title and date.
    decisions : tuple of Decided
        All versions, the oldest first.
    doses : tuple of (int, DoseChange)
        Changes of dose, each with the place of its course in ``courses``, from 1.
    printed : datetime
        When, by the caller's clock, so that the same input gives the same bytes.
    printed_by : str
        Who; empty on the command line.
    returned : Returned, optional
        Hereditary risk, and medicine and DNA.
    """

    case: Case
    tumour: str
    recommendation: Recommendation
    printed: datetime
    basis: str = "computed for this report"
    printed_by: str = ""
    citations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    profile: Profile | None = None
    specimens: tuple[Specimen, ...] = ()
    choices: Mapping[str, FindingChoice] = field(default_factory=dict)
    decisions: tuple[Decided, ...] = ()
    courses: tuple[TreatmentCourse, ...] = ()
    doses: tuple[tuple[int, DoseChange], ...] = ()
    claims: tuple[Claim, ...] = ()
    assessments: tuple[ResponseAssessment, ...] = ()
    events: tuple[AdverseEvent, ...] = ()
    statuses: tuple[Status, ...] = ()
    returned: Returned | None = None
