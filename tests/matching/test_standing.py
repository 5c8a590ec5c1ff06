"""What speaks against a drug that was asked for, what is relaxed for it, how the best option stands more changes."""

from typing import Any, get_args

import pytest

from tests.conftest import case_body
from tests.ui.asked import lines
from tumorboard import service
from tumorboard.domain.drug import Approval
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase

PDAC = ("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")
FAILING = [{"test": "creatinine clearance", "value": 20, "unit": "mL/min"}]


def read(kb: KnowledgeBase, **more: Any) -> service.ReadCase:
    return service.read_body(case_body(*PDAC, **more), "case", kb)


def test_a_contraindication_is_told_before_the_missing_match_for_every_drug_asked_for(kb: KnowledgeBase) -> None:
    told = service.why_not(read(kb, labs=FAILING), kb, ["irinotecan", "capecitabine"])
    by_drug = {standing.drug: standing for standing in told.standing}
    assert (
        by_drug["capecitabine"]
        .against[0]
        .startswith("contraindicated for this patient: creatinine clearance 20 mL/min (FDA:Xeloda")
    )
    assert by_drug["irinotecan"].against[0].startswith("to be avoided in this patient: creatinine clearance < 30")
    for drug in by_drug:
        own = [line for line in told.words if line.startswith(drug) and " + " not in line.partition(":")[0]]
        assert own[-1] == f"{drug} is no candidate here: it matches no finding of this case"
        assert len(own) == 1 + len(by_drug[drug].against)
        shown = [line for line in lines(told) if line.startswith(f"**{drug}**")]
        assert ("contraindicated" if drug == "capecitabine" else "to be avoided") in shown[0]
        assert "matches no finding" in shown[len(by_drug[drug].against)]


@pytest.mark.parametrize(
    ("limits", "more", "words"),
    [
        (Limits(refused=("Xeloda",)), {}, "refused by the patient"),
        (Limits.model_validate({"payer": {"Xeloda": {"decision": "refused", "reason": "no"}}}), {}, "the payer: no"),
        (Limits(formulary={"capecitabine": "not_listed"}), {}, "not on the formulary"),
        (Limits(availability=("other",)), {}, "availability: approved by FDA only"),
        (Limits(veto=("Xeloda",)), {}, "vetoed"),
        (Limits(), {"pharmacogenomics": [{"gene": "DPYD", "diplotype": "*2A/*2A"}]}, "germline DPYD"),
    ],
)
def test_every_reason_against_a_drug_is_told_although_it_matches_nothing(
    limits: Limits, more: dict[str, Any], words: str, kb: KnowledgeBase
) -> None:
    told = service.why_not(read(kb, **more), kb, ["capecitabine"], limits)
    assert any(words in reason for reason in told.standing[0].against)
    assert any(words in line for line in told.words)


def test_all_reasons_stand_together(kb: KnowledgeBase) -> None:
    limits = Limits(refused=("Xeloda",), veto=("capecitabine",), formulary={"Xeloda": "not_listed"})
    (standing,) = service.why_not(read(kb, labs=FAILING), kb, ["capecitabine"], limits).standing
    assert [reason.partition(":")[0] for reason in standing.against] == [
        "contraindicated for this patient", "refused by the patient", "not on the formulary", "vetoed",
    ]  # fmt: skip


def test_nothing_speaks_against_a_drug_of_the_best_option(kb: KnowledgeBase) -> None:
    case = read(kb)
    best = [view.drug for view in service.recommend(case, kb, top=1).options[0].drugs]
    assert all(standing.against == () for standing in service.why_not(case, kb, best).standing)


def test_a_relaxation_is_offered_only_where_it_buys_more_than_the_asked_drug_has_already(kb: KnowledgeBase) -> None:
    case = read(kb)
    told = service.why_not(case, kb, ["daraxonrasib"], Limits(availability=()))
    assert told.verdict == "no_option"
    assert told.with_them is not None
    assert [way.rule.kind for way in told.relaxations] == ["availability"]
    for way in told.relaxations:
        more = (way.regimen.matched, way.regimen.points) > (told.with_them.matched, told.with_them.points)
        assert more or way.regimen.any_toxicity < told.with_them.any_toxicity


def test_approvals_and_assumed_rates_move_one_at_a_time(kb: KnowledgeBase) -> None:
    case = read(kb)
    told = service.robustness(case, kb)
    moved = [one for one in told.scenarios if one.subject == "availability"]
    assert len(moved) == len(get_args(Approval))
    for state, one in zip(get_args(Approval), moved, strict=True):
        allowed = set(Limits().availability) ^ {state}
        changed = service.recommend(case, kb, Limits(availability=tuple(sorted(allowed))), top=1)  # type: ignore[arg-type]
        assert {view.drug for view in changed.options[0].drugs} == set(one.best.drugs if one.best else ())
    for field, values in (("unknown_probability", (0.025, 0.1)), ("unlisted_probability", (0.005, 0.02))):
        steps = [one for one in told.scenarios if one.subject == field]
        assert len(steps) == 2
        for one, value in zip(steps, values, strict=True):
            changed = service.recommend(case, kb, Limits().model_copy(update={field: value}), top=1)
            assert one.best is not None
            assert changed.options[0].any_toxicity == pytest.approx(one.best.any_toxicity)
            assert {view.drug for view in changed.options[0].drugs} == set(one.best.drugs)
