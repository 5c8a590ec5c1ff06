"""What organ function says to avoid is left out of the options, as what a genotype says to avoid is."""

from typing import Any

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.availability import contraindicated

RENAL: list[dict[str, Any]] = [{"test": "creatinine clearance", "value": 18, "unit": "mL/min"}]


def renal(kb: KnowledgeBase) -> service.ReadCase:
    return service.read_body(case_body("BRCA1 p.C61G", "CCND1 amp", code="OVT", labs=RENAL), "case", kb)


def test_a_drug_to_be_avoided_is_in_no_option_and_the_reason_is_told(kb: KnowledgeBase) -> None:
    case = renal(kb)
    found = service.recommend(case, kb)
    assert found.options
    assert all("olaparib" not in {view.drug for view in option.drugs} for option in found.options)
    reason = next(each.reason for each in found.excluded_drugs if each.drug == "olaparib")
    assert reason.startswith("to be avoided in this patient: creatinine clearance <= 30 mL/min; 18 mL/min (GL:")
    (row,) = service.safety(["olaparib"], kb, read=case).availability
    assert row.excluded == reason


def test_the_board_can_keep_it_as_a_warning(kb: KnowledgeBase) -> None:
    case, loose = renal(kb), Limits(organ_avoid="warn")
    assert not contraindicated(kb, case.case, ("olaparib",), loose)
    found = service.recommend(case, kb, loose)
    assert "olaparib" not in {each.drug for each in found.excluded_drugs}
    assert service.safety(["olaparib"], kb, loose, read=case).availability[0].excluded == ""
    assert Limits.none().organ_avoid == "warn"


def test_a_contraindication_stands_whatever_the_limit(kb: KnowledgeBase) -> None:
    case = renal(kb).case
    for limits in (Limits(), Limits(organ_avoid="warn")):
        reason = contraindicated(kb, case, ("capecitabine",), limits)["capecitabine"]
        assert reason.startswith("contraindicated for this patient: creatinine clearance")


def test_where_nothing_else_is_left_the_limit_can_be_relaxed(kb: KnowledgeBase) -> None:
    case = renal(kb)
    others = {each.drug for each in service.recommend(case, kb).candidates} - {"olaparib"}
    limits = Limits(veto=tuple(sorted(others)), veto_markers=("CCND1",), min_drugs=1)
    assert service.recommend(case, kb, limits).options == ()
    (way,) = (way for way in service.why_not(case, kb, [], limits).relaxations if way.rule.kind == "organ_avoid")
    assert way.regimen.drugs == ("olaparib",)


def test_a_pin_brings_it_back_with_the_reason(kb: KnowledgeBase) -> None:
    found = service.recommend(renal(kb), kb, Limits(pin=("olaparib",)), top=1)
    assert any("olaparib" in message and "to be avoided in this patient" in message for message in found.messages)
    assert "olaparib" in {view.drug for view in found.options[0].drugs}


def test_why_not_and_robustness_name_the_limit(kb: KnowledgeBase) -> None:
    case = renal(kb)
    told = service.why_not(case, kb, ["olaparib"], Limits())
    (standing,) = told.standing
    assert len([reason for reason in standing.against if "to be avoided in this patient" in reason]) == 1
    assert told.verdict == "excluded"
    robust = service.robustness(case, kb, Limits())
    assert [one.subject for one in robust.scenarios].count("organ_avoid") == 1
    loose = service.robustness(case, kb, Limits(organ_avoid="warn"))
    assert "organ_avoid" not in [one.subject for one in loose.scenarios]
