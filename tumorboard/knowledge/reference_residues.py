"""Reference residues that the knowledge tables name: BRAF 600 is V, so that ``BRAF K600E`` is a contradiction.

No table of protein sequences is at hand; a residue that no row names is not checked.
"""

from collections.abc import Iterable, Mapping

from tumorboard.domain.criterion import Criterion, read_criterion
from tumorboard.domain.protein import ProteinChange
from tumorboard.domain.residues import AMINO_ACIDS


class ReferenceResidues:
    """Known reference residues of proteins.

    Parameters
    ----------
    residues : mapping of (str, int) to str
        Gene and position -> residue in one-letter code.
    """

    def __init__(self, residues: Mapping[tuple[str, int], str]) -> None:
        self._residues = dict(residues)

    def __len__(self) -> int:
        return len(self._residues)

    @classmethod
    def from_criteria(cls, rows: Iterable[tuple[str, str]]) -> "ReferenceResidues":
        """Collect the residues that criteria name; a position where rows disagree is left out.

        Parameters
        ----------
        rows : iterable of (str, str)
            Official gene symbol and criterion.
        """
        found: dict[tuple[str, int], set[str]] = {}
        for gene, text in rows:
            criterion = read_criterion(text)
            for change in _changes(criterion) if criterion is not None else ():
                for position, residue in ((change.start, change.ref), (change.end, change.ref_end)):
                    if residue in AMINO_ACIDS and position > 0:
                        found.setdefault((gene, position), set()).add(residue)
        return cls({key: next(iter(known)) for key, known in found.items() if len(known) == 1})

    def contradiction(self, gene: str, change: ProteinChange) -> str | None:
        """Say which residue of a change is not the reference; None where nothing contradicts it."""
        for position, residue in ((change.start, change.ref), (change.end, change.ref_end)):
            known = self._residues.get((gene, position))
            if known is not None and residue in AMINO_ACIDS and residue != known:
                return f"residue {position} of {gene} is {known}, not {residue}"
        return None


def _changes(criterion: Criterion) -> Iterable[ProteinChange]:
    if criterion.change is not None:
        yield criterion.change
    for part in (*criterion.any_of, *criterion.excluded):
        yield from _changes(part)
