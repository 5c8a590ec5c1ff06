"""Membership of copy numbers, rearrangements, expression and wild type in their categories."""

from tumorboard.domain.alteration import AlterationKind as Kind
from tumorboard.domain.criterion import Criterion
from tumorboard.domain.wording import Category
from tumorboard.matching.answers import NOT_MEMBER, REARRANGED, near, no, yes
from tumorboard.matching.observed import Observed, Relation

_COPY_NUMBER = (Kind.AMPLIFICATION, Kind.GAIN, Kind.DELETION, Kind.LOSS)


def amplification(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to an amplification; a low-level gain is none."""
    if observed.kind is Kind.GAIN:
        return near("a low-level gain, not an amplification")
    return yes("amplification") if observed.kind is Kind.AMPLIFICATION else NOT_MEMBER


def gain(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to a copy-number gain."""
    return yes("copy-number gain") if observed.kind in (Kind.GAIN, Kind.AMPLIFICATION) else NOT_MEMBER


def deletion(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to a homozygous deletion; a single-copy loss is none."""
    if observed.kind is Kind.LOSS:
        return near("a single-copy loss, not a homozygous deletion")
    if observed.said in (Category.PARTIAL_DELETION, Category.EXON):
        return near("part of the gene is deleted")
    return yes("homozygous deletion") if observed.kind is Kind.DELETION else NOT_MEMBER


def loss(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to a loss: homozygous deletion, inactivating mutation or rearrangement."""
    if observed.kind is Kind.DELETION:
        return yes("homozygous deletion")
    if observed.kind is Kind.LOSS:
        return near("a single-copy loss: the other copy may be intact")
    if observed.kind is Kind.SMALL_VARIANT and observed.loses_function:
        return yes("inactivating mutation")
    if observed.kind in REARRANGED and observed.effect == "loss_of_function":
        return yes("inactivating rearrangement")
    if observed.kind is Kind.EXPRESSION and observed.direction == "under":
        return near("low expression: the gene itself is not known to be lost")
    return no("not known to be lost")


def copy_loss(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to a loss of one copy or more."""
    return yes("copy-number loss") if observed.kind in (Kind.LOSS, Kind.DELETION) else NOT_MEMBER


def copy_number(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to any copy-number change."""
    return yes("copy-number change") if observed.kind in _COPY_NUMBER else NOT_MEMBER


def fusion(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to a fusion with any partner; a rearrangement counts unless it is known to be none."""
    if observed.kind is Kind.FUSION:
        return yes("fusion")
    if observed.kind is not Kind.REARRANGEMENT:
        return NOT_MEMBER
    if observed.effect == "loss_of_function" or observed.said not in (None, Category.REARRANGEMENT, Category.FUSION):
        return near("a rearrangement that is no fusion")
    return yes("rearrangement, counted as a fusion")


def rearrangement(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to any rearrangement."""
    return yes(observed.kind.value) if observed.kind in REARRANGED else NOT_MEMBER


def expression(observed: Observed, criterion: Criterion) -> Relation:
    """Return the relation to a level of expression."""
    if observed.kind is not Kind.EXPRESSION or observed.said in (Category.METHYLATION, Category.DEMETHYLATION):
        return NOT_MEMBER
    wanted = {Category.OVEREXPRESSION: "over", Category.UNDEREXPRESSION: "under"}.get(
        criterion.category or Category.GAIN
    )
    if wanted is None or observed.direction == wanted:
        return yes("expression" if wanted is None else f"{wanted}expression")
    return no("another level of expression, or none said")


def wild_type(observed: Observed, _: Criterion) -> Relation:
    """Return the relation to wild type."""
    return yes("wild type") if observed.kind is Kind.WILD_TYPE else no("not reported as wild type")
