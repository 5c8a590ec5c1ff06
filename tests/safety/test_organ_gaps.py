"""Organ function without a limit of normal or without a rule: a stated assumption holds the dose, silence is told."""

from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.limits import Limits, Tightening
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.organs import check_organs


def read(kb: KnowledgeBase, *labs: dict[str, Any], **more: Any) -> service.ReadCase:
    return service.read_body(case_body("BRCA1 p.C61G", code="OVT", labs=list(labs), **more), "case", kb)


def lab(test: str, value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"test": test, "value": value, "unit": unit, **more}


BARE = (lab("bilirubin", 3.0, "mg/dL"), lab("ALT", 300, "U/L"))


def test_a_liver_value_without_its_limit_is_held_against_a_stated_one(kb: KnowledgeBase) -> None:
    case = read(kb, *BARE)
    report = service.safety(["docetaxel", "irinotecan"], kb, read=case)
    told = {(f.drug, f.parameter): (f.action, f.value) for f in report.organ_function}
    assert told["docetaxel", "ast_alt"][0] == "avoid"
    assert told["irinotecan", "bilirubin"][0] == "reduce"
    assert "upper limit of normal not given: 40 U/L assumed" in told["docetaxel", "ast_alt"][1]
    assert "upper limit of normal not given: 1.2 mg/dL assumed" in told["irinotecan", "bilirubin"][1]
    assert next(dose.dose for dose in report.doses if dose.drug == "docetaxel") is None
    gaps = {(gap.what, gap.reason) for gap in report.not_checked}
    assert ("ALT 300 U/L", "upper limit of normal not given: 40 U/L assumed") in gaps
    assert ("bilirubin 3 mg/dL", "upper limit of normal not given: 1.2 mg/dL assumed") in gaps
    messages = service.recommend(case, kb, Limits(pin=("irinotecan",)), top=1).messages
    assert "bilirubin 3 mg/dL: upper limit of normal not given: 1.2 mg/dL assumed" in messages


def test_the_assumption_is_one_number_of_the_limits(kb: KnowledgeBase) -> None:
    case = read(kb, *BARE)
    wide = Limits(tightening=Tightening(bilirubin_upper=3, transaminase_upper=100))
    report = service.safety(["docetaxel", "irinotecan"], kb, wide, read=case)
    assert {(f.drug, f.parameter, f.action) for f in report.organ_function} == {("docetaxel", "ast_alt", "reduce")}
    assert any("3 mg/dL assumed" in gap.reason for gap in report.not_checked)


def test_nothing_is_assumed_where_the_limit_is_given_or_no_rule_asks(kb: KnowledgeBase) -> None:
    given = read(kb, lab("ALT", 300, "U/L", upper_normal=45), lab("bilirubin", 2.5, "xULN"))
    assert check_organs(kb, ["docetaxel", "irinotecan"], given.case).assumed == ()
    assert check_organs(kb, ["vincristine"], read(kb, *BARE).case).assumed == ()


def test_a_drug_without_any_rule_is_listed(kb: KnowledgeBase) -> None:
    case = read(kb, lab("bilirubin", 6, "mg/dL", upper_normal=1.2))
    gaps = service.safety(["vincristine"], kb, read=case).not_checked
    assert [gap.reason for gap in gaps if gap.what == "organ function of vincristine"] == [
        "no rule in the tables: not known, which is not the same as none needed",
        "bilirubin 6 mg/dL (CTCAE grade 3) met no rule",
    ]
    messages = service.recommend(case, kb, Limits(pin=("vincristine",)), top=1).messages
    assert any(m.startswith("organ function of ") and "vincristine" in m and "no rule" in m for m in messages)
    bare = service.safety(["vincristine"], kb, read=read(kb)).not_checked
    assert not any(gap.what.startswith("organ function of") for gap in bare)
    fit = service.safety(["vincristine"], kb, read=read(kb, patient={"ecog": 1})).not_checked
    assert any(gap.what == "organ function of vincristine" for gap in fit)


@pytest.mark.parametrize(
    ("drug", "labs", "silent"),
    [
        ("cisplatin", [lab("bilirubin", 6, "mg/dL", upper_normal=1.2)], True),
        ("irinotecan", [lab("bilirubin", 6, "mg/dL", upper_normal=1.2)], False),
        ("docetaxel", [lab("ALT", 300, "U/L", upper_normal=40)], False),
        ("cisplatin", [lab("bilirubin", 2, "mg/dL", upper_normal=1.2)], False),
        ("cisplatin", [lab("creatinine clearance", 20, "mL/min")], False),
    ],
)
def test_a_grave_value_that_meets_no_rule_of_a_drug_is_told(
    kb: KnowledgeBase, drug: str, labs: list[dict[str, Any]], silent: bool
) -> None:
    told = check_organs(kb, [drug], read(kb, *labs).case).without_rule
    assert any("met no rule" in why and drug in drugs for drugs, why in told) == silent
