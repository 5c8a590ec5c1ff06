"""Membership in a category: oncogenic, truncating, gain or loss of function, fusion, amplification, any mutation."""

from collections.abc import Callable

from tumorboard.domain.alteration import AlterationKind as Kind
from tumorboard.domain.alteration import Consequence
from tumorboard.domain.consequences import CONSEQUENCE_OF
from tumorboard.domain.criterion import Criterion
from tumorboard.domain.wording import Category
from tumorboard.knowledge.exons import exon_span
from tumorboard.matching.answers import BENIGN, NOT_MEMBER, NOT_SMALL, REARRANGED, near, no, yes
from tumorboard.matching.observed import Observed, Relation, RelationKind, related
from tumorboard.matching.structural import (
    amplification,
    copy_loss,
    copy_number,
    deletion,
    expression,
    fusion,
    gain,
    loss,
    rearrangement,
    wild_type,
)

_SILENT = (Consequence.SYNONYMOUS, Consequence.INTRONIC, Consequence.OTHER)
# A KMT2A partial tandem duplication, an EGFR without exons 2-7: what the words name is the alteration itself.
_NAMED = frozenset({Category.ITD, Category.PTD, Category.KDD, Category.EGFR_VARIANT})
_NO_BOUNDS = near("the residues of the domain are not listed here")
# Deletion of EGFR exons 2-7, in protein terms.
_EGFR_VIII = "p.V30_R297delinsG"


def category_relation(observed: Observed, criterion: Criterion) -> Relation:
    """Return the relation to a category; see `tumorboard.matching.variants` for the rules."""
    category = criterion.category
    if category is None:
        return NOT_MEMBER
    rule = _RULES.get(category)
    if rule is not None:
        return rule(observed, criterion)
    consequence = CONSEQUENCE_OF.get(category)
    if consequence is not None:
        return _by_consequence(observed, category, consequence)
    if category in (Category.DOMAIN, Category.KINASE_DOMAIN) and observed.said is not category:
        return _NO_BOUNDS if observed.kind is Kind.SMALL_VARIANT else NOT_SMALL
    if observed.said is category and observed.name == criterion.name:
        return related(RelationKind.EXACT, "named the same") if category in _NAMED else yes(category.value)
    return NOT_MEMBER


def _by_consequence(observed: Observed, category: Category, wanted: Consequence) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    if observed.consequence is wanted or observed.said is category:
        return yes(category.value)
    return no("another consequence")


def _mutation(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    if observed.benign:
        return no(BENIGN)
    if observed.consequence in _SILENT and observed.oncogenic is not True:
        return no("not known to change the protein")
    known = observed.consequence is not None or observed.said is not None or observed.coding is not None
    if not known and observed.oncogenic is not True:
        return no("the change is not known, and the report does not call it pathogenic")
    return yes("a small variant")


def _oncogenic(observed: Observed, _: Criterion) -> Relation:
    """As the sources mean it: any oncogenic change of the gene's sequence or structure, but no copy-number gain."""
    if (
        observed.kind is not Kind.SMALL_VARIANT
        and observed.kind not in REARRANGED
        and observed.kind is not Kind.DELETION
    ):
        return NOT_MEMBER
    if observed.benign:
        return no(BENIGN)
    if not observed.oncogenic:
        return no("not known to be oncogenic")
    what = "mutation" if observed.kind is Kind.SMALL_VARIANT else observed.kind.value
    return yes(f"an oncogenic {what}")


def _truncating(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is Kind.DELETION:
        return near("the whole gene is deleted, not cut short")
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    if observed.benign:
        return no(BENIGN)
    return yes("cuts the protein short") if observed.truncating else no("does not cut the protein short")


def _loss_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    if not observed.loses_function:
        return no("not known to lose function")
    return yes("loses function" if observed.effect == "loss_of_function" else "cuts the protein short: loses function")


def _gain_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    return yes("gains function") if observed.gains_function else no("not known to gain function")


def _switch_of_function(observed: Observed, _: Criterion) -> Relation:
    if observed.kind is not Kind.SMALL_VARIANT:
        return NOT_SMALL
    return yes("switches function") if observed.effect == "switch_of_function" else no("not known to switch function")


def _activation(observed: Observed, criterion: Criterion) -> Relation:
    if observed.benign or observed.effect == "loss_of_function":
        return no("not known to activate")
    if observed.kind is Kind.SMALL_VARIANT:
        return yes("gains function") if observed.gains_function else no("not known to gain function")
    if observed.kind in REARRANGED and observed.gains_function:
        return yes("gains function")
    if observed.kind is Kind.AMPLIFICATION:
        return yes("amplification")
    return fusion(observed, criterion)


def _alteration(observed: Observed, _: Criterion) -> Relation:
    if observed.kind in (Kind.WILD_TYPE, Kind.EXPRESSION):
        return no("not an alteration of the gene")
    if observed.benign:
        return no(BENIGN)
    return yes("a pathogenic alteration") if observed.oncogenic else no("not known to be pathogenic")


def _itd(observed: Observed, _: Criterion) -> Relation:
    if observed.said is Category.ITD:
        return related(RelationKind.EXACT, "internal tandem duplication")
    change, span = observed.protein, exon_span("FLT3", 14, 15)
    if observed.gene != "FLT3" or change is None or span is None:
        return NOT_MEMBER
    if change.kind in ("duplication", "inframe_insertion") and span.start <= change.start <= span.end:
        return yes("in-frame insertion in FLT3 exons 14-15: an internal tandem duplication")
    return NOT_MEMBER


def _egfr_variant(observed: Observed, criterion: Criterion) -> Relation:
    same = observed.said is Category.EGFR_VARIANT and observed.name == criterion.name
    by_text = criterion.name == "vIII" and observed.protein is not None and observed.protein.text == _EGFR_VIII
    return related(RelationKind.EXACT, "the same EGFR variant") if same or by_text else NOT_MEMBER


_RULES: dict[Category, Callable[[Observed, Criterion], Relation]] = {
    Category.MUTATION: _mutation,
    Category.ONCOGENIC: _oncogenic,
    Category.TRUNCATING: _truncating,
    Category.LOSS_OF_FUNCTION: _loss_of_function,
    Category.GAIN_OF_FUNCTION: _gain_of_function,
    Category.SWITCH_OF_FUNCTION: _switch_of_function,
    Category.AMPLIFICATION: amplification,
    Category.GAIN: gain,
    Category.DELETION: deletion,
    Category.LOSS: loss,
    Category.COPY_LOSS: copy_loss,
    Category.COPY_NUMBER: copy_number,
    Category.FUSION: fusion,
    Category.REARRANGEMENT: rearrangement,
    Category.ACTIVATION: _activation,
    Category.ALTERATION: _alteration,
    Category.OVEREXPRESSION: expression,
    Category.UNDEREXPRESSION: expression,
    Category.EXPRESSION: expression,
    Category.WILD_TYPE: wild_type,
    Category.ITD: _itd,
    Category.EGFR_VARIANT: _egfr_variant,
}
