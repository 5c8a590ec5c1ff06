"""The report of a case on paper: one page and an appendix, as PDF or DOCX."""

from datetime import UTC, datetime
from typing import Literal

from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.report.material import Material
from tumorboard.service.advice import recommend, returned

Kind = Literal["pdf", "docx"]
OPTIONS = 5
"""Options that a report describes; more would not be read."""


def printed(material: Material, kind: Kind) -> bytes:
    """Return the report of a case as ``pdf`` or ``docx``."""
    from tumorboard.report.content import document

    if kind == "pdf":
        from tumorboard.report.pdf import pdf

        return pdf(document(material), material.printed)
    from tumorboard.report.docx import docx

    return docx(document(material), material.printed)


def material(
    read: ReadCase,
    kb: KnowledgeBase,
    limits: Limits | None = None,
    policy: Policy = DEFAULT,
    now: datetime | None = None,
) -> Material:
    """Recommend for a case and gather what its report needs; records of the store are added by the desk."""
    found = recommend(read, kb, limits, policy, OPTIONS)
    tumour = kb.diseases.title(read.case.diagnosis.oncotree)
    back = returned(read, kb, found)
    return Material(read.case, tumour, found, now or datetime.now(UTC), citations=citations(kb), returned=back)


def citations(kb: KnowledgeBase) -> dict[str, tuple[str, str]]:
    """Return every reference of the knowledge with its title and date."""
    return {name: (one.title, one.date) for name, one in kb.citations.items()}
