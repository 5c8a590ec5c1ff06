"""Survival figures equal those that R publishes, and the awkward cases are values with words.

The expected figures are those printed in the test outputs of R's survival package (github.com/therneau/survival:
tests/ovarian.Rout.save, tests/cancer.Rout.save, tests/Examples/survival-Ex.Rout.save) unless a test says otherwise.
They are compared to 1e-4 or, where R prints fewer digits, to the last printed digit.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from classic_data import lung, ovarian, veteran

from tumorboard.outcomes.cox import Covariate, CoxModel, cox
from tumorboard.outcomes.survival import (
    SurvivalData,
    kaplan_meier,
    landmark,
    log_rank,
    mean_difference,
    restricted_mean,
)


def data(table: pd.DataFrame, strata: str | None = None) -> SurvivalData:
    return SurvivalData(
        table["time"].to_numpy(np.float64),
        table["event"].to_numpy(bool),
        strata=None if strata is None else table[strata].to_numpy(),
    )


def model(table: pd.DataFrame, *names: str, strata: str | None = None) -> CoxModel:
    return cox(data(table, strata), [Covariate(name, name, table[name].to_numpy(np.float64)) for name in names])


def coefficients(found: CoxModel) -> list[tuple[float, float]]:
    assert found.ok, found.words
    return [(term.coefficient, term.se) for term in found.terms]


def test_ovarian_kaplan_meier() -> None:
    curve = kaplan_meier(data(ovarian()))
    assert curve.days.tolist() == [59, 115, 156, 268, 329, 353, 365, 431, 464, 475, 563, 638]
    assert curve.at_risk.tolist() == [26, 25, 24, 23, 22, 21, 20, 17, 15, 14, 12, 11]
    survival = [0.962, 0.923, 0.885, 0.846, 0.808, 0.769, 0.731, 0.688, 0.642, 0.596, 0.546, 0.497]
    assert curve.survival == pytest.approx(survival, abs=5e-4)
    assert curve.lower == pytest.approx(
        [0.890, 0.826, 0.770, 0.718, 0.670, 0.623, 0.579, 0.529, 0.478, 0.429, 0.377, 0.328], abs=5.1e-4
    )
    assert curve.upper == pytest.approx(
        [1.000, 1.000, 1.000, 0.997, 0.974, 0.949, 0.923, 0.894, 0.862, 0.828, 0.791, 0.752], abs=5.1e-4
    )


@pytest.mark.parametrize(
    ("ecog", "days", "at_risk", "survival", "upper"),
    [
        (0, [30, 180, 365, 730], [60, 52, 22, 5], [0.952, 0.841, 0.535, 0.193], [1.0, 0.936, 0.699, 0.396]),
        (1, [30, 180, 365, 730], [111, 82, 34, 7], [0.982, 0.751, 0.431, 0.114], [1.0, 0.836, 0.543, 0.222]),
        (2, [30, 120, 240, 365], [46, 34, 17, 9], [0.9, 0.7174, 0.3766, 0.2147], [0.987, 0.855, 0.543, 0.376]),
    ],
)
def test_lung_kaplan_meier(
    ecog: int, days: list[int], at_risk: list[int], survival: list[float], upper: list[float]
) -> None:
    table = lung()
    group = data(table[table["ph_ecog"] == ecog])
    curve = kaplan_meier(group)
    assert [group.at_risk(day) for day in days] == at_risk
    assert [curve.at(day) for day in days] == pytest.approx(survival, abs=5.1e-4)
    found = [curve.upper[np.searchsorted(curve.days, day, side="right") - 1] for day in days]
    assert found == pytest.approx(upper, abs=5.1e-4)


@pytest.mark.parametrize(
    ("ecog", "n", "events", "median", "rmean", "se"),
    [
        (0, 63, 37, (394, 348, 574), 429, 32.2),
        (1, 113, 82, (306, 268, 429), 366, 22.4),
        (2, 50, 44, (199, 156, 288), 256, 30.0),
    ],
)
def test_lung_median_and_restricted_mean(
    ecog: int, n: int, events: int, median: tuple[int, int, int], rmean: float, se: float
) -> None:
    table = lung()
    curve = kaplan_meier(data(table[table["ph_ecog"] == ecog]))
    assert (curve.n, curve.events) == (n, events)
    assert (curve.median, curve.median_lower, curve.median_upper) == median
    mean = restricted_mean(curve, 730)
    assert mean.days == pytest.approx(rmean, abs=0.5)
    assert mean.se == pytest.approx(se, abs=0.05)


def test_a_median_that_is_not_reached_is_not_reached_and_not_0() -> None:
    curve = kaplan_meier(SurvivalData(np.array([10.0, 20, 30, 40]), np.array([True, False, False, False])))
    assert curve.median is None
    assert curve.median_words == "not reached"
    curve = kaplan_meier(SurvivalData(np.array([10.0, 20]), np.array([False, False])))
    assert curve.median is None and curve.at(100) == 1


def test_a_median_on_a_flat_half_is_the_middle_as_in_r() -> None:
    curve = kaplan_meier(SurvivalData(np.array([1.0, 2, 4, 5]), np.ones(4, bool)))
    assert curve.median == 3


def test_log_rank() -> None:
    """Ovarian: 1.06, p 0.303 from the same figures; lung by sex: 10.33 (score test of the same model, p 0.00131)."""
    found = log_rank(data(ovarian()), ovarian()["rx"].to_numpy())
    assert found.statistic == pytest.approx(1.06, abs=5e-3)
    assert found.p == pytest.approx(0.303, abs=5e-4)
    found = log_rank(data(lung()), lung()["sex"].to_numpy())
    assert found.statistic == pytest.approx(10.3, abs=0.05)
    assert found.p == pytest.approx(0.00131, abs=5e-6)


def test_log_rank_without_two_groups_is_words() -> None:
    found = log_rank(data(ovarian()), np.zeros(26))
    assert found.p is None and found.words == "only one group"


def test_ovarian_cox() -> None:
    table = ovarian()
    assert coefficients(model(table, "age", "rx", "ecog")) == [
        pytest.approx((0.147, 0.0463), abs=5.1e-4),
        pytest.approx((-0.815, 0.6342), abs=5.1e-4),
        pytest.approx((0.103, 0.6064), abs=5.1e-4),
    ]
    stratified = model(table, "age", "ecog", strata="rx")
    assert coefficients(stratified) == [
        pytest.approx((0.13853, 0.04801), abs=5e-6),
        pytest.approx((-0.09670, 0.62994), abs=5e-6),
    ]
    assert stratified.likelihood_ratio_p == pytest.approx(0.001736, abs=5e-7)


def test_ovarian_martingale_residuals() -> None:
    found = model(ovarian(), "age", "resid", "rx", "ecog")
    assert found.residuals is not None
    assert found.residuals[:6] == pytest.approx(
        [0.84103277, 0.54424388, 0.59670824, -0.11281376, 0.75111588, -0.32609026], abs=1e-7
    )
    assert found.residuals[24:] == pytest.approx([0.55136554, -0.09154014], abs=1e-7)


def test_ovarian_proportional_hazards() -> None:
    found = model(ovarian(), "age", "ecog").proportional_hazards()
    assert found is not None
    assert found.by_term == pytest.approx({"age": 0.40, "ecog": 0.12}, abs=5e-3)
    assert found.overall == pytest.approx(0.16, abs=5e-3)


def test_lung_cox() -> None:
    table = lung()
    assert coefficients(model(table, "age", "sex")) == [
        pytest.approx((0.017045, 0.009223), abs=5e-7),
        pytest.approx((-0.513219, 0.167458), abs=5e-7),
    ]
    found = model(table, "ph_ecog", "age")
    assert (found.n, found.events) == (227, 164)
    assert coefficients(found) == [
        pytest.approx((0.443485, 0.115831), abs=5e-7),
        pytest.approx((0.011281, 0.009319), abs=5e-7),
    ]
    age, sex = model(table, "age", "sex").terms
    assert sex.interval == pytest.approx((0.4311, 0.8311), abs=5e-5)
    assert age.p == pytest.approx(0.06459, abs=5e-6)


def test_lung_cox_stratified_by_institution() -> None:
    table = lung().dropna(subset=["inst"])
    names = ("ph_ecog", "ph_karno", "pat_karno", "wt_loss", "sex", "age", "meal_cal")
    found = model(table, *names, strata="inst")
    assert (found.n, found.events) == (167, 120)
    assert coefficients(found) == [
        pytest.approx((0.7299987, 0.2689397), abs=5e-7),
        pytest.approx((0.0130512, 0.0137362), abs=5e-7),
        pytest.approx((-0.0140955, 0.0093680), abs=5e-7),
        pytest.approx((-0.0148821, 0.0084811), abs=5e-7),
        pytest.approx((-0.6612534, 0.2339979), abs=5e-7),
        pytest.approx((0.0050920, 0.0137288), abs=5e-7),
        pytest.approx((-0.0002398, 0.0003019), abs=5e-7),
    ]


def test_veteran_cox() -> None:
    """The full model as printed in several public analyses of R's ``veteran``; karno+age+trt from R's own examples."""
    table = veteran()
    for short in ("sm", "ad", "la"):
        table[short] = (table["celltype"] == short).astype(float)
    table["prior"] = (table["prior"] == 10).astype(float)
    found = coefficients(model(table, "trt", "sm", "ad", "la", "karno", "diagtime", "age", "prior"))
    expected = [
        (0.2946, 0.2075), (0.8616, 0.2753), (1.196, 0.3009), (0.4013, 0.2827),
        (-0.03282, 0.005508), (8.132e-05, 0.009136), (-0.008706, 0.009300), (0.07159, 0.2323),
    ]  # fmt: skip
    for got, want in zip(found, expected, strict=True):
        assert got == pytest.approx(want, abs=1e-4 if want[0] < 1 else 5.1e-4)
    karno = model(table, "karno", "age", "trt").term("karno")
    assert karno is not None and karno.coefficient == pytest.approx(-0.034443897, abs=1e-8)


def test_late_entry_as_in_r() -> None:
    """R's own example of counting-process data: coefficient -0.02111, standard error 0.79518."""
    start = np.array([1.0, 2, 5, 2, 1, 7, 3, 4, 8, 8])
    stop = np.array([2.0, 3, 6, 7, 8, 9, 9, 9, 14, 17])
    event = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], bool)
    x = np.array([1.0, 0, 0, 1, 0, 1, 1, 1, 0, 0])
    # The example has 7 events; the same rows in two strata give the same coefficient and 1/sqrt(2) of the error.
    twice = SurvivalData(np.tile(stop, 2), np.tile(event, 2), np.tile(start, 2), np.repeat([0, 1], 10))
    (found,) = coefficients(cox(twice, [Covariate("x", "x", np.tile(x, 2))]))
    assert found[0] == pytest.approx(-0.02111, abs=5e-6)
    assert found[1] * 2**0.5 == pytest.approx(0.79518, abs=5e-6)


def test_late_entry_in_the_kaplan_meier_curve() -> None:
    """By hand: who enters on a day is at risk from the next moment on."""
    stop, event = np.array([3.0, 5, 6, 8]), np.array([True, True, True, False])
    curve = kaplan_meier(SurvivalData(stop, event, np.array([0.0, 0, 3, 5])))
    assert curve.at_risk.tolist() == [2, 2, 2]
    assert curve.survival == pytest.approx([1 / 2, 1 / 4, 1 / 8])


def test_a_risk_set_that_runs_empty_early_is_words() -> None:
    curve = kaplan_meier(SurvivalData(np.array([3.0, 9, 9, 12]), np.ones(4, bool), np.array([0.0, 5, 5, 5])))
    assert curve.survival[0] == 0 and "late entry" in curve.words


def test_ignoring_late_entry_overstates_survival() -> None:
    rng = np.random.default_rng(3)
    life, entry = rng.exponential(100, 4000), rng.uniform(0, 150, 4000)
    seen = life > entry
    stop, event = life[seen], np.ones(seen.sum(), bool)
    true = np.exp(-50 / 100)
    assert kaplan_meier(SurvivalData(stop, event)).at(50) > true + 0.15
    assert kaplan_meier(SurvivalData(stop, event, entry[seen])).at(50) == pytest.approx(true, abs=0.05)


@pytest.mark.parametrize(("late", "strata"), [(False, False), (True, False), (False, True), (True, True)])
def test_the_fit_equals_lifelines(late: bool, strata: bool) -> None:
    from lifelines import CoxPHFitter

    rng = np.random.default_rng(5)
    n = 400
    x = rng.normal(size=(n, 3))
    stop = np.ceil(rng.exponential(60 * np.exp(-0.5 * x[:, 0])))
    event = rng.random(n) < 0.8
    start = np.minimum(rng.integers(0, 20, n), stop - 1).astype(float)
    group = rng.integers(0, 4, n)
    table = pd.DataFrame(x, columns=list("abc")).assign(time=stop, event=event, start=start, group=group)
    options: dict[str, Any] = {"entry_col": "start"} if late else {}
    options |= {"strata": "group"} if strata else {}
    table = table.drop(columns=[name for name in ("start", "group") if name not in options.values()])
    theirs = CoxPHFitter().fit(table, "time", "event", **options)
    ours = cox(
        SurvivalData(stop, event, start if late else None, group if strata else None),
        [Covariate(name, name, x[:, i]) for i, name in enumerate("abc")],
    )
    for got, coefficient, se in zip(coefficients(ours), theirs.params_, theirs.standard_errors_, strict=True):
        assert got == pytest.approx((coefficient, se), abs=1e-6)


def test_too_few_events_are_words() -> None:
    found = model(ovarian().head(12), "age")
    assert not found.ok and found.words == "fewer than 10 events"


def test_a_covariate_that_does_not_vary_or_repeats_another_is_left_out_with_words() -> None:
    table = lung().assign(same=1.0, twice=lambda t: 2 * t["age"] + 3)
    found = model(table, "age", "same", "twice", "sex")
    assert [term.name for term in found.terms] == ["age", "sex"]
    assert found.left_out == (("same", "the same in all patients"), ("twice", "already said by the other covariates"))


def test_separation_is_words_not_a_hazard_ratio_of_a_million() -> None:
    stop = np.arange(1.0, 41)
    event = np.arange(40) < 20
    found = cox(SurvivalData(stop, event), [Covariate("x", "x", event.astype(float))])
    assert not found.ok and "did not settle" in found.words


def test_missing_values_leave_the_complete_cases() -> None:
    found = model(lung(), "ph_ecog")
    assert found.n == 227


def test_landmark_starts_the_clock_later_for_those_who_got_there() -> None:
    cut, keep = landmark(SurvivalData(np.array([10.0, 30, 31, 90]), np.ones(4, bool)), 30)
    assert keep.tolist() == [False, False, True, True]
    assert cut.stop.tolist() == [1, 60]


def test_mean_difference_of_equal_groups_is_nothing() -> None:
    group = data(lung())
    found = mean_difference(group, group)
    assert found is not None
    assert found.days == 0 and found.p == pytest.approx(1)


def test_lifelines_is_not_loaded_before_it_is_needed() -> None:
    for module in Path("tumorboard/outcomes").glob("*.py"):
        for line in module.read_text(encoding="utf-8").splitlines():
            assert not line.startswith(("import lifelines", "from lifelines", "import altair", "from scipy"))
