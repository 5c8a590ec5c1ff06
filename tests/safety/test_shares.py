"""What each drug brings to the toxicity of each organ."""

import pytest

from tumorboard import service
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase

DRUGS = ("dabrafenib", "palbociclib", "trametinib")


def test_the_shares_of_an_organ_add_up_to_the_chance_held_against_its_limit(kb: KnowledgeBase) -> None:
    report = service.safety(DRUGS, kb)
    shares = service.toxicity_shares(DRUGS, kb)
    for organ in report.toxicity:
        together = sum(one.share for one in shares if one.organ == organ.organ)
        assert together == pytest.approx(organ.probability, abs=1e-4)
    assert sum(one.share for one in shares if one.organ == "any") == pytest.approx(report.any_toxicity, abs=1e-4)


def test_a_share_never_exceeds_the_rate_of_the_drug_alone(kb: KnowledgeBase) -> None:
    for one in service.toxicity_shares(DRUGS, kb):
        assert 0 <= one.share <= one.rate + 1e-5


def test_a_known_rate_names_event_and_source_and_an_assumed_one_is_marked(kb: KnowledgeBase) -> None:
    shares = [one for one in service.toxicity_shares(("imetelstat", "palbociclib"), kb) if one.organ != "any"]
    known = [one for one in shares if not one.assumed]
    assert known
    assert all(one.event and one.sources for one in known)
    assert all(one.rate > 0 and not one.sources for one in shares if one.assumed)


def test_a_drug_without_any_rate_is_taken_at_what_the_limits_assume(kb: KnowledgeBase) -> None:
    unknown = next(name for name in kb.drugs if name not in kb.toxicity)
    shares = service.toxicity_shares((unknown,), kb, Limits(unknown_probability=0.2))
    assert {one.rate for one in shares if one.organ != "any"} == {0.2}
    assert all(one.assumed for one in shares)
