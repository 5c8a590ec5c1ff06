"""Harm side by side: what is not known of a drug or a medicine stands beside what was found."""

from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from ui.parts.side_harm import _medicines


def test_a_medicine_or_drug_that_the_tables_do_not_know_is_not_told_as_harmless(kb: KnowledgeBase) -> None:
    body = {"case_id": "T", "diagnosis": {"oncotree": "BRCA"}, "alterations": []}
    case = Case.model_validate(body | {"medications": [{"name": "wonderdrug"}]})

    class View:
        drugs = ("alvocidib",)
        safety = service.safety(("alvocidib",), kb, read=ReadCase(case, ()))

    told = _medicines(View(), case, kb)  # type: ignore[arg-type]
    assert "not known of alvocidib" in told
    assert "not known of wonderdrug" in told
