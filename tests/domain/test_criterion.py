"""Criteria are read as the sources write them; an exclusion is never lost."""

import pytest

from tumorboard.domain.criterion import CriterionKind, read_criterion
from tumorboard.domain.wording import Category, Shape

CATEGORIES = {
    "Mutation": Category.MUTATION, "mutations": Category.MUTATION, "Oncogenic Mutations": Category.ONCOGENIC,
    "Truncating Mutations": Category.TRUNCATING, "Gain-of-function Mutations": Category.GAIN_OF_FUNCTION,
    "Loss-of-function Mutations": Category.LOSS_OF_FUNCTION, "LOSS-OF-FUNCTION": Category.LOSS_OF_FUNCTION,
    "Amplification": Category.AMPLIFICATION, "Deletion": Category.DELETION, "Loss": Category.LOSS,
    "Fusion": Category.FUSION, "Fusions": Category.FUSION, "v::ALK": Category.FUSION, "Activation": Category.ACTIVATION,
    "Alteration": Category.ALTERATION, "Overexpression": Category.OVEREXPRESSION, "Wildtype": Category.WILD_TYPE,
    "WILD TYPE": Category.WILD_TYPE, "Promoter Mutations": Category.PROMOTER, "EGFRvIII": Category.EGFR_VARIANT,
    "Internal tandem duplication": Category.ITD, "ITD": Category.ITD, "Kinase Domain Mutation": Category.KINASE_DOMAIN,
    "Kinase domain duplication": Category.KDD, "PTD": Category.PTD, "Underexpression": Category.UNDEREXPRESSION,
    "Promoter Hypermethylation": Category.METHYLATION, "Rearrangement": Category.REARRANGEMENT,
}  # fmt: skip

EXONS = {
    "exon 19 deletion": (19, 19, Shape.DELETION), "EXON 20 INSERTION": (20, 20, Shape.INSERTION),
    "Exon 14 skipping": (14, 14, Shape.SKIPPING), "Exon 14 Skipping Mutation": (14, 14, Shape.SKIPPING),
    "exon 11 mutation": (11, 11, Shape.ANY), "exon 11": (11, 11, Shape.ANY), "EXON 2-3 MUTATION": (2, 3, Shape.ANY),
    "Rare Exon 18-21 Mutation": (18, 21, Shape.ANY), "deletion in exon 19": (19, 19, Shape.DELETION),
    "Exon 9 frameshift": (9, 9, Shape.FRAMESHIFT), "ex19del": (19, 19, Shape.DELETION),
}  # fmt: skip

RANGES = {
    "762_823ins": (762, 823, Shape.INSERTION), "729_761mis": (729, 761, Shape.MISSENSE),
    "729_761del": (729, 761, Shape.DELETION), "550_592any": (550, 592, Shape.ANY), "449_514mut": (449, 514, Shape.ANY),
    "1_2771trunc": (1, 2771, Shape.TRUNCATING), "963_1010splice": (963, 1010, Shape.SPLICE),
    "729_761indel": (729, 761, Shape.INDEL), "1_33nontrunc": (1, 33, Shape.NOT_TRUNCATING),
}  # fmt: skip


@pytest.mark.parametrize("text", CATEGORIES)
def test_category(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert (criterion.kind, criterion.category) == (CriterionKind.CATEGORY, CATEGORIES[text])


@pytest.mark.parametrize("text", EXONS)
def test_exon(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert criterion.kind is CriterionKind.EXON
    assert (criterion.start, criterion.end, criterion.shape) == EXONS[text]


@pytest.mark.parametrize("text", RANGES)
def test_range_of_residues(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert criterion.kind is CriterionKind.RANGE
    assert (criterion.start, criterion.end, criterion.shape) == RANGES[text]


@pytest.mark.parametrize("text", ["V600E", "p.Val600Glu", "V600E mutations", "V600E (c.1799T>A)"])
def test_variant(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None and criterion.change is not None
    assert (criterion.kind, criterion.change.text) == (CriterionKind.PROTEIN, "p.V600E")


@pytest.mark.parametrize("text", ["exon 21 L858R", "exon 21 (L858R) substitution mutations"])
def test_variant_with_its_exon(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None and criterion.change is not None
    assert criterion.change.text == "p.L858R"


def test_codon() -> None:
    criterion = read_criterion("V600")
    assert criterion is not None and criterion.kind is CriterionKind.CODON


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("V600E/K", ["p.V600E", "p.V600K"]),
        ("D816V/H/Y", ["p.D816V", "p.D816H", "p.D816Y"]),
        ("V600E or V600K", ["p.V600E", "p.V600K"]),
        ("V600E, V600K", ["p.V600E", "p.V600K"]),
        ("G12/G13", ["p.G12", "p.G13"]),
        ("D835(V/Y/F/H)", ["p.D835V", "p.D835Y", "p.D835F", "p.D835H"]),
    ],
)
def test_alternatives(text: str, alternatives: list[str]) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert [part.change.text for part in criterion.any_of if part.change] == alternatives


@pytest.mark.parametrize("text", ["EML4-ALK Fusion", "EML4::ALK", "EML4-ALK", "EML4::ALK Fusion", "EML4::ALK e20::e20"])
def test_fusion_of_two_genes(text: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert (criterion.kind, criterion.fusion) == (CriterionKind.FUSION, "EML4-ALK")


@pytest.mark.parametrize(
    ("text", "gene"), [("ALK Fusion", "ALK"), ("NKX2-1 fusion", "NKX2-1"), ("HLA-A fusions", "HLA-A")]
)
def test_fusion_of_one_gene(text: str, gene: str) -> None:
    criterion = read_criterion(text)
    assert criterion is not None and criterion.fusion == gene


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("V600 {excluding V600E; V600K}", ["V600E", "V600K"]),
        ("V600 {excluding V600E, V600K}", ["V600E", "V600K"]),
        ("V600 (excluding V600E and V600K)", ["V600E", "V600K"]),
        ("Fusions {excluding EML4-ALK Fusion}", ["EML4-ALK Fusion"]),
        ("Oncogenic Mutations {excluding V600}", ["V600"]),
        ("762_823ins {excluding A763_Y764insFQEA}", ["A763_Y764insFQEA"]),
        ("exon 20 insertion {excluding A763_Y764insFQEA}", ["A763_Y764insFQEA"]),
        ("Non-V600", ["V600"]),
    ],
)
def test_exclusions(text: str, excluded: list[str]) -> None:
    criterion = read_criterion(text)
    assert criterion is not None
    assert [part.text for part in criterion.excluded] == excluded


@pytest.mark.parametrize(
    "text",
    ["", "foo bar", "TPS>=50", "MSI-H", "PD-L1", "T790M and C797S", "V600 {excluding blah}", "V600 {excluding }",
     "A750_E746del", "823_762ins", "L858R/T790M", "V600B"],
)  # fmt: skip
def test_what_cannot_be_read_is_none(text: str) -> None:
    """Two changes that must both be there, a broken exclusion or a backward range never become a wider claim."""
    assert read_criterion(text) is None


def test_coding_change() -> None:
    criterion = read_criterion("Splice Site (c.3028+1G>T)")
    assert criterion is not None
    assert (criterion.kind, criterion.coding) == (CriterionKind.CODING, "c.3028+1G>T")
