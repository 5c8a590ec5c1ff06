"""Why not these drugs: what the best regimen with them loses, or which rules forbid it and what relaxing one buys."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import exp

from tumorboard.matching.obstacles import Obstacle, obstacles, only, rules
from tumorboard.matching.problem import OVERALL, RegimenProblem
from tumorboard.matching.regimen import Solution, SolverParams, solve
from tumorboard.safety.toxicity import SCALE

TOLERANCE = 0.005


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

    Pins, limits, numbers of drugs and partner rules are all looked at. Of the pairs that exclude each other there are
    hundreds: only those of the minimal set and those of a pinned drug are.

    Parameters
    ----------
    problem : RegimenProblem
        A problem without a valid regimen.
    ways : iterable of Obstacle
        A minimal set of rules in the way.
    params : SolverParams, optional
        How to search.
    """
    all_rules, near = rules(problem), set(ways)
    found = []
    for way in all_rules:
        if way.kind == "conflict" and way not in near and not set(way.parts) & set(problem.pinned):
            continue
        solution = solve(only(problem, [rule for rule in all_rules if rule != way]), params)
        if solution.value is not None:
            found.append((solution.value.key, Relaxed(way, solution)))
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def least_raise(problem: RegimenProblem, organ: str, lifted: Solution, params: SolverParams | None = None) -> Solution:
    """Return the best regimen under the smallest raise of a limit that lets one through, to about half a percent.

    Parameters
    ----------
    problem : RegimenProblem
        A problem without a valid regimen.
    organ : str
        The organ whose limit is raised, or ``overall``.
    lifted : Solution
        The best regimen without that limit.
    params : SolverParams, optional
        How to search.
    """
    low, found = problem.limits[organ], lifted
    high = weight(problem, organ, lifted.drugs)
    while exp(-low / SCALE) - exp(-high / SCALE) > TOLERANCE and high - low > 1:
        middle = (low + high) // 2
        trial = solve(replace(problem, limits={**problem.limits, organ: middle}), params)
        if trial.value is None:
            low = middle
        else:
            found, high = trial, weight(problem, organ, trial.drugs)
    return found


def weight(problem: RegimenProblem, organ: str, drugs: Iterable[str]) -> int:
    """Return the burden of some drugs for one organ, or for all with ``overall``."""
    rows = list(problem.burden.values()) if organ == OVERALL else [problem.burden.get(organ, {})]
    return sum(row.get(drug, 0) for drug in drugs for row in rows)
