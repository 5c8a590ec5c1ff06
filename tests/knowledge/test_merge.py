"""The same claim is one assertion with all its citations; curated rows win; contradictions stay visible."""

from dataclasses import replace
from typing import Any

from tumorboard.domain.evidence import Assertion, Requirement
from tumorboard.knowledge.criterion_key import criterion_key
from tumorboard.knowledge.merge import contradictions, merge

BASE = Assertion(
    "L0001", "BRAF", "V600E", (), ("vemurafenib",), "MEL", "sensitivity", "A", "fda", "first line", ("FDA:X#1",), "ours"
)


def civic(number: int, **change: Any) -> Assertion:
    row = replace(BASE, id=f"CIViC:EID{number}", level="B", approval="none", line="", note="")
    return replace(row, **{"citations": (f"PMID:{number}",), **change})


def test_keys_do_not_depend_on_the_way_of_writing() -> None:
    same = [
        ("V600E", "p.Val600Glu"), ("Mutation", "mutations"), ("EML4-ALK Fusion", "ALK::EML4 Fusion"),
        ("exon 19 deletion", "Exon 19 Deletions"), ("V600E or V600K", "V600K; V600E"), ("TPS>=50", "TPS >= 50"),
    ]  # fmt: skip
    for one, other in same:
        assert criterion_key(one) == criterion_key(other), one
    different = ["V600E", "V600", "V600 {excluding V600E}", "Amplification", "exon 19 deletion", "exon 19 insertion"]
    assert len({criterion_key(text) for text in different}) == len(different)


def test_a_curated_row_wins_and_says_so() -> None:
    merged = merge([BASE], [civic(1, criterion="p.Val600Glu"), civic(2, citations=("FDA:X",))])
    (claim,) = merged.claims
    assert claim.id == "L0001"
    assert claim.level == "A"
    assert claim.line == "first line"
    assert claim.citations == ("FDA:X#1", "PMID:1")
    assert claim.note == "ours; also CIViC:EID1 (B), CIViC:EID2 (B)"


def test_imports_of_one_claim_are_one_with_the_best_level() -> None:
    merged = merge([], [civic(1, level="D"), civic(2, level="B"), civic(3, level="C")])
    (claim,) = merged.claims
    assert (claim.id, claim.level) == ("CIViC:EID2", "B")
    assert claim.citations == ("PMID:2", "PMID:1", "PMID:3")
    assert claim.note == "also CIViC:EID1 (D), CIViC:EID3 (C)"


def test_long_lists_of_rows_are_cut() -> None:
    (claim,) = merge([BASE], [civic(n) for n in range(1, 9)]).claims
    assert claim.note.endswith("CIViC:EID5 (B) and 3 more")
    assert len(claim.citations) == 9


def test_other_conditions_diseases_drugs_and_effects_are_other_claims() -> None:
    others = [
        civic(1, disease="SKCM"), civic(2, therapy=("dabrafenib",)), civic(3, criterion="V600"),
        civic(4, requirements=(Requirement("NF1", "Loss", True),)), civic(5, biomarker="KRAS"),
    ]  # fmt: skip
    assert len(merge([BASE], others).claims) == 6


def test_what_contradicts_a_curated_row_is_set_aside() -> None:
    against = civic(1, effect="resistance", level="A", requirements=(Requirement("NF1", "Loss", False),))
    merged = merge([BASE], [against])
    assert merged.claims == (BASE,)
    assert merged.aside[0].note == "set aside: the curated L0001 says otherwise"
    (found,) = contradictions([*merged.claims, *merged.aside])
    assert [c.id for c in found.favour] == ["L0001"]
    assert [c.id for c in found.against] == ["CIViC:EID1"]


def test_imports_that_disagree_at_one_level_are_both_set_aside() -> None:
    merged = merge([], [civic(1), civic(2, effect="no_benefit")])
    assert merged.claims == ()
    assert len(merged.aside) == 2


def test_a_label_is_taken_before_another_word_of_the_same_level() -> None:
    merged = merge([], [civic(1, level="A", approval="fda"), civic(2, level="A", effect="resistance")])
    assert [c.id for c in merged.claims] == ["CIViC:EID1"]
    assert [c.id for c in merged.aside] == ["CIViC:EID2"]


def test_at_different_levels_both_stay() -> None:
    merged = merge([], [civic(1, level="B"), civic(2, level="D", effect="no_benefit")])
    assert len(merged.claims) == 2
    assert len(contradictions(merged.claims)) == 1


def test_the_order_of_imports_decides_nothing_but_ties() -> None:
    rows = [civic(1, level="D"), civic(2, level="B"), civic(3, disease="SKCM"), civic(4, biomarker="ALK")]
    one, other = merge([BASE], rows).claims, merge([BASE], rows[::-1]).claims
    assert {c.id for c in one} == {c.id for c in other}
    assert [c.id for c in one[1:]] == [c.id for c in other[1:]]
