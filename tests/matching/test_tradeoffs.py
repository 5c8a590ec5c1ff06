"""What can be traded, why not a drug and how robust the best option is, as a board meets it."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.conftest import case_body
from tumorboard import service
from tumorboard.cli import build
from tumorboard.domain.tradeoffs import RegimenView
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.service import Limits, ReadCase

PDAC = ("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")
SAMPLES = sorted(service.sample_cases().glob("*.json"))


def opened(body: dict[str, Any], kb: KnowledgeBase) -> ReadCase:
    return service.read_body(body, "case", kb)


def names(view: RegimenView | None) -> set[str]:
    return set(view.drugs) if view else set()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_point_of_the_front_is_beaten_and_the_best_option_is_not_missed(path: Path, kb: KnowledgeBase) -> None:
    read = service.open_case(path, kb)
    front = service.frontier(read, kb)
    best = service.recommend(read, kb, top=1).options
    assert front.complete
    assert bool(front.points) == bool(best)
    values = [(-point.matched, point.burden, point.drug_count) for point in front.points]
    assert values == sorted(values)
    assert not any(all(a <= b for a, b in zip(*pair, strict=True)) for pair in permutations(values, 2))
    for point in front.points:
        assert point.proved
        for view in point.regimens:
            assert (view.matched, len(view.drugs)) == (point.matched, point.drug_count)
            assert view.any_toxicity == pytest.approx(point.any_toxicity)
            assert len(view.matched_alterations) + len(view.unmatched_alterations) == view.total
    if best:
        assert front.points[0].matched == best[0].matched
        assert front.points[0].any_toxicity <= best[0].any_toxicity


def test_a_point_of_the_front_is_what_recommend_gives_under_its_toxicity_and_size(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC, "PIK3CA p.H1047R", "FGFR1 amp"), kb)
    points = service.frontier(read, kb).points
    assert len(points) > 2
    for point in points:
        limits = Limits(overall_limit=point.any_toxicity + 1e-4, max_drugs=point.drug_count)
        assert service.recommend(read, kb, limits, top=1).options[0].matched == point.matched


def test_pins_are_on_every_point_and_vetoes_on_none(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    pinned = service.frontier(read, kb, Limits(pin=("Mekinist",), veto=("palbociclib",))).points
    assert pinned
    assert all("trametinib" in view.drugs for point in pinned for view in point.regimens)
    assert not any("palbociclib" in view.drugs for point in pinned for view in point.regimens)


def test_a_drug_of_the_best_option_is_called_best(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    best = {drug.drug for drug in service.recommend(read, kb, top=1).options[0].drugs}
    told = service.why_not(read, kb, best)
    assert told.verdict == "best"
    assert names(told.with_them) == names(told.best) == names(told.exactly) == best
    assert told.broken == ()
    assert told.conflicts == ()


def test_a_drug_that_is_worse_is_told_what_it_loses(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    first = service.recommend(read, kb, top=1).options[0]
    for candidate in service.match(read, kb).candidates:
        told = service.why_not(read, kb, [candidate.drug])
        if told.verdict != "worse":
            continue
        assert told.loss
        assert told.with_them
        assert candidate.drug in told.with_them.drugs
        pinned = service.recommend(read, kb, Limits(pin=(candidate.drug,)), top=1).options[0]
        assert names(told.with_them) == {drug.drug for drug in pinned.drugs}
        assert told.loss.matched == first.matched - pinned.matched
        assert told.loss.points == first.evidence.points - pinned.evidence.points
        assert told.loss.any_toxicity == pytest.approx(pinned.any_toxicity - first.any_toxicity)


def test_a_drug_without_a_match_and_a_vetoed_one_say_so_and_what_insisting_would_cost(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    stranger = service.why_not(read, kb, ["crizotinib"])
    assert stranger.verdict == "excluded"
    assert stranger.standing[0].reason == "it matches no finding of this case"
    assert "crizotinib" in names(stranger.with_them)
    vetoed = service.why_not(read, kb, ["trametinib"], Limits(veto=("Mekinist",)))
    assert vetoed.verdict == "excluded"
    assert vetoed.standing[0].reason == "vetoed"
    assert "trametinib" in names(vetoed.with_them)
    assert "trametinib" not in names(vetoed.best)


def test_two_drugs_that_exclude_each_other_are_named_and_only_they(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    told = service.why_not(read, kb, ["trametinib", "binimetinib", "palbociclib"])
    assert told.verdict == "infeasible"
    assert [rule.kind for rule in told.conflicts] == ["pin", "pin", "conflict"]
    assert "binimetinib and trametinib exclude each other" in " ".join(told.words)
    assert any("exclude each other" in line for line in told.broken)
    assert {way.change for way in told.relaxations} >= {"do without binimetinib", "do without trametinib"}


def test_a_contraindicated_pair_is_never_offered_as_something_to_relax(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    told = service.why_not(read, kb, ["tamoxifen", "anastrozole"], Limits(same_target=True))
    assert told.verdict == "infeasible"
    assert ("conflict", "anastrozole + tamoxifen") in [(rule.kind, rule.subject) for rule in told.conflicts]
    assert not any(way.rule.kind == "conflict" for way in told.relaxations)


def test_nothing_feasible_names_the_limit_how_far_it_must_give_and_what_that_buys(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    tight = Limits(overall_limit=0.02)
    told = service.why_not(read, kb, [], tight)
    assert told.verdict == "no_option"
    assert [(rule.kind, rule.subject) for rule in told.conflicts] == [("limit", "overall")]
    least, lifted = told.relaxations[:2]
    assert least.regimen.any_toxicity < lifted.regimen.any_toxicity
    assert lifted.regimen.matched >= least.regimen.matched
    assert "raise the limit on overall toxicity from 2 %" in least.change
    raised = service.recommend(read, kb, Limits(overall_limit=least.regimen.any_toxicity + 1e-3), top=1)
    assert {drug.drug for drug in raised.options[0].drugs} == names(least.regimen)


def test_nothing_to_choose_from_says_which_rule_to_relax(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC), kb)
    told = service.why_not(read, kb, [], Limits(availability=()))
    assert told.verdict == "no_option"
    assert [way.rule.kind for way in told.relaxations] == ["availability"]


def test_an_unknown_drug_is_an_error_with_near_names(kb: KnowledgeBase) -> None:
    with pytest.raises(InputError, match="trametinibb"):
        service.why_not(opened(case_body(*PDAC), kb), kb, ["trametinibb"])


def test_robustness_is_what_recommend_says_of_each_change(kb: KnowledgeBase) -> None:
    body = case_body(*PDAC, "PIK3CA p.H1047R")
    read = opened(body, kb)
    told = service.robustness(read, kb)
    by_subject = {(one.kind, one.subject, one.words): one for one in told.scenarios}
    assert {one.kind for one in told.scenarios} == {"alteration", "drug", "limit"}
    for one in by_subject.values():
        match one.kind:
            case "alteration":
                fewer = [a for a in body["alterations"] if a["gene"] != one.subject.partition(":")[0]]
                changed = service.recommend(opened(body | {"alterations": fewer}, kb), kb, top=1)
            case "drug":
                changed = service.recommend(read, kb, Limits(veto=(one.subject,)), top=1)
                assert one.subject not in names(one.best)
            case _:
                continue
        assert {drug.drug for drug in changed.options[0].drugs} == names(one.best), one.words


def test_each_limit_moves_both_ways_and_the_answer_is_that_of_recommend(kb: KnowledgeBase) -> None:
    read = opened(case_body(*PDAC, "PIK3CA p.H1047R"), kb)
    limits = Limits(overall_limit=0.8)
    told = service.robustness(read, kb, limits)
    moves = [one for one in told.scenarios if one.kind == "limit" and one.subject == "overall"]
    assert len(moves) == 2
    for one, limit in zip(moves, (0.75, 0.85), strict=True):
        changed = service.recommend(read, kb, Limits(overall_limit=limit), top=1).options[0]
        assert {drug.drug for drug in changed.drugs} == names(one.best)
    organ = [one for one in told.scenarios if one.subject == "gastrointestinal"]
    for one, limit in zip(organ, (0.55, 0.65), strict=True):
        asked = Limits(overall_limit=0.8, organ_limits={"gastrointestinal": limit})
        changed = service.recommend(read, kb, asked, top=1).options[0]
        assert {drug.drug for drug in changed.drugs} == names(one.best)


def test_stable_means_that_no_finding_and_no_limit_brings_another_drug(kb: KnowledgeBase) -> None:
    marks = set()
    for path in SAMPLES:
        told = service.robustness(service.open_case(path, kb), kb)
        if told.best is None:
            assert told.stable is None
            continue
        counted = [one for one in told.scenarios if one.kind != "drug"]
        assert told.stable == all(one.outcome in ("same", "fewer", "equal") for one in counted)
        assert told.options[0].best_in == sum(one.outcome in ("same", "fewer", "equal") for one in counted)
        for kind in ("alteration", "limit"):
            stays = all(one.outcome in ("same", "fewer", "equal") for one in counted if one.kind == kind)
            assert (kind in told.options[0].stable_to) == stays
        assert all(option.stable == (len(option.stable_to) == 2) for option in told.options)
        marks.add(told.options[0].stable_to)
    assert len(marks) > 1


@pytest.mark.parametrize("command", ["frontier", "why-not", "robustness"])
@pytest.mark.parametrize("format", ["table", "json"])
def test_the_commands_answer(command: str, format: str) -> None:
    words = [command, str(SAMPLES[0]), "--format", format]
    done = CliRunner().invoke(build(), [*words, "--drugs", "MEK162"] if command == "why-not" else words)
    assert done.exit_code == 0, done.output
    if format == "json":
        assert json.loads(done.stdout)["schema"].startswith("tumorboard.")
