"""A coding change at an intron's edge skips the exon that it borders, in either numbering of MET."""

import pytest

from tumorboard.domain.alteration import Alteration, AlterationKind
from tumorboard.domain.criterion import read_criterion
from tumorboard.intake.alteration_text import read_alteration
from tumorboard.matching.observed import observe
from tumorboard.matching.variants import relation

ASKED = read_criterion("Exon 14 skipping")

SKIPS = (
    "c.2888-21_2888-1del", "c.2888-35_2889delinsA", "c.2888-10_2911del", "c.3024_3028+7del", "c.3028+1_3028+2insA",
    "c.3028+1G>T", "c.3028+1G>A", "c.3028+2T>C", "c.3005_3028+3delinsC", "c.3028_3028+2del", "c.3028G>A", "c.3028G>C",
    "c.3082+1G>T", "c.3082+2T>A", "c.3082G>T", "c.2942-2A>G", "c.2942-1G>C", "c.2942-28_2944del",
    "c.3027_3028+21delAGGTATATTTCAGTTTATTGTTC",
)  # fmt: skip
NEAR = ("c.2888-17_2888-3del", "c.2888-18_2888-5del", "c.3028+3A>G", "c.2942-20_2942-3del")
ELSEWHERE = ("c.3029-1G>A", "c.2887+1G>A", "c.3028+400A>G", "c.2888-300A>G", "c.3027G>A", "c.3712G>A", "c.1200+1G>A")


def kind(gene: str, coding: str) -> str:
    found = read_alteration(coding, gene).alteration
    assert found is not None
    assert ASKED is not None
    return relation(observe(found), ASKED).kind.value


@pytest.mark.parametrize("coding", SKIPS)
def test_a_change_of_a_splice_site_of_met_exon_14_skips_it(coding: str) -> None:
    assert kind("MET", coding) == "range"


@pytest.mark.parametrize("coding", NEAR)
def test_a_change_deeper_in_the_intron_is_near_but_no_match(coding: str) -> None:
    assert kind("MET", coding) == "overlap"


@pytest.mark.parametrize("coding", ELSEWHERE)
def test_a_change_at_another_exon_does_not_skip_it(coding: str) -> None:
    assert kind("MET", coding) == "none"


def test_another_gene_with_the_same_position_is_not_met() -> None:
    assert kind("ALK", "c.3028+1G>T") == "none"


def test_the_coding_change_decides_where_a_report_gives_both() -> None:
    assert ASKED is not None
    line = Alteration(
        gene="MET", kind=AlterationKind.SMALL_VARIANT, protein_change="p.D1010H", cdna_change="NM_000245.4:c.3028G>C"
    )
    assert relation(observe(line), ASKED).kind.value == "range"


def test_a_donor_of_another_gene_is_found_by_its_exon() -> None:
    asked = read_criterion("exon 19 splice mutation")
    read = read_alteration("c.2283+1G>A", "EGFR").alteration  # codon 761 ends exon 19
    assert asked is not None
    assert read is not None
    assert relation(observe(read), asked).kind.value == "range"
