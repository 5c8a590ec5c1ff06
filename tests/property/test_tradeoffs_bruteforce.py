"""The Pareto front, the conflicts of a set and what relaxing buys are those of an exhaustive search."""

from dataclasses import replace
from random import Random

import pytest
from regimen_plain import Regimen, all_valid, keeps_rules, key, random_problem

from tumorboard.matching.frontier import front
from tumorboard.matching.obstacles import Obstacle, only, rules
from tumorboard.matching.problem import RegimenProblem
from tumorboard.matching.regimen import solve
from tumorboard.matching.whynot import insisting, least_raise, weight, why_not

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
        if seed % 4:
            continue
        few = front(problem, most=2, ties=1)
        assert [p.regimens[0] for p in few.points] == [p.regimens[0] for p in found.points[:2]], seed
        assert few.complete == (len(expected) <= 2), seed
        assert all(p.more == (len(q.regimens) > 1) for p, q in zip(few.points, found.points[:2], strict=True)), seed
    assert points > len(seeds)
    assert ties > len(seeds) // 20


def test_the_front_is_that_of_2000_exhaustive_searches() -> None:
    compare_front(range(2_000))


@pytest.mark.long
def test_the_front_is_that_of_10000_exhaustive_searches() -> None:
    compare_front(range(2_000, 12_000))


def test_a_drug_that_adds_nothing_but_points_is_looked_at_where_its_stand_in_would_add_nothing() -> None:
    """d07 burdens less than d03, gains as little, and is superfluous beside d02; one drug alone is too few."""
    problem = drawn(11_729)
    assert [(-p.gain, p.burden, p.count) for p in front(problem).points] == list(plain_front(problem))


def best_of(problem: RegimenProblem) -> Regimen:
    return next(iter(all_valid(problem)), frozenset())


def compare_why_not(seeds: range) -> None:
    blocked = single = raised = 0
    for seed in seeds:
        random = Random(seed)
        problem = drawn(seed)
        asked = random.sample(problem.drugs, min(len(problem.drugs), random.randint(0, 3)))
        pinned = insisting(problem, asked)
        expected = best_of(pinned)
        answer = why_not(problem, asked)
        assert frozenset(answer.insisted.drugs) == expected, seed
        assert answer.insisted.status == ("optimal" if expected else "infeasible"), seed
        assert bool(answer.obstacles) == (not expected), seed
        if expected:
            assert expected.issuperset(asked), seed
            continue
        blocked += 1
        check_minimal(pinned, answer.obstacles, seed)
        enough = {}
        for rule in rules(pinned):
            way = best_of(only(pinned, [other for other in rules(pinned) if other != rule]))
            if way:
                enough[rule] = way
        told = {r.rule: frozenset(r.solution.drugs) for r in answer.relaxed}
        assert told.items() <= enough.items(), seed
        assert {rule for rule in enough if rule not in told} <= {
            rule
            for rule in enough
            if rule.kind == "conflict" and rule not in answer.obstacles and not set(rule.parts) & set(pinned.pinned)
        }, seed
        single += bool(enough)
        for way in answer.relaxed:
            if way.rule.kind == "limit":
                organ = way.rule.parts[0]
                raised += 1
                found = least_raise(pinned, organ, way.solution)
                needed = weight(pinned, organ, found.drugs)
                assert pinned.limits[organ] < needed <= weight(pinned, organ, way.solution.drugs), seed
                assert best_of(replace(pinned, limits={**pinned.limits, organ: needed})) == frozenset(found.drugs), seed
    assert blocked > len(seeds) // 5
    assert single > len(seeds) // 20
    assert raised > len(seeds) // 50


def check_minimal(problem: RegimenProblem, found: tuple[Obstacle, ...], seed: int) -> None:
    """By themselves the rules leave nothing; without any one of them something is left."""
    if found == (Obstacle("match"),):
        assert not all_valid(only(problem, [])), seed
        return
    assert not all_valid(only(problem, found)), seed
    for rule in found:
        assert all_valid(only(problem, [other for other in found if other != rule])), (seed, rule)


def test_the_conflicts_are_minimal_and_what_relaxing_buys_is_exact_in_2000_exhaustive_searches() -> None:
    compare_why_not(range(2_000))


@pytest.mark.long
def test_the_conflicts_are_minimal_and_what_relaxing_buys_is_exact_in_10000_exhaustive_searches() -> None:
    compare_why_not(range(2_000, 12_000))


def test_relaxing_never_hurts_pins_are_in_and_vetoes_out() -> None:
    moved = 0
    for seed in range(300):
        random = Random(seed)
        problem = random_problem(random)
        before = solve(problem).value
        for rule in rules(problem):
            if rule.kind in ("limit", "conflict", "max_drugs"):
                after = solve(only(problem, [other for other in rules(problem) if other != rule])).value
                assert before is None or (after is not None and after.gain >= before.gain), (seed, rule)
                moved += before != after
        if not problem.drugs:
            continue
        drug = random.choice(problem.drugs)
        insisted = insisting(problem, [drug])
        for point in front(insisted).points:
            assert all({*problem.pinned, drug} <= set(value.drugs) for value in point.regimens), seed
            assert all(keeps_rules(insisted, frozenset(value.drugs)) for value in point.regimens), seed
        vetoed = replace(problem, drugs=tuple(other for other in problem.drugs if other != drug))
        assert not any(drug in value.drugs for point in front(vetoed).points for value in point.regimens), seed
    assert moved > 50
