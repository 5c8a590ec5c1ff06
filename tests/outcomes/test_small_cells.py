"""Counts of 1 to 20 are neither shown nor derivable; 0 is shown."""

from collections.abc import Sequence
from itertools import accumulate, combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tumorboard.outcomes.analyse as analysis
from tumorboard.domain.cohort import Assessment, Cohort, Score
from tumorboard.outcomes.blocks import NO_MEDIAN, TOO_FEW_TO_TEST
from tumorboard.outcomes.cohort import disclosure, flow, matched
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.disclosure import Disclosure
from tumorboard.outcomes.table import build

COUNTS = st.one_of(st.integers(0, 25), st.integers(0, 400))


def derivable(shown: Sequence[np.ndarray], groups: Sequence[np.ndarray]) -> list[bool]:
    """Say of each group whether its number follows from the shown counts by any adding and subtracting."""
    if not shown or not groups:
        return [False] * len(groups)
    columns = np.unique(np.array([*shown, *groups], dtype=np.int8), axis=1).astype(float)
    known, wanted = columns[: len(shown)], columns[len(shown) :]
    _, sizes, axes = np.linalg.svd(known, full_matrices=False)
    axes = axes[sizes > 1e-9 * sizes[0]]
    rest = wanted - (wanted @ axes.T) @ axes
    return [bool(np.abs(row).max() < 1e-6) for row in rest]


def parts(*counts: int) -> list[np.ndarray]:
    """Disjoint sets of so many patients."""
    people = np.arange(sum(counts))
    ends = [0, *accumulate(counts)]
    return [(people >= begin) & (people < end) for begin, end in pairwise(ends)]


@settings(deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_no_small_group_follows_from_a_table(counts: list[int]) -> None:
    sets = parts(*counts)
    gate = Disclosure(hide=True, people=sum(counts))
    shown = gate.cells(sets)
    assert all(cell is None or cell == 0 or cell > 20 for cell in shown)
    zeros = 0 if any(shown) or not any(counts) else None
    assert all(shown[i] == zeros for i, count in enumerate(counts) if count == 0)
    everybody = np.ones(sum(counts), bool)
    known = [*gate.shown.values(), *([everybody] if sum(counts) > 20 else [])]
    unions = [np.any(group, axis=0) for size in range(1, len(sets)) for group in combinations(sets, size)]
    assert not any(derivable(known, [union for union in unions if 1 <= union.sum() <= 20])), counts


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 2**6 - 1), min_size=30, max_size=300), st.permutations(range(6)))
def test_no_small_group_follows_from_overlapping_counts(memberships: list[int], order: list[int]) -> None:
    people = np.array(memberships)
    sets = [(people >> bit) & 1 == 1 for bit in order]
    gate = Disclosure(hide=True, people=len(people))
    for patients in (np.ones(len(people), bool), *sets):
        gate.count(patients)
    shown = list(gate.shown.values())
    assert not any(derivable(shown, [patients for patients in sets if 1 <= patients.sum() <= 20]))
    for a, b in combinations(shown, 2):
        for left, right in ((a, b), (b, a)):
            rest = left & ~right
            if not (right & ~left).any():
                assert not 1 <= rest.sum() <= 20
            if not (left & right).any():
                for other in shown:
                    if not ((left | right) & ~other).any():
                        assert not 1 <= (other & ~left & ~right).sum() <= 20


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((100, 50, 5), [100, None, None]),
        ((100, 50, 0), [100, 50, 0]),
        ((100, 12, 15), [100, None, None]),
        ((100, 3, 4), [None, None, None]),
        ((20, 0), [None, None]),
        ((21, 0), [21, 0]),
        ((100, 90, 300), [100, 90, 300]),
    ],
)
def test_a_second_cell_is_hidden_where_one_could_be_worked_out(
    counts: tuple[int, ...], shown: list[int | None]
) -> None:
    assert Disclosure(hide=True, people=sum(counts)).cells(parts(*counts)) == shown


def test_a_count_within_another_never_differs_from_it_by_a_small_number() -> None:
    people = np.arange(300)
    gate = Disclosure(hide=True, people=300)
    assert gate.count(people < 300) == 300
    assert gate.count(people < 290) is None
    assert gate.count(people < 279) == 279
    assert gate.count(people < 0) == 0
    assert gate.count(people < 20) is None
    assert gate.count(people < 21) == 21


def test_counts_of_people_apart_do_not_limit_each_other() -> None:
    men, women = parts(130, 120)
    gate = Disclosure(hide=True, people=250)
    assert [gate.count(men), gate.count(women)] == [130, 120]


def test_three_counts_that_leave_a_small_rest_are_not_shown_together() -> None:
    men, women, other = parts(130, 120, 7)
    gate = Disclosure(hide=True, people=257)
    assert [gate.count(men | women | other), gate.count(men), gate.count(women)] == [257, 130, None]


def test_nothing_is_hidden_where_hiding_is_off() -> None:
    assert Disclosure(hide=False, people=303).cells(parts(1, 2, 300)) == [1, 2, 300]


def test_flow_of_a_cohort_gives_reasons_and_adds_up() -> None:
    cohort = simulate(300, seed=4)
    table = build(cohort)
    steps = flow(cohort, table, "pfs", disclosure(cohort, table, hide=False))
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
    assert sum(n or 0 for n in matched(table, disclosure(cohort, table, hide=False)).values()) == 300


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
    table = build(cohort)
    steps = flow(cohort, table, "pfs", disclosure(cohort, table, hide=False))
    assert [step.count for step in steps] == [4, 4, 3, 3, 3, 2, 1]
    assert [reason.because for step in steps for reason in step.lost] == [
        "no tissue",
        "score not computable: no alteration to be matched, or no score",
        "endpoint not known",
    ]


def counts_in(block: Any) -> list[int]:
    """Every count of a report, wherever it stands."""
    if isinstance(block, list):
        return [n for item in block for n in counts_in(item)]
    if not isinstance(block, dict):
        return []
    own = [
        block[name] for name in ("n", "events", "count", "matched", "not matched", "not computable") if name in block
    ]
    return [n for n in own if isinstance(n, int)] + [n for item in block.values() for n in counts_in(item)]


@pytest.mark.parametrize(("patients", "seed"), [(60, 2), (120, 3), (300, 4), (700, 5)])
def test_no_small_count_is_shown_or_derivable_in_a_whole_report(
    patients: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    gates: list[Disclosure] = []
    make = analysis.disclosure
    monkeypatch.setattr(analysis, "disclosure", lambda *a, **k: gates.append(make(*a, **k)) or gates[-1])
    report = analysis.analyse(simulate(patients, seed=seed), hide_small=True, shuffles=20)
    assert not [n for n in counts_in(report) if 1 <= n <= 20]
    (gate,) = gates
    shown = list(gate.shown.values())
    sizes = {int(patients.sum()) for patients in shown}
    assert set(counts_in(report)) - {0} <= sizes, "every count went through the gate"
    hidden = list({group.tobytes(): group for group in gate.asked if 1 <= group.sum() <= 20}.values())
    assert hidden
    assert not any(derivable(shown, hidden))


def test_a_hidden_curve_is_told_in_steps_of_21_events() -> None:
    report = analysis.analyse(simulate(300, seed=1), hide_small=True, shuffles=0)
    curve = report["endpoints"]["pfs"]["curve"]
    assert curve["words"] == "told in steps of 21 events"
    assert 1 <= len(curve["points"]) <= curve["events"] / 21


def few(patients: int, **more: Any) -> Cohort:
    """Patients who were followed, some of whom changed to another score; not invented, so that little is told."""
    rows = []
    for number in range(patients):
        days = 40 + (37 * number) % 300
        body: dict[str, Any] = {
            "patient_id": f"P{number}", "last_contact": days + 5, "alterations": 3 + number % 4, "drugs": 2,
            "assessments": [{"when": days, "response": "PD" if number % 5 else "SD"}],
            "scores": {"ipredict2019": {"numerator": number % 5, "denominator": 4}},
        }  # fmt: skip
        if number % 3 == 0:
            changed = {"numerator": (number // 3) % 5, "denominator": 4}
            body["score_changes"] = [{"when": 20, "score": changed}]
        rows.append({**body, **more})
    document = {"schema": "tumorboard.cohort/1", "name": "x", "policy": "ipredict2019", "rows": rows}
    return Cohort.model_validate(document)


def figures_in(block: Any, path: str = "") -> list[tuple[str, float]]:
    """Every number of a report, wherever it stands."""
    if isinstance(block, dict):
        return [found for name, item in block.items() for found in figures_in(item, f"{path}/{name}")]
    if isinstance(block, list):
        return [found for item in block for found in figures_in(item, path)]
    return [(path, block)] if isinstance(block, int | float) and not isinstance(block, bool) else []


@pytest.mark.parametrize("patients", [1, 6, 18, 20])
def test_no_figure_of_fewer_than_21_patients_is_told(patients: int) -> None:
    report = analysis.analyse(few(patients), shuffles=20)
    assert report["small_cells"] == "hidden"
    told = {name: report[name] for name in ("score", "endpoints", "response", "sensitivity", "groups", "matched")}
    # The edges of the bars, the landmarks and the cuts of the PFS ratio are not of patients; 0 is shown.
    fixed = ("/above", "/to", "/month", "/shuffles", "/df")
    assert [found for found in figures_in(told) if found[1] and not found[0].endswith(fixed)] == []
    assert report["score"]["words"] and report["sensitivity"]["permutation"]["words"]


def test_a_test_with_a_small_side_is_not_told() -> None:
    cohort = few(60)
    rows = [
        row.model_copy(update={"scores": {"ipredict2019": Score(numerator="4" if place < 12 else "1", denominator=4)}})
        for place, row in enumerate(cohort.rows)
    ]
    report = analysis.analyse(cohort.model_copy(update={"rows": tuple(rows)}), shuffles=0)
    for cut in report["endpoints"]["pfs"]["cuts"]:
        assert (cut["log_rank"]["p"], cut["log_rank"]["words"]) == (None, TOO_FEW_TO_TEST)
        assert cut["mean_difference"] is None
    assert [cut["p"] for cut in report["response"]["disease_control"]["by_cut"]] == [None] * 3


def test_where_events_are_hidden_so_are_the_days_of_the_single_patients_behind_them() -> None:
    cohort = few(60)
    rows = [
        row.model_copy(update={"assessments": (seen,), "last_contact": 400})
        for row, seen in zip(
            cohort.rows,
            (Assessment(when=30 + place, response="PD" if place < 15 else "SD") for place in range(60)),
            strict=True,
        )
    ]
    cohort = cohort.model_copy(update={"rows": tuple(rows)})
    curve = analysis.analyse(cohort, shuffles=0)["endpoints"]["pfs"]["curve"]
    assert (curve["n"], curve["events"], curve["points"], curve["until_month"]) == (60, None, [], None)
    assert [curve[name] for name in ("median", "median_months", "median_lower", "median_upper")] == [None] * 4
    assert NO_MEDIAN in curve["words"]
    shown = analysis.analyse(cohort, shuffles=0, hide_small=False)["endpoints"]["pfs"]["curve"]
    assert shown["until_month"] > 2 and shown["median"]


def test_months_are_told_to_one_digit_where_small_numbers_are_hidden() -> None:
    curve = analysis.analyse(simulate(300, seed=1), hide_small=True, shuffles=0)["endpoints"]["pfs"]["curve"]
    months = [curve["median_months"], curve["until_month"], *(point["month"] for point in curve["points"])]
    assert all(month == round(month, 1) for month in months)


def test_zeros_do_not_tell_in_which_cell_the_few_patients_are() -> None:
    gate = Disclosure(hide=True, people=40)
    few = np.arange(40) < 5
    assert gate.cells([few, np.zeros(40, bool), np.zeros(40, bool)]) == [None, None, None]
    assert gate.cells([np.arange(40) < 30, np.zeros(40, bool)]) == [30, 0]
