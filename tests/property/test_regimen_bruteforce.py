"""The solver and the menu give what trying every regimen gives."""

from itertools import islice
from random import Random

import pytest
from regimen_plain import all_valid, distinct, random_problem

from tumorboard.matching import regimen
from tumorboard.matching.regimen import Search, solve


def compare(seeds: range, monkeypatch: pytest.MonkeyPatch) -> None:
    feasible = 0
    rooms = (regimen._ROOM, 1)  # all quantities at once, and one after the other as where numbers are great
    many = (regimen._MANY, 1)  # without a regimen to start from, and with one as where there are many drugs
    for seed in seeds:
        monkeypatch.setattr(regimen, "_ROOM", rooms[seed % 2])
        monkeypatch.setattr(regimen, "_MANY", many[seed // 2 % 2])
        problem = random_problem(Random(seed))
        expected = distinct(problem, all_valid(problem), top=6)
        best = solve(problem)
        assert best.status == ("optimal" if expected else "infeasible"), seed
        assert frozenset(best.drugs) == (expected[0] if expected else frozenset()), seed
        menu = list(islice(Search(problem), 6))
        assert [frozenset(option.drugs) for option in menu] == expected, seed
        assert all(o.status == "optimal" and o.value and o.bound == o.value.gain for o in menu), seed
        feasible += bool(expected)
    assert feasible > len(seeds) // 2


def test_the_best_regimen_and_the_menu_are_those_of_2000_exhaustive_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    compare(range(2_000), monkeypatch)


@pytest.mark.long
def test_the_best_regimen_and_the_menu_are_those_of_20000_exhaustive_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    compare(range(2_000, 22_000), monkeypatch)
