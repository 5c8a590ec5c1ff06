"""Is an alteration harmful, and what does it do to the protein? Transparent rules, each told with its reason.

The report's own class always stands. Where it is missing, the first rule that applies decides: known variant, another
change of a known codon, truncation or deletion of a tumour suppressor, amplification or fusion of an oncogene, promoter
of TERT. What no rule reaches stays unclassified and is asked about, never dropped silently.
"""

from dataclasses import dataclass, replace

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence
from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.finding import Classification, FunctionalEffect
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.curated import KnownVariant
from tumorboard.matching.observed import Observed, Relation, RelationKind, observe
from tumorboard.matching.variants import relation

HARMFUL = frozenset({"pathogenic", "likely_pathogenic"})
GAINS = frozenset({AlterationKind.AMPLIFICATION, AlterationKind.FUSION})
BREAKS = frozenset({AlterationKind.DELETION, AlterationKind.FUSION, AlterationKind.REARRANGEMENT})
# What a word of the knowledge base means in the five classes of a report.
CLASSES: dict[str, Classification] = {
    "oncogenic": "pathogenic",
    "likely_oncogenic": "likely_pathogenic",
    "likely_benign": "likely_benign",
    "benign": "benign",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The class of an alteration, the rule that gave it, and the effect on the protein."""

    classification: Classification
    by: str
    effect: FunctionalEffect
    observed: Observed

    @property
    def known(self) -> Observed:
        """What is observed, with its oncogenicity left open where nothing is known: a variant nobody classified."""
        if self.classification in ("uncertain", "unclassified"):
            return replace(self.observed, oncogenic=None)
        return self.observed

    @property
    def harmful(self) -> bool:
        """Whether it is pathogenic or likely pathogenic."""
        return self.classification in HARMFUL


def judge(alteration: Alteration, kb: KnowledgeBase) -> Judgement:
    """Classify one alteration.

    Parameters
    ----------
    alteration : Alteration
        With an official gene symbol.
    kb : KnowledgeBase
        Known variants and the roles of genes.
    """
    observed = observe(alteration)
    known = _known_variant(observed, kb)
    role = kb.genes.role(alteration.gene)
    named = observed.protein or observed.consequence or observed.said or observed.coding
    if observed.kind == AlterationKind.SMALL_VARIANT and not named:
        what = "cannot be read" if alteration.protein_change else "is not given"
        return Judgement("unclassified", f"the protein change {what}", "unknown", observed)
    wrong = kb.residues.contradiction(alteration.gene, observed.protein) if observed.protein else None
    if wrong is not None:
        return Judgement("unclassified", f"contradicts the reference sequence: {wrong}", "unknown", observed)
    if alteration.pathogenicity is not None:
        classification, by = _said(alteration.pathogenicity.value), "report"
    else:
        classification, by = _rule(observed, known, role)
    effect: FunctionalEffect = "unknown"
    if classification in HARMFUL:
        effect = _effect(observed, known, role)
    return Judgement(classification, by, effect, observed.judged(classification in HARMFUL, effect))


def _said(word: str) -> Classification:
    classes: tuple[Classification, ...] = ("pathogenic", "likely_pathogenic", "uncertain", "likely_benign", "benign")
    return next(known for known in classes if known == word)


def _known_variant(observed: Observed, kb: KnowledgeBase) -> tuple[KnownVariant, Relation] | None:
    """Return the row of the known variants that fits most exactly."""
    best: tuple[KnownVariant, Relation] | None = None
    for row in kb.variants.get(observed.gene, ()):
        criterion = read_criterion(row.criterion)
        if criterion is None:
            continue
        found = relation(observed, criterion)
        fits = found.matches or found.kind == RelationKind.ALTERNATE_ALLELE
        if fits and (best is None or found.rank > best[1].rank):
            best = (row, found)
    return best


def _rule(observed: Observed, known: tuple[KnownVariant, Relation] | None, role: str) -> tuple[Classification, str]:
    """Apply the rules in their order; the second value tells which one decided."""
    if known is not None:
        row, fit = known
        cited = ", ".join(row.citations)
        if fit.kind == RelationKind.ALTERNATE_ALLELE:
            if row.oncogenicity in ("oncogenic", "likely_oncogenic"):
                return "likely_pathogenic", f"another change of the known codon {row.criterion} ({cited})"
        else:
            return CLASSES[row.oncogenicity], f"known variant {row.criterion} ({cited})"
    suppressor = role in ("tumor_suppressor", "both")
    oncogene = role in ("oncogene", "both")
    if observed.consequence == Consequence.PROMOTER and observed.gene == "TERT":
        return "likely_pathogenic", "promoter variant of TERT"
    if observed.kind == AlterationKind.SMALL_VARIANT and observed.truncating and suppressor:
        return "likely_pathogenic", "truncation of a tumour suppressor"
    if observed.kind in BREAKS and suppressor:
        return "likely_pathogenic", f"{observed.kind.value} of a tumour suppressor"
    if observed.kind in GAINS and oncogene:
        return "likely_pathogenic", f"{observed.kind.value} of an oncogene"
    if observed.kind == AlterationKind.REARRANGEMENT and oncogene:
        return "likely_pathogenic", "rearrangement of an oncogene"
    if observed.consequence == Consequence.SYNONYMOUS:
        return "likely_benign", "the protein is not changed"
    return "unclassified", "no rule of the knowledge base reaches it"


def _effect(observed: Observed, known: tuple[KnownVariant, Relation] | None, role: str) -> FunctionalEffect:
    """Say what a harmful alteration does; the kind of the gene decides where the variant is not known."""
    if known is not None and known[0].effect != "neutral":
        effects: tuple[FunctionalEffect, ...] = ("gain_of_function", "loss_of_function", "switch_of_function")
        return next(effect for effect in effects if effect == known[0].effect)
    if observed.kind in (AlterationKind.AMPLIFICATION, AlterationKind.GAIN):
        return "gain_of_function"
    if observed.kind == AlterationKind.EXPRESSION:
        return "gain_of_function" if role == "oncogene" else "unknown"
    if observed.kind in (AlterationKind.DELETION, AlterationKind.LOSS):
        return "loss_of_function"
    if observed.consequence == Consequence.PROMOTER:
        return "gain_of_function"
    if role == "tumor_suppressor" or (role == "both" and observed.truncating):
        return "loss_of_function"
    breaking = observed.kind == AlterationKind.SMALL_VARIANT and observed.truncating
    return "gain_of_function" if role == "oncogene" and not breaking else "unknown"
