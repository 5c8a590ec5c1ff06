"""What one line, marker or signature cannot mean at once is refused; what laboratories may mean is not."""

from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

KRAS = {"gene": "KRAS", "kind": "small_variant", "protein_change": "p.G12C"}


def read(kb: KnowledgeBase, **changes: Any) -> service.ReadCase:
    return service.read_body(case_body() | changes, "case.json", kb)


def marker(name: str, result: str, **scores: Any) -> dict[str, Any]:
    return {"protein_markers": [{"marker": name, "result": result, **scores}]}


def tmb(**said: Any) -> dict[str, Any]:
    return {"signatures": {"tmb": said}}


def line(**changes: Any) -> dict[str, Any]:
    return {"alterations": [KRAS | changes]}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (marker("PD-L1", "positive", tps=0), "protein_markers[0].result: PD-L1 is positive with tps 0"),
        (marker("PD-L1", "negative", tps=60), "PD-L1 is negative with tps 60"),
        (marker("ER", "positive", percent=0), "ER is positive with percent 0"),
        (marker("PR", "negative", percent=80), "PR is negative with percent 80"),
        (marker("HER2", "negative", score="3+"), "HER2 is negative with an IHC score of 3+"),
        (marker("HER2", "low", score="IHC 3+"), "HER2 is low with an IHC score of IHC 3+"),
        (marker("MSI", "positive"), "Give it as signatures.msi"),
        (marker("TMB", "positive"), "Give it as signatures.tmb"),
        (tmb(value=3, level="high"), "signatures.tmb.level: TMB is called high with 3 mut/Mb"),
        (tmb(value=30, level="low"), "TMB is called low with 30 mut/Mb"),
        (line(consequence="nonsense"), "alterations[0].consequence: KRAS: p.G12C is missense, not nonsense"),
        (line(protein_change="p.Q61*", consequence="missense"), "is nonsense, not missense"),
        ({"alterations": [{"gene": "MET", "kind": "amplification", "copies": 1}]}, "alterations[0].copies"),
        ({"alterations": [{"gene": "PTEN", "kind": "deletion", "copies": 5}]}, "PTEN: deletion with 5 copies"),
        (marker("PD-L1", "unknown", tps=60), "PD-L1 is unknown with tps 60"),
        (line(gene="EGFR", protein_change="amplification"), "protein_change: EGFR: 'amplification' is no"),
        (
            {"protein_markers": [{"marker": name, "result": word} for name, word in
                                 (("HR", "positive"), ("ER", "negative"), ("PR", "negative"))]},
            "HR is listed as positive, which ER and PR contradict",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused_with_field_and_remedy(
    changes: dict[str, Any], told: str, kb: KnowledgeBase
) -> None:
    with pytest.raises(InputError) as problem:
        read(kb, **changes)
    assert told in str(problem.value)
    assert problem.value.remedy


@pytest.mark.parametrize(
    "changes",
    [
        marker("PD-L1", "positive", tps=0, cps=5),
        marker("PD-L1", "negative", tps=5, cps=5),
        marker("PD-L1", "negative", tps=0),
        marker("ER", "negative", percent=5),
        marker("HER2", "negative", score="2+"),
        marker("HER2", "positive", score="1+"),
        tmb(value=12, level="high"),
        tmb(value=12, level="low"),
        line(consequence="splice"),
        line(protein_change="p.Q61fs", consequence="nonsense"),
        line(protein_change="p.V600_K601delinsEI", consequence="missense"),
        {"alterations": [{"gene": "PTEN", "kind": "deletion", "copies": 0.4}]},
    ],
)
def test_what_a_laboratory_may_mean_is_read(changes: dict[str, Any], kb: KnowledgeBase) -> None:
    assert read(kb, **changes).case.case_id == "TEST"


def test_a_burden_without_value_and_level_is_not_measured_and_told(kb: KnowledgeBase) -> None:
    found = read(kb, signatures={"tmb": {}})
    assert any("neither value nor level" in message for message in found.messages)


def test_a_level_other_than_the_policys_is_told(kb: KnowledgeBase) -> None:
    document = service.match(read(kb, **tmb(value=12, level="high")), kb)
    assert [a.reason for a in document.alterations] == [
        "TMB intermediate (cut 20 mut/Mb): one item; the report calls it high, the value decides"
    ]


def test_a_fusion_with_itself_is_a_rearrangement(kb: KnowledgeBase) -> None:
    found = read(kb, alterations=[{"gene": "FGFR2", "kind": "fusion", "partner": "FGFR2"}])
    assert [(a.kind, a.partner) for a in found.case.alterations] == [("rearrangement", None)]
    assert any("with itself" in message for message in found.messages)


@pytest.mark.parametrize(
    ("fields", "counted"),
    [
        ({"gene": "EGFR", "protein_change": "exon 19 deletion"}, True),
        ({"gene": "EGFR", "description": "exon 20 insertion"}, True),
        ({"gene": "MET", "protein_change": "exon 14 skipping"}, True),
        ({"gene": "FLT3", "protein_change": "ITD"}, True),
        ({"gene": "TERT", "protein_change": "C228T"}, True),
        ({"gene": "TERT", "cdna_change": "c.-124C>T"}, True),
        ({"gene": "BRCA1", "cdna_change": "c.68_69del"}, True),
        ({"gene": "PIK3CA", "description": "mutation"}, False),
        ({"gene": "TP53", "cdna_change": "c.524G>A"}, False),
    ],
)
def test_words_are_read_for_what_they_say_and_no_more(fields: dict[str, Any], counted: bool, kb: KnowledgeBase) -> None:
    found = service.match(read(kb, alterations=[{"kind": "small_variant", **fields}]), kb).alterations
    assert [finding.counted for finding in found] == [counted]


def test_an_exon_in_words_meets_the_label(kb: KnowledgeBase) -> None:
    body = case_body(code="LUAD")
    body["alterations"] = [{"gene": "EGFR", "kind": "small_variant", "protein_change": "Exon 19 deletion"}]
    document = service.recommend(service.read_body(body, "case.json", kb), kb, top=1)
    assert ("osimertinib",) in {view.drugs for view in document.standard_of_care}


def test_a_receptor_locus_may_be_a_partner_whichever_comes_first(kb: KnowledgeBase) -> None:
    for gene, partner in (("BCL2", "IGH"), ("IGH@", "BCL2")):
        found = read(kb, alterations=[{"gene": gene, "kind": "fusion", "partner": partner}]).case.alterations
        assert [(a.gene, a.partner) for a in found] == [("BCL2", "IGH")]
    found = read(kb, alterations=[{"gene": "ALK", "kind": "fusion", "partner": "unknown partner"}]).case.alterations
    assert found[0].partner is None


@pytest.mark.parametrize("name", ["PD-L1 (22C3)", "PDL1 IHC", "PD-L1 TPS", "pd-l1 "])
def test_a_marker_is_known_beside_its_clone_and_method(name: str, kb: KnowledgeBase) -> None:
    assert [m.marker for m in read(kb, **marker(name, "positive")).case.protein_markers] == ["PD-L1"]


def test_low_pd_l1_is_positive_from_one_percent(kb: KnowledgeBase) -> None:
    def counted(**scores: Any) -> bool:
        return service.match(read(kb, **marker("PD-L1", "low", **scores)), kb).alterations[0].counted

    assert counted()
    assert counted(tps=10)
    assert not counted(tps=0.5)


def test_a_lost_mismatch_repair_protein_is_asked_about(kb: KnowledgeBase) -> None:
    assert any("signatures.msi" in message for message in read(kb, **marker("MLH1", "negative")).messages)


def test_a_wrong_reference_residue_is_told(kb: KnowledgeBase) -> None:
    wrong = read(kb, alterations=[{"gene": "BRAF", "kind": "small_variant", "protein_change": "A600E"}])
    document = service.match(wrong, kb)
    assert any("residue 600 of BRAF is V, not A; please correct it" in message for message in document.messages)


def test_a_message_on_ten_thousand_findings_stays_short(kb: KnowledgeBase) -> None:
    many = [KRAS | {"gene": "TTN", "protein_change": f"p.G{n}D"} for n in range(200, 10200)]
    document = service.match(read(kb, alterations=many), kb)
    assert all(len(message) < 3000 for message in document.messages)
    assert len(document.alterations) == 10000
