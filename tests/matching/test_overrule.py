"""The board's choices reach exactly the alterations they were made for."""

from collections.abc import Callable
from typing import Any

import pytest

from tumorboard import service
from tumorboard.domain.board import FindingChoice
from tumorboard.domain.case import Case
from tumorboard.domain.policy import BUILT_IN
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.findings import find
from tumorboard.matching.overrule import alteration_ids, overruled

SAMPLES = sorted(service.sample_cases().glob("*.json"))
OUT = FindingChoice(include=False, reason="because")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_ids_are_those_of_the_findings(path: Any, kb: KnowledgeBase) -> None:
    case = service.open_case(path, kb).case
    ids = alteration_ids(case, kb)
    for policy in BUILT_IN:
        found = {e.finding.id for e in find(case, kb, policy) if e.finding.kind not in ("signature", "protein_marker")}
        assert set(ids) == found
    assert len(set(ids)) == len(case.alterations)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_choice_leaves_out_its_own_finding_and_no_other(path: Any, kb: KnowledgeBase) -> None:
    case = service.open_case(path, kb).case
    before = {e.finding.id: e.finding.counted for e in find(case, kb, BUILT_IN[0])}
    for name in alteration_ids(case, kb):
        after = {e.finding.id: e.finding for e in find(overruled(case, kb, {name: OUT}), kb, BUILT_IN[0])}
        assert after[name].reason == "left out by the board: because"
        assert {other: one.counted for other, one in after.items()} == {**before, name: False}


def test_findings_of_the_same_id_are_told_apart_as_find_does(body: Callable[..., Any], kb: KnowledgeBase) -> None:
    written = body("KRAS p.G12C", "KRAS p.G12C", "TP53 p.R175H")
    written["alterations"][1]["vaf"] = 0.2
    case = Case.model_validate(written)
    assert sorted(alteration_ids(case, kb)) == sorted(e.finding.id for e in find(case, kb, BUILT_IN[0]))
    assert sorted(alteration_ids(case, kb)) == ["KRAS:p.G12C", "KRAS:p.G12C#2", "TP53:p.R175H"]


def test_a_choice_for_a_finding_that_is_not_there_changes_nothing(body: Callable[..., Any], kb: KnowledgeBase) -> None:
    case = service.read_body(body("KRAS p.G12C"), "test", kb).case
    assert overruled(case, kb, {"EGFR:p.L858R": OUT}) == case
    assert overruled(case, kb, {}) is case
