"""The regimen problem in bare integers: what is chosen, what is gained, what is forbidden.

The problem knows nothing of genes or drugs beyond their names, so that it can be solved, reduced and checked by brute
force without the rest of the house. `tumorboard.matching.engine` builds it, `tumorboard.matching.regimen` solves it.

Definitions
-----------
A *regimen* is a set of drugs. A *provider* is a drug, or an established combination of drugs, that offers each of some
items a *worth*: an integer pair ``(gain, points)`` compared lexicographically. A provider is *active* in a regimen that
contains all its drugs. An item's worth in a regimen is the greatest worth that an active provider offers it, ``(0, 0)``
where none does. A drug is *needed* if without it the worth of some item falls.

A regimen is *valid* when

- it has between ``min_drugs`` and ``max_drugs`` drugs; a regimen of one drug is also valid (where ``single_ok`` and
  ``min_drugs`` is 2) if no valid regimen of two or more drugs has a greater sum of gains;
- it contains every pinned drug, and no two drugs that are in conflict;
- for every partner rule ``(drug, partners)`` whose drug it contains, it contains one of the partners;
- for every organ with a limit, the sum of the burdens of its drugs does not exceed the limit;
- every drug that is not pinned is needed.

Among valid regimens the better one has, in this order: the greater sum of gains, the greater sum of points, the smaller
total burden, the fewer drugs, and the drugs whose sorted names come first.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Provider:
    """One or more drugs and the worth that they offer together.

    Parameters
    ----------
    drugs : tuple of str
        Sorted names; one for a single drug.
    worth : mapping of str to (int, int)
        Item -> (gain, points); gain 1-2 (halves of an item), points 0-1000.
    """

    drugs: tuple[str, ...]
    worth: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class RegimenProblem:
    """Everything that a choice of drugs must reckon with.

    Parameters
    ----------
    items : tuple of str
        The items that can be matched, sorted.
    drugs : tuple of str
        The drugs that may be chosen, sorted by name.
    providers : tuple of Provider
        At least one for each drug that matches anything; combinations after single drugs.
    burden : mapping of str to mapping of str to int
        Organ -> drug -> burden, ``-ln(1 - p)`` in millionths, rounded up; 0 or more.
    limits : mapping of str to int
        Organ -> greatest sum of burdens, same unit, rounded down. The key ``overall`` limits the total.
    conflicts : tuple of (str, str)
        Pairs of drugs that exclude each other, each pair sorted.
    partners : tuple of (str, tuple of str)
        A drug and the drugs of which at least one must be given with it.
    pinned : tuple of str
        Drugs that must be chosen.
    classes : mapping of str to str
        Drug -> class: drugs of one class that offer every item the same worth are interchangeable.
    min_drugs, max_drugs : int
        1 <= min_drugs <= max_drugs <= 10.
    single_ok : bool
        Whether one drug may stand alone where no two reach more.
    """

    items: tuple[str, ...]
    drugs: tuple[str, ...]
    providers: tuple[Provider, ...]
    burden: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[tuple[str, str], ...] = ()
    partners: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pinned: tuple[str, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    min_drugs: int = 2
    max_drugs: int = 5
    single_ok: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """What a regimen is worth; ``key`` orders regimens, the best first."""

    gain: int
    points: int
    burden: int
    drugs: tuple[str, ...]

    @property
    def key(self) -> tuple[int, int, int, int, tuple[str, ...]]:
        """The total order: the smallest key is the best regimen."""
        return (-self.gain, -self.points, self.burden, len(self.drugs), self.drugs)


def item_worth(problem: RegimenProblem, drugs: frozenset[str]) -> dict[str, tuple[int, int]]:
    """Return the worth of each item that the regimen matches."""
    best: dict[str, tuple[int, int]] = {}
    for provider in problem.providers:
        if drugs.issuperset(provider.drugs):
            for item, worth in provider.worth.items():
                if worth > best.get(item, (0, 0)):
                    best[item] = worth
    return best


def value(problem: RegimenProblem, drugs: frozenset[str]) -> Value:
    """Return what a set of drugs is worth, whether or not it is valid."""
    worth = item_worth(problem, drugs).values()
    burden = sum(by_drug.get(drug, 0) for by_drug in problem.burden.values() for drug in drugs)
    return Value(sum(gain for gain, _ in worth), sum(points for _, points in worth), burden, tuple(sorted(drugs)))


def needed(problem: RegimenProblem, drugs: frozenset[str], drug: str) -> bool:
    """Say whether the worth of some item falls when the drug is left out."""
    return item_worth(problem, drugs) != item_worth(problem, drugs - {drug})
