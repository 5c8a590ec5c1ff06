"""The Pareto front, the conflicts of a set and what relaxing buys are those of an exhaustive search."""

from dataclasses import replace
from random import Random

import pytest
from regimen_plain import Regimen, all_valid, key, random_problem

from tumorboard.matching.frontier import front
from tumorboard.matching.problem import RegimenProblem

Triple = tuple[int, int, int]


def plain_front(problem: RegimenProblem) -> dict[Triple, list[Regimen]]:
    """Every point that no valid regimen dominates, with its regimens, the best first."""
    found: dict[Triple, list[Regimen]] = {}
    for drugs in all_valid(problem):
        gain, _, burden, count, _ = key(problem, drugs)
        found.setdefault((gain, burden, count), []).append(drugs)

    def dominated(point: Triple) -> bool:
        return any(other != point and all(a <= b for a, b in zip(other, point, strict=True)) for other in found)

    return {point: drugs for point, drugs in sorted(found.items()) if not dominated(point)}


def drawn(seed: int) -> RegimenProblem:
    """Every third problem as it is drawn; of the others the one has more to trade, the other fewer ways out."""
    problem = random_problem(Random(seed))
    return (problem, replace(problem, min_drugs=1, max_drugs=5), replace(problem, single_ok=False))[seed % 3]


def compare_front(seeds: range) -> None:
    points = ties = 0
    for seed in seeds:
        problem = drawn(seed)
        expected = plain_front(problem)
        found = front(problem, ties=1000)
        assert found.complete, seed
        assert [(-p.gain, p.burden, p.count) for p in found.points] == list(expected), seed
        for point, drugs in zip(found.points, expected.values(), strict=True):
            assert [frozenset(value.drugs) for value in point.regimens] == drugs, seed
            assert point.proved, seed
            assert not point.more, seed
            ties += len(drugs) > 1
        points += len(expected)
        few = front(problem, most=2, ties=1)
        assert [p.regimens[0] for p in few.points] == [p.regimens[0] for p in found.points[:2]], seed
        assert few.complete == (len(expected) <= 2), seed
        assert all(p.more == (len(q.regimens) > 1) for p, q in zip(few.points, found.points[:2], strict=True)), seed
    assert points > len(seeds)
    assert ties > len(seeds) // 20


def test_the_front_is_that_of_300_exhaustive_searches() -> None:
    compare_front(range(300))


@pytest.mark.long
def test_the_front_is_that_of_4000_exhaustive_searches() -> None:
    compare_front(range(300, 4_300))
