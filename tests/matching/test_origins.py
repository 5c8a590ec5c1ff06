"""A claim that asks for a germline variant holds for one, asks where the origin is not said, and ranks lower else."""

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.recommendation import MatchView, Recommendation
from tumorboard.knowledge.base import KnowledgeBase

HER2_NEGATIVE = [{"marker": "HER2", "result": "negative"}]


def brca1(kb: KnowledgeBase, origin: str, code: str = "BRCA", gene: str = "BRCA1") -> Recommendation:
    body = case_body(code=code, protein_markers=HER2_NEGATIVE if code == "BRCA" else [])
    line = {"gene": gene, "kind": "small_variant", "protein_change": "p.Q1200*", "pathogenicity": "pathogenic"}
    body["alterations"] = [line | ({"origin": origin} if origin else {})]
    return service.recommend(service.read_body(body, "case.json", kb), kb, top=3)


def best(document: Recommendation, drug: str) -> MatchView:
    return next(candidate.matches[0] for candidate in document.candidates if candidate.drug == drug)


def standard(document: Recommendation) -> set[tuple[str, ...]]:
    return {view.drugs for view in document.standard_of_care}


@pytest.mark.parametrize("gene", ["BRCA1", "BRCA2"])
def test_a_germline_variant_meets_the_label(gene: str, kb: KnowledgeBase) -> None:
    document = brca1(kb, "germline", gene=gene)
    assert {("olaparib",), ("talazoparib",)} <= standard(document)
    assert (best(document, "talazoparib").level, best(document, "talazoparib").level_from) == ("A", "this_type")
    assert not any("origin" in message or "germline" in message for message in document.messages)


def test_a_somatic_variant_is_off_label_with_the_reason(kb: KnowledgeBase) -> None:
    document = brca1(kb, "somatic")
    assert not {("olaparib",), ("talazoparib",)} & standard(document)
    assert all(drug.use == "off label" for option in document.options for drug in option.drugs)
    assert best(document, "olaparib").amp != "I-A"
    with_talazoparib = next(o for o in document.options if "talazoparib" in {drug.drug for drug in o.drugs})
    assert any("is somatic, not germline" in warning for warning in with_talazoparib.warnings)


def test_an_unknown_origin_matches_and_is_asked_about(kb: KnowledgeBase) -> None:
    document = brca1(kb, "")
    assert {("olaparib",), ("talazoparib",)} <= standard(document)
    assert [m for m in document.messages if "germline or somatic" in m and "olaparib, talazoparib" in m]
    assert any("is not known to be germline" in warning for warning in document.options[0].warnings)


def test_a_label_for_both_origins_asks_nothing(kb: KnowledgeBase) -> None:
    for origin in ("germline", "somatic", ""):
        document = brca1(kb, origin, code="PRAD")
        assert ("olaparib",) in standard(document)
        assert not [message for message in document.messages if "germline" in message]


def test_a_syndrome_is_no_somatic_loss(kb: KnowledgeBase) -> None:
    def drugs(origin: str) -> set[tuple[str, ...]]:
        body = case_body(code="CCRCC")
        body["alterations"] = [{"gene": "VHL", "kind": "deletion", "origin": origin}]
        return standard(service.recommend(service.read_body(body, "case.json", kb), kb, top=1))

    assert ("belzutifan",) in drugs("germline")
    assert ("belzutifan",) not in drugs("somatic")


def test_rows_that_say_germline_ask_for_it(kb: KnowledgeBase) -> None:
    rows = {claim.id: claim for claim in kb.claims()}
    for row in rows.values():
        # "germline or somatic" and a study of both ask for neither.
        if row.note.startswith(("germline;", "germline,", "germline only")) or row.note == "germline":
            assert row.origin == "germline", row.id
        if "germline or somatic" in row.note:
            assert row.origin == "any", row.id
