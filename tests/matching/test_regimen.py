"""The best regimen: every rule and every rank of the order, one small problem each."""

import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest

from tumorboard.matching import regimen
from tumorboard.matching.problem import MOST_BURDEN, Provider, RegimenProblem, breaches, value
from tumorboard.matching.regimen import SolverParams, solve

FULL, HALF = (2, 100), (1, 100)


def problem(offers: dict[str, dict[str, tuple[int, int]]], **more: Any) -> RegimenProblem:
    """Drugs (several names joined by "+" are a combination) and what they offer."""
    providers = [Provider(tuple(names.split("+")), worth) for names, worth in offers.items() if worth]
    return RegimenProblem(
        items=tuple(sorted({item for worth in offers.values() for item in worth})),
        drugs=tuple(sorted({name for names in offers for name in names.split("+")})),
        providers=tuple(providers),
        **more,
    )


def best(offers: dict[str, dict[str, tuple[int, int]]], **more: Any) -> tuple[str, ...]:
    found = solve(problem(offers, **more))
    assert found.status == ("optimal" if found.drugs else "infeasible")
    return found.drugs


ABC = {"a": {"x": FULL}, "b": {"y": FULL}, "c": {"z": FULL}}


def test_all_items_are_matched_if_nothing_forbids_it() -> None:
    found = solve(problem(ABC))
    assert found.drugs == ("a", "b", "c")
    assert (found.status, found.bound) == ("optimal", 6)
    assert found.value == value(problem(ABC), frozenset("abc"))


@pytest.mark.parametrize("offers", [{}, {"a": {}, "b": {}}])
def test_nothing_matches(offers: dict[str, dict[str, tuple[int, int]]]) -> None:
    found = solve(problem(offers))
    assert (found.drugs, found.value, found.status, found.bound) == ((), None, "infeasible", 0)


def test_gain_counts_before_points() -> None:
    assert best({"a": {"x": (2, 0)}, "b": {"x": (1, 1000)}}, conflicts=(("a", "b"),)) == ("a",)


def test_halves_add_up() -> None:
    assert best({"a": {"x": HALF, "y": HALF, "z": HALF}, "b": {"x": FULL}}, conflicts=(("a", "b"),)) == ("a",)


def test_points_count_before_burden() -> None:
    assert best({"a": {"x": (2, 9)}, "b": {"x": (2, 8)}}, burden={"o": {"a": 50}}) == ("a",)


def test_burden_counts_before_the_number_of_drugs() -> None:
    assert best({"a": {"x": FULL, "y": FULL}, "b": {"x": FULL}, "c": {"y": FULL}}, burden={"o": {"a": 9}}) == ("b", "c")


def test_fewer_drugs_count_before_names() -> None:
    assert best({"d": {"x": FULL, "y": FULL}, "a": {"x": FULL}, "b": {"y": FULL}}) == ("d",)


def test_names_decide_last() -> None:
    same = {name: {"x": FULL} for name in "dbca"} | {name: {"y": FULL} for name in "hgfe"}
    assert best(same) == ("a", "e")


def test_a_weak_match_may_give_way_to_one_that_counts_more() -> None:
    found = solve(problem({"a": {"x": (1, 900)}, "b": {"x": (2, 10), "y": FULL}}))
    assert found.drugs == ("b",)
    assert found.value
    assert (found.value.gain, found.value.points) == (4, 110)


def test_one_drug_stands_alone_where_no_two_reach_more() -> None:
    offers = {"a": {"x": FULL, "y": FULL}, "b": {"x": FULL}}
    assert best(offers) == ("a",)
    assert best(offers, single_ok=False) == ()
    assert best(offers | {"c": {"z": FULL}}) == ("a", "c")


def test_no_drug_is_added_only_to_reach_the_least_number() -> None:
    offers = {"a": {"x": FULL, "y": FULL}, "b": {"x": FULL}, "c": {"y": FULL}}
    assert best(offers, single_ok=False) == ("b", "c")
    assert best(offers, min_drugs=3) == ()
    assert best(ABC, min_drugs=3) == ("a", "b", "c")
    assert best(ABC, min_drugs=4) == ()


def test_the_number_of_drugs_is_limited() -> None:
    assert best(ABC, max_drugs=2) == ("a", "b")
    assert best(ABC, min_drugs=1, max_drugs=1) == ("a",)


def test_conflicts() -> None:
    assert best(ABC, conflicts=(("a", "b"),)) == ("a", "c")


def test_limits() -> None:
    burden = {"heart": {"a": 5, "b": 5, "c": 1}, "liver": {"c": 7}}
    assert best(ABC, burden=burden, limits={"heart": 10}) == ("a", "b")
    assert best(ABC, burden=burden, limits={"heart": 11}) == ("a", "b", "c")
    assert best(ABC, burden=burden, limits={"overall": 17}) == ("a", "b")
    assert best(ABC, burden=burden, limits={"overall": 9}) == ("a",)
    assert best(ABC, burden=burden, limits={"heart": 0, "liver": 0}) == ()
    assert best(ABC | {"d": {"y": FULL}}, burden=burden, limits={"heart": 0}) == ("d",)
    assert best(ABC, burden=burden, limits={"skin": 0}) == ("a", "b", "c")


def test_pinned_drugs_stay_though_they_add_nothing() -> None:
    assert best(ABC | {"d": {}}, pinned=("d",)) == ("a", "b", "c", "d")
    assert best({"a": {"x": FULL}, "b": {"x": FULL}}, pinned=("b",)) == ("b",)
    assert best({"a": {}, "b": {}}, pinned=("a", "b")) == ("a", "b")


def test_pins_that_cannot_be_kept() -> None:
    assert best(ABC, pinned=("a", "b"), conflicts=(("a", "b"),)) == ()
    assert best(ABC, pinned=("elsewhere",)) == ()
    assert best(ABC, pinned=("a",), burden={"o": {"a": 2}}, limits={"o": 1}) == ()
    assert best(ABC, pinned=("a", "b", "c"), max_drugs=2) == ()


def test_a_partner_is_given_though_it_adds_nothing() -> None:
    offers = {"a": {"x": FULL}, "b": {"y": FULL}, "p": {}, "q": {}}
    assert best(offers, partners=(("a", ("p", "q")),)) == ("a", "b", "p")
    assert best(offers, partners=(("a", ("p", "q")),), pinned=("q",)) == ("a", "b", "q")
    assert best(offers, partners=(("a", ("elsewhere",)),)) == ("b",)
    assert best(offers, partners=(("a", ("p",)), ("p", ("q",)))) == ("a", "b", "p", "q")


def test_partners_that_ask_only_for_each_other_are_superfluous() -> None:
    offers = {"a": {"x": FULL}, "p": {}, "q": {}}
    rules = (("p", ("q",)), ("q", ("p",)))
    assert best(offers, partners=rules) == ("a",)
    assert best(offers, partners=rules, min_drugs=3) == ()


def test_a_combination_offers_what_its_drugs_do_not() -> None:
    offers = {"a": {"x": (2, 10)}, "b": {"y": (2, 10)}, "a+c": {"x": (2, 90)}, "c": {}}
    assert best(offers) == ("a", "b", "c")
    assert best(offers, max_drugs=2) == ("a", "b")
    assert best(offers | {"c+d": {"x": (2, 99)}, "d": {}}, conflicts=(("a", "c"),)) == ("b", "c", "d")


def test_huge_burdens() -> None:
    heavy = MOST_BURDEN // 2
    assert best({"a": {"x": FULL}, "b": {"x": FULL}}, burden={"o": {"a": heavy, "b": heavy - 1}}) == ("b",)
    with pytest.raises(ValueError, match="exceed"):
        problem(ABC, burden={"o": {"a": MOST_BURDEN + 1}})


@pytest.mark.parametrize(
    "more",
    [
        {"min_drugs": 0},
        {"min_drugs": 3, "max_drugs": 2},
        {"max_drugs": 11},
        {"burden": {"o": {"a": -1}}},
        {"burden": {"overall": {"a": 1}}},
        {"providers": (Provider(("a",), {"unheard of": FULL}),)},
    ],
)
def test_problems_that_make_no_sense_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(problem(ABC), **more)


def test_an_answer_that_is_not_proved_says_so() -> None:
    random = Random(4)
    drugs = [f"d{i:03}" for i in range(60)]
    offers = {
        drug: {f"i{i}": (2, random.randint(1, 900)) for i in range(25) if random.random() < 0.2} for drug in drugs
    }
    burden = {o: {drug: random.randint(0, 10**5) for drug in drugs} for o in "opq"}
    hard = problem(offers, burden=burden, limits=dict.fromkeys("opq", 2 * 10**5))
    statuses = set()
    for time in (0.0, 0.001, 0.01):
        found = solve(hard, SolverParams(deterministic_time=time))
        assert found == solve(hard, SolverParams(deterministic_time=time))
        statuses.add(found.status)
        if found.value:
            assert not breaches(hard, frozenset(found.drugs))
            assert found.bound >= found.value.gain
        else:
            assert found.status == "unknown"
    assert "optimal" not in statuses
    assert solve(hard).status == "optimal"


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_equals_that_share_no_drug_are_found(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of one kind weigh the same as all of the other, and no other selection does; the kinds exclude each other."""
    monkeypatch.setattr(regimen, "_ROOM", 1)  # names have no room beside the other quantities
    first, second = [f"f{i}" for i in range(size)], [f"e{i}" for i in range(size)]
    weights = [10**i for i in range(size)]
    others = [10**i + (1 if i == 0 else 0) - (1 if i == size - 1 else 0) for i in range(size)]
    offers = {drug: {f"i{i}": FULL} for kind in (first, second) for i, drug in enumerate(kind)}
    chosen = best(
        offers,
        burden={"o": dict(zip(first + second, weights + others, strict=True))},
        conflicts=tuple(sorted(tuple(sorted((a, b))) for a in first for b in second)),
    )
    assert chosen == tuple(second)


def test_tied_in_everything() -> None:
    offers = {f"d{i}": {f"i{j}": FULL for j in pair} for i, pair in enumerate(combinations(range(5), 2))}
    assert best(offers) == ("d0", "d1", "d9")


def test_the_solver_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, tumorboard.matching.menu; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
