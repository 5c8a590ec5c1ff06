"""How alterations stand to criteria: the wrong matches that users complain of must not happen here."""

import pytest

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence
from tumorboard.domain.criterion import Criterion, read_criterion
from tumorboard.domain.protein import read_protein_change
from tumorboard.intake.alteration_text import read_alteration
from tumorboard.matching.variants import Observed, RelationKind, best_relation, observe, relation


def criterion(text: str) -> Criterion:
    found = read_criterion(text)
    assert found is not None, text
    return found


def observed(gene: str, text: str, **known: object) -> Observed:
    found = read_alteration(text, gene)
    assert found.alteration is not None, found.message
    return observe(found.alteration, **known)  # type: ignore[arg-type]


RELATIONS = """
BRAF  V600E                 V600E                            exact
BRAF  p.Val600Glu           V600E                            exact
BRAF  V600K                 V600E                            alternate_allele
BRAF  V600E                 V600                             codon
BRAF  V600E                 V600X                            codon
BRAF  V600                  V600E                            overlap
BRAF  V600                  V600                             codon
BRAF  V600E                 V600E/K                          exact
BRAF  V600R                 V600E/K                          alternate_allele
BRAF  V600E                 V600 {excluding V600E; V600K}    none
BRAF  V600R                 V600 {excluding V600E; V600K}    codon
BRAF  V600                  V600 {excluding V600E; V600K}    overlap
BRAF  V600E                 Non-V600                         none
BRAF  K601E                 Non-V600                         category
BRAF  A600E                 V600E                            none
BRAF  A600E                 V600                             none
BRAF  VK600EI               V600                             codon
BRAF  VK600EI               V600E                            overlap
BRAF  V600_K601delinsE      V600                             overlap
BRAF  V600fs                V600                             overlap
BRAF  V600*                 V600E                            overlap
BRAF  V600=                 V600E                            none
BRAF  V600=                 Mutation                         none
BRAF  L597R                 V600E                            none
BRAF  amplification         V600E                            none
BRAF  V600E                 Amplification                    none
EGFR  E746_A750del          exon 19 deletion                 range
EGFR  L747_P753delinsS      exon 19 deletion                 range
EGFR  L747_A750>P           exon 19 deletion                 range
EGFR  E746_T751delinsVA     729_761del                       range
EGFR  E746_A750del          729_761del                       range
EGFR  E746_A750del          729_761ins                       overlap
EGFR  E746_A750del          729_761mis                       overlap
EGFR  E746_A750del          exon 20 insertion                none
EGFR  E746_A750del          L747_P753delinsS                 overlap
EGFR  E746_A750del          E746_A750del                     exact
EGFR  E746_A750del          E746_A750delELREA                exact
EGFR  L747S                 L747_P753delinsS                 overlap
EGFR  E709_T710delinsD      exon 19 deletion                 none
EGFR  E709_T710delinsD      exon 18 deletion                 range
EGFR  K745_E746insIPVAIK    exon 19 insertion                range
EGFR  K745_E746insIPVAIK    exon 19 deletion                 overlap
EGFR  A767_V769dup          exon 20 insertion                range
EGFR  A767_V769dup          762_823ins                       range
EGFR  A767_V769dup          V769_D770insASV                  exact
EGFR  D770delinsGY          762_823ins                       range
EGFR  A763_Y764insFQEA      762_823ins {excluding A763_Y764insFQEA}    none
EGFR  S768_D770dup          762_823ins {excluding A763_Y764insFQEA}    range
EGFR  T790M                 exon 20 insertion                overlap
EGFR  T790M                 exon 20 mutation                 range
EGFR  L858R                 exon 19 deletion                 none
EGFR  exon 19 deletion      exon 19 deletion                 range
EGFR  exon 19 deletion      729_761del                       range
EGFR  exon 19 deletion      exon 20 insertion                none
EGFR  exon 19 deletion      E746_A750del                     none
EGFR  S768_V769delinsIL     S768I                            overlap
EGFR  EGFRvIII              vIII                             exact
EGFR  EGFRvIII              EGFRvIII                         exact
EGFR  exon 2-7 deletion     EGFRvIII                         exact
EGFR  EGFRvIII              exon 19 deletion                 none
EGFR  KDD                   Kinase domain duplication        exact
EGFR  KDD                   Fusion                           overlap
ERBB2 Y772_A775dup          A775_G776insYVMA                 exact
ERBB2 Y772_A775dup          exon 20 insertion                range
ERBB2 G776delinsVC          exon 20 insertion                range
ERBB2 amplification         Amplification                    category
ERBB2 copy number gain      Amplification                    overlap
ERBB2 amplification         Mutation                         none
ERBB2 overexpression        Amplification                    none
ERBB2 overexpression        Overexpression                   category
KIT   exon 11               exon 11 mutation                 range
KIT   exon 11               550_592any                       range
KIT   exon 11               V560D                            none
KIT   V560D                 exon 11 mutation                 range
KIT   W557_K558del          550_592any                       range
KIT   W557*                 exon 11 mutation                 overlap
KIT   K509Nfs*2             449_514mut                       overlap
KIT   D816V                 exon 17 mutation                 range
KIT   A502_Y503dup          exon 9 mutation                  range
MET   exon 14 skipping      Exon 14 skipping                 range
MET   X1010_splice          Exon 14 skipping                 range
MET   X1028_splice          Exon 14 skipping                 range
MET   963_1010splice        Exon 14 skipping                 range
MET   D1010N                Exon 14 skipping                 range
MET   D1028H                Exon 14 skipping                 range
MET   D1010V                Exon 14 skipping                 overlap
MET   Exon 14 skipping      Exon 14 deletion                 range
MET   METex14               Exon 14 skipping                 range
MET   D1002_Y1003del        Exon 14 deletion                 overlap
PIK3CA  E545K               exon 9 mutation                  range
PIK3CA  E545K               exon 10 mutation                 range
PIK3CA  H1047R              exon 20 mutation                 range
PIK3CA  H1047R              exon 9 mutation                  none
PIK3CA  exon 9 mutation   exon 10 mutation                 range
NPM1  W288fs                exon 12 frameshift               range
CALR  L367fs*46             exon 9 frameshift                range
CALR  L367fs*46             exon 9 mutation                  overlap
EGFR  exon 19 del/ins       exon 19 deletion                 range
EGFR  exon 19 indel         exon 19 deletion                 range
ERBB2  exon 20 indel        exon 20 deletion                 overlap
MET   p.E963_D1010del       Exon 14 skipping                 range
MET   exon 14 skipping      Truncating Mutations             none
MET   c.3028+1G>T           Splice Site (c.3028+1G>T)        exact
MET   c.3028+1G>T           c.3028+1G>A                      none
MET   Y1003*                Exon 14 skipping                 overlap
MED12 38_40del              34_68mis                         overlap
MED12 G44S                  34_68mis                         range
MED12 G44*                  34_68mis                         overlap
NF1   L1340_Q1341delinsF*   1_2771trunc                      range
NF1   L1340_Q1341delinsF*   Truncating Mutations             category
CALR  K385Nfs*47            309_417trunc                     range
RNF43 *700fs*41             Truncating Mutations             none
MLH1  *757Kext*36           Truncating Mutations             none
TP53  X33_splice            Truncating Mutations             category
TP53  R213*                 Truncating Mutations             category
TP53  R213X                 Truncating Mutations             category
TP53  M1?                   Truncating Mutations             category
TP53  R175H                 Truncating Mutations             none
TP53  truncating mutation   Truncating Mutations             category
TP53  R213*                 Loss-of-function Mutations       category
TP53  R213*                 Loss                             category
TP53  R175H                 Mutation                         category
TP53  Deletion              Truncating Mutations             overlap
TP53  Wildtype              Wildtype                         category
TP53  R175H                 Wildtype                         none
TP53  P71fs                 P71Lfs*61                        exact
TP53  P71Lfs*60             P71Lfs*61                        alternate_allele
PTEN  loss                  Loss                             category
PTEN  homozygous deletion   Deletion                         category
PTEN  single copy loss      Loss                             overlap
PTEN  single copy loss      Deletion                         overlap
PTEN  loss of expression    Loss                             overlap
PTEN  R130*                 Deletion                         none
ALK   EML4::ALK             EML4-ALK Fusion                  exact
ALK   ALK-EML4              EML4-ALK Fusion                  exact
ALK   EML4::ALK             Fusion                           category
ALK   EML4::ALK             ALK Fusion                       category
ALK   ALK fusion            EML4-ALK Fusion                  overlap
ALK   KIF5B-ALK             EML4-ALK Fusion                  none
ALK   EML4::ALK             Fusions {excluding EML4-ALK Fusion}    none
ALK   KIF5B::ALK            Fusions {excluding EML4-ALK Fusion}    category
ALK   ALK fusion            Fusions {excluding EML4-ALK Fusion}    overlap
ALK   ALK rearrangement     Fusion                           category
ALK   amplification         Fusion                           none
ALK   F1174L                Fusion                           none
FLT3  FLT3-ITD              ITD                              exact
FLT3  D600_L601insDFREYEYD  Internal tandem duplication      category
FLT3  D835Y                 ITD                              none
KMT2A KMT2A-PTD             PTD                              exact
TERT  C228T                 Promoter Mutations               category
TERT  promoter              Promoter Mutations               category
PIK3CA E545K                exon 10 mutation                 range
PDGFRA D842V                exon 18 mutation                 range
PDGFRA D842_H845del         exon 18 mutation                 range
H3-3A  K27M                 K28M                             exact
H3-3A  K28M                 K27M                             exact
H3-3A  K28M                 K27                              codon
H3-3A  K27I                 K28M                             alternate_allele
H3-3A  G34R                 G35R                             none
KRAS   K27M                 K28M                             none
ERBB2  V777L                Kinase Domain Mutation           overlap
BRCA1  mutation             Mutation                         category
BRCA1  mutation             Truncating Mutations             none
"""
ROWS = [tuple(part.strip() for part in line.split("  ") if part.strip()) for line in RELATIONS.strip().splitlines()]
ROWS = [row if len(row) == 4 else (*row[0].split(" ", 1), *row[1:]) for row in ROWS]


@pytest.mark.parametrize(("gene", "text", "asked", "expected"), ROWS)
def test_relation(gene: str, text: str, asked: str, expected: str) -> None:
    found = relation(observed(gene, text), criterion(asked))
    assert found.kind.value == expected, found.reason
    assert found.reason
    assert found.matches == (expected in ("exact", "codon", "range", "category"))


def test_the_closer_relation_ranks_higher() -> None:
    order = ["exact", "codon", "range", "category", "alternate_allele", "overlap", "none"]
    ranks = {kind.value: relation_rank for relation_rank, kind in enumerate(reversed(RelationKind))}
    assert sorted(order, key=lambda kind: -ranks[kind]) == order
    best = best_relation(observed("BRAF", "V600E"), map(criterion, ["Mutation", "V600", "V600E", "V600K"]))
    assert best.kind is RelationKind.EXACT


def test_unread_protein_change_meets_nothing() -> None:
    """An empty or unreadable change never falls through to a rule for the gene as a whole."""
    empty = observe(Alteration(gene="BRAF", kind=AlterationKind.SMALL_VARIANT))
    unread = observe(Alteration(gene="BRAF", kind=AlterationKind.SMALL_VARIANT, protein_change="p.blah"))
    unknown = observe(Alteration(gene="BRAF", kind=AlterationKind.SMALL_VARIANT, protein_change="p.?"))
    for asked in (
        "Mutation",
        "V600E",
        "V600",
        "exon 15 mutation",
        "Oncogenic Mutations",
        "Truncating Mutations",
        "550_592any",
    ):
        for found in (empty, unread, unknown):
            assert not relation(found, criterion(asked)).matches


def test_a_mutation_that_the_report_calls_pathogenic_is_a_mutation() -> None:
    found = observe(Alteration(gene="BRCA1", kind=AlterationKind.SMALL_VARIANT), oncogenic=True)
    assert relation(found, criterion("Mutation")).matches
    assert relation(found, criterion("Oncogenic Mutations")).matches
    assert not relation(found, criterion("Truncating Mutations")).matches


@pytest.mark.parametrize(
    ("text", "known", "asked", "matches"),
    [
        ("V600E", {"oncogenic": True}, "Oncogenic Mutations", True),
        ("V600E", {}, "Oncogenic Mutations", False),
        ("V600E", {"oncogenic": True}, "Oncogenic Mutations {excluding V600}", False),
        ("V600E", {"oncogenic": False}, "Mutation", False),
        ("V600E", {"effect": "neutral"}, "Mutation", False),
        ("V600E", {"effect": "gain_of_function"}, "Gain-of-function Mutations", True),
        ("V600E", {}, "Gain-of-function Mutations", False),
        ("V600E", {"effect": "loss_of_function"}, "Loss-of-function Mutations", True),
        ("V600E", {"effect": "gain_of_function"}, "Activation", True),
        ("V600E", {}, "Activation", False),
        ("amplification", {}, "Activation", True),
        ("amplification", {"oncogenic": True}, "Oncogenic Mutations", False),
        ("fusion", {"oncogenic": True}, "Oncogenic Mutations", True),
        ("fusion", {}, "Activation", True),
        ("fusion", {"effect": "loss_of_function"}, "Activation", False),
        ("deletion", {"oncogenic": True}, "Oncogenic Mutations", True),
        ("deletion", {"oncogenic": True}, "Alteration", True),
        ("deletion", {}, "Alteration", False),
        ("R213*", {"effect": "gain_of_function"}, "Loss-of-function Mutations", False),
        ("R213*", {"effect": "loss_of_function"}, "1_900any", True),
        ("R213*", {}, "1_900any", False),
    ],
)  # fmt: skip
def test_what_is_known_of_the_variant_decides_categories(
    text: str, known: dict[str, object], asked: str, matches: bool
) -> None:
    assert relation(observed("GENE1", text, **known), criterion(asked)).matches == matches


def test_exon_of_the_report_counts_only_where_the_change_does_not_show_it() -> None:
    change = read_protein_change("E746_A750del")
    wrong = Observed("EGFR", AlterationKind.SMALL_VARIANT, change, exon=20)
    assert relation(wrong, criterion("exon 19 deletion")).matches
    assert not relation(wrong, criterion("exon 20 mutation")).matches
    elsewhere = Observed("XYZ1", AlterationKind.SMALL_VARIANT, change, exon=20)
    assert relation(elsewhere, criterion("exon 20 deletion")).matches
    assert not relation(Observed("XYZ1", AlterationKind.SMALL_VARIANT, change), criterion("exon 20 deletion")).matches


def test_free_text_in_the_protein_column_is_understood() -> None:
    found = observe(Alteration(gene="MET", kind=AlterationKind.SMALL_VARIANT, protein_change="exon 14 skipping"))
    assert (found.consequence, found.exon) == (Consequence.SPLICE, 14)
    found = observe(Alteration(gene="EGFR", kind=AlterationKind.SMALL_VARIANT, protein_change="EGFRvIII"))
    assert relation(found, criterion("EGFRvIII")).kind is RelationKind.EXACT
    found = observe(Alteration(gene="TP53", kind=AlterationKind.SMALL_VARIANT, protein_change="p.692-1G>A"))
    assert relation(found, criterion("Truncating Mutations")).matches
    found = observe(Alteration(gene="BRAF", kind=AlterationKind.SMALL_VARIANT, protein_change="amplification"))
    assert not relation(found, criterion("Amplification")).matches
