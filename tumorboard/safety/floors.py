"""Starting doses where nobody has given just these drugs together: published floors, else a rule of thumb.

The floors are the lowest sums of shares of the single-agent doses at which such drugs were given safely together:
Liu 2016 (Oncotarget 7:11310), Nikanjam 2016 (Int J Cancer 139:2135), Nikanjam 2017 (Oncologist 22:576). A floor is
shared out evenly among the drugs that are not given in full.
"""

from collections.abc import Iterable
from fractions import Fraction

from tumorboard.domain.drug import Drug
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.label_doses import of_label
from tumorboard.safety.proposed import FULL, ProposedDose

FULL_KINDS = frozenset({"antibody", "bispecific", "fusion_protein"})
RULE_OF_THUMB = "rule of thumb"
LIU = "GL:Liu2016-two-drug-doses"
NIKANJAM_2016 = "GL:Nikanjam2016-targeted-cytotoxic-doses"
NIKANJAM_2017 = "PMID:28424323"
_PAPERS = {
    LIU: "Liu 2016 (Oncotarget 7:11310)",
    NIKANJAM_2016: "Nikanjam 2016 (Int J Cancer 139:2135)",
    NIKANJAM_2017: "Nikanjam 2017 (Oncologist 22:576)",
}
# Nikanjam 2016 has a floor of their own for these beside a cytotoxic drug: topotecan with veliparib.
_LOWER_BESIDE_CYTOTOXIC = frozenset({"parp_inhibitor", "hdac_inhibitor"})


def by_kind(kb: KnowledgeBase, names: tuple[str, ...]) -> Iterable[ProposedDose]:
    """Yield doses by the published floors for the kinds of drugs, or by the rule of thumb.

    Parameters
    ----------
    kb : KnowledgeBase
        Kinds, classes and targets of the drugs, and their label doses.
    names : tuple of str
        Generic names.
    """
    drugs = [kb.drugs[name] for name in names]
    held = [drug for drug in drugs if in_full(drug)]
    reduced = [drug for drug in drugs if not in_full(drug)]
    part, basis, sources = _part(reduced, any(d.modality in FULL_KINDS for d in held), len(drugs))
    for drug in drugs:
        if drug in held:
            yield of_label(kb, drug.name, FULL, f"{RULE_OF_THUMB}: antibodies and hormones at full dose", (), names)
        else:
            yield of_label(kb, drug.name, part, basis, sources, names)


def in_full(drug: Drug) -> bool:
    """Say whether a drug is given in full beside others: antibodies, hormones and what only supports."""
    return drug.modality in FULL_KINDS or drug.category in ("hormone", "supportive")


def is_cytotoxic(drug: Drug) -> bool:
    """Say whether a drug kills cells as chemotherapy does."""
    return drug.category == "chemotherapy" or drug.modality == "adc"


def _part(drugs: list[Drug], antibody: bool, count: int) -> tuple[Fraction, str, tuple[str, ...]]:
    """Return the share of the label dose for each drug that is not given in full, what it rests on, and its source."""
    cytotoxic = [drug for drug in drugs if is_cytotoxic(drug)]
    targeted = [drug for drug in drugs if not is_cytotoxic(drug)]
    match len(targeted), len(cytotoxic):
        case 1, 0 if antibody and count == 2:
            return _floor(50, "150 % for a small molecule with an antibody", LIU)
        case 2, 0 if count == 2:
            one, other = targeted
            if {t.gene for t in one.targets} & {t.gene for t in other.targets}:
                return _floor(30, "60 % for two targeted drugs with overlapping targets", LIU)
            if one.drug_class.name == other.drug_class.name:
                return _floor(45, "90 % for two targeted drugs of one class", LIU)
        case 1, 1 if count == 2:
            if targeted[0].drug_class.name in _LOWER_BESIDE_CYTOTOXIC:
                return _floor(Fraction(41, 2), "41 % for a PARP or HDAC inhibitor and a cytotoxic drug", NIKANJAM_2016)
            return _floor(41, "82 % for a targeted and a cytotoxic drug, neither full", NIKANJAM_2016)
        case 1, 1 if antibody and count == 3:
            return _floor(44, "133 % for two targeted and one cytotoxic drug", NIKANJAM_2017)
        case 2, 1 if count == 3:
            return _floor(44, "133 % for two targeted and one cytotoxic drug", NIKANJAM_2017)
        case 1, 2 if count == 3:
            return _floor(45, "137 % for one targeted and two cytotoxic drugs", NIKANJAM_2017)
        case 0, 1 if antibody and count == 3:
            return _floor(50, "250 % with two antibodies and a cytotoxic drug", NIKANJAM_2017)
    # One drug beside those given in full is halved as well: no rule of thumb starts anything but those in full.
    parts = max(len(drugs), 2)
    words = f"{RULE_OF_THUMB}: 1/{parts} of the label dose each, antibodies full"
    return Fraction(1, parts), words, ()


def _floor(percent: int | Fraction, words: str, paper: str) -> tuple[Fraction, str, tuple[str, ...]]:
    return Fraction(percent) / 100, f"published floor {words}: {_PAPERS[paper]}", (paper,)
