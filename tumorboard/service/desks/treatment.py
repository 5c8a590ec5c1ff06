"""What the patient got, and what happened."""

from collections.abc import Iterable

from tumorboard.domain.followup import AdverseEvent, Claim, ResponseAssessment, Status, TreatmentCourse
from tumorboard.domain.recommendation import ScoreDocument
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.case_file import Kept
from tumorboard.service.desks.values import Judged


class Treatment(Base):
    """Courses, claims and follow-up.

    Every ``save_*`` takes key ``""`` and expected 0 for a new one. A later version needs a reason. All raise
    `InputError` for days that cannot be, `Conflict` where somebody was quicker, `Refused` for a case of another team.
    """

    def administered_score(self, case_id: str, drugs: Iterable[str]) -> ScoreDocument:
        """Score drugs, by any name, for a case with the board's choices, under every policy. Nothing is kept."""
        raise NotImplementedError

    def save_course(
        self, case_id: str, key: str, course: TreatmentCourse, expected: int, reason: str = ""
    ) -> Kept[TreatmentCourse]:
        """Write a regimen that was given or was not; its scores are computed here and frozen.

        ``course.scores`` of the screen is ignored. Drugs added or stopped on days of their own get scores of their
        own from that day. The case becomes treated, or not treated.
        """
        raise NotImplementedError

    def save_claim(self, case_id: str, key: str, claim: Claim, expected: int, reason: str = "") -> Kept[Claim]:
        """Write an insurance claim and its answer."""
        raise NotImplementedError

    def save_assessment(
        self, case_id: str, key: str, assessment: ResponseAssessment, expected: int, reason: str = ""
    ) -> Kept[ResponseAssessment]:
        """Write a tumour assessment; the case is in follow-up from the first response on."""
        raise NotImplementedError

    def save_event(
        self, case_id: str, key: str, event: AdverseEvent, expected: int, reason: str = ""
    ) -> Kept[AdverseEvent]:
        """Write an adverse event."""
        raise NotImplementedError

    def save_status(self, case_id: str, key: str, status: Status, expected: int, reason: str = "") -> Kept[Status]:
        """Write how the patient was on a day: ECOG, last contact, death."""
        raise NotImplementedError

    def recist(self, case_id: str, course_key: str) -> list[Judged]:
        """Judge the assessments of a course by their target sums (RECIST 1.1), beside the reader's own category."""
        raise NotImplementedError
