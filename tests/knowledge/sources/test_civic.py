"""CIViC's evidence: every row has a status, and what is claimed is claimed as the row says it."""

import pytest

from tests.knowledge.sources.conftest import shared
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.imported import read_claims, write_claims
from tumorboard.knowledge.sources import civic
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, tally

DEFAULTS = {
    "molecular_profile": "BRAF V600E", "disease": "Melanoma", "therapies": "Vemurafenib",
    "therapy_interaction_type": "",
    "evidence_type": "Predictive", "evidence_direction": "Supports", "evidence_level": "B",
    "significance": "Sensitivity/Response", "citation_id": "1234567", "source_type": "PubMed", "asco_abstract_id": "",
    "citation": "Somebody et al., 2020", "evidence_status": "accepted", "evidence_id": "1",
    "last_review_date": "2024-01-01 00:00:00 UTC", "is_flagged": "false", "rating": "4",
    "variant_origin": "Somatic",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    lines = ["\t".join(DEFAULTS)]
    lines += ["\t".join((DEFAULTS | {"evidence_id": str(n)} | row).values()) for n, row in enumerate(rows, start=1)]
    return ("\n".join(lines) + "\n").encode()


def one(names: Names, **row: str) -> ImportedRow:
    return civic.read({"x.tsv": table(row)}, names).rows[0]


def claims(row: ImportedRow) -> list[tuple[str, ...]]:
    return [(c.biomarker, c.criterion, "+".join(c.therapy), c.disease, c.effect, c.level) for c in row.claims]


def test_a_plain_row(names: Names) -> None:
    row = one(names)
    assert row.id == "CIViC:EID1"
    assert claims(row) == [("BRAF", "V600E", "vemurafenib", "MEL", "sensitivity", "B")]
    assert row.claims[0].citations == ("PMID:1234567",)


@pytest.mark.parametrize(("said", "asked"), [("Rare Germline", "germline"), ("Somatic", "any"), ("N/A", "any")])
def test_a_germline_row_asks_for_a_germline_variant_and_keeps_it_on_disk(names: Names, said: str, asked: str) -> None:
    claims = one(names, variant_origin=said).claims
    assert [claim.origin for claim in claims] == [asked]
    assert tuple(read_claims(write_claims(claims))) == claims


@pytest.mark.parametrize(
    ("direction", "significance", "expected"),
    [
        ("Supports", "Resistance", ("resistance", "B")),
        ("Does Not Support", "Sensitivity/Response", ("no_benefit", "B")),
        ("Supports", "Reduced Sensitivity", ("resistance", "C")),
    ],
)
def test_directions(names: Names, direction: str, significance: str, expected: tuple[str, str]) -> None:
    row = one(names, evidence_direction=direction, significance=significance)
    assert [(c.effect, c.level) for c in row.claims] == [expected]


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"evidence_direction": "Does Not Support", "significance": "Resistance"}, "usable", "resistance is not"),
        ({"evidence_level": "E"}, "usable", "inferred only"),
        ({"rating": "1"}, "usable", "rated 1 of 5"),
        ({"therapies": "Crizotinib,Lorlatinib", "therapy_interaction_type": "Sequential"}, "usable", "one after the"),
        ({"therapies": "PD173074"}, "usable", "a compound or group"),
        ({"therapies": "MTOR Inhibitor"}, "usable", "of a class of drugs"),
        ({"therapies": "Radiation Therapy"}, "usable", "no drug"),
        ({"molecular_profile": "NOT BRAF V600E"}, "usable", "a condition only"),
        ({"therapies": "Nosuchdrugatall"}, "unknown_drug", "therapy Nosuchdrugatall"),
        ({"therapies": ""}, "unknown_drug", "no therapy is named"),
        ({"disease": "Nosuchdisease"}, "unknown_disease", "tumour type"),
        ({"molecular_profile": "NOSUCHGENE9 V600E"}, "unknown_gene", "gene"),
        ({"molecular_profile": "KRAS RS61764370"}, "no_criterion", "KRAS RS61764370"),
        ({"significance": "Adverse Response"}, "other_effect", "Adverse Response"),
        ({"evidence_type": "Prognostic"}, "not_predictive", "prognostic"),
    ],
)
def test_what_is_not_matched_is_kept_and_told(names: Names, change: dict[str, str], status: str, reason: str) -> None:
    row = one(names, **change)
    assert row.claims == ()
    assert row.status == status
    assert reason in row.reason
    assert row.said["finding"]


def test_combinations_and_substitutes(names: Names) -> None:
    both = {"therapies": "Dabrafenib,Trametinib"}
    together = one(names, **both, therapy_interaction_type="Combination")
    either = one(names, **both, therapy_interaction_type="Substitutes")
    assert [c.therapy for c in together.claims] == [("dabrafenib", "trametinib")]
    assert [c.therapy for c in either.claims] == [("dabrafenib",), ("trametinib",)]


def test_a_comma_inside_a_name_parts_nothing(names: Names) -> None:
    row = one(names, therapies="HER2 Inhibitor CP-724,714", therapy_interaction_type="")
    assert (row.status, row.reason) == ("usable", "a compound or group without a record among the drugs")


def test_alternatives_are_claims_of_their_own(names: Names) -> None:
    row = one(names, molecular_profile="BRAF V600E OR BRAF V600K")
    assert [c.criterion for c in row.claims] == ["V600E", "V600K"]


@pytest.mark.parametrize(
    ("profile", "therapy", "effect", "main", "needed"),
    [
        ("EML4::ALK Fusion AND ALK L1196M", "Crizotinib", "Resistance", "L1196M", ["ALK EML4-ALK Fusion"]),
        ("EGFR T790M AND EGFR Exon 19 Deletion", "Erlotinib", "Resistance", "T790M", ["EGFR Exon 19 Deletion"]),
        ("BRAF V600E AND NF1 Loss", "Vemurafenib", "Resistance", "Loss", ["BRAF V600E"]),
        ("PTEN Loss AND BRAF V600E", "Vemurafenib", "Sensitivity/Response", "V600E", ["PTEN Loss"]),
        ("MET Amplification AND NOT KRAS Mutation", "Crizotinib", "Sensitivity/Response", "Amplification",
         ["!KRAS Mutation"]),
    ],
)  # fmt: skip
def test_findings_together_are_filed_under_one(
    names: Names, profile: str, therapy: str, effect: str, main: str, needed: list[str]
) -> None:
    (claim,) = one(names, molecular_profile=profile, therapies=therapy, significance=effect).claims
    assert claim.criterion == main
    assert [f"{'!' * r.absent}{r.biomarker} {r.criterion}" for r in claim.requirements] == needed


@pytest.mark.parametrize(
    ("profile", "therapy", "level"),
    [
        ("ALK Mutation", "Crizotinib", "C"),
        ("KIT Exon 17 Mutation", "Imatinib", "C"),
        ("EGFR T790M", "Erlotinib", "B"),
        ("KRAS Mutation", "Cetuximab", "B"),
        ("MET Amplification", "Gefitinib", "B"),
    ],
)
def test_resistance_of_a_group_on_the_own_target_is_a_warning(
    names: Names, profile: str, therapy: str, level: str
) -> None:
    (claim,) = one(names, molecular_profile=profile, therapies=therapy, significance="Resistance").claims
    assert claim.level == level
    assert ("a warning" in claim.note) == (level == "C")


def test_a_weakly_rated_study_counts_as_case_reports(names: Names) -> None:
    (claim,) = one(names, rating="2").claims
    assert claim.level == "C"
    assert "source level B" in claim.note
    assert one(names, rating="2", evidence_level="D").claims[0].level == "D"


def test_flags_and_other_bodies_are_told(names: Names) -> None:
    row = one(names, is_flagged="true", source_type="ASCO", asco_abstract_id="55", citation_id="9")
    assert "flagged" in row.claims[0].note
    assert row.claims[0].citations == ("ASCO:55",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a\tb\n1\t2\n", "no table has the columns"),
        (b"<html>", "no table has the columns"),
        (table({})[:-20], "cut short"),
        (table({}).replace(b"Melanoma", b"M\xffl"), "not a UTF-8 table"),
    ],
)
def test_another_file_is_refused(names: Names, data: bytes, told: str) -> None:
    with pytest.raises(KnowledgeError, match=told):
        civic.read({"x.tsv": data}, names)


def test_the_table_is_found_among_other_files(names: Names) -> None:
    files = {"SOURCE.txt": b"words\n", "2024-01-01.tsv": table({}, {}), "2025-01-01.tsv": table({})}
    assert len(civic.read(files, names).rows) == 1
    assert civic.file_date("civic_2026-05-29.tsv") == "2026-05-29"
    assert civic.file_date("01-Feb-2025-ClinicalEvidenceSummaries.tsv") == "2025-02-01"
    assert civic.file_date("nightly.tsv") == ""


def test_the_release_of_may_2026(names: Names) -> None:
    path = shared("civic", "civic_accepted_ClinicalEvidenceSummaries_2026-05-29.tsv")
    rows = civic.read({path.name: path.read_bytes()}, names).rows
    counted = tally(rows)
    assert counted.total == sum(counted.by_status.values()) == 4854
    assert len({row.id for row in rows}) == 4854
    assert counted.predictive == 2844
    assert counted.usable_share >= 0.95
    assert counted.matched + sum(counted.shown.values()) == counted.by_status["usable"]
    assert counted.matched >= 2100
    for row in rows:
        assert row.claims or row.reason
        assert all(set(claim.therapy) <= set(names.kb.drugs) for claim in row.claims)
