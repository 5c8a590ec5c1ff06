"""The almanac: statements are put together from their tables, both forms are read, and every row has a status."""

import json
from typing import Any

import pytest

from tests.knowledge.sources.conftest import shared
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources import moalmanac
from tumorboard.knowledge.sources.adapter import open_path
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, tally


def protein(name: str, value: str | float = "Positive", unit: str = "status", equality: str = "=") -> dict[str, Any]:
    return marker("Protein expression", name, marker=name, unit=unit, equality=equality, value=value)


def marker(kind: str, name: str, genes: list[int] | None = None, **said: Any) -> dict[str, Any]:
    extensions = [
        {"name": key, "value": value} for key, value in {"biomarker_type": kind, "_present": True, **said}.items()
    ]
    return {"id": 0, "name": name, "extensions": extensions, "genes": genes}


def variant(name: str, **said: Any) -> dict[str, Any]:
    return marker("Somatic Variant", name, [0], **said)


def tables(*markers: dict[str, Any], therapies: tuple[str, ...] = ("Dabrafenib",), **document: Any) -> dict[str, bytes]:
    known = {
        "about": {"last_updated": "2026-01-02"},
        "genes": [{"id": 0, "name": "BRAF"}, {"id": 1, "name": "BCR"}, {"id": 2, "name": "ABL1"}],
        "biomarkers": [m | {"id": n} for n, m in enumerate(markers)],
        "diseases": [{"id": 0, "name": "Melanoma", "primary_coding_id": "oncotree:MEL"}],
        "therapies": [{"id": n, "name": name} for n, name in enumerate(therapies)],
        "therapy_groups": [{"id": 0, "membershipOperator": "AND", "therapies": list(range(len(therapies)))}],
        "propositions": [
            {"id": 0, "predicate": "predictSensitivityTo", "biomarkers": list(range(len(markers))),
             "conditionQualifier_id": 0, "therapy_id": 0 if len(therapies) == 1 else None,
             "therapy_group_id": 0 if len(therapies) > 1 else None}
        ],
        "documents": [
            {"id": "doc:fda.x", "agent_id": "fda", "drug_name_brand": "Tafinlar", "drug_name_generic": "dabrafenib",
             "publication_date": "2025-01-01", "status": "Active"} | document
        ],
        "statements": [{"id": 7, "proposition_id": 0, "direction": "supports", "reportedIn": ["doc:fda.x"]}],
    }  # fmt: skip
    return {f"referenced/{name}.json": json.dumps(table).encode() for name, table in known.items()}


def one(names: Names, *markers: dict[str, Any], **more: Any) -> ImportedRow:
    return moalmanac.read(tables(*markers, **more), names).rows[0]


V600E = marker("Somatic Variant", "BRAF p.V600E", [0], protein_change="p.V600E", variant_annotation="Missense", exon=15)


def test_a_label_statement(names: Names) -> None:
    row = one(names, V600E, therapies=("Dabrafenib", "Trametinib"))
    (claim,) = row.claims
    assert (claim.biomarker, claim.criterion, claim.therapy) == ("BRAF", "V600E", ("dabrafenib", "trametinib"))
    assert (claim.disease, claim.effect, claim.level, claim.approval) == ("MEL", "sensitivity", "A", "fda")
    assert claim.citations == ("FDA:Tafinlar",)
    assert row.id == "MOA:S7"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (variant("BRAF oncogenic variants", requires_oncogenic=True), "BRAF Oncogenic Mutations"),
        (variant("BRAF activating variants", requires_oncogenic=True), "BRAF Activating mutation"),
        (variant("BRAF Exon 15 (Deletion)", exon=15, variant_annotation="Deletion"), "BRAF exon 15 deletion"),
        (variant("BRAF p.K27M", protein_change="p.K28M"), "BRAF K28M or K27M"),
        (marker("Copy Number", "BRAF amplification", [0], direction="Amplification"), "BRAF Amplification"),
        (marker("Rearrangement", "v::BRAF", [0], rearrangement_type="Fusion"), "BRAF Fusion"),
        (marker("Rearrangement", "BCR::ABL1", [1, 2], rearrangement_type="Fusion"), "ABL1 BCR-ABL1 Fusion"),
        (marker("Wild type", "Wild type BRAF"), "BRAF Wildtype"),
        (marker("Mismatch Repair", "dMMR", status="Deficient"), "MSI MSI-H"),
        (marker("Homologous Recombination", "HRD", status="Deficient"), "HRD Positive"),
        (marker("Tumor mutational burden", "TMB-H", minimum_mutations_per_megabase=10), "TMB TMB>=10"),
        (protein("PD-L1", 0.5, "Tumor Proportion Score (TPS)", ">="), "PD-L1 TPS>=50"),
        (protein("Estrogen receptor (ER)"), "HR Positive"),
        (protein("CD30"), "TNFRSF8 Positive"),
    ],
)  # fmt: skip
def test_biomarkers(names: Names, given: dict[str, Any], expected: str) -> None:
    (claim,) = one(names, given).claims
    assert f"{claim.biomarker} {claim.criterion}" == expected


def test_findings_that_must_be_absent_are_conditions(names: Names) -> None:
    her2 = marker("Protein expression", "HER2-negative", unit="status", equality="=", value="Negative",
                  marker="Human epidermal growth factor receptor 2 (HER2)")  # fmt: skip
    (claim,) = one(names, her2, V600E).claims
    assert [(r.biomarker, r.criterion, r.absent) for r in claim.requirements] == [("HER2", "Positive", True)]
    assert one(names, her2).reason == "a condition only: says what must be absent"


def test_other_agencies_and_documents_out_of_force(names: Names) -> None:
    (claim,) = one(names, V600E, agent_id="hc").claims
    assert (claim.approval, claim.citations) == ("none", ("HC:Tafinlar",))
    assert "Canada" in claim.note
    assert one(names, V600E, status="Deprecated").shown_only


def literature(**change: Any) -> dict[str, bytes]:
    entry = {
        "assertion_id": 5, "feature_type": "Somatic Variant", "gene": "ABL1", "protein_change": "p.T315I",
        "variant_annotation": "Missense", "exon": 5, "disease": "Chronic Myeloid Leukemia", "oncotree_code": "CML",
        "context": "", "therapy_name": "Dasatinib", "therapy_sensitivity": "", "therapy_resistance": 1,
        "favorable_prognosis": "", "predictive_implication": "Guideline", "source_type": "Guideline", "citation": "x",
        "pmid": "", "doi": "", "nct": "", "publication_date": "2024-01-01", "last_updated": "2025-01-01",
    }  # fmt: skip
    return {"almanac.json": json.dumps([entry | change]).encode()}


@pytest.mark.parametrize(
    ("change", "effect", "level"),
    [
        ({}, "resistance", "A"),
        ({"publication_date": "2016-01-01"}, "resistance", "C"),
        ({"publication_date": "2016-01-01", "therapy_resistance": "", "therapy_sensitivity": 1}, "sensitivity", "B"),
        ({"predictive_implication": "Clinical evidence"}, "resistance", "B"),
        ({"protein_change": "", "variant_annotation": "", "exon": ""}, "resistance", "C"),
        ({"therapy_resistance": "", "therapy_sensitivity": 0}, "no_benefit", "A"),
    ],
)
def test_literature(names: Names, change: dict[str, Any], effect: str, level: str) -> None:
    (row,) = moalmanac.read(literature(**change), names).rows
    assert row.id == "MOA:A5"
    assert [(c.effect, c.level) for c in row.claims] == [(effect, level)]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"disease": "Lung Cancer", "oncotree_code": "LEUK"}, "unknown_disease"),
        ({"therapy_resistance": "", "favorable_prognosis": 1}, "not_predictive"),
        ({"feature_type": "Mutational Signature", "cosmic_signature": "SBS3"}, "no_criterion"),
        ({"predictive_implication": "Inferential"}, "usable"),
        ({"therapy_resistance": 0}, "usable"),
    ],
)
def test_literature_that_is_not_matched(names: Names, change: dict[str, Any], status: str) -> None:
    (row,) = moalmanac.read(literature(**change), names).rows
    assert (row.status, row.claims) == (status, ())
    assert row.reason


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"statements.json": b"[]"}, "lacks about.json"),
        ({"other.json": b"{}"}, "holds neither"),
        (tables(V600E) | {"referenced/genes.json": b"<html>"}, "is not JSON"),
        (tables(V600E) | {"referenced/propositions.json": b"[]"}, "names what it does not hold"),
    ],
)
def test_damaged_tables_are_refused(names: Names, files: dict[str, bytes], told: str) -> None:
    with pytest.raises(KnowledgeError, match=told):
        moalmanac.read(files, names)


def test_the_almanac_of_may_2026(names: Names) -> None:
    both = moalmanac.read(open_path(shared("moalmanac")), names)
    for letter, total in (("S", 1944), ("A", 1018)):
        rows = [row for row in both.rows if row.id.startswith(f"MOA:{letter}")]
        counted = tally(rows)
        assert counted.total == sum(counted.by_status.values()) == total
        assert counted.usable_share >= 0.95
    contradicting = [row for row in both.rows if "contradict" in row.reason]
    assert {row.said["disease"] for row in contradicting} == {"Lung Cancer", "Ovarian Cancer"}
