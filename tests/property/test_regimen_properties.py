"""What must hold for every regimen problem: more choice never hurts, less room never helps, order never matters."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from regimen_plain import random_problem

from tumorboard.matching.menu import menu
from tumorboard.matching.problem import Provider, RegimenProblem, breaches
from tumorboard.matching.regimen import solve

problems = st.integers(0, 10**6).map(lambda seed: random_problem(Random(seed)))
numbers = st.integers(0, 10**6)
quick = settings(max_examples=150, deadline=None, derandomize=True)


def gain(problem: RegimenProblem) -> int:
    """The best sum of gains; below all others where no regimen is valid."""
    best = solve(problem)
    assert best.status in ("optimal", "infeasible")
    return best.value.gain if best.value else -1


@quick
@given(problems, numbers)
def test_a_further_drug_never_lowers_the_gain(problem: RegimenProblem, number: int) -> None:
    """True of a drug that is new: no rule that was there names it, and what it offers it offers alone.

    Every regimen that was valid still is, unless it was a single drug; and then the regimen of two or more drugs
    that now stands against it gains more. It is *not* true of a further match of a drug that is already there where
    ``min_drugs`` drugs are asked for: the match may make a second drug superfluous.
    """
    random = Random(number)
    name = random.choice(("a0", "d035", "z9"))
    rivals = [drug for drug in problem.drugs if random.random() < 0.3]
    more = replace(
        problem,
        drugs=tuple(sorted((*problem.drugs, name))),
        providers=(*problem.providers, Provider((name,), {i: (2, 50) for i in problem.items if random.random() < 0.4})),
        burden={o: {**row, name: random.randint(0, 2)} for o, row in problem.burden.items()},
        conflicts=(*problem.conflicts, *(tuple(sorted((name, rival))) for rival in rivals)),  # type: ignore[arg-type]
        classes={**problem.classes, name: random.choice("ABC")},
    )
    assert gain(more) >= gain(problem)


@quick
@given(problems, numbers)
def test_a_tighter_limit_never_raises_the_gain(problem: RegimenProblem, number: int) -> None:
    random = Random(number)
    organ = random.choice([*sorted(problem.limits), *sorted(problem.burden), "overall"])
    least = min(problem.limits.get(organ, 40), random.randint(0, 40))
    assert gain(replace(problem, limits={**problem.limits, organ: least})) <= gain(problem)


@quick
@given(problems, numbers)
def test_fewer_drugs_or_more_conflicts_never_raise_the_gain(problem: RegimenProblem, number: int) -> None:
    random = Random(number)
    before = gain(problem)
    if problem.max_drugs > problem.min_drugs:
        assert gain(replace(problem, max_drugs=problem.max_drugs - 1)) <= before
    if len(problem.drugs) > 1:
        pair = tuple(sorted(random.sample(problem.drugs, 2)))
        assert gain(replace(problem, conflicts=(*problem.conflicts, pair))) <= before  # type: ignore[arg-type]
        vetoed = random.choice(problem.drugs)
        assert gain(replace(problem, drugs=tuple(d for d in problem.drugs if d != vetoed))) <= before


@quick
@given(problems)
def test_options_are_valid_ranked_and_contain_the_pins(problem: RegimenProblem) -> None:
    options = menu(problem, 5).options
    assert [o.value.key for o in options] == sorted(o.value.key for o in options)
    for option in options:
        assert set(problem.pinned) <= set(option.drugs)
        assert {kind for kind, _ in breaches(problem, frozenset(option.drugs))} <= {"min_drugs"}


@quick
@given(problems, numbers)
def test_the_order_of_the_input_changes_no_byte(problem: RegimenProblem, number: int) -> None:
    random = Random(number)

    def mixed(things: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(things, len(things)))

    other = RegimenProblem(
        items=mixed(problem.items),
        drugs=mixed(problem.drugs),
        providers=mixed(tuple(Provider(p.drugs, dict(mixed(tuple(p.worth.items())))) for p in problem.providers)),
        burden={o: dict(mixed(tuple(problem.burden[o].items()))) for o in mixed(tuple(problem.burden))},
        limits=dict(mixed(tuple(problem.limits.items()))),
        conflicts=mixed(problem.conflicts),
        partners=mixed(problem.partners),
        pinned=mixed(problem.pinned),
        classes=dict(mixed(tuple(problem.classes.items()))),
        min_drugs=problem.min_drugs,
        max_drugs=problem.max_drugs,
        single_ok=problem.single_ok,
    )
    assert repr(menu(other, 5)) == repr(menu(problem, 5))


def test_the_seed_of_hashes_changes_no_byte() -> None:
    here = Path(__file__).parent
    code = (
        "from random import Random\nfrom regimen_plain import random_problem\n"
        "from tumorboard.matching.menu import menu\n"
        "for seed in range(60): print(menu(random_problem(Random(seed)), 5))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(here)},
            capture_output=True,
            check=True,
            cwd=here.parents[1],
        ).stdout
        for seed in ("0", "1", "2023")
    ]
    assert told[0]
    assert told[0] == told[1] == told[2]
