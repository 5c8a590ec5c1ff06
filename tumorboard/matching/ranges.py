"""Small variants against ranges of residues and exons: place and shape."""

from functools import lru_cache

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, CriterionKind
from tumorboard.domain.protein import ProteinChange
from tumorboard.domain.wording import Shape
from tumorboard.knowledge.exons import ExonSpan, exon_span
from tumorboard.matching.observed import Observed, Relation, RelationKind, related
from tumorboard.matching.shapes import has_shape, sense

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


def exon_relation(observed: Observed, criterion: Criterion) -> Relation:
    """Compare with exons: by the protein change where the exon's residues are known, else by the report's own word."""
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return NOT_SMALL
    first, last, shape = criterion.start, criterion.end, criterion.shape
    have, span = observed.protein, exon_span(observed.gene, first, last)
    if have is not None and have.start > 0 and span is not None:
        if shape is Shape.SKIPPING and have.kind == "inframe_deletion" and _removes(have, span):
            return related(RelationKind.RANGE, f"the residues of {_place(criterion)} are missing")
        found = _within(observed, span.start, span.end, criterion)
        if found is not ELSEWHERE or span.exact:
            return found if found.matches else _other_numbering(observed, criterion) or found
    if observed.exon is None:
        return _NO_EXON
    if not first <= observed.exon <= last:
        return ELSEWHERE
    if not has_shape(observed, shape):
        return _wrong_shape(observed, shape)
    return _in_range(sense(observed, shape), _place(criterion), True)


def _removes(change: ProteinChange, span: ExonSpan) -> bool:
    return change.start <= span.start and change.end >= span.end


# MET exon 14 in the numbering of NM_001127500, which some laboratories report.
_MET_14_LONGER = ExonSpan(981, 1028, True)


def _other_numbering(observed: Observed, criterion: Criterion) -> Relation | None:
    """Read MET splice changes and deletions of exon 14 in the longer transcript's numbering."""
    change = observed.protein
    splicing = criterion.shape in (Shape.SPLICE, Shape.SKIPPING)
    if observed.gene != "MET" or change is None or not splicing or not criterion.start == criterion.end == 14:
        return None
    first, last = _MET_14_LONGER.start, _MET_14_LONGER.end
    spliced = change.kind == "splice" and change.start in (first, first + 1, last)
    deleted = change.kind == "inframe_deletion" and change.start in (first, first + 1) and change.end == last
    if not (spliced or deleted):
        return None
    return related(RelationKind.RANGE, "splice change of exon 14, in the numbering of the longer transcript")
