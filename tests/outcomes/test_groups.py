"""The groups that may leave the house: made without a look at the outcome, none of them small, fit for a model."""

import numpy as np
import pytest

from tests.outcomes.test_small_cells import derivable
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.cohort import disclosure
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.groups import groups_block
from tumorboard.outcomes.table import build


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("patients", [40, 150, 700])
def test_no_group_nor_those_with_or_without_the_event_in_it_are_few(patients: int, seed: int) -> None:
    cohort = simulate(patients, seed=seed)
    table = build(cohort)
    rows = groups_block(table, disclosure(cohort, table, hide=False))["rows"]
    assert sum(row["n"] for row in rows) == table.usable("pfs").sum()
    if len(rows) > 1:
        assert not [row for row in rows for n in (row["n"], row["events"], row["n"] - row["events"]) if 0 < n < 21]


def test_groups_are_told_by_what_their_patients_have() -> None:
    rows = analyse(simulate(2000, seed=4), shuffles=0)["groups"]["rows"]
    medians = [row["score_percent"][1] for row in rows]
    assert len(rows) >= 8 and medians == sorted(medians)
    assert {tuple(row["score_percent"]) for row in rows} != {tuple(rows[0]["score_percent"])}


@pytest.mark.parametrize(("effect", "low", "high"), [(0.6, 0.5, 0.75), (1.0, 0.85, 1.2)])
def test_a_model_of_the_groups_finds_the_planted_effect_and_none_where_there_is_none(
    effect: float, low: float, high: float
) -> None:
    rows = analyse(simulate(6000, seed=7, effect=effect), shuffles=0)["groups"]["rows"]
    log_rate = np.log([row["events"] / row["person_months"] for row in rows])
    columns = np.array([[1.0, row["score_percent"][1] / 50, row["alterations"][1]] for row in rows])
    weight = np.sqrt([row["events"] for row in rows])
    fitted, *_ = np.linalg.lstsq(columns * weight[:, None], log_rate * weight, rcond=None)
    assert low < np.exp(fitted[1]) < high
    assert np.exp(fitted[2]) > 1.1, "each alteration more raises the hazard"


def test_nothing_small_follows_from_the_groups_and_the_rest_of_the_report() -> None:
    cohort = simulate(400, seed=3)
    table = build(cohort)
    gate = disclosure(cohort, table, hide=True)
    groups_block(table, gate)
    small = [one for one in gate.asked if 0 < one.sum() < 21]
    assert not any(derivable(list(gate.shown.values()), small))


def test_few_patients_make_no_group() -> None:
    told = analyse(simulate(18, seed=1), shuffles=0)["groups"]
    assert told["rows"] == [] and "fewer than 21" in told["words"]
