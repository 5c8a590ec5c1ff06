"""Small variants against ranges of residues and exons: place and shape."""

from dataclasses import replace
from functools import lru_cache

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, CriterionKind
from tumorboard.domain.protein import ProteinChange
from tumorboard.domain.wording import Shape
from tumorboard.knowledge.exons import ExonSpan, exon_span
from tumorboard.matching.observed import Observed, Relation, RelationKind, related
from tumorboard.matching.shapes import has_shape, sense
from tumorboard.matching.splice_sites import MET_14_LONGER, by_place

NOT_SMALL = Relation(RelationKind.NONE, "not a small variant")
NO_PROTEIN = Relation(RelationKind.NONE, "the protein change is not known")
ELSEWHERE = Relation(RelationKind.NONE, "another place in the protein")
SILENT = Relation(RelationKind.NONE, "does not change the protein")
_NO_EXON = Relation(RelationKind.NONE, "the report does not say which exon, and the protein change does not show it")


def range_relation(observed: Observed, criterion: Criterion) -> Relation:
    """Return the relation to a range of residues."""
    return _within(observed, criterion.start, criterion.end, criterion)


def _within(observed: Observed, start: int, end: int, criterion: Criterion) -> Relation:
    """Compare a small variant with a range of residues."""
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return NOT_SMALL
    have = observed.protein
    if have is None or have.start == 0:
        span = exon_span(observed.gene, observed.exon, observed.exon) if observed.exon else None
        if span is None:
            return NO_PROTEIN
        first, last = span.start, span.end
        if not (start <= first and last <= end):
            return ELSEWHERE
    else:
        first, last = have.start, have.end
        if last < start or end < first:
            return ELSEWHERE
        if have.kind == "synonymous":
            return SILENT
    shape = criterion.shape
    if not has_shape(observed, shape):
        return _wrong_shape(observed, shape)
    return _in_range(sense(observed, shape), _place(criterion), start <= first and last <= end)


@lru_cache(maxsize=4096)
def _in_range(what: str, place: str, inside: bool) -> Relation:
    return Relation(RelationKind.RANGE, f"{what} within {place}{'' if inside else ', and reaches beyond'}")


def _place(criterion: Criterion) -> str:
    first, last = criterion.start, criterion.end
    if criterion.kind is CriterionKind.RANGE:
        return f"residues {first}-{last}"
    return f"exon {first}" if first == last else f"exons {first}-{last}"


def _wrong_shape(observed: Observed, shape: Shape) -> Relation:
    if shape is Shape.SKIPPING:
        return related(RelationKind.OVERLAP, "in this exon, but not known to skip it")
    if shape is Shape.ANY and observed.truncating:
        return related(RelationKind.OVERLAP, "cuts the protein short at this place; not known to be what is meant")
    said = observed.consequence.value.replace("_", " ") if observed.consequence else "not known"
    return related(RelationKind.OVERLAP, f"at this place, but not {shape.value} ({said})")


# Exons as older papers count them: one non-coding exon fewer, or one exon more.
_OLDER_COUNT = {("PIK3CA", 9): 10, ("PIK3CA", 20): 21, ("NPM1", 12): 11}
_SPLICING = (Shape.SPLICE, Shape.SKIPPING)


def exon_relation(observed: Observed, criterion: Criterion) -> Relation:
    """Compare with exons: by the protein change where the exon's residues are known, else by the report's own word.

    A criterion that counts exons as older papers do is met under either count.
    """
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return NOT_SMALL
    if observed.gene == "MET" and criterion.shape is Shape.DELETION and criterion.start == criterion.end == 14:
        criterion = replace(criterion, shape=Shape.SKIPPING)  # in the protein, exon 14 is missing
    found = _in_exons(observed, criterion)
    counted = _OLDER_COUNT.get((observed.gene, criterion.start)) if criterion.start == criterion.end else None
    if counted is None or found.matches:
        return found
    other = _in_exons(observed, replace(criterion, start=counted, end=counted))
    if not other.matches:
        return found
    return related(other.kind, f"{other.reason}, which older papers count as exon {criterion.start}")


def _in_exons(observed: Observed, criterion: Criterion) -> Relation:
    spliced = by_place(observed, criterion) if criterion.shape in _SPLICING else None
    if spliced is not None and spliced.matches:
        return spliced
    found = _by_protein_or_word(observed, criterion)
    return found if spliced is None or found.rank > spliced.rank else spliced


def _by_protein_or_word(observed: Observed, criterion: Criterion) -> Relation:
    first, last, shape = criterion.start, criterion.end, criterion.shape
    have, span = observed.protein, exon_span(observed.gene, first, last)
    if have is not None and have.start > 0 and span is not None:
        if shape is Shape.SKIPPING and have.kind == "inframe_deletion" and _removes(have, span, observed.gene):
            return related(RelationKind.RANGE, f"the residues of {_place(criterion)} are missing")
        found = _within(observed, span.start, span.end, criterion)
        if found is not ELSEWHERE or span.exact:
            return found
    if observed.exon is None:
        return _NO_EXON
    if not first <= observed.exon <= last and _OLDER_COUNT.get((observed.gene, observed.exon)) != first:
        return ELSEWHERE
    if not has_shape(observed, shape):
        return _wrong_shape(observed, shape)
    return _in_range(sense(observed, shape), _place(criterion), True)


def _removes(change: ProteinChange, span: ExonSpan, gene: str) -> bool:
    """Say whether a deletion takes a whole exon; MET exon 14 is written in two numberings."""
    spans = (span, MET_14_LONGER) if gene == "MET" else (span,)
    # A codon that the exon shares with the one before may stay.
    return any(change.start <= each.start + 1 and change.end >= each.end for each in spans)
