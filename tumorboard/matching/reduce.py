"""Drugs that need not be looked at: groups of interchangeable drugs, and drugs that another one dominates.

A drug *a* dominates a drug *b* if putting it in the place of *b* turns every regimen that contains *b* and keeps the
hard rules into a strictly better one that keeps them too. That holds, with the rivals of *a* that add nothing beside
*a* left out of the regimen as well, if

- *a* reaches the steps of *b*, alone and in *b*'s combinations;
- *a* burdens no organ more than *b*, apart from organs whose limit no regimen with *a* can exceed;
- *a* comes first by total burden and name; or *a* reaches more than *b* at every item of *b*, which is needed for its
  own steps only (it belongs to no combination and is nobody's partner);
- every rival of *a* is a rival of *b* or is *b*, or is left out because *a* reaches all its steps; such a rival is not
  pinned, belongs to no combination and is nobody's partner;
- whoever may have *b* as a partner may have *a*, and what *a* asks for *b* asks for as well, neither of the other;
- *b* is not pinned.

What is left out or becomes superfluous makes the regimen better still, as long as enough drugs remain. This is why a
dominated drug is never in the best regimen if a single drug may stand alone. `may_wait` states the other cases.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tumorboard.matching.compact import Compact, members
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

    def exchangeable(a: str, b: str) -> bool:
        other = {a: b, b: a}

        def swapped(drugs: Iterable[str]) -> frozenset[str]:
            return frozenset(other.get(drug, drug) for drug in drugs)

        return (
            rivals[a] - {b} == rivals[b] - {a}
            and all(joint.get(swapped(drugs)) == offer for drugs, offer in joint.items())
            and {(other.get(drug, drug), swapped(others)) for drug, others in rules} == rules
        )

    first: dict[str, str] = {}
    heads: dict[tuple[str, frozenset[tuple[str, tuple[int, int]]]], list[str]] = {}
    for drug in sorted(single):
        if drug in problem.classes and drug not in problem.pinned:
            known = heads.setdefault((problem.classes[drug], frozenset(single[drug].items())), [])
            first[drug] = next((head for head in known if exchangeable(head, drug)), drug)
            if first[drug] == drug:
                known.append(drug)
    return first


def dominators(part: Compact, group: Sequence[int], most: int) -> tuple[tuple[Dominator, ...], ...]:
    """Return for each drug those that dominate it, where a regimen has ``most`` drugs at most."""
    fixed = part.pinned  # drugs that may not be left out without looking further
    for drugs, _ in part.joint:
        fixed |= drugs
    for rules in part.rules:
        for partners in rules:
            fixed |= partners
    single, total = part.single, part.total
    pressed = _pressed(part, most)
    found: list[tuple[Dominator, ...]] = [()] * len(single)
    for b, steps in enumerate(single):
        if part.pinned >> b & 1:
            continue
        above = None if fixed >> b & 1 else part.above[b]
        order = (total[b], b)
        found[b] = tuple(
            Dominator(a, group[a] == group[b])
            for a, reached in enumerate(single)
            if steps & ~reached == 0
            and ((total[a], a) < order or (above is not None and above & ~reached == 0))
            and a != b
            and all(burden[a] <= burden[b] for burden in pressed[a])
            and _fits(part, a, b, fixed)
        )
    return tuple(found)


def _pressed(part: Compact, most: int) -> list[list[tuple[int, ...]]]:
    """Return for each drug the burdens of the organs whose limit a regimen with this drug might exceed."""
    cliques: list[tuple[int, list[int]]] = []
    clique_of = []
    for drug, rivals in enumerate(part.rivals):
        number = next((n for n, (mask, _) in enumerate(cliques) if mask & ~rivals == 0), len(cliques))
        mask, places = cliques[number] if number < len(cliques) else (0, [])
        cliques[number : number + 1] = [(mask | 1 << drug, [*places, drug])]
        clique_of.append(number)
    pressed: list[list[tuple[int, ...]]] = [[] for _ in part.names]
    for limit, burden in part.organs:
        heaviest = [max(burden[drug] for drug in places) for _, places in cliques]
        highest = sorted(range(len(cliques)), key=lambda n: -heaviest[n])[:most]
        together = sum(heaviest[n] for n in highest)
        for drug, number in enumerate(clique_of):
            beside = heaviest[number] if number in highest else heaviest[highest[-1]] if len(highest) == most else 0
            if burden[drug] + together - beside > limit:
                pressed[drug].append(burden)
    return pressed


def _fits(part: Compact, a: int, b: int, fixed: int) -> bool:
    """Say whether *a* can take the place of *b* beside any other drugs, and with what the rules ask for."""
    bit_a, bit_b = 1 << a, 1 << b
    left_out = part.rivals[a] & ~part.rivals[b] & ~bit_b
    if left_out & fixed or any(part.single[c] & ~part.single[a] for c in members(left_out)):
        return False
    if not fixed & bit_b and not part.rules[a]:
        return True
    for drugs, steps in part.joint:
        if drugs & bit_b and steps & ~part.steps(drugs & ~bit_b | bit_a):
            return False
    for drug, rules in enumerate(part.rules):
        if drug != b and any(partners & bit_b and not partners & bit_a for partners in rules):
            return False
    return all(any(narrow & ~bit_a & ~wide == 0 for narrow in part.rules[b]) for wide in part.rules[a])
