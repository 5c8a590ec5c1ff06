"""Schedules in the words of labels and trials."""

import pytest

from tumorboard.safety.schedule import doses_per_day, fit

PER_28_DAYS = {
    "repeated 6-week cycles that consisted of weekly treatment for 4 weeks": 4 * 28 / 42,
    "4 weeks on treatment followed by 2 weeks off": 28 * 4 / 6,
    "once daily for 4 weeks, then 2 weeks off": 28 * 4 / 6,
    "on days 1-3 every 28 d": 3,
    "monthly": 1,
    "on day 1 every 3 or 4 weeks": 1,
    "on d1-5 of each week": 20,
    "twice daily for 4 days, then 3 days off": 32,
    "5 days a week": 20,
    "CI over 14 days followed by a 7-day rest period": 28 * 2 / 3,
    "3 consecutive days every 3 or 4 weeks": 3,
    "on day 1 and 8 for the 21-day schedule": 2 * 28 / 21,
    "weekly for 4 weeks every 6 weeks": 4 * 28 / 42,
    "on Days 1, 4, 8, 11, 15 and 18 of a twenty-eight day cycle": 6,
    "Monday through Friday for 6 weeks": 20,
    "daily x 5 every 28 days": 5,
    "once daily on days 1 to 21 of 28": 21,
    "twice daily on days 1 to 5 and 8 to 12 of 28": 20,
    "every other day": 14,
    "once daily": 28,
    "weekly": 4,
    "every 3 weeks, four doses": 28 / 21,
    "daily, beginning on Day 2 of Cycle 1 in 21-day cycles": 28,
    "once weekly, starting on day 8 of cycle 1 for a minimum of 8 weeks (two cycles": 4,
    "weekly in 21-day cycles": 4,
    "weekly for 3 consecutive weeks every 4 weeks": 3,
    "weekly for 2 weeks followed by a 1-week rest": 28 * 2 / 21,
    "QW3 every 4 weeks": 3,
    "QW Weeks 1 - 3 every 28 days": 3,
    "Day 1/8/15, 29/36/43 (two 28-day cycles)": 3,
    "every 2 weeks;days 1 and 15": 2,
    "on 1–14 days every 3 weeks": 28 * 14 / 21,
    "daily for 5 days every 3 weeks": 28 * 5 / 21,
    "daily for 21 days on a 28-day treatment cycle": 21,
    "continuous i.v. infusion for the initial 21 days of each 28-day cycle of therapy": 21,
    "3 continuous days in 28-day cycles": 3,
    "30 doses in 6 weeks": 20,
    "daily for 4 weeks every 6 weeks": 28 * 4 / 6,
    "from day 1 to day 14 followed by a 1-week rest": 28 * 14 / 21,
    "three times weekly (TIW) for 4 weeks": 12,
    "on days 1, 8 and 15, 3-weekly": 4,
}


@pytest.mark.parametrize(("words", "doses"), PER_28_DAYS.items())
def test_counts_doses_of_28_days(words: str, doses: float) -> None:
    per_day = doses_per_day(words, None)
    assert per_day is not None
    assert per_day * 28 == pytest.approx(doses)


@pytest.mark.parametrize("words", ["", "day 1", "NA", "loading dose"])
def test_says_nothing_where_the_words_do_not(words: str) -> None:
    assert doses_per_day(words, None) is None


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("every 3 weeks", "days 1 and 8 of 21", True),
        ("every 3 weeks", "every 6 weeks", True),
        ("every 2 weeks", "days 1, 8 and 15 of 28", True),
        ("weekly, days 1, 8, 15 and 22 of 28", "every 3 weeks", True),
        ("once daily", "day 1 of 21", True),
        ("every 3 weeks", "day 1 of 28", False),
        ("every 2 weeks", "day 1 of 21", False),
        ("", "day 1 of 21", True),
    ],
)
def test_cycles_fit_where_one_is_a_multiple_of_the_other(one: str, other: str, together: bool) -> None:
    assert fit(one, other) == fit(other, one) == together
