"""The index gives the answers of a comparison with every criterion, for every kind of alteration."""

import pytest

from tumorboard.domain.alteration import Alteration
from tumorboard.domain.criterion import read_criterion
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.criterion_index import CriterionIndex
from tumorboard.matching.observed import observe
from tumorboard.matching.variants import relation

ALTERATIONS = (
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.L858R"},
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.E746_A750del"},
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.V30_R297delinsG"},
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.S768_D770dup"},
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.G719X"},
    {"gene": "EGFR", "kind": "small_variant", "protein_change": "p.L858"},
    {"gene": "EGFR", "kind": "small_variant"},
    {"gene": "EGFR", "kind": "amplification"},
    {"gene": "BRAF", "kind": "small_variant", "protein_change": "p.V600_K601delinsE"},
    {"gene": "BRAF", "kind": "fusion", "partner": "KIAA1549"},
    {"gene": "ALK", "kind": "fusion", "partner": "EML4"},
    {"gene": "KIT", "kind": "small_variant", "protein_change": "p.W557_K558del"},
    {"gene": "MET", "kind": "small_variant", "protein_change": "p.X1010_splice"},
    {"gene": "TP53", "kind": "small_variant", "protein_change": "p.R213*"},
    {"gene": "PTEN", "kind": "deletion"},
)
ODD = ("V600E or L858R", "G719", "exon 19 deletion", "not a criterion", "746_750del", "V600 {excluding V600E}")


@pytest.mark.parametrize("body", ALTERATIONS, ids=lambda body: " ".join(map(str, body.values())))
def test_the_index_agrees_with_a_full_comparison(kb: KnowledgeBase, body: dict[str, str]) -> None:
    observed = observe(Alteration(**body), oncogenic=True, effect="gain_of_function")
    texts = [*(row.criterion for row in kb.assertions.get(body["gene"], ())), *ODD]
    expected = []
    for place, text in enumerate(texts):
        criterion = read_criterion(text)
        if criterion is not None and (found := relation(observed, criterion)).matches:
            expected.append((place, found.rank))
    assert CriterionIndex(texts).met_by(observed) == expected
