"""How an alteration stands to a criterion: same variant, same codon, range or exon, category, or no match.

Rules
-----
- An in-frame indel is compared with ranges by intersection, and never with another indel: two indels that overlap are
  ``overlap``, no match. A duplication is an insertion. A deletion-insertion counts as what it does to the length.
- Another residue at the same codon is ``alternate_allele``: it passes on oncogenicity, not drugs.
- Exclusions are looked at last; an alteration that may be the excluded one is no match either.
- What the report does not say is never filled in: an unread protein change meets no variant, codon or range.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, CriterionKind
from tumorboard.domain.protein import ProteinChange
from tumorboard.domain.wording import Shape
from tumorboard.knowledge.exons import ExonSpan, exon_span
from tumorboard.matching.categories import category_relation
from tumorboard.matching.observed import Effect, Observed, Relation, RelationKind, observe, related
from tumorboard.matching.shapes import has_shape, sense

__all__ = ["Effect", "Observed", "Relation", "RelationKind", "best_relation", "observe", "relation"]

_NOT_SMALL = Relation(RelationKind.NONE, "not a small variant")
_NO_PROTEIN = Relation(RelationKind.NONE, "the protein change is not known")
_ELSEWHERE = Relation(RelationKind.NONE, "another place in the protein")
_OTHER_KIND = Relation(RelationKind.NONE, "another kind of change at this place")
_SILENT = Relation(RelationKind.NONE, "does not change the protein")
_REFERENCE = Relation(RelationKind.NONE, "the reference residues contradict each other")
_OPEN = Relation(RelationKind.OVERLAP, "the report leaves the new residue open")
_ALTERNATE = Relation(RelationKind.ALTERNATE_ALLELE, "same codon, another residue")
_OTHER_INDEL = Relation(RelationKind.OVERLAP, "overlaps, but is another indel")
_TOUCHES = Relation(RelationKind.OVERLAP, "touches the same residues with another kind of change")
_EXACT = Relation(RelationKind.EXACT, "the same variant")
_SAME_CODON = Relation(RelationKind.CODON, "a change of this codon")
_NO_EXON = Relation(RelationKind.NONE, "the report does not say which exon, and the protein change does not show it")
_NO_FUSION = Relation(RelationKind.NONE, "not a fusion")
_OTHER_PARTNER = Relation(RelationKind.NONE, "another fusion")
_OPEN_PARTNER = Relation(RelationKind.OVERLAP, "the report does not name the partner")


def relation(observed: Observed, criterion: Criterion) -> Relation:
    """Return the relation of an alteration to a criterion of the same gene."""
    found = _HANDLERS[criterion.kind](observed, criterion)
    if criterion.excluded and found.matches:
        for out in criterion.excluded:
            touched = relation(observed, out)
            if touched.matches:
                return related(RelationKind.NONE, f"excluded: {out.text}")
            if touched is _OPEN or touched is _OPEN_PARTNER:
                return related(RelationKind.OVERLAP, f"may be {out.text}, which is excluded")
    return found


def best_relation(observed: Observed, criteria: Iterable[Criterion]) -> Relation:
    """Return the closest relation to any of several criteria."""
    best = _OTHER_KIND
    for criterion in criteria:
        found = relation(observed, criterion)
        if found.rank > best.rank:
            best = found
    return best


def _agree(one: str, other: str) -> bool:
    """Say whether two residues can be the same; an unsaid one agrees with any."""
    return not one or not other or one == other


def _protein(observed: Observed, criterion: Criterion) -> Relation:
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return _NOT_SMALL
    have, want = observed.protein, criterion.change
    if have is None or want is None or have.start == 0:
        return _NO_PROTEIN
    if have.text == want.text:
        return _EXACT
    if have.end < want.start or want.end < have.start:
        return _ELSEWHERE
    if have.start == want.start and not _agree(have.ref, want.ref):
        return _REFERENCE
    if have.is_indel and want.is_indel:
        return _EXACT if _same_indel(have, want) else _OTHER_INDEL
    if have.kind == "synonymous":
        return _SILENT
    if have.start != want.start:
        return _TOUCHES
    if have.kind == "codon":
        return _OPEN
    if have.kind != want.kind:
        return _TOUCHES
    if _agree(have.alt, want.alt) and have.end == want.end and _same_stop(have, want):
        return _EXACT
    return _ALTERNATE


def _same_stop(have: ProteinChange, want: ProteinChange) -> bool:
    return have.stop is None or want.stop is None or have.stop == want.stop


def _same_indel(have: ProteinChange, want: ProteinChange) -> bool:
    """Say whether two indels are one protein, however written: a duplication is also an insertion behind itself."""
    if have.kind == want.kind:
        same_place = (have.start, have.end) == (want.start, want.end) and _agree(have.ref_end, want.ref_end)
        same_length = have.inserted is None or want.inserted is None or have.inserted == want.inserted
        return same_place and same_length and have.alt == want.alt
    pair = {have.kind: have, want.kind: want}
    copied, put = pair.get("duplication"), pair.get("inframe_insertion")
    if copied is None or put is None or put.start != copied.end or len(put.alt) != copied.end - copied.start + 1:
        return False
    if copied.alt:
        return copied.alt == put.alt
    return bool(copied.ref and copied.ref_end) and put.alt[0] == copied.ref and put.alt[-1] == copied.ref_end


def _codon(observed: Observed, criterion: Criterion) -> Relation:
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return _NOT_SMALL
    have, want = observed.protein, criterion.change
    if have is None or want is None or have.start == 0:
        return _NO_PROTEIN
    if not have.start <= want.start <= have.end:
        return _ELSEWHERE
    if have.start == want.start and not _agree(have.ref, want.ref):
        return _REFERENCE
    if have.kind == "synonymous":
        return _SILENT
    if have.kind in ("missense", "codon") or (have.is_indel and have.end == have.start) or _exchange(have):
        return _SAME_CODON
    return _TOUCHES


def _exchange(change: ProteinChange) -> bool:
    """Say whether residues are exchanged one for one (``V600_K601delinsEI``)."""
    return change.kind == "inframe_indel" and change.net_length == 0


def _range(observed: Observed, criterion: Criterion) -> Relation:
    return _within(observed, criterion.start, criterion.end, criterion)


def _within(observed: Observed, start: int, end: int, criterion: Criterion) -> Relation:
    """Compare a small variant with a range of residues."""
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return _NOT_SMALL
    have = observed.protein
    if have is None or have.start == 0:
        span = exon_span(observed.gene, observed.exon, observed.exon) if observed.exon else None
        if span is None:
            return _NO_PROTEIN
        first, last = span.start, span.end
        if not (start <= first and last <= end):
            return _ELSEWHERE
    else:
        first, last = have.start, have.end
        if last < start or end < first:
            return _ELSEWHERE
        if have.kind == "synonymous":
            return _SILENT
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


def _exon(observed: Observed, criterion: Criterion) -> Relation:
    """Compare with exons: by the protein change where the exon's residues are known, else by the report's own word."""
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return _NOT_SMALL
    first, last, shape = criterion.start, criterion.end, criterion.shape
    have, span = observed.protein, exon_span(observed.gene, first, last)
    if have is not None and have.start > 0 and span is not None:
        if shape is Shape.SKIPPING and have.kind == "inframe_deletion" and _removes(have, span):
            return related(RelationKind.RANGE, f"the residues of {_place(criterion)} are missing")
        found = _within(observed, span.start, span.end, criterion)
        if found is not _ELSEWHERE or span.exact:
            return found if found.matches else _other_numbering(observed, criterion) or found
    if observed.exon is None:
        return _NO_EXON
    if not first <= observed.exon <= last:
        return _ELSEWHERE
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


def _fusion(observed: Observed, criterion: Criterion) -> Relation:
    if observed.kind not in (AlterationKind.FUSION, AlterationKind.REARRANGEMENT):
        return _NO_FUSION
    gene, partner, want = observed.gene.upper(), (observed.partner or "").upper(), criterion.fusion
    if want == gene or (partner and want == partner):
        return related(RelationKind.CATEGORY, f"a fusion of {want}")
    if not partner:
        named = want.startswith(f"{gene}-") or want.endswith(f"-{gene}")
        return _OPEN_PARTNER if named else _OTHER_PARTNER
    if want in (f"{gene}-{partner}", f"{partner}-{gene}"):
        return related(RelationKind.EXACT, "the same fusion")
    return _OTHER_PARTNER


def _coding(observed: Observed, criterion: Criterion) -> Relation:
    if observed.kind is not AlterationKind.SMALL_VARIANT:
        return _NOT_SMALL
    if not observed.coding:
        return related(RelationKind.NONE, "the coding change is not known")
    same = observed.coding.replace(" ", "") == criterion.coding
    return _EXACT if same else related(RelationKind.NONE, "another coding change")


def _any_of(observed: Observed, criterion: Criterion) -> Relation:
    return best_relation(observed, criterion.any_of)


_HANDLERS: dict[CriterionKind, Callable[[Observed, Criterion], Relation]] = {
    CriterionKind.PROTEIN: _protein,
    CriterionKind.CODON: _codon,
    CriterionKind.RANGE: _range,
    CriterionKind.EXON: _exon,
    CriterionKind.FUSION: _fusion,
    CriterionKind.CODING: _coding,
    CriterionKind.ANY_OF: _any_of,
    CriterionKind.CATEGORY: category_relation,
}
