"""Exact proportions and Firth's regression, against figures that can be checked by hand."""

import numpy as np
import pytest

from tumorboard.outcomes.cox import Covariate
from tumorboard.outcomes.distributions import chi2_p, fisher_p, normal_p, proportion_interval
from tumorboard.outcomes.response import Proportion, compare, firth


def table(a: int, b: int, c: int, d: int) -> tuple[np.ndarray, Covariate]:
    """High group: a of a+b; low group: c of c+d."""
    outcome = np.repeat([True, False, True, False], [a, b, c, d])
    return outcome, Covariate("x", "x", np.repeat([1.0, 1, 0, 0], [a, b, c, d]))


@pytest.mark.parametrize("cells", [(9, 6, 3, 17), (15, 0, 0, 20), (5, 0, 7, 6)])
def test_firth_of_a_two_by_two_table_adds_a_half_to_each_cell(cells: tuple[int, int, int, int]) -> None:
    outcome, x = table(*cells)
    a, b, c, d = (n + 0.5 for n in cells)
    (term,) = firth(outcome, [x]).terms
    assert term.odds_ratio == pytest.approx(a * d / (b * c), rel=1e-5)
    assert 0 < term.lower < term.odds_ratio < term.upper < np.inf


def test_firth_on_many_patients_is_the_ordinary_regression() -> None:
    outcome, x = table(500, 300, 200, 600)
    (term,) = firth(outcome, [x]).terms
    assert term.odds_ratio == pytest.approx(500 * 600 / (300 * 200), rel=0.01)
    spread = 1.96 * (1 / 500 + 1 / 300 + 1 / 200 + 1 / 600) ** 0.5
    assert np.log(term.upper / term.lower) == pytest.approx(2 * spread, rel=0.01)


def test_firth_without_two_outcomes_is_words() -> None:
    found = firth(np.ones(9, bool), [Covariate("x", "x", np.arange(9.0))])
    assert not found.terms and found.words == "all patients have the same outcome"


def test_firth_with_repeated_covariates_is_words() -> None:
    x = np.arange(10.0)
    found = firth(x > 4, [Covariate("x", "x", x), Covariate("y", "y", 2 * x)])
    assert not found.terms and found.words


def test_exact_interval_and_tests() -> None:
    assert proportion_interval(5, 10) == pytest.approx((0.187086, 0.812914), abs=1e-6)
    assert proportion_interval(0, 10)[0] == 0 and proportion_interval(10, 10)[1] == 1
    assert fisher_p(3, 1, 1, 3) == pytest.approx(34 / 70)
    assert compare(Proportion(1, 4), Proportion(3, 4)) == pytest.approx(34 / 70)
    assert compare(Proportion(0, 0), Proportion(3, 4)) is None
    assert normal_p(1.959963984540054) == pytest.approx(0.05)
    assert chi2_p(3.841458820694124, 1) == pytest.approx(0.05)
    assert Proportion(0, 0).share is None and Proportion(0, 0).interval is None
