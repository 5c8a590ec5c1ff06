"""From the material of a case to the printed document, as data."""

from tumorboard.domain.recommendation import NOTICE
from tumorboard.report.appendix import appendix
from tumorboard.report.blocks import Document
from tumorboard.report.material import Material
from tumorboard.report.summary import summary
from tumorboard.report.wording import short

MARK = "INVENTED SAMPLE CASE: NO REAL PATIENT"


def document(material: Material) -> Document:
    """Return the report of a case: a first page that stands alone, and the appendix."""
    found = material.recommendation
    by = f" by {material.printed_by}" if material.printed_by else ""
    return Document(
        title=short(f"Tumour board: {material.case.case_id}", 90),
        notice=NOTICE,
        mark=MARK if material.case.sample else "",
        summary=summary(material),
        appendix=appendix(material),
        footer=short(
            f"Knowledge {found.knowledge.version}, sha256 {found.knowledge.sha256[:16]}; engine {found.engine}; "
            f"input sha256 {found.input_sha256[:16]}; printed {material.printed:%Y-%m-%d %H:%M} UTC{by}",
            240,
        ),
    )
