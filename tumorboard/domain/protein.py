"""Protein changes as people write them, read into one record.

One- and three-letter code in any case, spelled-out residues, with or without ``p.``, brackets, an accession in front or
a coding change behind; substitutions, deletions, insertions, duplications, deletion-insertions, frameshifts, stops,
extensions, splice sites, lost starts, ranges, bare codons and ``X`` placeholders. After the HGVS recommendations
(https://hgvs-nomenclature.org), wider where reports and databases write otherwise.
"""

from functools import lru_cache

from tumorboard.domain.protein_constructs import Unread
from tumorboard.domain.protein_grammar import parse
from tumorboard.domain.protein_record import ProteinChange, ProteinKind

__all__ = ["ProteinChange", "ProteinKind", "Unread", "examine_protein_change", "read_protein_change"]


@lru_cache(maxsize=65536)
def examine_protein_change(text: str) -> ProteinChange | Unread:
    """Read a protein change, or say why it cannot be read.

    Returns
    -------
    ProteinChange or Unread
        ``Unread.contradiction`` is true where the text is well formed but contradicts itself: a range that runs
        backwards, a letter that is no amino acid, deleted residues that are not as many as the range.
    """
    return parse(text)


def read_protein_change(text: str) -> ProteinChange | None:
    """Read a protein change; None where it cannot be read or contradicts itself."""
    change = examine_protein_change(text)
    return change if isinstance(change, ProteinChange) else None
