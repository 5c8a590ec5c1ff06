"""Splice sites by their place: which exon a coding change at an intron's edge belongs to.

Reports write the commonest MET alteration as a coding change without a protein change (``c.3028+1G>T``), in one of two
numberings.
"""

import re
from functools import lru_cache

from tumorboard.domain.criterion import Criterion
from tumorboard.domain.protein import ProteinChange
from tumorboard.knowledge.exons import ExonSpan, exon_span
from tumorboard.matching.observed import Observed, Relation, RelationKind, related

# MET exon 14 in the numbering of NM_001127500, which some laboratories report.
MET_14_LONGER = ExonSpan(981, 1028, True)
# Last residue of MET exon 14 before the donor: c.3028G>A, >C and >T also skip the exon (PMID:26729443; D1010N, H, Y).
_MET_14_DONOR = "NHY"
_PLACE = r"(\d+)([+-]\d+)?"
_CODING = re.compile(rf"c\.\(?{_PLACE}\)?(?:_\(?{_PLACE}\)?)?(?=[A-Z]|del|dup|ins|inv|>)(.*)", re.I)
# A change this far into the intron may still disturb the acceptor or donor: near, but not known to skip the exon.
_ACCEPTOR_REACH, _DONOR_REACH = 40, 10


@lru_cache(maxsize=4096)
def splice_relation(
    gene: str, coding: str | None, change: ProteinChange | None, first: int, last: int
) -> Relation | None:
    """Return the relation of a change to the splice sites of a run of exons; None where it touches none of them.

    Parameters
    ----------
    gene : str
        Official symbol.
    coding : str, optional
        Coding change, ``c.3028+1G>T``.
    change : ProteinChange, optional
        Protein change.
    first, last : int
        The exons; the acceptor of the first and the donor of the last are looked at.

    Returns
    -------
    Relation or None
        ``range`` for a change of the two bases beside the exon or across its edge; ``overlap`` for one deeper in the
        intron, which may or may not change the splicing.
    """
    spans = [span for span in (exon_span(gene, first, last),) if span is not None and span.exact]
    met = gene == "MET" and first == last == 14
    if met:
        spans.append(MET_14_LONGER)
    place = f"exon {first}" if first == last else f"exons {first}-{last}"
    for span in spans:
        note = ", in the numbering of the longer transcript" if span is MET_14_LONGER else ""
        if change is not None and change.start > 0 and _spliced(change, span, met=met):
            return related(RelationKind.RANGE, f"changes a splice site of {place}{note}")
        near = _edge(coding, span) if coding else None
        if near == "site":
            return related(RelationKind.RANGE, f"changes a splice site of {place}{note}")
        if near == "intron":
            return related(RelationKind.OVERLAP, f"in the intron beside {place}{note}: not known to skip it")
        if met and coding and _last_base(coding) == 3 * span.end - 2:
            return related(RelationKind.RANGE, f"changes the last base of {place}, which skips it{note}")
    return None


def _spliced(change: ProteinChange, span: ExonSpan, *, met: bool) -> bool:
    if change.kind == "splice":
        # X963_splice names the first codon of the exon, X1010_splice its last.
        return met and change.start in (span.start, span.start + 1, span.end)
    donor = change.kind == "missense" and (change.ref, change.start) == ("D", span.end)
    return met and donor and change.alt in _MET_14_DONOR


def _last_base(coding: str) -> int:
    """Return the base that a substitution of one base in an exon changes; 0 for any other change."""
    found = re.search(r"c\.(\d+)[ACGT]>[ACGT]$", coding, re.I)
    return int(found[1]) if found else 0


def _edge(coding: str, span: ExonSpan) -> str | None:
    """Say whether a coding change lies at an edge of an exon: ``site``, ``intron`` or neither."""
    found = _CODING.search(coding)
    if found is None:
        return None
    ends = [(int(base), int(offset or 0)) for base, offset in (found.group(1, 2), found.group(3, 4)) if base]
    start, stop = ends[0], ends[-1]
    if start[1] < 0 <= stop[1] and _codon(start[0]) == span.start:
        return "site"  # from the intron before into the exon
    if start[1] <= 0 < stop[1] and _codon(stop[0]) == span.end:
        return "site"  # from the exon into the intron behind
    if start[1] < 0 and stop[1] < 0 and _codon(start[0]) == span.start:
        return "site" if stop[1] >= -2 else "intron" if stop[1] >= -_ACCEPTOR_REACH else None
    if start[1] > 0 and stop[1] > 0 and _codon(stop[0]) == span.end:
        return "site" if start[1] <= 2 else "intron" if start[1] <= _DONOR_REACH else None
    return None


def _codon(base: int) -> int:
    return (base + 2) // 3


def by_place(observed: Observed, criterion: Criterion) -> Relation | None:
    """Return what the place of a change says of the splicing that a criterion names."""
    return splice_relation(observed.gene, observed.coding, observed.protein, criterion.start, criterion.end)
