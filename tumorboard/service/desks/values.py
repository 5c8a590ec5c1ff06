"""What the desk hands to the screens: previews, comparisons, judged assessments, lines of history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tumorboard.domain.followup import Response, ResponseAssessment
from tumorboard.domain.recommendation import ScoreDocument
from tumorboard.domain.safety_report import SafetyReport
from tumorboard.errors import InputError
from tumorboard.intake.normalise import ReadCase
from tumorboard.service.desks.case_file import Kept


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do with one case. Nothing is saved by it.

    Parameters
    ----------
    status : str
        ``new``; ``changed`` or ``same`` for a case that exists; ``taken`` where the id belongs to a case of which the
        person is not on the team; ``bad`` where it cannot be read.
    case_id, diagnosis : str
        For the table; empty where it cannot be read.
    alterations : int
        Lines of the report.
    messages : tuple of str
        What reading it left to say.
    changes : tuple of (field, in the file, in the records)
        Of a case that exists.
    expected : int
        Version of the case document that the preview was made from; 0 for a new one.
    """

    status: Literal["new", "changed", "same", "taken", "bad"]
    case_id: str = ""
    diagnosis: str = ""
    alterations: int = 0
    messages: tuple[str, ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    expected: int = 0
    read: ReadCase | None = None
    error: InputError | None = None

    @property
    def can_import(self) -> bool:
        """Whether importing it would change the records."""
        return self.status in ("new", "changed")


@dataclass(frozen=True, slots=True)
class RegimenView:
    """One regimen of a comparison: its score under every policy, and everything known of its safety."""

    drugs: tuple[str, ...]
    score: ScoreDocument
    safety: SafetyReport

    @property
    def established(self) -> tuple[str, ...]:
        """Labels and guidelines that name exactly these drugs; empty where none does."""
        return tuple(regimen.id for regimen in self.safety.combination.regimens)


@dataclass(frozen=True, slots=True)
class Judged:
    """One assessment, the reader's own category and the one that follows from the sums.

    ``computed`` is None for a baseline and where nothing follows; ``why`` says it in words. Changes are in per cent.
    ``agrees`` is None where one of the two categories is missing.
    """

    assessment: Kept[ResponseAssessment]
    computed: Response | None
    why: str
    baseline: float | None
    nadir: float | None
    from_baseline: float | None
    from_nadir: float | None

    @property
    def agrees(self) -> bool | None:
        """Whether the reader and the sums agree."""
        own = self.assessment.value.response
        return None if own is None or self.computed is None else own == self.computed


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of a case: when, by whom, what, and the reason."""

    at: datetime
    by: str
    kind: str
    key: str
    version: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rerun:
    """A frozen recommendation computed again: whether it gave the same bytes, and if not, what differs."""

    same: bool
    words: str


@dataclass(frozen=True, slots=True)
class CohortCounts:
    """Counts of the records for the cohort page; None is a count of 1-20, which is not shown.

    ``steps`` are the steps of the flow (name, count) and ``lost`` why patients are not in each of them; ``tumors``,
    ``responses`` and ``scores`` (bands of the score) are counts of treated patients. ``best_change`` is that part of
    the outcome report: the change of target lesions in bands of 21 patients and more.
    """

    steps: tuple[tuple[str, int | None], ...]
    tumors: tuple[tuple[str, int | None], ...]
    responses: tuple[tuple[str, int | None], ...]
    scores: tuple[tuple[str, int | None], ...]
    notice: str
    lost: tuple[tuple[tuple[str, int | None], ...], ...] = ()
    best_change: Mapping[str, Any] = field(default_factory=dict)
