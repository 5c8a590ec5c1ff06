"""The regimen problem in bits, without the drugs that no valid regimen can contain.

Worth becomes bits: each greater worth of an item is a *step*, a provider holds the steps up to the worth that it
offers, and a regimen's worth is the union of the steps of its active providers. Steps that the same providers reach are
one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat
from operator import add

from tumorboard.matching.problem import OVERALL, RegimenProblem


@dataclass(frozen=True, slots=True)
class Compact:
    """A regimen problem without its impossible drugs, in bits.

    Parameters
    ----------
    names : tuple of str
        The drugs left, by name; everything else speaks of them by their place here. Sets of drugs are bit masks.
    single : tuple of int
        The steps that each drug reaches alone, as a bit mask.
    above : tuple of (int or None)
        For each drug the next steps above its own, item by item; None if no provider exceeds it at some item.
    joint : tuple of (int, int)
        Combinations: their drugs and the steps that they reach together.
    worth : tuple of int
        What each step adds: ``gain * unit + points``.
    gain : tuple of int
        What each step adds to the sum of gains.
    unit : int
        Greater than any sum of points.
    total : tuple of int
        The burden of each drug over all organs.
    organs : tuple of (int, tuple of int)
        For each limit its value and the burden of each drug.
    rivals : tuple of int
        The drugs that each drug excludes.
    rules : tuple of tuple of int
        For each drug the sets of drugs of which one must be given with it.
    pinned : int
        Drugs that must be chosen.
    """

    names: tuple[str, ...]
    single: tuple[int, ...]
    above: tuple[int | None, ...]
    joint: tuple[tuple[int, int], ...]
    worth: tuple[int, ...]
    gain: tuple[int, ...]
    unit: int
    total: tuple[int, ...]
    organs: tuple[tuple[int, tuple[int, ...]], ...]
    rivals: tuple[int, ...]
    rules: tuple[tuple[int, ...], ...]
    pinned: int

    def steps(self, drugs: int) -> int:
        """Return the steps that a set of drugs reaches."""
        found = 0
        for drug in members(drugs):
            found |= self.single[drug]
        for needed, steps in self.joint:
            if needed & ~drugs == 0:
                found |= steps
        return found

    def value(self, steps: int) -> tuple[int, int]:
        """Return the sums of gains and of points of a set of steps."""
        return divmod(self.amount(steps), self.unit)

    def amount(self, steps: int) -> int:
        """Return ``gain * unit + points`` of a set of steps."""
        found, worth = 0, self.worth
        while steps:
            low = steps & -steps
            found += worth[low.bit_length() - 1]
            steps ^= low
        return found

    def rules_kept(self, drug: int, drugs: int) -> bool:
        """Say whether a set of drugs contains a partner for every rule of a drug."""
        return all(partners & drugs for partners in self.rules[drug])


def members(mask: int) -> list[int]:
    """Return the places of the bits of a mask, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def mask_of(places: Sequence[int]) -> int:
    """Return the bit mask of some places."""
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask


def trimmed(part: Compact, drugs: int) -> int:
    """Return a set of drugs without its superfluous drugs."""
    reached = part.steps(drugs)
    spare = [1 << d for d in members(drugs & ~part.pinned) if part.steps(drugs & ~(1 << d)) == reached]
    for size in range(1, len(spare) + 1):
        for chosen in combinations(spare, size):
            rest = drugs & ~sum(chosen)
            if part.steps(rest) == reached and all(part.rules_kept(d, rest) for d in members(rest)):
                return trimmed(part, rest)
    return drugs


def compact(problem: RegimenProblem) -> Compact | None:
    """Return the problem without its impossible drugs; None where a pinned drug is impossible.

    A drug is impossible if it adds nothing to any regimen (it is not pinned, no provider of worth contains it, and no
    drug asks for it), if it excludes a pinned drug, if it and the pinned drugs exceed a limit, or if none of the
    partners that it asks for is possible.
    """
    allowed = set(problem.drugs)
    pinned = set(problem.pinned)
    if not pinned <= allowed:
        return None
    rules = [(drug, frozenset(others)) for drug, others in problem.partners if drug not in others]
    burden = _burdens(problem)
    limits = [(limit, burden.get(organ, {})) for organ, limit in sorted(problem.limits.items())]
    spare = [(limit - sum(row.get(d, 0) for d in pinned), row) for limit, row in limits]
    barred = {a if b in pinned else b for a, b in problem.conflicts if a in pinned or b in pinned}
    if barred & pinned or any(left < 0 for left, _ in spare):
        return None
    possible = allowed - barred
    for left, row in spare:
        if max(row.values(), default=0) > left:
            possible = {d for d in possible if d in pinned or row.get(d, 0) <= left}
    while True:
        useful = {d for p in problem.providers if p.worth and possible.issuperset(p.drugs) for d in p.drugs} | pinned
        for drug, others in rules:
            if drug in possible:
                useful |= others
        kept = possible & useful
        kept -= {drug for drug, others in rules if kept.isdisjoint(others)}
        if not pinned <= kept:
            return None
        if kept == possible:
            break
        possible = kept
    return _bits(problem, tuple(sorted(possible)), rules, limits, burden[OVERALL])


def _burdens(problem: RegimenProblem) -> dict[str, Mapping[str, int]]:
    total: dict[str, int] = {}
    for by_drug in problem.burden.values():
        if total.keys() == by_drug.keys():  # as a rule: every organ of every drug
            total = dict(zip(total, map(add, total.values(), map(by_drug.__getitem__, total)), strict=True))
        else:
            for drug, amount in by_drug.items():
                total[drug] = total.get(drug, 0) + amount
    return {**problem.burden, OVERALL: total}


def _bits(
    problem: RegimenProblem,
    names: tuple[str, ...],
    rules: list[tuple[str, frozenset[str]]],
    limits: list[tuple[int, Mapping[str, int]]],
    total: Mapping[str, int],
) -> Compact:
    place = {name: index for index, name in enumerate(names)}
    single, above, joint, worth, gain, unit = _steps(problem, place)
    bit = {name: 1 << index for index, name in enumerate(names)}
    rivals = dict.fromkeys(names, 0)
    for a, b in problem.conflicts:
        if a in bit and b in bit:
            rivals[a] |= bit[b]
            rivals[b] |= bit[a]
    asked: list[list[int]] = [[] for _ in names]
    for drug, others in rules:
        if drug in place:
            asked[place[drug]].append(mask_of([place[other] for other in sorted(others) if other in place]))
    return Compact(
        names=names,
        single=single,
        above=above,
        joint=joint,
        worth=worth,
        gain=gain,
        unit=unit,
        total=tuple(map(total.get, names, repeat(0))),
        organs=tuple((limit, tuple(map(row.get, names, repeat(0)))) for limit, row in limits),
        rivals=tuple(rivals.values()),
        rules=tuple(tuple(sorted(set(masks))) for masks in asked),
        pinned=mask_of([place[drug] for drug in problem.pinned]),
    )


def _steps(
    problem: RegimenProblem, place: Mapping[str, int]
) -> tuple[tuple[int, ...], tuple[int | None, ...], tuple[tuple[int, int], ...], tuple[int, ...], tuple[int, ...], int]:
    """Return the steps of single drugs, those above, those of combinations, what each adds, its gain, and the unit."""
    offers: dict[str, dict[int, tuple[int, int]]] = {item: {} for item in sorted(problem.items)}
    for provider in problem.providers:
        if all(drug in place for drug in provider.drugs):
            drugs = mask_of([place[drug] for drug in provider.drugs])
            for item, worth in provider.worth.items():
                if worth > offers[item].get(drugs, (0, 0)):
                    offers[item][drugs] = worth
    unit = 1 + sum(max((points for _, points in offer.values()), default=0) for offer in offers.values())
    added: dict[frozenset[int], int] = {}
    gained: dict[frozenset[int], int] = {}
    number: dict[frozenset[int], int] = {}
    above: dict[int, int | None] = {}
    for offer in offers.values():
        below = (0, 0)
        last: Sequence[int] = ()
        for level in sorted(set(offer.values())):
            reach = [drugs for drugs, worth in offer.items() if worth >= level]
            joint = [drugs for drugs in reach if drugs & (drugs - 1)]
            spare = {drugs for drugs in joint if any(part != drugs and part & ~drugs == 0 for part in reach)}
            key = frozenset(reach) - spare if spare else frozenset(reach)
            added[key] = added.get(key, 0) + (level[0] - below[0]) * unit + level[1] - below[1]
            gained[key] = gained.get(key, 0) + level[0] - below[0]
            step = number.setdefault(key, len(number))
            for drugs in last:
                known = above.get(drugs, 0)
                above[drugs] = None if known is None else known | 1 << step
            below = level
            last = [drugs for drugs in reach if offer[drugs] == level]
        above.update(dict.fromkeys(last))
    steps: dict[int, int] = {}
    for step, key in enumerate(added):
        for drugs in key:
            steps[drugs] = steps.get(drugs, 0) | 1 << step
    single = tuple(steps.pop(1 << drug, 0) for drug in range(len(place)))
    exceeding = tuple(above.get(1 << drug) for drug in range(len(place)))
    return single, exceeding, tuple(sorted(steps.items())), tuple(added.values()), tuple(gained.values()), unit
