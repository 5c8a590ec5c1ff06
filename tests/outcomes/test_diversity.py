"""Coverage and outcome by what patients said of themselves: from 21 on, the silences apart, never in the score."""

import json
from typing import Any

import pytest

from tumorboard.domain.cohort import Cohort
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.diversity import OTHERS

SAID = {"large": 60, "middle": 30, "rare one": 12, "rarer one": 9, "prefer_not_to_say": 25}


def cohort(simulated: bool = True, said: dict[str, int] = SAID) -> Cohort:
    """A cohort of 180 of whom so many gave each answer; the others were not asked."""
    body = simulate(180, seed=5).model_dump(mode="json", by_alias=True)
    answers = [answer for answer, count in said.items() for _ in range(count)]
    for place, row in enumerate(body["rows"]):
        row["self_reported"] = {"ancestry": answers[place]} if place < len(answers) else {}
    return Cohort.model_validate({**body, "simulated": simulated})


def groups(found: Cohort, **more: Any) -> dict[str, dict[str, Any]]:
    (category,) = analyse(found, shuffles=0, **more)["diversity"]["categories"]
    assert category["category"] == "ancestry"
    return {row["group"]: row for row in category["groups"]}


def test_not_asked_stands_apart_from_prefers_not_to_say() -> None:
    told = groups(cohort())
    assert told["not asked"]["n"] == 180 - sum(SAID.values())
    assert told["prefers not to say"]["n"] == 25


def test_rare_answers_are_one_group_without_their_words() -> None:
    report = analyse(cohort(), shuffles=0)
    assert "rare one" not in json.dumps(report) and "rarer one" not in json.dumps(report)
    told = groups(cohort())
    assert told[OTHERS]["n"] == 21


@pytest.mark.parametrize("simulated", [True, False])
def test_no_group_is_told_below_21(simulated: bool) -> None:
    said = {"large": 80, "rare one": 15, "prefer_not_to_say": 5}
    for row in groups(cohort(simulated, said)).values():
        assert row["n"] is None or row["n"] >= 21
        if row["n"] is None:
            assert row["matched"] is None and row["control_share"] is None and not row["median_pfs"]


def test_hidden_numbers_of_a_group_follow_from_nothing_that_is_shown() -> None:
    for row in groups(cohort(False), hide_small=True).values():
        if row["n"] is not None and row["n"]:
            assert row["matched"] == 0 or row["matched"] >= 21
            assert row["n"] - row["matched"] == 0 or row["n"] - row["matched"] >= 21


def test_coverage_and_outcome_are_told_of_large_groups() -> None:
    large = groups(cohort())["large"]
    assert large["n"] == 60 and 0 < large["matched"] < 60
    assert 0 < large["control_share"] < 1 and large["median_pfs"].endswith("months")


def test_what_patients_say_changes_no_other_figure() -> None:
    without = analyse(cohort(said={}), shuffles=20)
    with_ = analyse(cohort(), shuffles=20)
    assert without.pop("diversity") == {"categories": [], "words": "nobody was asked"}
    with_.pop("diversity")
    assert without == with_


def test_a_category_that_is_missing_was_not_asked_and_an_odd_one_is_refused() -> None:
    row = simulate(1).rows[0]
    with pytest.raises(ValueError, match="self_reported"):
        row.model_validate({**row.model_dump(mode="json"), "self_reported": {"": "x"}})
