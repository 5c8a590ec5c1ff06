"""Returned to the patient's team: which findings call for a look at the germline, which genes decide on drugs."""

from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.returned import NEVER_EXCLUDES, HereditaryView, PharmacogeneView, Returned
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.germline_table import germline_rules

MOST = ("BRCA1", "BRCA2", "PALB2", "MLH1", "MSH2", "MSH6", "RET")


def told(kb: KnowledgeBase, *drugs: str, age_at_diagnosis: int | None = None, **body: Any) -> Returned:
    read = service.read_body({"case_id": "R", "alterations": [], **body}, "r.json", kb)
    return service.returned(read, kb, drugs=drugs, age_at_diagnosis=age_at_diagnosis)


def one(kb: KnowledgeBase, gene: str, code: str = "LUAD", age: int | None = 60, **more: Any) -> HereditaryView | None:
    alteration = {
        "gene": gene, "kind": "small_variant", "protein_change": "p.R130*", "pathogenicity": "pathogenic", **more,
    }  # fmt: skip
    found = told(kb, diagnosis={"oncotree": code}, patient={"age": age}, alterations=[alteration]).hereditary
    return found[0] if found else None


def action(kb: KnowledgeBase, gene: str, code: str = "LUAD", age: int | None = 60, **more: Any) -> str:
    found = one(kb, gene, code, age, **more)
    return found.action if found else "no rule"


def gene(found: Returned, name: str) -> PharmacogeneView:
    return next(one for one in found.medicines if one.gene == name)


@pytest.mark.parametrize("name", MOST)
def test_seven_genes_are_confirmed_whatever_the_tumour(kb: KnowledgeBase, name: str) -> None:
    change = "p.C634R" if name == "RET" else "p.R130*"
    for code in ("LUAD", "SKCM", "PAAD"):
        assert action(kb, name, code, protein_change=change, vaf=0.5) == "confirm"


def test_no_other_gene_is_confirmed_whatever_the_tumour(kb: KnowledgeBase) -> None:
    rules = germline_rules(kb).rules
    assert {name for name, rule in rules.items() if "any" in rule.tumours} == set(MOST)
    assert {name for name, rule in rules.items() if rule.actionability == "most"} == set(MOST)


def test_other_genes_are_confirmed_in_their_own_tumours_and_left_to_genetics_elsewhere(kb: KnowledgeBase) -> None:
    assert action(kb, "ATM", "IDC") == "confirm" and action(kb, "ATM", "LUAD") == "consider"
    assert action(kb, "CHEK2", "PRAD") == "confirm"
    elsewhere = one(kb, "ATM", "LUAD")
    assert elsewhere and "Breast" in elsewhere.why
    unnamed = one(kb, "BRIP1")
    assert unnamed and unnamed.action == "consider" and "do not name" in unnamed.why


@pytest.mark.parametrize(("age", "expected"), [(29, "confirm"), (30, "none"), (None, "consider")])
def test_tp53_is_followed_up_below_thirty_only(kb: KnowledgeBase, age: int | None, expected: str) -> None:
    found = one(kb, "TP53", "IDC", age, protein_change="p.R248Q", vaf=0.5)
    assert found and found.action == expected


def test_the_age_at_diagnosis_counts_before_the_age_today(kb: KnowledgeBase) -> None:
    alteration = {
        "gene": "TP53", "kind": "small_variant", "protein_change": "p.R248Q", "pathogenicity": "pathogenic",
    }  # fmt: skip
    body = {"diagnosis": {"oncotree": "IDC"}, "patient": {"age": 34}, "alterations": [alteration]}
    assert told(kb, **body).hereditary[0].action == "none"
    assert told(kb, age_at_diagnosis=28, **body).hereditary[0].action == "confirm"


@pytest.mark.parametrize(
    ("change", "vaf", "expected"),
    [
        ("p.R130*", 0.30, "none"), ("p.R130*", 0.31, "confirm"), ("p.S1982fs", 0.20, "none"),
        ("p.S1982fs", 0.21, "confirm"), ("p.R130*", None, "confirm"),
    ],
)  # fmt: skip
def test_a_low_allele_fraction_speaks_for_the_tumour_alone(
    kb: KnowledgeBase, change: str, vaf: float | None, expected: str
) -> None:
    assert action(kb, "BRCA2", protein_change=change, vaf=vaf) == expected


def test_what_the_report_says_of_the_origin_comes_first(kb: KnowledgeBase) -> None:
    germline = one(kb, "TP53", age=70, protein_change="p.R248Q", vaf=0.1, origin="germline")
    assert germline and (germline.action, germline.words) == ("counselling", "germline: counselling")
    somatic = one(kb, "BRCA1", vaf=0.5, origin="somatic")
    assert somatic and somatic.action == "none" and "nothing to confirm" in somatic.why
    assert action(kb, "BRAF", protein_change="p.V600E") == "no rule"
    assert action(kb, "EGFR", protein_change="p.T790M", origin="germline") == "counselling"


def test_only_pathogenic_sequence_variants_are_followed_up(kb: KnowledgeBase) -> None:
    for odd in ("uncertain", "benign", "likely_benign"):
        assert action(kb, "BRCA1", pathogenicity=odd) == "no rule"
    assert action(kb, "BRCA1", pathogenicity="likely_pathogenic") == "confirm"
    body = case_body("BRCA1 del", "RET fusion CCDC6", "MSH2 amp")
    found = {view.gene: view.action for view in told(kb, **body).hereditary}
    assert found == {"BRCA1": "none", "RET": "none"}


def test_the_board_leaving_a_finding_out_of_the_score_does_not_hide_it_here(kb: KnowledgeBase) -> None:
    assert action(kb, "BRCA1", include=False, include_reason="passenger") == "confirm"


def test_a_negative_tumour_test_is_never_taken_as_an_exclusion(kb: KnowledgeBase) -> None:
    found = told(kb, diagnosis={"oncotree": "IDC"})
    assert not found.hereditary and found.caution == NEVER_EXCLUDES


def test_every_rule_has_sources_that_the_citations_hold_and_resolves(kb: KnowledgeBase) -> None:
    found = germline_rules(kb)
    assert found.problems == () and len(found.rules) == 40
    assert all({"PMID:36529447", "PMID:31050713"} <= set(rule.citations) for rule in found.rules.values())


def test_the_eight_genes_are_listed_tested_or_not(kb: KnowledgeBase) -> None:
    found = told(kb, diagnosis={"oncotree": "COAD"})
    assert sorted(one.gene for one in found.medicines) == [
        "CYP2C19", "CYP2D6", "DPYD", "G6PD", "NUDT15", "SLCO1B1", "TPMT", "UGT1A1",
    ]  # fmt: skip
    assert {one.result for one in found.medicines} == {"not tested"}


def test_drugs_and_medicines_of_the_case_come_first(kb: KnowledgeBase) -> None:
    genotype = {"gene": "DPYD", "diplotype": "*1/*2A"}
    body = {"diagnosis": {"oncotree": "COAD"}, "pharmacogenomics": [genotype], "medications": [{"name": "Zocor 20 mg"}]}
    found = told(kb, "capecitabine", "irinotecan", **body)
    assert found.medicines[0].gene == "DPYD"
    dpyd = gene(found, "DPYD")
    assert [(one.drug, one.action) for one in dpyd.results] == [("capecitabine", "reduce")]
    assert "fluorouracil" in {one.drug for one in dpyd.others}
    assert gene(found, "UGT1A1").concerned == ("irinotecan",) and not gene(found, "UGT1A1").tested
    assert gene(found, "SLCO1B1").concerned == ("simvastatin",)
    assert "matters for irinotecan" in gene(found, "UGT1A1").meanings[0]


def test_what_was_not_read_in_the_germline_or_cannot_be_read_is_not_taken_as_a_result(kb: KnowledgeBase) -> None:
    genotypes = [
        {"gene": "DPYD", "diplotype": "*1/*2A", "origin": "tumour"}, {"gene": "TPMT", "diplotype": "*1/*99Z"},
    ]  # fmt: skip
    found = told(kb, "capecitabine", diagnosis={"oncotree": "COAD"}, pharmacogenomics=genotypes)
    assert not gene(found, "DPYD").confirmed and "confirm it" in gene(found, "DPYD").result
    assert not gene(found, "TPMT").tested and "cannot be read" in gene(found, "TPMT").result


def test_thiopurines_are_judged_by_both_genes_together(kb: KnowledgeBase) -> None:
    genotypes = [{"gene": "TPMT", "diplotype": "*1/*1"}, {"gene": "NUDT15", "diplotype": "*3/*3"}]
    found = told(kb, "mercaptopurine", diagnosis={"oncotree": "COAD"}, pharmacogenomics=genotypes)
    assert [one.words for one in gene(found, "TPMT").results] == [one.words for one in gene(found, "NUDT15").results]
    assert "Decided by NUDT15" in gene(found, "TPMT").results[0].words


def test_the_same_case_gives_the_same_document_in_any_order(kb: KnowledgeBase) -> None:
    body = case_body("BRCA2 p.S1982fs", "TP53 p.R248Q", "ATM p.R250*", "NF1 p.R1276*")
    turned = {**body, "alterations": body["alterations"][::-1]}
    assert told(kb, **body).hereditary == told(kb, **turned).hereditary
