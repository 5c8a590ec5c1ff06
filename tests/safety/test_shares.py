"""What each drug brings to the toxicity of each organ."""

import pytest

from tumorboard import service
from tumorboard.cli.safety_words import lines
from tumorboard.domain.drug import ORGANS
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety import toxicity

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


def test_the_document_has_every_rate_once_with_what_it_rests_on(kb: KnowledgeBase) -> None:
    drugs = ("daraxonrasib", "trametinib")
    report = service.safety(drugs, kb)
    assert [(rate.organ, rate.drug) for rate in report.rates] == [(organ, drug) for organ in ORGANS for drug in drugs]
    for rate in report.rates:
        known = kb.toxicity.get(rate.drug, {}).get(rate.organ)
        assert rate.assumed == (known is None)
        if known is not None:
            assert rate.percent == pytest.approx(100 * known.probability)
            assert (rate.event, rate.n, rate.setting) == (known.event, known.patients, known.setting)
            assert rate.sources == known.citations != ()
        else:
            assert (rate.event, rate.n, rate.sources) == ("", None, ())


def test_an_organ_says_for_which_drugs_its_rate_was_assumed_and_why(kb: KnowledgeBase) -> None:
    report = service.safety(("daraxonrasib", "trametinib"), kb)
    assert "daraxonrasib" not in kb.toxicity
    for organ in report.toxicity:
        assert organ.assumed_for == ("daraxonrasib",)
        assert organ.unlisted_for == (() if organ.organ in kb.toxicity["trametinib"] else ("trametinib",))
    text = "\n".join(lines(report))
    assert (
        "- cardiac: ~6% (limit 40%; assumed for daraxonrasib, of which no rate is known; assumed for trametinib" in text
    )
    assert "- trametinib, skin: 8 % (rash, n=211, Trial 1, melanoma, alone) [FDA:Mekinist#6.1]" in text


def test_a_drug_of_which_one_event_is_told_does_not_look_milder_than_one_without_any() -> None:
    kb = service.open_knowledge()
    limits = service.Limits()
    few = next(name for name, known in kb.toxicity.items() if 0 < len(known) < toxicity.FEWEST_ORGANS)
    many = next(name for name, known in kb.toxicity.items() if toxicity.FEWEST_ORGANS <= len(known) < len(ORGANS))
    for name, taken in ((few, limits.unknown_probability), (many, limits.unlisted_probability)):
        silent = next(organ for organ in ORGANS if organ not in kb.toxicity[name])
        assert toxicity.rate(kb, name, silent, limits) == (taken, True)
