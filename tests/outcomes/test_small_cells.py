"""Counts of 1 to 20 are neither shown nor derivable; 0 is shown."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tumorboard.domain.cohort import Cohort
from tumorboard.outcomes.cohort import Disclosure, Step, _walk, flow, matched
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.table import build


def derivable(equations: list[list[int]], wanted: list[int]) -> bool:
    """Say whether the sum of the wanted cells follows from the shown sums by adding and subtracting."""
    known = np.array(equations, float).reshape(-1, len(wanted))
    rank = np.linalg.matrix_rank(known) if len(equations) else 0
    return bool(np.linalg.matrix_rank(np.vstack([known, wanted])) == rank)


def assert_no_small_group(cells: list[int], equations: list[list[int]]) -> None:
    """No group of cells that holds 1 to 20 patients follows from what is shown."""
    for size in range(1, len(cells)):
        for group in combinations(range(len(cells)), size):
            if 1 <= sum(cells[i] for i in group) <= 20:
                assert not derivable(equations, [int(i in group) for i in range(len(cells))]), (cells, group)


COUNTS = st.one_of(st.integers(0, 25), st.integers(0, 400))


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_no_small_group_follows_from_a_table(cells: list[int]) -> None:
    gate = Disclosure(hide=True)
    total = gate.count(sum(cells))
    shown = gate.cells(cells)
    units = np.eye(len(cells), dtype=int).tolist()
    equations = [units[i] for i, cell in enumerate(shown) if cell is not None]
    equations += [[1] * len(cells)] if total is not None else []
    if total is None or 1 <= sum(cells) <= 20:
        assert total is None or not 1 <= total <= 20
    assert all(cell is None or cell == 0 or cell > 20 for cell in shown)
    assert all(shown[i] == 0 for i, cell in enumerate(cells) if cell == 0)
    assert_no_small_group(cells, equations)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 3), COUNTS), max_size=5), COUNTS, COUNTS, st.integers(0, 600))
def test_no_small_group_follows_from_the_flow(
    losses: list[tuple[int, int]], unscored: int, unknown: int, analysed: int
) -> None:
    names = ("consented", "profiled", "evaluable", "treated")
    reasons = [(name, [(f"r{i}", n) for i, (at, n) in enumerate(losses) if names[at] == name]) for name in names]
    reasons += [("scored", [("no score", unscored)]), ("analysed", [("no endpoint", unknown)])]
    gate = Disclosure(hide=True)
    steps = _walk(reasons, analysed + unscored + unknown, gate)
    cells = [n for _, lost in reasons for _, n in lost] + [analysed]
    assert_no_small_group(cells, equations_of(steps, reasons, cells))


def equations_of(
    steps: tuple[Step, ...], reasons: list[tuple[str, list[tuple[str, int]]]], cells: list[int]
) -> list[list[int]]:
    """Write every shown number of the flow as a sum of cells."""
    equations, at = [], 0
    if steps[0].count is not None:
        equations.append([1] * len(cells))
    for step, (_, lost) in zip(steps[1:], reasons, strict=True):
        told = {reason.because: reason.count for reason in step.lost}
        for i, (why, n) in enumerate(lost, start=at):
            if n == 0 or told[why] is not None:
                equations.append([int(j == i) for j in range(len(cells))])
        at += len(lost)
        if step.count is not None:
            equations.append([int(j >= at) for j in range(len(cells))])
    return equations


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([100, 50, 5], [100, None, None]),
        ([100, 50, 0], [100, 50, 0]),
        ([100, 12, 15], [100, None, None]),
        ([100, 3, 4], [None, None, None]),
        ([20, 0], [None, 0]),
        ([21, 0], [21, 0]),
        ([100, 90, 300], [None, None, 300]),
    ],
)
def test_a_second_cell_is_hidden_where_one_could_be_worked_out(cells: list[int], shown: list[int | None]) -> None:
    assert Disclosure(hide=True).cells(cells) == shown


def test_two_shown_counts_never_differ_by_a_small_number() -> None:
    gate = Disclosure(hide=True)
    assert [gate.count(n) for n in (300, 290, 300, 279, 0, 20, 21)] == [300, None, 300, 279, 0, None, 21]


def test_nothing_is_hidden_where_hiding_is_off() -> None:
    assert Disclosure(hide=False).cells([1, 2, 300]) == [1, 2, 300]


def test_flow_of_a_cohort_gives_reasons_and_adds_up() -> None:
    cohort = simulate(300, seed=4)
    table = build(cohort)
    steps = flow(cohort, table, "pfs", Disclosure(hide=False))
    assert [step.name for step in steps] == [
        "enrolled", "consented", "profiled", "evaluable", "treated", "scored", "analysed",
    ]  # fmt: skip
    for before, step in pairwise(steps):
        assert before.count is not None and step.count is not None
        assert before.count - step.count == sum(reason.count or 0 for reason in step.lost)
    by_name = {step.name: step for step in steps}
    assert by_name["treated"].count == 300
    assert {reason.because for reason in by_name["evaluable"].lost} == {
        "died or became too ill before the board",
        "lost to follow-up",
    }
    assert sum(n or 0 for n in matched(table, Disclosure(hide=False)).values()) == 300


def test_patients_who_were_never_treated_may_have_rows_of_their_own() -> None:
    document = {
        "schema": "tumorboard.cohort/1",
        "name": "x",
        "rows": [
            {"patient_id": "a", "left_at": "profiled", "left_because": "no tissue"},
            {"patient_id": "b", "scores": {"ipredict2019": {"numerator": 1, "denominator": 2}}},
            {"patient_id": "c", "death": 40, "scores": {"ipredict2019": {"numerator": 0, "denominator": 0}}},
            {"patient_id": "d", "death": 40, "scores": {"ipredict2019": {"numerator": 0, "denominator": 3}}},
        ],
    }
    cohort = Cohort.model_validate(document)
    steps = flow(cohort, build(cohort), "pfs", Disclosure(hide=False))
    assert [step.count for step in steps] == [4, 4, 3, 3, 3, 2, 1]
    assert [reason.because for step in steps for reason in step.lost] == [
        "no tissue",
        "score not computable: no alteration to be matched, or no score",
        "endpoint not known",
    ]
