"""The menu: distinct options, interchangeable drugs as alternatives, obstacles in words, and what each drug adds."""

from typing import Any

import pytest

from tumorboard.matching.menu import marginal, menu
from tumorboard.matching.obstacles import Obstacle, obstacles
from tumorboard.matching.problem import Provider, RegimenProblem, breaches
from tumorboard.matching.regimen import SolverParams

FULL = (2, 100)
X, Y, Z = {"x": FULL}, {"y": FULL}, {"z": FULL}


def problem(offers: dict[str, dict[str, tuple[int, int]]], **more: Any) -> RegimenProblem:
    providers = [Provider(tuple(names.split("+")), worth) for names, worth in offers.items() if worth]
    return RegimenProblem(
        items=tuple(sorted({item for worth in offers.values() for item in worth})),
        drugs=tuple(sorted({name for names in offers for name in names.split("+")})),
        providers=tuple(providers),
        **more,
    )


def drugs(given: RegimenProblem, top: int = 10) -> list[tuple[str, ...]]:
    return [option.drugs for option in menu(given, top).options]


def test_no_option_contains_an_earlier_one() -> None:
    given = problem({"a": X, "b": Y, "c": X, "d": Z | {"y": (2, 50)}})
    assert drugs(given) == [
        ("a", "b", "d"),
        ("b", "c", "d"),
        ("a", "d"),  # part of an earlier option, which is allowed: what it leaves out may be hard to get
        ("c", "d"),
        ("a", "b"),
        ("b", "c"),
        ("b", "d"),
    ]


def test_interchangeable_drugs_are_one_option() -> None:
    classes = {"a": "kinase", "b": "kinase", "c": "kinase", "d": "other"}
    same = problem({"a": X, "b": X, "c": X, "d": Y}, classes=classes, burden={"o": {"a": 5, "b": 3, "c": 4}})
    shown = menu(same)
    assert [option.drugs for option in shown.options] == [("b", "d")]
    assert shown.options[0].alternatives == {"b": ("a", "c")}
    assert shown.complete


def test_alternatives_keep_the_limits() -> None:
    classes = dict.fromkeys("abc", "kinase")
    same = problem({"a": X, "b": X, "c": X, "d": Y}, classes=classes, burden={"o": {"b": 3, "c": 9}}, limits={"o": 5})
    assert menu(same).options[0].alternatives == {"a": ("b",)}


@pytest.mark.parametrize(
    "more",
    [
        {},  # no classes: nothing is interchangeable
        {"classes": {"a": "one", "b": "two"}},
        {"classes": {"a": "one", "b": "one"}, "conflicts": (("b", "e"),)},
        {"classes": {"a": "one", "b": "one"}, "partners": (("b", ("d", "e")),)},
        {"classes": {"a": "one", "b": "one"}, "partners": (("e", ("b",)),)},
    ],
)
def test_drugs_that_differ_in_a_rule_are_two_options(more: dict[str, Any]) -> None:
    shown = menu(problem({"a": X, "b": X, "d": Y, "e": {}}, pinned=("d",), **more))
    assert [option.drugs for option in shown.options] == [("a", "d"), ("b", "d")]
    assert not any(option.alternatives for option in shown.options)


def test_drugs_of_one_class_that_match_differently_are_two_options() -> None:
    shown = menu(problem({"a": X, "b": {"x": (2, 99)}, "d": Y}, classes=dict.fromkeys("abd", "one")))
    assert [option.drugs for option in shown.options] == [("a", "d"), ("b", "d")]


def test_two_interchangeable_drugs_that_only_work_together() -> None:
    pair = problem({"a": X, "b": X, "a+b": {"x": (2, 200)}, "d": Y}, classes={"a": "one", "b": "one"})
    assert drugs(pair) == [("a", "b", "d"), ("a", "d"), ("a", "b")]


def test_single_drugs_are_options_only_where_no_two_reach_more() -> None:
    assert drugs(problem({"a": X | Y, "b": X, "c": Y})) == [("a",), ("b", "c")]
    assert drugs(problem({"a": X | Y, "b": X, "c": Y, "d": Z}))[0] == ("a", "d")
    assert ("a",) not in drugs(problem({"a": X | Y, "b": X, "c": Y, "d": Z}))


def test_the_menu_ends() -> None:
    few = problem({"a": X, "b": Y})
    assert drugs(few) == [("a", "b")]
    assert menu(few).complete
    assert not menu(few, top=1).complete
    assert menu(few).obstacles == ()


OBSTACLES: list[tuple[RegimenProblem, list[tuple[str, str]]]] = [
    (problem({}), [("match", "")]),
    (problem({"a": {}}), [("match", "")]),
    (problem({"a": X, "b": Y}, pinned=("a", "b"), conflicts=(("a", "b"),)),
     [("pin", "a"), ("pin", "b"), ("conflict", "a + b")]),
    (problem({"a": X, "b": Y}, burden={"heart": {"a": 2, "b": 2}}, limits={"heart": 1, "liver": 0}),
     [("limit", "heart")]),
    (problem({"a": X, "b": Y}, pinned=("a",), burden={"heart": {"a": 2}}, limits={"overall": 1}),
     [("pin", "a"), ("limit", "overall")]),
    (problem({"a": X, "b": X}, single_ok=False), [("min_drugs", "2")]),
    (problem({"a": X, "b": Y, "c": Z}, pinned=("a", "b", "c"), max_drugs=2),
     [("pin", "a"), ("pin", "b"), ("pin", "c"), ("max_drugs", "2")]),
    (problem({"a": X}, partners=(("a", ("p", "q")),)), [("partner", "a with p or q")]),
    (problem({"a": X}, pinned=("elsewhere",)), [("pin", "elsewhere")]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), OBSTACLES)
def test_the_rules_in_the_way_are_named(given: RegimenProblem, expected: list[tuple[str, str]]) -> None:
    shown = menu(given)
    assert not shown.options
    assert shown.complete
    assert [(rule.kind, rule.subject) for rule in shown.obstacles] == expected
    assert all(rule.words for rule in shown.obstacles)


def test_obstacles_are_said_in_words() -> None:
    assert Obstacle("limit", ("overall",)).words == "the limit on overall toxicity"
    assert Obstacle("partner", ("a", "p", "q")).words == "a may only be given with p or q"
    assert Obstacle("conflict", ("a", "b")).words == "a and b exclude each other"


def test_a_feasible_problem_has_no_obstacles() -> None:
    assert obstacles(problem({"a": X, "b": Y})) == ()


def test_too_little_time_is_not_taken_for_no_option() -> None:
    shown = menu(problem({"a": X, "b": Y}), params=SolverParams(deterministic_time=0.0))
    assert not shown.complete
    assert not shown.obstacles


def test_what_each_drug_adds() -> None:
    given = problem(
        {"a": X, "b": X | Y, "c": Z, "c+d": {"z": (2, 300), "x": (2, 50)}, "d": {}},
        burden={"heart": {"a": 1, "b": 2}, "liver": {"b": 3}},
    )
    steps = marginal(given, ("d", "c", "b", "a"))
    assert [(s.drug, s.items, s.gain, s.points, s.burden) for s in steps] == [
        ("b", ("x", "y"), 4, 200, 5),
        ("c", ("z",), 2, 100, 0),
        ("d", ("z",), 0, 200, 0),
        ("a", (), 0, 0, 1),
    ]
    assert marginal(given, ()) == ()


def test_breaches_of_a_set_that_someone_types() -> None:
    given = problem(
        {"a": X, "b": Y, "c": X},
        pinned=("b",),
        conflicts=(("a", "c"),),
        partners=(("a", ("p",)),),
        burden={"heart": {"a": 3}},
        limits={"heart": 2},
        max_drugs=2,
    )
    kinds = [kind for kind, _ in breaches(given, frozenset({"a", "c", "elsewhere"}))]
    assert kinds == ["unknown", "pin", "conflict", "partner", "limit", "max_drugs", "superfluous"]
    assert breaches(given, frozenset({"b", "c"})) == ()
    assert [kind for kind, _ in breaches(given, frozenset({"b"}))] == ["min_drugs"]
