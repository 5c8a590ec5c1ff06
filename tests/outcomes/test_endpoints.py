"""Endpoints are counted as the design note says, and impossible dates are refused with a remedy."""

from datetime import date
from typing import Any

import pytest

from tumorboard.domain.cohort import CohortRow
from tumorboard.errors import InputError
from tumorboard.outcomes.endpoints import (
    best_change,
    best_response,
    disease_control,
    overall,
    pfs_ratio,
    progression_free,
    timeline,
    to_next_treatment,
)


def row(*assessments: tuple[Any, str | None], **fields: Any) -> CohortRow:
    seen = [{"when": when, "response": response} for when, response in assessments]
    return CohortRow.model_validate({"patient_id": "p1", "assessments": seen, **fields})


def pfs(patient: CohortRow) -> tuple[float, bool]:
    found = progression_free(patient, timeline(patient))
    assert found is not None
    return found.days, found.event


def test_pfs_ends_at_the_first_progression_not_the_last() -> None:
    assert pfs(row((50, "SD"), (100, "PD"), (150, "SD"), (200, "PD"), death=300)) == (100, True)


def test_stable_disease_is_not_an_event() -> None:
    assert pfs(row((50, "SD"), (100, "SD"), (150, "SD"))) == (150, False)


def test_pfs_is_censored_at_the_last_tumour_assessment_not_at_the_last_contact() -> None:
    assert pfs(row((50, "PR"), (100, "SD"), last_contact=400)) == (100, False)


def test_a_scan_that_could_not_be_evaluated_does_not_prolong_pfs() -> None:
    assert pfs(row((50, "SD"), (100, "NE"))) == (50, False)


def test_death_without_progression_is_an_event_of_pfs() -> None:
    assert pfs(row((50, "SD"), death=90)) == (90, True)


def test_clinical_progression_counts() -> None:
    patient = CohortRow.model_validate(
        {"patient_id": "p", "assessments": [{"when": 40, "response": "PD", "criteria": "clinical"}]}
    )
    assert pfs(patient) == (40, True)


def test_without_any_assessment_the_living_are_censored_on_day_1() -> None:
    assert pfs(row(last_contact=300)) == (0, False)
    assert progression_free(row(), timeline(row())) is None


def test_progression_and_stable_disease_on_one_day_is_progression() -> None:
    assert pfs(row((60, "SD"), (60, "PD"))) == (60, True)


def test_dates_and_days_give_the_same() -> None:
    dated = row(("2024-02-20", "SD"), ("2024-04-10", "PD"), day1="2024-01-01")
    assert pfs(dated) == (100, True) == pfs(row((50, "SD"), (100, "PD")))


def test_assessments_may_come_in_any_order() -> None:
    assert pfs(row((200, "PD"), (100, "PD"), (50, "SD"))) == (100, True)


def test_the_sources_own_pfs_is_used_only_where_nothing_else_is_known() -> None:
    reported = {"pfs": {"days": 77, "event": True}}
    assert pfs(row(**reported)) == (77, True)
    assert pfs(row((50, "SD"), **reported)) == (50, False)


def test_overall_survival_is_censored_at_the_last_contact() -> None:
    patient = row((50, "PD"), last_contact=400)
    found = overall(patient, timeline(patient))
    assert found is not None and (found.days, found.event) == (400, False)
    patient = row((50, "PD"), death=390)
    found = overall(patient, timeline(patient))
    assert found is not None and (found.days, found.event) == (390, True)


def test_time_to_next_treatment_ends_with_treatment_or_death() -> None:
    for fields, expected in (
        ({"next_treatment": 120, "death": 300}, (120, True)),
        ({"death": 300}, (300, True)),
        ({"last_contact": 200}, (200, False)),
    ):
        patient = row((50, "PD"), **fields)
        found = to_next_treatment(patient, timeline(patient))
        assert found is not None and (found.days, found.event) == expected


@pytest.mark.parametrize(
    ("patient", "expected"),
    [
        (row((50, "SD"), (100, "PR"), (120, "PD")), True),
        (row((50, "SD"), (183, "SD")), True),
        (row((50, "SD"), (190, "PD")), True),
        (row((50, "SD"), (182, "PD")), False),
        (row((50, "SD"), (100, "SD")), None),
        (row((60, "SD"), death=200), None),
        (row((60, "SD"), death=100), False),
        (row((60, "SD"), (183, "SD"), death=200), True),
        (row((60, "SD"), (183, "NE"), death=200), None),
        (row((60, "SD"), (190, "SD"), (200, "PD")), True),
        (row((60, "SD"), last_contact=400), None),
        (row((50, "PD")), False),
        (row(death=30), False),
        (row(last_contact=30), None),
        (row(disease_control=True), True),
    ],
)
def test_disease_control_is_cr_pr_or_sd_of_six_months(patient: CohortRow, expected: bool | None) -> None:
    assert disease_control(patient, timeline(patient)) is expected


def test_a_response_after_progression_is_not_the_best_response() -> None:
    assert best_response(timeline(row((50, "SD"), (100, "PD"), (150, "CR")))) == "SD"


def test_a_patient_who_was_last_seen_on_day_1_is_censored_there() -> None:
    for patient in (row(last_contact=0), row(next_treatment=0), row((-7, None), last_contact=0)):
        found = overall(patient, timeline(patient))
        assert found is not None and (found.days, found.event) == (0, False)
    reported = row(last_contact=0, os={"days": 300, "event": True})
    found = overall(reported, timeline(reported))
    assert found is not None and (found.days, found.event) == (300, True)
    assert overall(row(), timeline(row())) is None


@pytest.mark.parametrize("patient", [row((50, "SD")), row((50, "SD"), last_contact=80), row(last_contact=0)])
def test_time_to_next_treatment_is_censored_where_survival_is(patient: CohortRow) -> None:
    line = timeline(patient)
    alive, ttnt = overall(patient, line), to_next_treatment(patient, line)
    assert alive is not None and ttnt is not None
    assert (ttnt.days, ttnt.event) == (alive.days, False)
    assert to_next_treatment(row(), timeline(row())) is None


@pytest.mark.parametrize(
    ("days", "event", "over_13", "over_15"),
    [(160, True, True, True), (140, True, True, False), (130, True, False, False), (140, False, True, None)],
)
def test_pfs_ratio_against_the_cuts_1_3_and_1_5(
    days: int, event: bool, over_13: bool | None, over_15: bool | None
) -> None:
    patient = row((days, "PD" if event else "SD"), prior_pfs_days=100)
    ratio = pfs_ratio(patient, timeline(patient))
    assert ratio is not None
    assert (ratio.above(1.3), ratio.above(1.5)) == (over_13, over_15)


def test_pfs_ratio_needs_progression_on_the_line_before() -> None:
    patient = row((100, "PD"), prior_pfs_days=100, prior_pfs_event=False)
    assert pfs_ratio(patient, timeline(patient)) is None


def test_entry_after_day_1_is_kept_for_left_truncation_and_before_day_1_is_day_1() -> None:
    assert timeline(row((50, "SD"), entry=20)).entry == 20
    assert timeline(row((50, "SD"), entry=-20)).entry == 0


def test_best_change_of_target_lesions() -> None:
    seen = [
        {"when": -7, "target_sum": 100},
        {"when": 50, "response": "PR", "target_sum": 60},
        {"when": 100, "response": "PD", "target_sum": 90},
        {"when": 150, "response": "PR", "target_sum": 10},
    ]
    patient = CohortRow.model_validate({"patient_id": "p", "assessments": seen})
    assert best_change(timeline(patient)) == pytest.approx(-40)


@pytest.mark.parametrize(
    ("patient", "field", "words"),
    [
        (row((-3, "PD")), "assessments[0].when", "before day 1"),
        (row((50, "SD"), death=-1), "death", "before day 1"),
        (row((50, "SD"), (120, "SD"), death=100), "assessments[1].when", "after death"),
        (row((50, "SD"), death=100, last_contact=101), "last_contact", "after death"),
        (row((50, "SD"), death=100, next_treatment=101), "next_treatment", "after death"),
        (row((50, "SD"), next_treatment=-1), "next_treatment", "before day 1"),
        (row((50, "SD"), last_contact=40), "last_contact", "before the last assessment"),
        (row(("2024-05-01", "SD")), "assessments[0].when", "without day 1"),
        (row(("2026-05-01", "SD"), day1="2024-01-01"), "assessments[0].when", "future"),
        (row((900, "SD"), day1="2024-01-01"), "assessments[0].when", "future"),
        (row(("2023-12-01", "SD"), day1="2024-01-01"), "assessments[0].when", "before day 1"),
        (row(entry=10, death=5), "entry", "after death"),
        (row((10**6, "SD")), "assessments[0].when", "out of range"),
    ],
)
def test_impossible_dates_are_refused_with_field_and_remedy(patient: CohortRow, field: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        timeline(patient, today=date(2025, 1, 1), field="rows[7]")
    assert caught.value.field == f"rows[7].{field}"
    assert words in caught.value.message
    assert "p1" in caught.value.message
    assert caught.value.remedy
