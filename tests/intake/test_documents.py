"""Bad input: every reader names file, field and remedy, and one bad case never stops the others."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

GOOD = case_body("KRAS p.G12D")


def opened(body: Any, kb: KnowledgeBase) -> service.ReadCase:
    return service.read_body(body, "case.json", kb)


def refused(body: Any, kb: KnowledgeBase) -> str:
    with pytest.raises(InputError) as problem:
        opened(body, kb)
    return str(problem.value)


def small(**changes: Any) -> dict[str, Any]:
    alteration = {"gene": "KRAS", "kind": "small_variant", "protein_change": "p.G12D"} | changes
    return {**GOOD, "alterations": [alteration]}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("text", "is a text, not an object"),
        ([], "is a list, not an object"),
        ({}, "case_id: is missing"),
        ({"case_id": "A", "alterations": []}, "diagnosis: is missing"),
        ({"case_id": "A", "diagnosis": {"oncotree": "LUAD"}}, "alterations: is missing"),
        (GOOD | {"alteration": []}, "Did you mean alterations?"),
        (small(kind="mutation"), "alterations[0].kind: 'mutation' is not allowed"),
        (small(gene="KRASS"), "there is no gene 'KRASS'"),
        (small(gene=7), "alterations[0].gene"),
        (small(vaf=31), "alterations[0].vaf"),
        (small(kind="fusion", partner="NOSUCHGENE9"), "alterations[0].partner: there is no gene"),
        (GOOD | {"diagnosis": {"oncotree": "LUADD"}}, "unknown tumour type 'LUADD'"),
        (GOOD | {"signatures": {"tmb": {"value": -3}}}, "signatures.tmb.value"),
        (GOOD | {"signatures": {"tmb": {"value": float("nan")}}}, "signatures.tmb.value"),
        (GOOD | {"signatures": {"msi": "high"}}, "signatures.msi: 'high' is not allowed"),
        (GOOD | {"schema": "tumorboard.case/2"}, "schema"),
        (None, "is null, not an object"),
        (GOOD | {"case_id": "A\x1b[31mB\n"}, "case_id: holds control characters"),
        (GOOD | {"case_id": "A" * 121}, "case_id: String should have at most 120 characters"),
        (GOOD | {"patient": {"age": "24"}}, "patient.age"),
        (small(vaf=True), "alterations[0].vaf: Input should be a valid number, not true"),
        (GOOD | {"medications": None}, "medications: Input should be a list, not null"),
        (GOOD | {"labs": [{"test": "x", "value": float("inf")}]}, "labs[0].value: inf is not a number"),
        (GOOD | {"prior_therapies": [{"drugs": ["\ud800"]}]}, "prior_therapies[0].drugs[0]: holds half a character"),
    ],
)  # fmt: skip
def test_refused_with_field_and_file(body: Any, told: str, kb: KnowledgeBase) -> None:
    message = refused(body, kb)
    assert message.startswith("case.json: ")
    assert told in message


def test_a_misspelt_gene_brings_near_names(kb: KnowledgeBase) -> None:
    assert "Did you mean KRAS" in refused(small(gene="KRASS"), kb)


def test_contradictions_are_refused(kb: KnowledgeBase) -> None:
    both = [{"gene": "MET", "kind": "amplification"}, {"gene": "MET", "kind": "deletion"}]
    assert "amplified and as deleted" in refused(GOOD | {"alterations": both}, kb)
    twice = [small(pathogenicity=word)["alterations"][0] for word in ("pathogenic", "benign")]
    assert "listed as pathogenic and as benign" in refused(GOOD | {"alterations": twice}, kb)
    markers = [{"marker": "ER", "result": result} for result in ("positive", "negative")]
    assert "positive and as negative" in refused(GOOD | {"protein_markers": markers}, kb)


def test_wild_type_and_mutated_is_a_contradiction(kb: KnowledgeBase) -> None:
    wild = {"gene": "KRAS", "kind": "wild_type"}
    mutated = small()["alterations"][0]
    assert "wild type and as mutated" in refused(GOOD | {"alterations": [wild, mutated]}, kb)
    assert opened(GOOD | {"alterations": [wild, mutated | {"pathogenicity": "uncertain"}]}, kb)
    apart = [wild | {"specimen": "tissue"}, mutated | {"specimen": "ctDNA"}]
    assert opened(GOOD | {"alterations": apart}, kb)
    levels = [{"gene": "MET", "kind": "expression", "direction": way} for way in ("over", "under")]
    assert "underexpressed" in refused(GOOD | {"alterations": levels}, kb)
    board = [mutated | {"include": word} for word in (True, False)]
    assert "included and left out" in refused(GOOD | {"alterations": board}, kb)


def test_wild_type_is_not_asked_about(kb: KnowledgeBase) -> None:
    document = service.match(opened(GOOD | {"alterations": [{"gene": "KRAS", "kind": "wild_type"}]}, kb), kb)
    assert not any("not classified" in message for message in document.messages)


def test_the_order_of_duplicates_changes_nothing(kb: KnowledgeBase) -> None:
    one = small(vaf=0.3, pathogenicity="pathogenic", specimen="tissue")["alterations"][0]
    other = small(vaf=0.02, pathogenicity="likely_pathogenic", origin="germline", copies=3)["alterations"][0]
    markers = [{"marker": "PD-L1", "result": "positive", "tps": 60}, {"marker": "PDL1", "result": "positive", "tps": 1},
               {"marker": "ER", "result": "low"}, {"marker": "ER", "result": "equivocal"}]  # fmt: skip
    more = {"medications": [{"name": "a"}, {"name": "b"}], "labs": [{"test": test, "value": 1} for test in "ab"]}
    there = GOOD | {"alterations": [one, other], "protein_markers": markers} | more
    back = GOOD | {"alterations": [other, one], "protein_markers": markers[::-1]}
    back |= {name: rows[::-1] for name, rows in more.items()}
    first, second = (service.recommend(opened(body, kb), kb, top=2) for body in (there, back))
    assert first.model_dump_json() == second.model_dump_json()
    united = opened(there, kb).case
    assert united.protein_markers[1].tps == 60
    assert (united.alterations[0].origin, united.alterations[0].pathogenicity) == ("germline", "pathogenic")


def test_duplicates_are_taken_once_and_told(kb: KnowledgeBase) -> None:
    one = small()["alterations"][0]
    read = opened(GOOD | {"alterations": [one, one | {"protein_change": "Gly12Asp"}]}, kb)
    assert len(read.case.alterations) == 1
    assert any("listed twice" in message for message in read.messages)


def test_a_fusion_is_one_alteration_whichever_gene_comes_first(kb: KnowledgeBase) -> None:
    pair = [("KIF5B", "RET"), ("RET", "KIF5B")]
    body = GOOD | {"alterations": [{"gene": a, "kind": "fusion", "partner": b} for a, b in pair]}
    read = opened(body, kb)
    assert [(a.gene, a.partner) for a in read.case.alterations] == [("RET", "KIF5B")]


def test_an_alias_is_taken_and_told(kb: KnowledgeBase) -> None:
    read = opened(small(gene="HER2", protein_change="p.S310F"), kb)
    assert read.case.alterations[0].gene == "ERBB2"
    assert any("HER2 is an alias" in message for message in read.messages)


def test_an_unreadable_change_is_kept_unclassified_and_flagged(kb: KnowledgeBase) -> None:
    read = opened(small(protein_change="garbage!!", pathogenicity="pathogenic"), kb)
    assert any("cannot be read" in message for message in read.messages)
    document = service.recommend(read, kb)
    finding = document.alterations[0]
    assert (finding.classification, finding.counted) == ("unclassified", False)
    assert document.candidates == ()
    assert any("not classified" in message for message in document.messages)


def test_an_empty_change_does_not_fall_through_to_the_gene(kb: KnowledgeBase) -> None:
    document = service.match(opened({**GOOD, "alterations": [{"gene": "BRAF", "kind": "small_variant"}]}, kb), kb)
    assert document.candidates == ()
    assert document.alterations[0].counted is False


def test_ten_thousand_alterations(kb: KnowledgeBase) -> None:
    many = [{"gene": "TTN", "kind": "small_variant", "protein_change": f"p.A{place}V"} for place in range(1, 10_000)]
    document = service.recommend(opened(GOOD | {"alterations": [*many, *GOOD["alterations"]]}, kb), kb, top=1)
    assert len(document.alterations) == 10_000
    assert document.options[0].total == 1


def test_a_bad_case_does_not_stop_the_batch(tmp_path: Path, kb: KnowledgeBase) -> None:
    lines = [json.dumps(GOOD | {"case_id": "A"}), "{not json", json.dumps(small(gene="KRASS") | {"case_id": "C"}),
             json.dumps(GOOD | {"case_id": "D"})]  # fmt: skip
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(service.open_cases([path], kb))
    good = [read.case.case_id for read in found if isinstance(read, service.ReadCase)]
    bad = [str(read.error) for read in found if isinstance(read, service.BadCase)]
    assert good == ["A", "D"]
    assert "line 2" in bad[0]
    assert "line 3" in bad[1]
    assert "'C'" in bad[1]


@pytest.mark.parametrize("text", ["", "{", "[1,", "\x00\x01", "null", "3", '"text"'])
def test_what_is_no_case_is_told(text: str, tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as problem:
        service.open_case(path, kb)
    assert "case.json" in str(problem.value)


def test_an_empty_list_of_cases_is_told(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "none.json"
    path.write_text("[]")
    (bad,) = service.open_cases([path], kb)
    assert isinstance(bad, service.BadCase)
    assert str(bad.error) == "none.json: holds no case. Give a list with at least one case"


def test_what_a_file_holds_cannot_steer_the_terminal(kb: KnowledgeBase) -> None:
    for body in (GOOD | {"case_id": "A\x1b[31m"}, small(gene="\x1b[2JKRAS"), small(gene="x" * 59 + "\u202e")):
        told = refused(body, kb)
        assert told.isprintable()
        assert len(told) < 400


def test_deeply_nested_json_is_refused(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text("[" * 200_000 + "]" * 200_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"case\.json"):
        service.open_case(path, kb)


def test_a_field_that_stands_twice_is_refused(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"case_id": "A", "case_id": "B", "diagnosis": {}, "alterations": []}', encoding="utf-8")
    with pytest.raises(InputError, match="'case_id' stands twice"):
        service.open_case(path, kb)


def test_only_a_line_feed_ends_a_line(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "cases.jsonl"
    odd = json.dumps(GOOD | {"diagnosis": {"description": "a\u2028b"}}, ensure_ascii=False)
    path.write_text(f"{odd}\n{odd}\n", encoding="utf-8")
    assert all(isinstance(read, service.ReadCase) for read in service.open_cases([path], kb))


def test_a_slip_in_a_case_laid_out_by_hand_is_one_error(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"case_id": "A", "diagnosis": {},\n"alterations": [\n{"gene": "KRAS"}\n]\n', encoding="utf-8")
    found = list(service.open_cases([path], kb))
    assert len(found) == 1


def test_a_whole_number_may_be_written_as_a_fraction(tmp_path: Path, kb: KnowledgeBase) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(GOOD | {"patient": {"age": 61.0}}), encoding="utf-8")
    assert service.open_case(path, kb).case.patient.age == 61
