"""The researcher's side: our own records as a cohort, exports, and what new knowledge would change."""

from typing import Literal

from tumorboard.domain.cohort import Cohort
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.compare import CaseChange
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.values import CohortCounts


class Research(Base):
    """Cohort, exports and affected cases."""

    def cohort(self, policy: Policy = DEFAULT) -> Cohort:
        """Return the treated and consented patients of all records, pseudonymised, ready for `analyse_cohort`.

        Days are counted from day 1, ages above 89 are grouped, rare tumour types generalised. Who has not consented is
        in no row; the flow says how many left at which step, and why.
        """
        raise NotImplementedError

    def cohort_counts(self, policy: Policy = DEFAULT) -> CohortCounts:
        """Count the records for a page; counts of 1-20 are hidden and do not follow from the others."""
        raise NotImplementedError

    def export_cohort(self, format: Literal["json", "csv"] = "json", policy: Policy = DEFAULT) -> bytes:
        """Write the cohort for research outside; the export is in the audit trail.

        Raises
        ------
        InputError
            For fewer than 21 treated patients: nothing can be told without telling of single ones.
        """
        raise NotImplementedError

    def export_case(self, case_id: str) -> bytes:
        """Write one case with its whole history as JSON, for the patient's own record."""
        raise NotImplementedError

    def report(self, case_id: str, kind: Literal["pdf", "docx"] = "pdf") -> bytes:
        """Print a case: one page and its appendix."""
        raise NotImplementedError

    def affected_cases(self, other: KnowledgeBase) -> list[CaseChange]:
        """List the open cases of the person's teams whose frozen recommendation another version would change."""
        raise NotImplementedError
