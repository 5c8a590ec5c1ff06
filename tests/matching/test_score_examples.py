"""The constructed examples of the method: each row of the published table, exactly."""

from fractions import Fraction

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.policy import BUILT_IN, read_policy
from tumorboard.knowledge.base import KnowledgeBase

PDAC = ("KRAS p.G12D", "TP53 p.R175H", "CDKN2A del", "SMAD4 del")
AMPLICON = ("CCND1 amp", "FGF3 amp", "FGF4 amp", "FGF19 amp", "TP53 p.R175H")
# Eleven alterations of which trametinib meets one.
ELEVEN = (
    "KRAS p.G12D", "APC p.R1450*", "TP53 p.R175H", "SMAD4 del", "FBXW7 p.R465C", "ARID1A p.Q1334*", "SOX9 p.Q200*",
    "KMT2D p.Q2000*", "ASXL1 p.Q748*", "TCF7L2 p.R488*", "RNF43 p.R132*",
)  # fmt: skip
HIGH_IO = {"signatures": {"tmb": {"value": 34}, "msi": "MSI-H"}}
HER2 = {"protein_markers": [{"marker": "HER2", "result": "positive"}]}
ER = {"protein_markers": [{"marker": "ER", "result": "positive"}]}
TWICE = "marker_item=with_amplification"
LOW = (False, False, False)
HALF = (False, True, False)
HIGH = (True, True, True)

EXAMPLES = [
    (case_body(*PDAC), "trametinib,palbociclib", "", (2, 4), HALF),
    (case_body(*PDAC), "trametinib,palbociclib,bevacizumab", "", (3, 4), HIGH),
    (case_body(*PDAC, vus=("ARID1A p.G100R",)), "trametinib,palbociclib", "", (2, 4), HALF),
    (case_body("PIK3CA p.H1047R", "PIK3CA amp", "TP53 p.R175H", code="BRCA"), "alpelisib", "", (1, 2), HALF),
    (
        case_body("PIK3CA p.H1047R", "PIK3CA amp", "TP53 p.R175H", code="BRCA"),
        "alpelisib", "collapse=variant", (2, 3), HIGH,
    ),
    (case_body("EGFR p.L858R", "MET amp", "TP53 p.R175H", code="LUAD"), "osimertinib,capmatinib", "", (2, 3), HIGH),
    (
        case_body("FLT3 amp", "KIT p.V559D", "PDGFRA p.V561D", "TP53 p.R175H", code="GIST"),
        "midostaurin", "", (3, 4), HIGH,
    ),
    (case_body("BRAF p.V600E", code="MEL"), "dabrafenib,trametinib", "", (1, 1), HIGH),
    (case_body(*ELEVEN, code="COADREAD", **HIGH_IO), "pembrolizumab", "io_rule=set_100", (13, 13), HIGH),
    (case_body(*ELEVEN, code="COADREAD", **HIGH_IO), "pembrolizumab", "io_rule=count_one", (2, 13), LOW),
    (case_body(*ELEVEN, code="COADREAD", **HIGH_IO), "trametinib", "", (1, 13), LOW),
    (case_body("TP53 p.R175H", code="BRCA", **ER), "letrozole", "", (1, 2), HALF),
    (case_body(*PDAC, "GNAS p.R201H"), "trametinib,palbociclib,bevacizumab", "", (3, 5), HIGH),
    (case_body(*PDAC), "irinotecan,oxaliplatin,fluorouracil,leucovorin", "", (0, 4), LOW),
    (case_body(*AMPLICON, code="BRCA"), "palbociclib", "", (1, 5), LOW),
    (case_body(*AMPLICON, code="BRCA"), "palbociclib", "amplicon_collapse=true", (1, 2), HALF),
    (case_body("ERBB2 amp", "TP53 p.R175H", code="BRCA", **HER2), "trastuzumab", "", (2, 3), HIGH),
    (case_body("ERBB2 amp", "TP53 p.R175H", code="BRCA", **HER2), "trastuzumab", TWICE, (1, 2), HALF),
    (case_body("TP53 p.R175H", code="BRCA", **HER2), "trastuzumab", TWICE, (1, 2), HALF),
]  # fmt: skip


@pytest.mark.parametrize(("case", "drugs", "switch", "expected", "high"), EXAMPLES)
def test_constructed_example(case, drugs, switch, expected, high, kb: KnowledgeBase) -> None:
    read = service.read_body(case, "example", kb)
    for built_in, is_high in zip(BUILT_IN, high, strict=True):
        policy = read_policy(f"{built_in.name}:{switch}" if switch else built_in.name)
        first = service.score(read, kb, drugs.split(","), policy).policies[0]
        assert (first.num, first.den) == expected
        assert first.high is is_high
        assert len(first.matched) + len(first.unmatched) == first.den
        assert policy.is_high(Fraction(*expected)) is is_high


def test_no_item_is_not_computable_and_not_zero(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body(), "example", kb)
    for policy in service.score(read, kb, ["trametinib"]).policies:
        assert (policy.num, policy.den, policy.score, policy.high) == (0, 0, None, None)


def test_every_policy_is_scored_and_the_default_comes_first(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body(*PDAC), "example", kb)
    assert [p.policy for p in service.score(read, kb, ["trametinib"]).policies] == [p.name for p in BUILT_IN]
    asked = service.score(read, kb, ["trametinib"], read_policy("kato2020")).policies
    assert [p.policy for p in asked] == ["kato2020", "ipredict2019", "ipredict2021"]


def test_a_drug_without_a_match_changes_nothing(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body(*PDAC), "example", kb)
    alone = service.score(read, kb, ["trametinib"]).policies[0]
    with_more = service.score(read, kb, ["trametinib", "gemcitabine"]).policies[0]
    assert (alone.num, alone.den) == (with_more.num, with_more.den) == (1, 4)


def test_a_pathway_match_can_be_weighed_less(kb: KnowledgeBase) -> None:
    read = service.read_body(case_body(*PDAC), "example", kb)
    half = service.score(read, kb, ["trametinib"], read_policy("ipredict2019:pathway_weight=1/2")).policies[0]
    none = service.score(read, kb, ["trametinib"], read_policy("ipredict2019:pathway_weight=0")).policies[0]
    assert (half.num, half.den) == (0.5, 4)
    assert (none.num, none.den) == (0, 4)
