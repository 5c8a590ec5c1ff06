"""The criteria of one gene, laid out so that an alteration is compared only with those that it can meet.

A change of residue 600 cannot meet a criterion that names residue 12; everything else is compared as ever. The answers
are those of `tumorboard.matching.variants.relation`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, CriterionKind, read_criterion
from tumorboard.matching.observed import Observed
from tumorboard.matching.variants import relation

# A span beyond this (a deletion of half the protein) is compared with everything.
_LONGEST = 100


class CriterionIndex:
    """Criteria by their text, each with the places where it stands in a list.

    Parameters
    ----------
    texts : iterable of str
        The criteria in the order of that list; one that cannot be read is met by nothing.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            places[text].append(place)
        self._anywhere: list[tuple[Criterion, list[int]]] = []
        self._at: dict[int, list[tuple[Criterion, list[int]]]] = defaultdict(list)
        for text, where in places.items():
            criterion = read_criterion(text)
            if criterion is None:
                continue
            residues = _residues(criterion)
            if residues is None:
                self._anywhere.append((criterion, where))
            for residue in residues or ():
                self._at[residue].append((criterion, where))

    def met_by(self, observed: Observed) -> list[tuple[int, int]]:
        """Return the places of the criteria that an alteration meets, in their order, each with the rank of the fit."""
        met: list[tuple[int, int]] = []
        for criterion, places in self._candidates(observed):
            found = relation(observed, criterion)
            if found.matches:
                met += [(place, found.rank) for place in places]
        met.sort()
        return met

    def _candidates(self, observed: Observed) -> Iterator[tuple[Criterion, list[int]]]:
        yield from self._anywhere
        change = observed.protein
        if observed.kind is not AlterationKind.SMALL_VARIANT or change is None or not change.start:
            return
        if change.end == change.start:
            yield from self._at.get(change.start, ())
            return
        seen: set[str] = set()
        near = range(change.start, change.end + 1) if change.end - change.start < _LONGEST else sorted(self._at)
        for residue in near:
            for entry in self._at.get(residue, ()):
                if entry[0].text not in seen:
                    seen.add(entry[0].text)
                    yield entry


def _residues(criterion: Criterion) -> set[int] | None:
    """Return the residues one of which an alteration must touch; None where the criterion does not say it so."""
    if criterion.kind is CriterionKind.ANY_OF:
        found: set[int] = set()
        for each in criterion.any_of:
            residues = _residues(each)
            if residues is None:
                return None
            found |= residues
        return found
    change = criterion.change
    if criterion.kind not in (CriterionKind.PROTEIN, CriterionKind.CODON) or change is None or not change.start:
        return None
    return set(range(change.start, change.end + 1)) if 0 <= change.end - change.start < _LONGEST else None
