"""Why not these drugs: what the best regimen with them loses, or which rules forbid it and what relaxing one buys."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tumorboard.matching.obstacles import Obstacle, obstacles, only, rules
from tumorboard.matching.problem import RegimenProblem
from tumorboard.matching.regimen import Solution, SolverParams, solve


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A rule that stands in the way by itself, and the best regimen without it, all other rules being kept."""

    rule: Obstacle
    solution: Solution


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer to *why not these drugs*.

    Parameters
    ----------
    insisted : Solution
        The best regimen that contains the drugs.
    obstacles : tuple of Obstacle
        Where there is none: a minimal set of rules in the way, the drugs asked for among them as pins.
    relaxed : tuple of Relaxed
        The rules of which relaxing one is enough, what buys the most first. Empty where no single rule is enough.
    """

    insisted: Solution
    obstacles: tuple[Obstacle, ...] = ()
    relaxed: tuple[Relaxed, ...] = ()


def insisting(problem: RegimenProblem, drugs: Iterable[str]) -> RegimenProblem:
    """Return the problem with further drugs pinned."""
    return replace(problem, pinned=tuple(sorted({*problem.pinned, *drugs})))


def why_not(problem: RegimenProblem, drugs: Iterable[str], params: SolverParams | None = None) -> WhyNot:
    """Say what becomes of a choice if some drugs must be in it.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    drugs : iterable of str
        The drugs asked for; none asks why nothing is feasible.
    params : SolverParams, optional
        How to search.
    """
    pinned = insisting(problem, drugs)
    found = solve(pinned, params)
    if found.status != "infeasible":
        return WhyNot(found)
    ways = obstacles(pinned, params)
    return WhyNot(found, ways, relaxed(pinned, ways, params))


def relaxed(
    problem: RegimenProblem, ways: Iterable[Obstacle], params: SolverParams | None = None
) -> tuple[Relaxed, ...]:
    """Return the rules of which relaxing one lets a regimen through, with the best such regimen.

    Only a rule of *every* minimal set of rules in the way can do that alone, so that one such set is enough to look at.

    Parameters
    ----------
    problem : RegimenProblem
        A problem without a valid regimen.
    ways : iterable of Obstacle
        A minimal set of rules in the way.
    params : SolverParams, optional
        How to search.
    """
    all_rules = rules(problem)
    found = []
    for way in ways:
        if way.kind == "match":
            continue
        solution = solve(only(problem, [rule for rule in all_rules if rule != way]), params)
        if solution.value is not None:
            found.append((solution.value.key, Relaxed(way, solution)))
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))
