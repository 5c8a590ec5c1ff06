"""Drugs that need not be looked at: groups of interchangeable drugs, and drugs that another one dominates.

A drug *a* dominates a drug *b* if putting it in the place of *b* turns every regimen that contains *b* and keeps the
hard rules into a strictly better one that keeps them too. That holds, with the rivals of *a* that add nothing beside
*a* left out of the regimen as well, if

- *a* reaches the steps of *b*, alone and in *b*'s combinations;
- *a* burdens no limited organ more than *b*, and comes first by total burden and name;
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


def dominators(compact: Compact, group: Sequence[int]) -> tuple[tuple[Dominator, ...], ...]:
    """Return for each drug those that dominate it."""
    fixed = compact.pinned  # drugs that may not be left out without looking further
    for drugs, _ in compact.joint:
        fixed |= drugs
    for rules in compact.rules:
        for partners in rules:
            fixed |= partners
    order = sorted(range(len(compact.names)), key=lambda drug: (compact.total[drug], drug))
    single = compact.single
    found: list[tuple[Dominator, ...]] = [()] * len(order)
    for at, b in enumerate(order):
        if compact.pinned >> b & 1:
            continue
        steps = single[b]
        found[b] = tuple(
            Dominator(a, group[a] == group[b])
            for a in order[:at]
            if steps & ~single[a] == 0 and _dominates(compact, a, b, fixed)
        )
    return tuple(found)


def _dominates(compact: Compact, a: int, b: int, fixed: int) -> bool:
    if any(burden[a] > burden[b] for _, burden in compact.organs):
        return False
    bit_a, bit_b = 1 << a, 1 << b
    left_out = compact.rivals[a] & ~compact.rivals[b] & ~bit_b
    if left_out & fixed or any(compact.single[c] & ~compact.single[a] for c in members(left_out)):
        return False
    if not fixed & bit_b and not compact.rules[a]:
        return True
    for drugs, steps in compact.joint:
        if drugs & bit_b and steps & ~compact.steps(drugs & ~bit_b | bit_a):
            return False
    for drug, rules in enumerate(compact.rules):
        if drug != b and any(partners & bit_b and not partners & bit_a for partners in rules):
            return False
    return all(any(narrow & ~bit_a & ~wide == 0 for narrow in compact.rules[b]) for wide in compact.rules[a])
