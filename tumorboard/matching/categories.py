"""Membership in a category: oncogenic, truncating, gain or loss of function, fusion, amplification, any mutation."""

from collections.abc import Callable
from functools import cache

from tumorboard.domain.alteration import AlterationKind as Kind
from tumorboard.domain.alteration import Consequence
from tumorboard.domain.criterion import Criterion
from tumorboard.domain.wording import Category
from tumorboard.knowledge.exons import exon_span
from tumorboard.matching.observed import Observed, Relation, RelationKind, related

_COPY_NUMBER = (Kind.AMPLIFICATION, Kind.GAIN, Kind.DELETION, Kind.LOSS)
_REARRANGED = (Kind.FUSION, Kind.REARRANGEMENT)
_CONSEQUENCES = {
    Category.FRAMESHIFT: Consequence.FRAMESHIFT, Category.NONSENSE: Consequence.NONSENSE,
    Category.MISSENSE: Consequence.MISSENSE, Category.SPLICE: Consequence.SPLICE,
    Category.INFRAME_INSERTION: Consequence.INFRAME_INSERTION, Category.INFRAME_DELETION: Consequence.INFRAME_DELETION,
    Category.INFRAME_INDEL: Consequence.INFRAME_INDEL, Category.PROMOTER: Consequence.PROMOTER,
    Category.INTRONIC: Consequence.INTRONIC, Category.SYNONYMOUS: Consequence.SYNONYMOUS,
    Category.START_LOST: Consequence.START_LOST, Category.STOP_LOST: Consequence.STOP_LOST,
}  # fmt: skip
_SILENT = (Consequence.SYNONYMOUS, Consequence.INTRONIC, Consequence.OTHER)
# A KMT2A partial tandem duplication, an EGFR without exons 2-7: what the words name is the alteration itself.
_NAMED = frozenset({Category.ITD, Category.PTD, Category.KDD, Category.EGFR_VARIANT, Category.DOMAIN})
# Deletion of EGFR exons 2-7, in protein terms.
_EGFR_VIII = "p.V30_R297delinsG"
_BENIGN = "classified as benign or without effect"


@cache
def _yes(reason: str) -> Relation:
    return Relation(RelationKind.CATEGORY, reason)


@cache
def _no(reason: str) -> Relation:
    return Relation(RelationKind.NONE, reason)


@cache
def _near(reason: str) -> Relation:
    return Relation(RelationKind.OVERLAP, reason)


_NOT_SMALL = _no("not a small variant")
_NOT_MEMBER = _no("another kind of alteration")


def category_relation(observed: Observed, criterion: Criterion) -> Relation:
    """Return the relation to a category; see `tumorboard.matching.variants` for the rules."""
    category = criterion.category
    if category is None:
        return _NOT_MEMBER
    rule = _RULES.get(category)
    if rule is not None:
        return rule(observed, criterion)
    consequence = _CONSEQUENCES.get(category)
    if consequence is not None:
        return _by_consequence(observed, category, consequence)
    if observed.said is category and observed.name == criterion.name:
        return related(RelationKind.EXACT, "named the same") if category in _NAMED else _yes(category.value)
    return _NOT_MEMBER


def _by_consequence(observed: Observed, category: Category, wanted: Consequence) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    if observed.consequence is wanted or observed.said is category:
        return _yes(category.value)
    return _no("another consequence")


def _benign(observed: Observed) -> bool:
    return observed.oncogenic is False or observed.effect == "neutral"


def _mutation(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    if _benign(observed):
        return _no(_BENIGN)
    if observed.consequence in _SILENT and observed.oncogenic is not True:
        return _no("not known to change the protein")
    known = observed.consequence is not None or observed.said is not None or observed.coding is not None
    if not known and observed.oncogenic is not True:
        return _no("the change is not known, and the report does not call it pathogenic")
    return _yes("a small variant")


def _oncogenic(observed: Observed, _: Criterion) -> Relation:
    """As the sources mean it: any oncogenic change of the gene's sequence or structure, but no copy-number gain."""
    if (
        observed.kind is not Kind.SMALL_VARIANT
        and observed.kind not in _REARRANGED
        and observed.kind is not Kind.DELETION
    ):
        return _NOT_MEMBER
    if _benign(observed):
        return _no(_BENIGN)
    if not observed.oncogenic:
        return _no("not known to be oncogenic")
    what = "mutation" if observed.kind is Kind.SMALL_VARIANT else observed.kind.value
    return _yes(f"an oncogenic {what}")


def _truncating(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.DELETION:
        return _near("the whole gene is deleted, not cut short")
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    if _benign(observed):
        return _no(_BENIGN)
    return _yes("cuts the protein short") if observed.truncating else _no("does not cut the protein short")


def _loses_function(observed: Observed) -> bool:
    truncates = observed.truncating and observed.effect == "unknown" and observed.oncogenic is not False
    said = observed.said is Category.LOSS_OF_FUNCTION and observed.effect == "unknown"
    return observed.effect == "loss_of_function" or truncates or said


def _loss_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    if not _loses_function(observed):
        return _no("not known to lose function")
    return _yes("loses function" if observed.effect == "loss_of_function" else "cuts the protein short: loses function")


def _gains_function(observed: Observed) -> bool:
    said = observed.said is Category.GAIN_OF_FUNCTION and observed.effect == "unknown"
    return observed.effect in ("gain_of_function", "switch_of_function") or said


def _gain_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    return _yes("gains function") if _gains_function(observed) else _no("not known to gain function")


def _switch_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return _NOT_SMALL
    return _yes("switches function") if observed.effect == "switch_of_function" else _no("not known to switch function")


def _amplification(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.GAIN:
        return _near("a low-level gain, not an amplification")
    return _yes("amplification") if observed.kind is Kind.AMPLIFICATION else _NOT_MEMBER


def _gain(observed: Observed, _: Criterion) -> Relation:
    return _yes("copy-number gain") if observed.kind in (Kind.GAIN, Kind.AMPLIFICATION) else _NOT_MEMBER


def _deletion(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.LOSS:
        return _near("a single-copy loss, not a homozygous deletion")
    if observed.said is Category.PARTIAL_DELETION:
        return _near("part of the gene is deleted")
    return _yes("homozygous deletion") if observed.kind is Kind.DELETION else _NOT_MEMBER


def _loss(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.DELETION:
        return _yes("homozygous deletion")
    if observed.kind is Kind.LOSS:
        return _near("a single-copy loss: the other copy may be intact")
    if observed.kind is Kind.SMALL_VARIANT and _loses_function(observed):
        return _yes("inactivating mutation")
    if observed.kind in _REARRANGED and observed.effect == "loss_of_function":
        return _yes("inactivating rearrangement")
    if observed.kind is Kind.EXPRESSION and observed.direction == "under":
        return _near("low expression: the gene itself is not known to be lost")
    return _no("not known to be lost")


def _copy_loss(observed: Observed, _: Criterion) -> Relation:
    return _yes("copy-number loss") if observed.kind in (Kind.LOSS, Kind.DELETION) else _NOT_MEMBER


def _copy_number(observed: Observed, _: Criterion) -> Relation:
    return _yes("copy-number change") if observed.kind in _COPY_NUMBER else _NOT_MEMBER


def _fusion(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.FUSION:
        return _yes("fusion")
    if observed.kind is not Kind.REARRANGEMENT:
        return _NOT_MEMBER
    if observed.effect == "loss_of_function" or observed.said not in (None, Category.REARRANGEMENT, Category.FUSION):
        return _near("a rearrangement that is no fusion")
    return _yes("rearrangement, counted as a fusion")


def _rearrangement(observed: Observed, _: Criterion) -> Relation:
    return _yes(observed.kind.value) if observed.kind in _REARRANGED else _NOT_MEMBER


def _activation(observed: Observed, criterion: Criterion) -> Relation:
    if _benign(observed) or observed.effect == "loss_of_function":
        return _no("not known to activate")
    if observed.kind is Kind.SMALL_VARIANT:
        return _yes("gains function") if _gains_function(observed) else _no("not known to gain function")
    if observed.kind in _REARRANGED and _gains_function(observed):
        return _yes("gains function")
    if observed.kind is Kind.AMPLIFICATION:
        return _yes("amplification")
    return _fusion(observed, criterion)


def _alteration(observed: Observed, _: Criterion) -> Relation:
    if observed.kind in (Kind.WILD_TYPE, Kind.EXPRESSION):
        return _no("not an alteration of the gene")
    if _benign(observed):
        return _no(_BENIGN)
    return _yes("a pathogenic alteration") if observed.oncogenic else _no("not known to be pathogenic")


def _expression(observed: Observed, criterion: Criterion) -> Relation:
    if observed.kind is not Kind.EXPRESSION or observed.said in (Category.METHYLATION, Category.DEMETHYLATION):
        return _NOT_MEMBER
    wanted = {Category.OVEREXPRESSION: "over", Category.UNDEREXPRESSION: "under"}.get(
        criterion.category or Category.GAIN
    )
    if wanted is None or observed.direction == wanted:
        return _yes("expression" if wanted is None else f"{wanted}expression")
    return _no("another level of expression, or none said")


def _wild_type(observed: Observed, _: Criterion) -> Relation:
    return _yes("wild type") if observed.kind is Kind.WILD_TYPE else _no("not reported as wild type")


def _itd(observed: Observed, _: Criterion) -> Relation:
    if observed.said is Category.ITD:
        return related(RelationKind.EXACT, "internal tandem duplication")
    change, span = observed.protein, exon_span("FLT3", 14, 15)
    if observed.gene != "FLT3" or change is None or span is None:
        return _NOT_MEMBER
    if change.kind in ("duplication", "inframe_insertion") and span.start <= change.start <= span.end:
        return _yes("in-frame insertion in FLT3 exons 14-15: an internal tandem duplication")
    return _NOT_MEMBER


def _egfr_variant(observed: Observed, criterion: Criterion) -> Relation:
    same = observed.said is Category.EGFR_VARIANT and observed.name == criterion.name
    by_text = criterion.name == "vIII" and observed.protein is not None and observed.protein.text == _EGFR_VIII
    return related(RelationKind.EXACT, "the same EGFR variant") if same or by_text else _NOT_MEMBER


_RULES: dict[Category, Callable[[Observed, Criterion], Relation]] = {
    Category.MUTATION: _mutation,
    Category.ONCOGENIC: _oncogenic,
    Category.TRUNCATING: _truncating,
    Category.LOSS_OF_FUNCTION: _loss_of_function,
    Category.GAIN_OF_FUNCTION: _gain_of_function,
    Category.SWITCH_OF_FUNCTION: _switch_of_function,
    Category.AMPLIFICATION: _amplification,
    Category.GAIN: _gain,
    Category.DELETION: _deletion,
    Category.LOSS: _loss,
    Category.COPY_LOSS: _copy_loss,
    Category.COPY_NUMBER: _copy_number,
    Category.FUSION: _fusion,
    Category.REARRANGEMENT: _rearrangement,
    Category.ACTIVATION: _activation,
    Category.ALTERATION: _alteration,
    Category.OVEREXPRESSION: _expression,
    Category.UNDEREXPRESSION: _expression,
    Category.EXPRESSION: _expression,
    Category.WILD_TYPE: _wild_type,
    Category.ITD: _itd,
    Category.EGFR_VARIANT: _egfr_variant,
}
