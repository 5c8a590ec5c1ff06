"""The regimen problem in bare integers: what is chosen, what is gained, what is forbidden.

The problem knows nothing of genes or drugs beyond their names, so that it can be solved, reduced and checked by brute
force without the rest of the house. `tumorboard.matching.engine` builds it, `tumorboard.matching.regimen` solves it.

Definitions
-----------
A *regimen* is a set of drugs. A *provider* is a drug, or an established combination of drugs, that offers each of some
items a *worth*: an integer pair ``(gain, points)`` compared lexicographically. A provider is *active* in a regimen that
contains all its drugs. An item's worth in a regimen is the greatest worth that an active provider offers it, ``(0, 0)``
where none does. A set of drugs of a regimen is *superfluous* if none of them is pinned and the regimen without them
gives every item the same worth and keeps every partner rule of the drugs that stay. (Without partner rules a regimen
has a superfluous set exactly if one of its drugs is superfluous by itself. A partner that adds nothing is not
superfluous beside a drug that may not be given without it; two that add nothing and ask only for each other are.)

A regimen is *valid* when

- it has between ``min_drugs`` and ``max_drugs`` drugs; a regimen of one drug is also valid (where ``single_ok`` and
  ``min_drugs`` is 2) if no valid regimen of two or more drugs has a greater sum of gains;
- it contains every pinned drug, and no two drugs that are in conflict;
- for every partner rule ``(drug, partners)`` whose drug it contains, it contains one of the partners;
- for every organ with a limit, the sum of the burdens of its drugs does not exceed the limit;
- no set of its drugs is superfluous.

Among valid regimens the better one has, in this order: the greater sum of gains, the greater sum of points, the smaller
total burden, the fewer drugs, and the drugs whose sorted names come first.

Two drugs that are not pinned are *interchangeable* if both have a class and it is the same, and if exchanging their
names everywhere leaves the providers, the conflicts and the partner rules as they are. Their burdens may differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations

OVERALL = "overall"
"""The key of ``limits`` that limits the burden of all organs together; never the name of an organ."""

MOST_BURDEN = 2**60
"""Greatest sum of all burdens, so that every sum stays within the solver's 64 bits."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One or more drugs and the worth that they offer together.

    Parameters
    ----------
    drugs : tuple of str
        Sorted names; one for a single drug.
    worth : mapping of str to (int, int)
        Item -> (gain, points); gain 1-2 (halves of an item), points 0-1000. Every item is one of the problem's.
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
        At least one for each drug that matches anything; combinations after single drugs. A combination with a drug
        that may not be chosen is never active.
    burden : mapping of str to mapping of str to int
        Organ -> drug -> burden, ``-ln(1 - p)`` in millionths, rounded up; 0 or more.
    limits : mapping of str to int
        Organ -> greatest sum of burdens, same unit, rounded down. The key ``overall`` limits the total.
    conflicts : tuple of (str, str)
        Pairs of drugs that exclude each other, each pair sorted; drugs that may not be chosen are passed over.
    partners : tuple of (str, tuple of str)
        A drug and the other drugs of which at least one must be given with it; several rules of a drug hold together.
    pinned : tuple of str
        Drugs that must be chosen; no regimen is valid if one of them is not among the drugs.
    classes : mapping of str to str
        Drug -> class, for drugs that may be interchangeable.
    min_drugs, max_drugs : int
        1 <= min_drugs <= max_drugs <= 10.
    single_ok : bool
        Whether one drug may stand alone where no two reach more; without effect unless ``min_drugs`` is 2.

    Raises
    ------
    ValueError
        If the numbers of drugs are out of range, a provider matches an unknown item, a burden is negative, all burdens
        together exceed `MOST_BURDEN`, or an organ is called ``overall``.
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

    def __post_init__(self) -> None:
        if not 1 <= self.min_drugs <= self.max_drugs <= 10:
            raise ValueError(f"1 <= min_drugs <= max_drugs <= 10 does not hold: {self.min_drugs}, {self.max_drugs}")
        if unknown := {item for provider in self.providers for item in provider.worth} - set(self.items):
            raise ValueError(f"providers match what is not among the items: {', '.join(sorted(unknown))}")
        if OVERALL in self.burden:
            raise ValueError(f"an organ may not be called {OVERALL!r}")
        burdens = list(chain.from_iterable(by_drug.values() for by_drug in self.burden.values()))
        if min(burdens, default=0) < 0 or sum(burdens) > MOST_BURDEN:
            raise ValueError(f"a burden is negative, or all together exceed {MOST_BURDEN}")


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


def item_worth(
    problem: RegimenProblem, drugs: frozenset[str], providers: Iterable[Provider] | None = None
) -> dict[str, tuple[int, int]]:
    """Return the worth of each item that the regimen matches; those providers are enough that hold no other drug."""
    best: dict[str, tuple[int, int]] = {}
    for provider in problem.providers if providers is None else providers:
        if drugs.issuperset(provider.drugs):
            for item, worth in provider.worth.items():
                if worth > best.get(item, (0, 0)):
                    best[item] = worth
    return best


def value(problem: RegimenProblem, drugs: frozenset[str], providers: Iterable[Provider] | None = None) -> Value:
    """Return what a set of drugs is worth, whether or not it is valid; see `item_worth` for the providers."""
    worth = item_worth(problem, drugs, providers).values()
    burden = sum([by_drug.get(drug, 0) for by_drug in problem.burden.values() for drug in drugs])
    return Value(sum(gain for gain, _ in worth), sum(points for _, points in worth), burden, tuple(sorted(drugs)))


def partnered(problem: RegimenProblem, drugs: frozenset[str]) -> bool:
    """Say whether every partner rule of the drugs is kept."""
    return all(drug not in drugs or not drugs.isdisjoint(others) for drug, others in problem.partners)


def superfluous(problem: RegimenProblem, drugs: frozenset[str]) -> frozenset[str]:
    """Return the smallest superfluous set of the drugs, the first by name among equals; empty where there is none."""
    worth = item_worth(problem, drugs)
    spare = sorted(d for d in drugs.difference(problem.pinned) if item_worth(problem, drugs - {d}) == worth)
    for size in range(1, len(spare) + 1):
        for group in combinations(spare, size):
            rest = drugs.difference(group)
            if partnered(problem, rest) and item_worth(problem, rest) == worth:
                return frozenset(group)
    return frozenset()


def within_limits(problem: RegimenProblem, drugs: frozenset[str]) -> bool:
    """Say whether the burdens of the drugs keep every limit."""
    return not any(_exceeds(problem, drugs, organ) for organ in problem.limits)


def _exceeds(problem: RegimenProblem, drugs: frozenset[str], organ: str) -> bool:
    rows = problem.burden.values() if organ == OVERALL else (problem.burden.get(organ, {}),)
    return sum(by_drug.get(drug, 0) for by_drug in rows for drug in drugs) > problem.limits[organ]


def breaches(problem: RegimenProblem, drugs: frozenset[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return every rule that a set of drugs breaks, as (kind, subject); empty if it is valid.

    The kinds are ``pin``, ``conflict``, ``partner``, ``limit``, ``max_drugs``, ``min_drugs``, ``superfluous`` and
    ``unknown``. A single drug below ``min_drugs`` is reported under ``min_drugs``, although it may be valid where no
    two drugs reach more: that depends on the other regimens.
    """
    found: list[tuple[str, tuple[str, ...]]] = [("unknown", (d,)) for d in sorted(drugs.difference(problem.drugs))]
    found += [("pin", (drug,)) for drug in problem.pinned if drug not in drugs]
    found += [("conflict", pair) for pair in problem.conflicts if drugs.issuperset(pair)]
    for drug, others in problem.partners:
        if drug in drugs and drugs.isdisjoint(others):
            found.append(("partner", (drug, *others)))
    found += [("limit", (organ,)) for organ in sorted(problem.limits) if _exceeds(problem, drugs, organ)]
    if len(drugs) > problem.max_drugs:
        found.append(("max_drugs", (str(problem.max_drugs),)))
    if len(drugs) < problem.min_drugs:
        found.append(("min_drugs", (str(problem.min_drugs),)))
    if spare := superfluous(problem, drugs):
        found.append(("superfluous", tuple(sorted(spare))))
    return tuple(found)
