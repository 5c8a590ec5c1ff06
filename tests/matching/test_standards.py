"""Established therapies are options as a whole: toxicity, doses and availability stand beside each of them."""

from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.limits import Limits
from tumorboard.domain.recommendation import StandardView
from tumorboard.knowledge.base import KnowledgeBase

DOUBLET = ("dabrafenib", "trametinib")


def standard(kb: KnowledgeBase, limits: Limits | None = None, **more: Any) -> StandardView:
    read = service.read_body(case_body("BRAF p.V600E", code="MEL", **more), "case", kb)
    found = service.recommend(read, kb, limits, top=1).standard_of_care
    return next(one for one in found if one.drugs == DOUBLET)


def test_toxicity_and_doses_are_those_of_the_safety_document(kb: KnowledgeBase) -> None:
    shown = standard(kb)
    safety = service.safety(DOUBLET, kb)
    assert shown.any_toxicity == safety.any_toxicity
    assert shown.toxicity == safety.toxicity
    assert [dose.drug for dose in shown.doses] == list(DOUBLET)
    assert all(dose.dose is not None for dose in shown.doses)


def test_the_worst_organ_is_the_one_nearest_to_its_limit(kb: KnowledgeBase) -> None:
    shown = standard(kb)
    parts = {organ.organ: organ.probability / (organ.limit or 1) for organ in shown.toxicity}
    assert parts[shown.worst_organ] == max(parts.values())
    assert shown.over_limit == ()
    tight = standard(kb, Limits(organ_limits={"renal": 0.001}, overall_limit=0.01))
    assert tight.worst_organ == "renal"
    assert tight.over_limit == ("renal", "overall")


def test_it_stays_first_whatever_speaks_against_it_and_says_so(kb: KnowledgeBase) -> None:
    limits = Limits.model_validate(
        {
            "availability": ["other"],
            "payer": {"Tafinlar": {"decision": "refused", "reason": "dear"}},
            "veto": ["Mekinist"],
        }
    )
    shown = {one.drug: one for one in standard(kb, limits).access}
    assert [reason.partition(":")[0] for reason in shown["dabrafenib"].against] == [
        "refused by the payer", "availability",
    ]  # fmt: skip
    assert shown["trametinib"].against[-1] == "vetoed"
    assert shown["trametinib"].approval == ("fda", "ema")
    assert {one.use for one in shown.values()} == {"on label"}


def test_organ_function_tightens_what_it_is_held_against(kb: KnowledgeBase) -> None:
    labs = [{"test": "platelets", "value": 45, "unit": "10^9/L"}]
    limit = {organ.organ: organ.limit for organ in standard(kb, labs=labs).toxicity}
    assert limit["haematological"] == pytest.approx(0.225)
