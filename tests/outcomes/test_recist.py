"""RECIST 1.1 from the sums (Eisenhauer 2009, PMID:19097774): every boundary from both sides."""

from datetime import date, timedelta
from typing import Any

import pytest

from tumorboard.domain.followup import ResponseAssessment
from tumorboard.outcomes.recist import Verdict, judge

DAY1 = date(2024, 1, 10)


def seen(day: int, total: float | None, **more: Any) -> ResponseAssessment:
    return ResponseAssessment(when=DAY1 + timedelta(days=day), target_sum=total, **more)


def last(*sums: float | None, **more: Any) -> Verdict:
    """Judge a baseline and later sums, eight weeks apart; ``more`` belongs to the last one."""
    visits = [seen(56 * place - 7, total) for place, total in enumerate(sums[:-1])]
    visits.append(seen(56 * (len(sums) - 1) - 7, sums[-1], **more))
    return judge(visits, DAY1)[-1]


@pytest.mark.parametrize(
    ("sums", "category"),
    [
        ((100, 0), "CR"),
        ((100, 0.1), "PR"),
        ((100, 70), "PR"),
        ((100, 70.1), "SD"),
        ((100, 119.9), "SD"),
        ((100, 120), "PD"),
        ((20, 24.9), "SD"),  # 24.5 % more, but not 5 mm
        ((20, 25), "PD"),
        ((100, 50, 59.9), "PR"),  # still 30 % below the baseline and not 20 % above the nadir
        ((100, 50, 60), "PD"),  # 40 % below the baseline, and yet progression from the nadir
        ((100, 80, 95.9), "SD"),
        ((100, 80, 96), "PD"),
        ((10, 4, 5), "PR"),  # 25 % more than the nadir is 1 mm
        ((100, 0, 6), "PD"),
        ((100, 0, 0), "CR"),
        ((100, None), "NE"),
        ((100, 50, None, 55), "PR"),  # the missed visit changes nothing
        ((33.3, 23.31), "PR"),  # 30 % below in decimals that a computer cannot write exactly
        ((64.1, 76.92), "PD"),
    ],
)
def test_the_category_follows_from_the_sums(sums: tuple[float | None, ...], category: str) -> None:
    assert last(*sums).category == category


@pytest.mark.parametrize("total", [0, 40, 100, None])
def test_a_new_lesion_is_progression_whatever_the_sum(total: float | None) -> None:
    assert last(100, total, new_lesions=True).category == "PD"


@pytest.mark.parametrize("total", [0, 40, 100, None])
def test_progression_of_unmeasured_lesions_is_progression_whatever_the_sum(total: float | None) -> None:
    assert last(100, total, non_target="PD").category == "PD"


@pytest.mark.parametrize(("others", "category"), [("CR", "CR"), ("non-CR/non-PD", "PR"), ("NE", "PR"), (None, "CR")])
def test_a_complete_response_needs_that_the_other_lesions_are_gone(others: str | None, category: str) -> None:
    assert last(100, 0, non_target=others).category == category


def test_a_baseline_has_no_category_and_a_sum_before_it_is_not_compared() -> None:
    verdicts = judge([seen(-40, 30), seen(-5, 100), seen(50, 60)], DAY1)
    assert [verdict.category for verdict in verdicts] == [None, None, "PR"]
    assert (verdicts[2].baseline, verdicts[2].nadir, verdicts[2].from_baseline) == (100, 100, -40.0)


def test_without_a_baseline_sum_nothing_but_new_lesions_can_be_judged() -> None:
    assert judge([seen(50, 60, response="PR")], DAY1)[0].category == "NE"
    assert judge([seen(50, 60, new_lesions=True)], DAY1)[0].category == "PD"


def test_without_target_lesions_the_other_lesions_decide() -> None:
    assert last(0, 0, non_target="CR").category == "CR"
    assert last(0, 0, non_target="non-CR/non-PD").category == "NE"


def test_a_first_sum_weeks_after_day_1_is_no_baseline() -> None:
    assert [v.category for v in judge([seen(15, 100), seen(60, 50)], DAY1)] == ["NE", "NE"]


def test_a_baseline_some_days_after_day_1_is_taken_where_it_is_the_first() -> None:
    assert [v.category for v in judge([seen(3, 100), seen(60, 50)], DAY1)] == [None, "PR"]


@pytest.mark.parametrize("criteria", ["iRECIST", "RANO", "clinical"])
def test_other_criteria_are_not_judged_by_the_sums(criteria: str) -> None:
    assert last(100, 200, criteria=criteria).category is None


def test_the_change_is_told_from_the_baseline_and_from_the_nadir() -> None:
    verdict = last(80, 40, 60)
    assert (verdict.from_baseline, verdict.from_nadir) == (-25.0, 50.0)
    assert verdict.why == "20 mm (50 %) above the nadir of 40 mm"
