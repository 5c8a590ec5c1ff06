"""Alterations are read as people write them; what cannot be read says why, and nothing is guessed."""

import csv
from pathlib import Path

import pytest

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence, Pathogenicity
from tumorboard.domain.criterion import read_criterion
from tumorboard.intake.alteration_text import read_alteration, read_alterations

GENES = frozenset(
    [
        "ABL1", "AKT1", "ALK", "APC", "AR", "ARID1A", "ATM", "B2M", "BCR", "BICC1", "BRAF", "BRCA1", "BRCA2",
        "C11orf95", "CCDC6", "CD274", "CDKN2A", "CDKN2B", "CTNNB1", "EGFR", "EML4", "ERBB2", "EWSR1", "FGFR2",
        "FGFR3", "FLI1", "FLT3", "HER2", "HLA-A", "IDH1", "IGH", "JAK2", "KIF5B", "KIT", "KMT2A", "KRAS", "MET",
        "MPL", "MYC", "NF1", "NKX2-1", "NRAS", "NTRK1", "PDGFRA", "PIK3CA", "PTEN", "RB1", "RELA", "RET",
        "ROS1", "TACC3", "TERT", "TP53", "TPM3", "VHL",
    ]
)  # fmt: skip


def is_gene(text: str) -> bool:
    return text.upper() in {gene.upper() for gene in GENES}


def read(text: str, gene: str | None = None) -> Alteration:
    found = read_alteration(text, gene, is_gene)
    assert found.status == "ok", found.message
    assert found.alteration is not None
    return found.alteration


SMALL = {
    "BRAF V600E": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAF p.(Val600Glu)": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAF:p.V600E": ("BRAF", "p.V600E", Consequence.MISSENSE), "braf v600e": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAFV600E": ("BRAF", "p.V600E", Consequence.MISSENSE), "BRAF-V600E": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAF V600E mutation": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "NM_004333.4(BRAF):c.1799T>A (p.Val600Glu)": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAF c.1799T>A p.V600E": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "BRAF V600E (p.Val600Glu)": ("BRAF", "p.V600E", Consequence.MISSENSE),
    "EGFR L747_P753delinsS": ("EGFR", "p.L747_P753delinsS", Consequence.INFRAME_INDEL),
    "EGFR ΔE746-A750": ("EGFR", "p.E746_A750del", Consequence.INFRAME_DELETION),
    "ERBB2 p.Y772_A775dup": ("ERBB2", "p.Y772_A775dup", Consequence.INFRAME_INSERTION),
    "BRCA2 c.5946delT (p.Ser1982Argfs*22)": ("BRCA2", "p.S1982Rfs*22", Consequence.FRAMESHIFT),
    "TP53 R213X": ("TP53", "p.R213*", Consequence.NONSENSE), "IDH1 R132X": ("IDH1", "p.R132", Consequence.MISSENSE),
    "IDH1 R132": ("IDH1", "p.R132", Consequence.MISSENSE),
    "MET X1010_splice": ("MET", "p.X1010_splice", Consequence.SPLICE),
    "B2M M1?": ("B2M", "p.M1?", Consequence.START_LOST),
}  # fmt: skip

WORDED = {
    # text: (gene, kind, consequence, exon)
    "EGFR exon 19 deletion": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "EGFR Ex19 del": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "EGFR exon19del": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "EGFR e19del": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "EGFR 19del": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "exon 19 deletion in EGFR": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, 19),
    "EGFR EXON 20 INSERTION": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_INSERTION, 20),
    "ERBB2 exon 20 ins YVMA": ("ERBB2", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_INSERTION, 20),
    "KIT exon 11": ("KIT", AlterationKind.SMALL_VARIANT, None, 11),
    "MET exon 14 skipping": ("MET", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, 14),
    "METex14": ("MET", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, 14),
    "MET Δex14": ("MET", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, 14),
    "MET exon 14 deletion": ("MET", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, 14),
    "EGFRvIII": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, None),
    "EGFR exon 2-7 deletion": ("EGFR", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_DELETION, None),
    "FLT3-ITD": ("FLT3", AlterationKind.SMALL_VARIANT, Consequence.INFRAME_INSERTION, None),
    "KMT2A-PTD": ("KMT2A", AlterationKind.REARRANGEMENT, None, None),
    "TERT promoter": ("TERT", AlterationKind.SMALL_VARIANT, Consequence.PROMOTER, None),
    "TERT C228T": ("TERT", AlterationKind.SMALL_VARIANT, Consequence.PROMOTER, None),
    "TERT promoter c.-124C>T": ("TERT", AlterationKind.SMALL_VARIANT, Consequence.PROMOTER, None),
    "TERT 146C>T": ("TERT", AlterationKind.SMALL_VARIANT, Consequence.PROMOTER, None),
    "KRAS wild type": ("KRAS", AlterationKind.WILD_TYPE, None, None),
    "KRAS no mutation detected": ("KRAS", AlterationKind.WILD_TYPE, None, None),
    "TP53 c.375+1G>A": ("TP53", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, None),
    "TP53 p.692-1G>A": ("TP53", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, None),
    "NF1 c.3113+1G>A splice": ("NF1", AlterationKind.SMALL_VARIANT, Consequence.SPLICE, None),
    "VHL c.340+770T>C": ("VHL", AlterationKind.SMALL_VARIANT, Consequence.INTRONIC, None),
    "BRCA1 c.68_69del": ("BRCA1", AlterationKind.SMALL_VARIANT, Consequence.FRAMESHIFT, None),
    "BRCA1 5382insC": ("BRCA1", AlterationKind.SMALL_VARIANT, Consequence.FRAMESHIFT, None),
    "MET c.3028G>A": ("MET", AlterationKind.SMALL_VARIANT, None, None),
    "ATM frameshift": ("ATM", AlterationKind.SMALL_VARIANT, Consequence.FRAMESHIFT, None),
    "TP53 truncating mutation": ("TP53", AlterationKind.SMALL_VARIANT, None, None),
    "VHL Exon 1-3 Deletion": ("VHL", AlterationKind.REARRANGEMENT, None, None),
    "PTEN exon 5 deletion": ("PTEN", AlterationKind.REARRANGEMENT, None, None),
    "MET overexpression": ("MET", AlterationKind.EXPRESSION, None, None),
    "PTEN loss of expression": ("PTEN", AlterationKind.EXPRESSION, None, None),
    "AR-V7": ("AR", AlterationKind.EXPRESSION, None, None),
    "TP53 del(17p)": ("TP53", AlterationKind.LOSS, None, None),
}  # fmt: skip

COPIES = {
    "ERBB2 amplification": (AlterationKind.AMPLIFICATION, None), "ERBB2 amp": (AlterationKind.AMPLIFICATION, None),
    "HER2 amplified": (AlterationKind.AMPLIFICATION, None),
    "amplification of ERBB2": (AlterationKind.AMPLIFICATION, None),
    "MET amplification (CN 9)": (AlterationKind.AMPLIFICATION, 9), "MET CN=12": (AlterationKind.AMPLIFICATION, 12),
    "ERBB2 amplification, 14 copies": (AlterationKind.AMPLIFICATION, 14), "MYC gain (CN 4)": (AlterationKind.GAIN, 4),
    "MYC gain": (AlterationKind.GAIN, None), "ERBB2 copy number gain": (AlterationKind.GAIN, None),
    "CDKN2A homozygous deletion": (AlterationKind.DELETION, None), "CDKN2A HOMDEL": (AlterationKind.DELETION, None),
    "CDKN2A deep deletion": (AlterationKind.DELETION, None), "RB1 del": (AlterationKind.DELETION, None),
    "CDKN2A loss": (AlterationKind.DELETION, None), "CDKN2A CN 0": (AlterationKind.DELETION, 0),
    "PTEN single copy loss": (AlterationKind.LOSS, None), "PTEN LOH": (AlterationKind.LOSS, None),
    "PTEN shallow deletion": (AlterationKind.LOSS, None), "PTEN HETLOSS": (AlterationKind.LOSS, None),
    "PTEN copy number 1": (AlterationKind.LOSS, 1), "NKX2-1 amplification": (AlterationKind.AMPLIFICATION, None),
}  # fmt: skip

FUSIONS = {
    "EML4::ALK": ("ALK", "EML4"), "EML4-ALK": ("ALK", "EML4"), "ALK-EML4": ("ALK", "EML4"),
    "EML4--ALK": ("ALK", "EML4"),
    "EML4/ALK": ("ALK", "EML4"), "EML4-ALK fusion": ("ALK", "EML4"), "ALK fusion with EML4": ("ALK", "EML4"),
    "ALK (EML4) fusion": ("ALK", "EML4"), "RET fusion (KIF5B)": ("RET", "KIF5B"),
    "KIF5B-RET (K15;R12)": ("RET", "KIF5B"),
    "KIF5B(15)-RET(12)": ("RET", "KIF5B"), "EML4-ALK variant 3": ("ALK", "EML4"), "e14a2 BCR::ABL1": ("ABL1", "BCR"),
    "EML4::ALK e20::e20": ("ALK", "EML4"), "FGFR3-TACC3": ("FGFR3", "TACC3"), "TACC3::FGFR3": ("FGFR3", "TACC3"),
    "NKX2-1-ALK fusion": ("ALK", "NKX2-1"), "HLA-A::ALK": ("ALK", "HLA-A"), "ALK fusion": ("ALK", None),
    "fusion of ALK": ("ALK", None), "unknown::ALK": ("ALK", None), "?::ALK": ("ALK", None), "v::ALK": ("ALK", None),
    "ALK-unknown fusion": ("ALK", None), "IGH::MYC": ("MYC", "IGH"), "C11orf95-RELA": ("RELA", "C11orf95"),
}  # fmt: skip

REFUSED = {
    "FOOBAR1::ALK": ("unreadable", "no gene"), "FOOBAR-ALK": ("unreadable", "no gene"),
    "BRAF V600B": ("contradiction", "no amino acid"), "EGFR A750_E746del": ("contradiction", "backwards"),
    "ERBB2 amplification (copies: 1)": ("contradiction", "contradict"),
    "BRAF V600E (p.Val600Lys)": ("contradiction", "contradict"),
    "MET copy number 2": ("unreadable", "two copies"), "BRAF": ("unreadable", "only a gene"),
    "NKX2-1": ("unreadable", "only a gene"), "V600E": ("unreadable", "no gene"),
    "amplification": ("unreadable", "no gene"),
    "": ("unreadable", "empty"), " ;; ": ("unreadable", "empty"), "BRAF blah": ("unreadable", "not written"),
    "ALK fusion negative": ("unreadable", "negative"), "BRAF V600E not detected": ("unreadable", "negative"),
    "KRAS mutation not detected": ("unreadable", "negative"), "EGFR alteration": ("unreadable", "not what"),
    "BRAF V600E/K": ("several", "one of several"), "KIT D816V/H/Y": ("several", "one of several"),
    "EGFR L858R + T790M": ("several", "2 alterations"), "EGFR L858R/T790M": ("several", "2 alterations"),
    "EGFR L858R and T790M": ("several", "2 alterations"), "PIK3CA H1047R, E545K": ("several", "2 alterations"),
    "BRAF V600E; KRAS G12D": ("several", "2 alterations"), "CDKN2A/B loss": ("several", "2 alterations"),
    "B" * 400: ("unreadable", "longer"),
}  # fmt: skip


@pytest.mark.parametrize("text", SMALL)
def test_small_variant(text: str) -> None:
    found = read(text)
    assert (found.gene, found.protein_change, found.consequence) == SMALL[text]
    assert found.kind is AlterationKind.SMALL_VARIANT


@pytest.mark.parametrize("text", WORDED)
def test_words(text: str) -> None:
    found = read(text)
    assert (found.gene, found.kind, found.consequence, found.exon) == WORDED[text]
    assert found.protein_change is None


@pytest.mark.parametrize("text", COPIES)
def test_copy_number(text: str) -> None:
    found = read(text)
    assert (found.kind, found.copies) == COPIES[text]


@pytest.mark.parametrize("text", FUSIONS)
def test_fusion(text: str) -> None:
    found = read(text)
    assert (found.gene, found.partner) == FUSIONS[text]
    assert found.kind is AlterationKind.FUSION


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_its_reason(text: str) -> None:
    found = read_alteration(text, None, is_gene)
    status, part = REFUSED[text]
    assert (found.status, found.alteration) == (status, None)
    assert part in found.message


def test_rearrangement_stays_apart_from_fusion() -> None:
    assert read("ALK rearrangement").kind is AlterationKind.REARRANGEMENT


def test_gene_of_another_column() -> None:
    assert read("EML4-ALK", "ALK").partner == "EML4"
    assert read("BRAF V600E", "BRAF").protein_change == "p.V600E"
    assert read("V600E", "BRAF").gene == "BRAF"
    assert read("FGFR2 mutations", "FGFR2").kind is AlterationKind.SMALL_VARIANT


def test_text_that_names_another_gene_contradicts_the_column() -> None:
    assert read_alteration("KRAS G12D", "BRAF", is_gene).status == "contradiction"
    assert read_alteration("EML4::ALK", "RET", is_gene).status == "contradiction"


def test_notes_are_kept() -> None:
    found = read("PIK3CA p.His1047Arg (germline)")
    assert found.origin == "germline"
    assert read("KRAS G12C (VAF 34%)").vaf == 0.34
    assert read("APC I1307K VUS").pathogenicity is Pathogenicity.UNCERTAIN
    assert read("TP53 R273H likely pathogenic").pathogenicity is Pathogenicity.LIKELY_PATHOGENIC
    assert read("EGFR exon 21 L858R").exon == 21
    assert read("VHL H115Q (c.345C>A)").cdna_change == "c.345C>A"


def test_assumptions_are_told() -> None:
    assert "any residue" in read_alteration("EGFR G719X").message
    assert "stop" in read_alteration("TP53 R213X").message
    assert "both copies" in read_alteration("PTEN loss").message
    assert "protein change is not known" in read_alteration("MET c.3028G>A").message


def test_several_alterations_are_read_apart() -> None:
    found = read_alterations("R161* (c.481C>T) AND R200fs (c.598del)", "VHL")
    assert [part.change.text for part in found if part.change] == ["p.R161*", "p.R200fs"]
    found = read_alterations("BRAF V600E; KRAS G12D", None, is_gene)
    assert [part.alteration.gene for part in found if part.alteration] == ["BRAF", "KRAS"]
    found = read_alterations("CDKN2A/B loss", None, is_gene)
    assert [part.alteration.gene for part in found if part.alteration] == ["CDKN2A", "CDKN2B"]


def test_share_of_civic_names_understood() -> None:
    """At least 97 of 100 variant names of CIViC are read, as an alteration or as a criterion."""
    file = Path(__file__).resolve().parents[3] / "shared" / "data" / "civic" / "civic_all_variants.csv"
    if not file.is_file():
        pytest.skip("../shared/data/civic is not here: the variant names of CIViC cannot be read")
    with file.open(newline="", encoding="utf-8") as handle:
        names = [
            (row["variant_name"], row["entrez_name"]) for row in csv.DictReader(handle) if row["variant_name"].strip()
        ]
    unread = [
        (gene, name)
        for name, gene in names
        if not all(part.status in ("ok", "several") for part in read_alterations(name, gene or None))
        and read_criterion(name) is None
    ]
    assert len(names) > 4000
    assert 1 - len(unread) / len(names) >= 0.98, unread
