"""What is known of the proteins' sequences: BRAF 600 is V, and KRAS ends at 189.

``BRAF K600E`` and ``KRAS G600C`` are contradictions. No table of whole sequences is at hand: a residue that no row
names is not checked, nor is the end of a protein that is not listed.
"""

from collections.abc import Iterable, Mapping

from tumorboard.domain.criterion import Criterion, read_criterion
from tumorboard.domain.protein import ProteinChange
from tumorboard.domain.residues import AMINO_ACIDS
from tumorboard.knowledge.proteins import ProteinLength


class ReferenceResidues:
    """Reference residues of proteins, as criteria name them; a position where criteria disagree is left out.

    Parameters
    ----------
    criteria : mapping of str to iterable of str
        Official gene symbol -> criteria; those of a gene are read when it is first asked about.
    lengths : mapping of str to ProteinLength, optional
        Official gene symbol -> length of the longest listed form of its protein.
    """

    def __init__(
        self, criteria: Mapping[str, Iterable[str]], lengths: Mapping[str, ProteinLength] | None = None
    ) -> None:
        self._criteria = criteria
        self._lengths = lengths or {}
        self._residues: dict[str, dict[int, str]] = {}

    @classmethod
    def from_criteria(
        cls, rows: Iterable[tuple[str, str]], lengths: Mapping[str, ProteinLength] | None = None
    ) -> "ReferenceResidues":
        """Gather the criteria of each gene.

        Parameters
        ----------
        rows : iterable of (str, str)
            Official gene symbol and criterion.
        lengths : mapping of str to ProteinLength, optional
            As of the class.
        """
        criteria: dict[str, list[str]] = {}
        for gene, text in rows:
            criteria.setdefault(gene, []).append(text)
        return cls(criteria, lengths)

    def of_gene(self, gene: str) -> Mapping[int, str]:
        """Return position -> residue in one-letter code."""
        known = self._residues.get(gene)
        if known is None:
            known = self._residues[gene] = _named(self._criteria.get(gene, ()))
        return known

    def contradiction(self, gene: str, change: ProteinChange) -> str | None:
        """Say which residue of a change is not the reference; None where nothing contradicts it."""
        if beyond := self._beyond(gene, change):
            return beyond
        for position, residue in ((change.start, change.ref), (change.end, change.ref_end)):
            known = self.of_gene(gene).get(position)
            if known is not None and residue in AMINO_ACIDS and residue != known:
                return f"residue {position} of {gene} is {known}, not {residue}"
        return None

    def _beyond(self, gene: str, change: ProteinChange) -> str | None:
        """Say that a change lies beyond the end; the stop codon stands one behind the last residue."""
        length = self._lengths.get(gene)
        last = max(change.start, change.end)
        if length is None or last <= length.residues + (change.ref == "*"):
            return None
        return f"residue {last} is beyond the end of {gene}, which has {length.residues} ({length.transcript})"


def _named(criteria: Iterable[str]) -> dict[int, str]:
    """Return the residues that some criteria of one gene name, but for positions where they disagree."""
    found: dict[int, set[str]] = {}
    for criterion in filter(None, map(read_criterion, criteria)):
        for change in _changes(criterion):
            for position, residue in ((change.start, change.ref), (change.end, change.ref_end)):
                if residue in AMINO_ACIDS and position > 0:
                    found.setdefault(position, set()).add(residue)
    return {position: residues.pop() for position, residues in found.items() if len(residues) == 1}


def _changes(criterion: Criterion) -> Iterable[ProteinChange]:
    if criterion.change is not None:
        yield criterion.change
    for part in (*criterion.any_of, *criterion.excluded):
        yield from _changes(part)
