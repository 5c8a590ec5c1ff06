"""The answers of the category rules: yes, no, and near but no match."""

from functools import cache

from tumorboard.domain.alteration import AlterationKind
from tumorboard.matching.observed import Relation, RelationKind

REARRANGED = (AlterationKind.FUSION, AlterationKind.REARRANGEMENT)
BENIGN = "classified as benign or without effect"


@cache
def yes(reason: str) -> Relation:
    """Return that the alteration is a member."""
    return Relation(RelationKind.CATEGORY, reason)


@cache
def no(reason: str) -> Relation:
    """Return that it is none."""
    return Relation(RelationKind.NONE, reason)


@cache
def near(reason: str) -> Relation:
    """Return that it is close to what is asked for without being it."""
    return Relation(RelationKind.OVERLAP, reason)


NOT_SMALL = no("not a small variant")
NOT_MEMBER = no("another kind of alteration")
