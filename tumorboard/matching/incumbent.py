"""A good regimen, found by adding and exchanging drugs one by one: where the solver starts if there are many drugs.

It proves nothing. The better it is, the sooner the solver can show that no regimen is better than the one it ends with.
"""

from collections.abc import Callable

from tumorboard.matching.compact import Compact, members
from tumorboard.matching.formulation import Request

_STARTS = 4
"""Drugs from which the search starts, those that are worth most alone."""

_ROUNDS = 20
"""Most exchanges from one start."""

_Valued = tuple[tuple[int, int], int]
"""Amount and negative burden of a set of drugs, and the set."""


def promising(part: Compact, request: Request) -> int:
    """Return a good set of the kept drugs as a bit mask; it keeps limits and conflicts, perhaps not every other rule.

    Parameters
    ----------
    part : Compact
        The problem.
    request : Request
        The drugs that may be chosen, and how many.
    """
    amount = _reckoner(part)
    free = [d for d in members(request.kept & ~part.pinned) if not part.rivals[d] & part.pinned]
    free.sort(key=lambda d: (-amount(part.single[d]), part.total[d], d))
    tried = [_improved(part, request, amount, free, part.pinned | 1 << d) for d in free[:_STARTS]]
    return max(tried, default=((0, 0), part.pinned))[1]


def _improved(part: Compact, request: Request, amount: Callable[[int], int], free: list[int], chosen: int) -> _Valued:
    """Add drugs as long as there is room and they add something, then exchange them as long as that is better."""
    best = _value(part, amount, chosen)
    while chosen.bit_count() < request.high:
        value, larger = _with_one(part, amount, free, chosen)
        if value <= best:
            break
        best, chosen = value, larger
    for _ in range(_ROUNDS):
        others = [_with_one(part, amount, free, chosen & ~(1 << d)) for d in members(chosen & ~part.pinned)]
        value, other = max(others, default=(best, chosen))
        if value <= best:
            break
        best, chosen = value, other
    return best, chosen


def _with_one(part: Compact, amount: Callable[[int], int], free: list[int], chosen: int) -> _Valued:
    """Return the best set with one more drug."""
    given = members(chosen)
    reached, weight = part.steps(chosen), sum(part.total[d] for d in given)
    spare = [(limit - sum(burden[d] for d in given), burden) for limit, burden in part.organs]
    joint = [(drugs, steps) for drugs, steps in part.joint if (drugs & ~chosen).bit_count() == 1]
    best = ((-1, 0), chosen)
    for d in free:
        if chosen >> d & 1 or part.rivals[d] & chosen or any(burden[d] > room for room, burden in spare):
            continue
        steps = reached | part.single[d]
        for drugs, more in joint:
            if drugs >> d & 1:
                steps |= more
        value = (amount(steps), -weight - part.total[d])
        if value > best[0]:
            best = (value, chosen | 1 << d)
    return best


def _value(part: Compact, amount: Callable[[int], int], drugs: int) -> tuple[int, int]:
    return amount(part.steps(drugs)), -sum(part.total[d] for d in members(drugs))


def _reckoner(part: Compact) -> Callable[[int], int]:
    """Return a function from a set of steps to their amount that looks eight steps up at once."""
    tables: list[list[int]] = []
    for first in range(0, len(part.worth), 8):
        table = [0]
        for worth in part.worth[first : first + 8]:
            table += [worth + known for known in table]
        tables.append(table)

    def amount(steps: int) -> int:
        found = 0
        for table in tables:
            found += table[steps & 255]
            steps >>= 8
        return found

    return amount
