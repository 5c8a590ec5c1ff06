"""Organ function tightens the limits: which value tightens which limit, by how much, and where it is told."""

from fractions import Fraction
from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.domain.limits import DEFAULT_ORGAN_LIMITS, Limits, Tightening
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.tightening import tightened

PDAC = ("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")
SICK: list[dict[str, Any]] = [
    {"test": "bilirubin", "value": 4, "unit": "mg/dL"},
    {"test": "creatinine clearance", "value": 20, "unit": "mL/min"},
    {"test": "LVEF", "value": 40, "unit": "%"},
    {"test": "QTc", "value": 510, "unit": "ms"},
    {"test": "platelets", "value": 45, "unit": "10^9/L"},
]


def case(*labs: dict[str, Any], ecog: int | None = None) -> Case:
    body = {"case_id": "T", "diagnosis": {"oncotree": "PAAD"}, "alterations": [], "labs": list(labs)}
    return Case.model_validate(body | {"patient": {"ecog": ecog}})


def read(kb: KnowledgeBase, *labs: dict[str, Any], ecog: int | None = None) -> service.ReadCase:
    return service.read_body(case_body(*PDAC, labs=list(labs), patient={"ecog": ecog}), "case", kb)  # type: ignore[arg-type]


def test_every_value_of_the_design_tightens_the_limit_of_its_organ(kb: KnowledgeBase) -> None:
    found = tightened(kb, case(*SICK, ecog=3), Limits())
    after = {one.organ: one.after for one in found.tightened}
    quarter = Fraction(1, 4)
    for organ in ("hepatic", "renal", "cardiac", "haematological"):
        assert after[organ] == float(quarter * Fraction(str(DEFAULT_ORGAN_LIMITS[organ])))
        assert found.limits.organ_limit(organ) == after[organ]
    assert after["overall"] == found.limits.overall_limit == 0.5
    assert len(after) == 5
    untouched = set(DEFAULT_ORGAN_LIMITS) - set(after)
    assert all(found.limits.organ_limit(organ) == DEFAULT_ORGAN_LIMITS[organ] for organ in untouched)


@pytest.mark.parametrize(
    ("value", "factor"), [(460, Fraction(3, 4)), (490, Fraction(1, 2)), (505, Fraction(1, 4)), (430, 1)]
)
def test_the_step_follows_the_grade(value: float, factor: Fraction, kb: KnowledgeBase) -> None:
    found = tightened(kb, case({"test": "QTc", "value": value, "unit": "ms"}), Limits())
    assert found.limits.organ_limit("cardiac") == float(factor * Fraction("0.4"))
    assert bool(found.tightened) == (factor != 1)


def test_of_several_values_of_one_organ_the_gravest_counts_and_is_named(kb: KnowledgeBase) -> None:
    lvef, qtc = SICK[2], SICK[3]
    (one,) = tightened(kb, case(lvef, qtc), Limits()).tightened
    assert one.because == "QTc 510 ms (CTCAE grade 3)"
    assert one.words == "tightened from 40 % to 10 % by QTc 510 ms (CTCAE grade 3)"
    (mild,) = tightened(kb, case(lvef), Limits()).tightened
    assert mild.after == 0.2


def test_a_bilirubin_without_its_upper_limit_is_graded_against_a_stated_one(kb: KnowledgeBase) -> None:
    (bare,) = tightened(kb, case(SICK[0]), Limits()).tightened
    assert "usual upper limit of 1.2 mg/dL" in bare.because
    (given,) = tightened(kb, case(SICK[0] | {"upper_normal": 1.0}), Limits()).tightened
    assert "usual" not in given.because
    assert tightened(kb, case(SICK[0] | {"value": 1.1}), Limits()).tightened == ()
    wide = Limits(tightening=Tightening(bilirubin_upper=3))
    assert tightened(kb, case(SICK[0]), wide).tightened[0].after == 0.375


@pytest.mark.parametrize(("ecog", "most"), [(0, None), (1, None), (2, 0.7), (3, 0.5), (4, 0.5)])
def test_performance_status_bounds_the_overall_limit(ecog: int, most: float | None, kb: KnowledgeBase) -> None:
    assert tightened(kb, case(ecog=ecog), Limits()).limits.overall_limit == most
    assert tightened(kb, case(ecog=ecog), Limits(overall_limit=0.3)).limits.overall_limit == 0.3
    assert tightened(kb, case(ecog=ecog), Limits(overall_limit=0.3)).tightened == ()


def test_a_limit_that_was_set_is_tightened_and_one_that_was_lifted_stays_lifted(kb: KnowledgeBase) -> None:
    limits = Limits(organ_limits={"hepatic": 0.2, "cardiac": None})
    found = tightened(kb, case(*SICK), limits).limits
    assert found.organ_limit("hepatic") == 0.05
    assert found.organ_limit("cardiac") is None


def test_warn_leaves_every_limit_as_it_was_and_so_do_no_limits_at_all(kb: KnowledgeBase) -> None:
    for limits in (Limits(organ_function="warn", organ_limits={"hepatic": 0.2}), Limits.none()):
        found = tightened(kb, case(*SICK, ecog=3), limits)
        assert found.limits == limits
        assert found.tightened == ()


def test_limits_in_force_are_not_tightened_twice(kb: KnowledgeBase) -> None:
    once = tightened(kb, case(*SICK, ecog=3), Limits()).limits
    assert tightened(kb, case(*SICK, ecog=3), once).limits == once


def test_factors_can_be_set_and_must_not_rise_with_the_grade(kb: KnowledgeBase) -> None:
    mild = Limits(tightening=Tightening(grade_3=0.5))
    assert tightened(kb, case(SICK[4]), mild).limits.organ_limit("haematological") == 0.45
    with pytest.raises(ValueError, match="graver"):
        Tightening(grade_1=0.2)
    with pytest.raises(ValueError, match="worse performance"):
        Tightening(ecog_2=0.4)


def test_every_question_on_a_case_is_answered_under_the_limits_in_force(kb: KnowledgeBase) -> None:
    sick = read(kb, *SICK, ecog=2)
    force = tightened(kb, sick.case, Limits())
    found = service.recommend(sick, kb, top=3)
    drugs = [view.drug for view in found.options[0].drugs]
    safety = service.safety(drugs, kb, read=sick)
    front = service.frontier(sick, kb)
    robust = service.robustness(sick, kb)
    why = service.why_not(sick, kb, drugs)
    for document in (found, safety, front, robust, why):
        assert document.tightened == force.tightened
    assert why.verdict == "best"
    assert robust.best is not None
    assert set(robust.best.drugs) == set(drugs)
    assert front.points[0].matched == found.options[0].matched
    for option in found.options:
        assert option.any_toxicity <= 0.7
        for organ in option.toxicity:
            assert organ.limit == force.limits.organ_limit(organ.organ)
            assert organ.probability <= (organ.limit or 1)
    assert {organ.organ: organ.limit for organ in safety.toxicity}["renal"] == 0.1
    as_set = [one for one in robust.scenarios if one.subject == "organ_function"]
    loose = service.recommend(sick, kb, Limits(organ_function="warn"), top=1)
    assert len(as_set) == 1
    assert as_set[0].best is not None
    assert set(as_set[0].best.drugs) == {view.drug for view in loose.options[0].drugs}


def test_where_a_tightened_limit_leaves_nothing_the_value_is_named(kb: KnowledgeBase) -> None:
    sick = read(kb, SICK[4])
    tight = Limits(organ_limits={"haematological": 0.05}, pin=("trametinib",))
    assert service.recommend(sick, kb, warning_only(tight), top=1).options
    found = service.recommend(sick, kb, tight, top=1)
    assert found.options == ()
    words = "tightened from 5 % to 1.25 % by platelets 45 10^9/L (CTCAE grade 3)"
    assert any(words in rule.words for rule in found.infeasible)
    told = service.why_not(sick, kb, [], tight)
    assert any(words in line for line in told.words)
    assert any(words in rule.words for rule in service.frontier(sick, kb, tight).infeasible)
    assert "organ_function" in {way.rule.kind for way in told.relaxations}


def warning_only(limits: Limits) -> Limits:
    return limits.model_copy(update={"organ_function": "warn"})


def test_a_set_of_drugs_without_a_case_keeps_its_limits(kb: KnowledgeBase) -> None:
    assert service.safety(["trametinib"], kb).tightened == ()
    assert tightened(kb, None, Limits()).limits == Limits()
