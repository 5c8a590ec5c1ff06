"""The equals of the best regimen, among which the order of names decides.

An equal regimen has as many drugs and the same burden: the drugs by which the two differ weigh the same together. Rates
of toxicity being as irregular as they are, few sets of drugs do, and comparing sums finds them sooner than a search.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from tumorboard.matching.compact import Compact, mask_of, members, trimmed
from tumorboard.matching.formulation import Request

_MOST_REPLACED = 5
_PATIENCE = 400
"""After so many sets that weigh the same a search is quicker."""


def may_tie(part: Compact, kept: int, chosen: int) -> bool:
    """Say whether another regimen might equal the one chosen; False if there is certainly none. See `equals`."""
    return equals(part, kept, chosen) != []


def equals(part: Compact, kept: int, chosen: int) -> list[int] | None:
    """Return all sets of drugs that equal the regimen chosen in worth, burden and number of drugs.

    Parameters
    ----------
    part : Compact
        The problem.
    kept : int
        The drugs that may be chosen, as a bit mask.
    chosen : int
        The regimen.

    Returns
    -------
    list of int or None
        Sets that contain the pinned drugs and no rivals; they may break other rules. None if too many weigh the same.
    """
    given = members(chosen & ~part.pinned)
    if len(given) > _MOST_REPLACED:
        return None
    reached = part.amount(part.steps(chosen))
    found = set()
    for seen, (size, out, other) in enumerate(_equally_heavy(part, kept & ~chosen, given)):
        if other is None or seen > _PATIENCE:
            return None
        if other.bit_count() == size:
            equal = chosen & ~out | other
            if not any(part.rivals[d] & equal for d in members(other)) and part.amount(part.steps(equal)) == reached:
                found.add(equal)
    return sorted(found)


def allows(part: Compact, request: Request, drugs: int) -> bool:
    """Say whether a request allows a regimen that has as many drugs as one that it allows, and no rivals."""
    chosen = members(drugs)
    groups = Counter(request.group[d] for d in chosen)
    return (
        drugs & ~request.kept == 0
        and (len(chosen) >= request.low or drugs & ~request.alone == 0)
        and all(sum(burden[d] for d in chosen) <= limit for limit, burden in part.organs)
        and all(part.rules_kept(d, drugs) for d in chosen)
        and not any(all(groups[g] >= number for g, number in regimen.items()) for regimen in request.earlier)
        and trimmed(part, drugs) == drugs
    )


def _equally_heavy(part: Compact, free: int, given: list[int]) -> Iterator[tuple[int, int, int | None]]:
    """Yield how many drugs are replaced, which, and by which others of the same weight; None if it cannot be told.

    The others may repeat a drug; then they are fewer than the drugs that they replace.
    """
    weight = part.total
    ones: dict[int, list[int]] = {}
    twos: dict[int, list[int]] = {}
    for d in members(free):
        ones.setdefault(weight[d], []).append(1 << d)
    for a, b in combinations(members(free), 2):
        twos.setdefault(weight[a] + weight[b], []).append(1 << a | 1 << b)
    for size in range(1, min(len(given), free.bit_count()) + 1):
        for some in combinations(given, size):
            out, total = mask_of(some), sum(weight[d] for d in some)
            match size:
                case 1:
                    yield from ((size, out, one) for one in ones.get(total, ()))
                case 2:
                    yield from ((size, out, two) for two in twos.get(total, ()))
                case 3:
                    for w, first in ones.items():
                        if w + w + w <= total and total - w in twos:
                            yield from ((size, out, one | two) for one in first for two in twos[total - w])
                case 4:
                    for w, first in twos.items():
                        if w + w <= total and total - w in twos:
                            yield from ((size, out, two | more) for two in first for more in twos[total - w])
                case _:
                    starts = _one_of(part, free | part.pinned, out | part.pinned)
                    if starts is None:
                        yield size, out, None
                        return
                    for d in members(starts):
                        for w, first in twos.items():
                            if total - weight[d] - w in twos:
                                more = twos[total - weight[d] - w]
                                yield from ((size, out, 1 << d | two | rest) for two in first for rest in more)


def _one_of(part: Compact, free: int, chosen: int) -> int | None:
    """Return drugs of which one is in every regimen of the free drugs that is worth as much as the one chosen.

    These are the providers of a step that such a regimen cannot do without; None if there is no such step.
    """
    reachable = part.steps(free)
    spare = part.amount(reachable) - part.amount(part.steps(chosen))
    if spare < 0:
        return 0
    fewest = None
    for step in members(reachable):
        if part.worth[step] > spare:
            found = mask_of([d for d in members(free) if part.single[d] >> step & 1])
            for drugs, steps in part.joint:
                if drugs & ~free == 0 and steps >> step & 1 and not drugs & found:
                    found |= drugs & -drugs
            if not found & part.pinned and (fewest is None or found.bit_count() < fewest.bit_count()):
                fewest = found
    return fewest
