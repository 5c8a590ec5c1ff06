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

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, CriterionKind
from tumorboard.domain.protein import ProteinChange
from tumorboard.matching.categories import category_relation
from tumorboard.matching.observed import Effect, Observed, Relation, RelationKind, observe, related
from tumorboard.matching.ranges import ELSEWHERE, NO_PROTEIN, NOT_SMALL, SILENT, exon_relation, range_relation

__all__ = ["Effect", "Observed", "Relation", "RelationKind", "best_relation", "observe", "relation"]

_OTHER_KIND = Relation(RelationKind.NONE, "another kind of change at this place")
_REFERENCE = Relation(RelationKind.NONE, "the reference residues contradict each other")
_OPEN = Relation(RelationKind.OVERLAP, "the report leaves the new residue open")
_ALTERNATE = Relation(RelationKind.ALTERNATE_ALLELE, "same codon, another residue")
_OTHER_INDEL = Relation(RelationKind.OVERLAP, "overlaps, but is another indel")
_TOUCHES = Relation(RelationKind.OVERLAP, "touches the same residues with another kind of change")
_EXACT = Relation(RelationKind.EXACT, "the same variant")
_SAME_CODON = Relation(RelationKind.CODON, "a change of this codon")
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
        return NOT_SMALL
    have, want = observed.protein, criterion.change
    if have is None or want is None or have.start == 0:
        return NO_PROTEIN
    if have.text == want.text:
        return _EXACT
    if have.end < want.start or want.end < have.start:
        return _histone(have, want) if observed.gene.startswith("H3") else ELSEWHERE
    if have.start == want.start and not _agree(have.ref, want.ref):
        return _REFERENCE
    if have.is_indel and want.is_indel:
        return _EXACT if _same_indel(have, want) else _OTHER_INDEL
    if have.kind == "synonymous":
        return SILENT
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
        return NOT_SMALL
    have, want = observed.protein, criterion.change
    if have is None or want is None or have.start == 0:
        return NO_PROTEIN
    if not have.start <= want.start <= have.end:
        return _histone(have, want) if observed.gene.startswith("H3") else ELSEWHERE
    if have.start == want.start and not _agree(have.ref, want.ref):
        return _REFERENCE
    if have.kind == "synonymous":
        return SILENT
    if have.kind in ("missense", "codon") or (have.is_indel and have.end == have.start) or _exchange(have):
        return _SAME_CODON
    return _TOUCHES


def _histone(have: ProteinChange, want: ProteinChange) -> Relation:
    """Compare H3 K27 with K28: pathology counts without the first methionine, where HGVS 27 is an arginine.

    G34 is left alone: both numberings have a glycine there.
    """
    same = {(change.ref, change.start) for change in (have, want)} == {("K", 27), ("K", 28)}
    if not same or have.kind not in ("missense", "codon"):
        return ELSEWHERE
    if want.kind == "codon":
        return _SAME_CODON
    if have.kind == "codon":
        return _OPEN
    return _EXACT if have.alt == want.alt else _ALTERNATE


def _exchange(change: ProteinChange) -> bool:
    """Say whether residues are exchanged one for one (``V600_K601delinsEI``)."""
    return change.kind == "inframe_indel" and change.net_length == 0


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
        return NOT_SMALL
    if not observed.coding:
        return related(RelationKind.NONE, "the coding change is not known")
    same = observed.coding.replace(" ", "") == criterion.coding
    return _EXACT if same else related(RelationKind.NONE, "another coding change")


def _any_of(observed: Observed, criterion: Criterion) -> Relation:
    return best_relation(observed, criterion.any_of)


_HANDLERS: dict[CriterionKind, Callable[[Observed, Criterion], Relation]] = {
    CriterionKind.PROTEIN: _protein,
    CriterionKind.CODON: _codon,
    CriterionKind.RANGE: range_relation,
    CriterionKind.EXON: exon_relation,
    CriterionKind.FUSION: _fusion,
    CriterionKind.CODING: _coding,
    CriterionKind.ANY_OF: _any_of,
    CriterionKind.CATEGORY: category_relation,
}
