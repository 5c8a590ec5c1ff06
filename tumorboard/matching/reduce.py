"""Drugs that need not be looked at: groups of interchangeable drugs, and drugs that another one dominates.

A drug *a* dominates a drug *b* if putting it in the place of *b* turns every regimen that contains *b* and keeps the
hard rules into a strictly better one that keeps them too. That holds, with the rivals of *a* that add nothing beside
*a* left out of the regimen as well, if

- *a* reaches the steps of *b*, alone and in *b*'s combinations;
- *a* burdens no organ more than *b*, apart from organs whose limit *a* keeps beside any drugs that *b* is given with;
- *a* comes first by total burden and name; or *a* reaches more than *b* at every item of *b*, which is needed for its
  own steps only (it belongs to no combination and is nobody's partner);
- every rival of *a* is a rival of *b* or is *b*; or makes *b* superfluous, as it reaches all steps of *b*, which is
  needed for its own steps only; or is left out because *a* reaches all its steps, while it is not pinned, belongs to no
  combination and is nobody's partner;
- whoever may have *b* as a partner may have *a*, and what *a* asks for *b* asks for as well, neither of the other;
- *b* is not pinned.

What is left out or becomes superfluous makes the regimen better still, as long as enough drugs remain. A dominated drug
is therefore never in the best regimen, unless

- *a* would end up alone and may not: only regimens that are worth no more than *a* alone are concerned;
- three or more drugs are asked for; then only *a* in the group of *b* is sure to stay within the rules;
- the regimen with *a* contains an earlier option; it cannot if *a* is in the group of *b*, or no earlier option has a
  drug of the group of *a*, since then the regimen with *b* contained that option already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from tumorboard.matching.compact import Compact, mask_of
from tumorboard.matching.problem import RegimenProblem


class Dominator(NamedTuple):
    """A drug that dominates another one, and whether both are in one group and no rival need be left out."""

    drug: int
    same_group: bool


def groups(problem: RegimenProblem) -> dict[str, str]:
    """Return for each drug of a class the first drug that it is interchangeable with; itself if none comes before."""
    single: dict[str, dict[str, tuple[int, int]]] = {drug: {} for drug in problem.drugs}
    joint: dict[frozenset[str], dict[str, tuple[int, int]]] = {}
    for provider in problem.providers:
        if all(drug in single for drug in provider.drugs):
            alone = len(provider.drugs) == 1
            offer = single[provider.drugs[0]] if alone else joint.setdefault(frozenset(provider.drugs), {})
            for item, worth in provider.worth.items():
                offer[item] = max(worth, offer.get(item, worth))
    rivals: dict[str, set[str]] = {drug: set() for drug in problem.drugs}
    for a, b in problem.conflicts:
        if a in rivals and b in rivals:
            rivals[a].add(b)
            rivals[b].add(a)
    rules = {(drug, frozenset(others).intersection(rivals)) for drug, others in problem.partners if drug in rivals}
    joined: dict[str, list[frozenset[str]]] = {}
    for drugs in joint:
        for drug in drugs:
            joined.setdefault(drug, []).append(drugs)
    ruled = {drug for asking, others in rules for drug in (asking, *others)}

    def exchangeable(a: str, b: str) -> bool:
        if rivals[a] - {b} != rivals[b] - {a}:
            return False
        other = {a: b, b: a}

        def swapped(drugs: Iterable[str]) -> frozenset[str]:
            return frozenset(other.get(drug, drug) for drug in drugs)

        if any(joint.get(swapped(drugs)) != joint[drugs] for one in other for drugs in joined.get(one, ())):
            return False
        return ruled.isdisjoint(other) or {(other.get(drug, drug), swapped(others)) for drug, others in rules} == rules

    first: dict[str, str] = {}
    heads: dict[tuple[str, frozenset[tuple[str, tuple[int, int]]]], list[str]] = {}
    for drug in sorted(single):
        if drug in problem.classes and drug not in problem.pinned:
            known = heads.setdefault((problem.classes[drug], frozenset(single[drug].items())), [])
            first[drug] = next((head for head in known if exchangeable(head, drug)), drug)
            if first[drug] == drug:
                known.append(drug)
    return first


class StandIns:
    """For each drug one that dominates it, for as long as that one is free to take its place.

    Parameters
    ----------
    part : Compact
        The problem.
    group : sequence of int
        The group of each drug.
    most : int
        Greatest number of drugs of a regimen.
    """

    def __init__(self, part: Compact, group: Sequence[int], most: int) -> None:
        self._part = part
        self._group = group
        self._fixed = part.pinned  # drugs that may not be left out without looking further
        for drugs, _ in part.joint:
            self._fixed |= drugs
        for rules in part.rules:
            for partners in rules:
                self._fixed |= partners
        self._most = most
        self._clique = _cliques(part)
        by_burden = sorted(range(len(part.names)), key=lambda drug: (part.total[drug], drug))
        self._rank = {drug: rank for rank, drug in enumerate(by_burden)}
        self._reaching = {
            steps: [drug for drug in by_burden if steps & ~part.single[drug] == 0] for steps in set(part.single)
        }
        # By the steps of a drug: whom it makes superfluous and may leave out, and who makes it superfluous.
        loose = [drug for drug in by_burden if not self._fixed >> drug & 1]
        self._leaving = {
            steps: mask_of([drug for drug in loose if part.single[drug] & ~steps == 0]) for steps in self._reaching
        }
        self._covering = {steps: mask_of(reaching) for steps, reaching in self._reaching.items()}
        weighing = []
        for limit, burden in part.organs:
            order = sorted(by_burden, key=burden.__getitem__, reverse=True)
            weighing.append((limit, burden, order, limit - sum(burden[drug] for drug in order[: most - 1])))
        self._pressed = [
            [(limit, burden, order) for limit, burden, order, room in weighing if burden[drug] > room]
            for drug in range(len(part.names))
        ]
        self._rest = [self._dominating(drug) for drug in range(len(part.names))]
        self._current = [next(rest, None) for rest in self._rest]

    def first(self, drug: int, free: Callable[[Dominator], bool]) -> Dominator | None:
        """Return the first drug that dominates another one and is free; those before it are never looked at again."""
        current = self._current[drug]
        while current and not free(current):
            current = self._current[drug] = next(self._rest[drug], None)
        return current

    def _dominating(self, b: int) -> Iterator[Dominator]:
        part, fixed, rank, group = self._part, self._fixed, self._rank, self._group
        if part.pinned >> b & 1:
            return
        above = None if fixed >> b & 1 else part.above[b]
        for a in self._reaching[part.single[b]]:
            first = rank[a] < rank[b] or (above is not None and a != b and above & ~part.single[a] == 0)
            if first and self._bearable(a, b) and self._sharing(a, b) and _fits(part, a, b, fixed):
                yield Dominator(a, group[a] == group[b])

    def _sharing(self, a: int, b: int) -> bool:
        """Say whether *a* can take the place of *b* beside every drug that only *a* excludes."""
        part = self._part
        others = part.rivals[a] & ~part.rivals[b] & ~(1 << b)
        if not self._fixed >> b & 1:
            others &= ~self._covering[part.single[b]]
        return others & ~self._leaving[part.single[a]] == 0

    def _bearable(self, a: int, b: int) -> bool:
        """Say whether *a* keeps the limits wherever *b* does."""
        return all(
            burden[a] <= burden[b] or burden[a] + self._heaviest(order, burden, a, b) <= limit
            for limit, burden, order in self._pressed[a]
        )

    def _heaviest(self, order: Sequence[int], burden: Sequence[int], a: int, b: int) -> int:
        """Return the most that the drugs beside *a* in the place of *b* can weigh."""
        barred = self._part.rivals[a] | self._part.rivals[b] | 1 << a | 1 << b
        most, weight, cliques = self._most - 1, 0, 0
        for drug in order:
            if most == 0:
                break
            clique = 1 << self._clique[drug]
            if not (barred >> drug & 1 or cliques & clique):
                cliques |= clique
                weight += burden[drug]
                most -= 1
        return weight


def _cliques(part: Compact) -> list[int]:
    """Return a number for each drug, so that drugs with the same number are all rivals of each other."""
    masks: list[int] = []
    numbers = []
    for drug, rivals in enumerate(part.rivals):
        number = next((n for n, mask in enumerate(masks) if mask & ~rivals == 0), len(masks))
        masks[number : number + 1] = [(masks[number] if number < len(masks) else 0) | 1 << drug]
        numbers.append(number)
    return numbers


def _fits(part: Compact, a: int, b: int, fixed: int) -> bool:
    """Say whether *a* can take the place of *b* in combinations, and with what the rules ask for."""
    bit_a, bit_b = 1 << a, 1 << b
    if not fixed & bit_b and not part.rules[a]:
        return True
    for drugs, steps in part.joint:
        if drugs & bit_b and steps & ~part.steps(drugs & ~bit_b | bit_a):
            return False
    for drug, rules in enumerate(part.rules):
        if drug != b and any(partners & bit_b and not partners & bit_a for partners in rules):
            return False
    return all(any(narrow & ~bit_a & ~wide == 0 for narrow in part.rules[b]) for wide in part.rules[a])
