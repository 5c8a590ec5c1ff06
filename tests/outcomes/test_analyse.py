"""The report recovers a planted effect, finds none where none was planted, and is plain, repeatable data."""

import json
from datetime import date
from typing import Any

import numpy as np
import pytest

from tumorboard.domain.cohort import Cohort
from tumorboard.errors import InputError
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.document import dump_cohort, parse_cohort
from tumorboard.outcomes.published import PUBLISHED
from tumorboard.outcomes.sensitivity import Plan, permutation, time_dependent
from tumorboard.outcomes.table import build


def score_term(model: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(term for term in model["terms"] if term["name"] == "score")
    return found


def per_50(model: dict[str, Any]) -> dict[str, float]:
    found: dict[str, float] = score_term(model)["per_50_points"]
    return found


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    return analyse(simulate(2000, seed=11, effect=0.5), shuffles=200)


@pytest.fixture(scope="module")
def nothing_planted() -> dict[str, Any]:
    return analyse(simulate(2000, seed=12, effect=1.0), shuffles=200)


def test_the_adjusted_analysis_recovers_the_planted_effect(planted: dict[str, Any]) -> None:
    models = planted["endpoints"]["pfs"]["models"]
    found = per_50(models["adjusted"])
    assert found["lower"] < 0.5 < found["upper"]
    assert found["hazard_ratio"] == pytest.approx(0.5, rel=0.1)
    alterations = next(t for t in models["adjusted"]["terms"] if t["name"] == "alterations")
    assert alterations["hazard_ratio"] == pytest.approx(1.2, rel=0.03)
    assert planted["sensitivity"]["permutation"]["p"] < 0.01
    assert planted["sensitivity"]["permutation"]["z"] < -3


def test_nothing_is_found_where_nothing_was_planted_though_the_unadjusted_model_would(
    nothing_planted: dict[str, Any],
) -> None:
    models = nothing_planted["endpoints"]["pfs"]["models"]
    fooled, fair = per_50(models["unadjusted"]), per_50(models["adjusted"])
    assert fooled["upper"] < 0.9, "fewer alterations alone make the score look helpful"
    assert fair["lower"] < 1 < fair["upper"]
    assert nothing_planted["sensitivity"]["permutation"]["p"] > 0.05
    within = nothing_planted["sensitivity"]["within_denominator"][0]["model"]
    assert per_50(within)["lower"] < 1 < per_50(within)["upper"]


def test_with_denominator_and_numerator_apart_the_denominator_carries_the_planted_prognosis(
    nothing_planted: dict[str, Any],
) -> None:
    terms = {t["name"]: t for t in nothing_planted["sensitivity"]["numerator_and_denominator"]["terms"]}
    assert terms["numerator"]["lower"] < 1 < terms["numerator"]["upper"]
    assert terms["denominator"]["hazard_ratio"] == pytest.approx(1.2, rel=0.03)


@pytest.mark.long
def test_the_planted_effect_is_covered_by_nineteen_intervals_of_twenty() -> None:
    for effect in (0.5, 1.0):
        covered = 0
        for seed in range(60):
            report = analyse(simulate(800, seed=seed, effect=effect), shuffles=0)
            found = per_50(report["endpoints"]["pfs"]["models"]["adjusted"])
            covered += found["lower"] < effect < found["upper"]
        assert covered >= 53


def test_every_specification_tells_the_same_story(planted: dict[str, Any]) -> None:
    curve = planted["sensitivity"]["specification_curve"]
    assert {(s["policy"], s["cut"]) for s in curve} == {
        (policy, cut)
        for policy in ("ipredict2019", "kato2020", "ipredict2021")
        for cut in ("per 10 points", ">1/2", ">=1/2", ">=3/5")
    }
    assert all(score_term(s["model"])["upper"] < 1 for s in curve)


def test_every_cut_has_groups_that_add_up_and_curves_with_numbers_at_risk(planted: dict[str, Any]) -> None:
    pfs = planted["endpoints"]["pfs"]
    for cut in pfs["cuts"]:
        assert cut["groups"]["low"]["n"] + cut["groups"]["high"]["n"] == pfs["n"]
        assert cut["groups"]["low"]["at_risk"][0]["count"] == cut["groups"]["low"]["n"]
        assert cut["log_rank"]["p"] < 1e-6
    assert [cut["main"] for cut in pfs["cuts"]] == [True, False, False]
    survival = [point["survival"] for point in pfs["curve"]["points"]]
    assert survival == sorted(survival, reverse=True)


def test_the_number_of_alterations_is_in_every_model_but_the_one_that_shows_why(planted: dict[str, Any]) -> None:
    def models(block: Any, path: str = "") -> list[tuple[str, dict[str, Any]]]:
        if isinstance(block, list):
            return [m for item in block for m in models(item, path)]
        if not isinstance(block, dict):
            return []
        here = [(path, block)] if block.get("terms") else []
        return here + [m for key, item in block.items() for m in models(item, f"{path}.{key}")]

    found = models(planted)
    assert len(found) > 30
    for path, model in found:
        names = {term["name"] for term in model["terms"]}
        if not path.endswith(("unadjusted", "numerator_and_denominator")):
            assert "alterations" in names, path


def test_the_report_is_plain_json_and_the_same_every_time() -> None:
    cohort = simulate(200, seed=3)
    first = json.dumps(analyse(cohort, shuffles=50), allow_nan=False)
    again = json.dumps(analyse(parse_cohort(dump_cohort(cohort)), shuffles=50), allow_nan=False)
    assert first == again


def test_a_simulated_cohort_is_labelled_everywhere() -> None:
    cohort = simulate(40, seed=1)
    report = analyse(cohort, shuffles=0)
    assert report["simulated"] is True
    assert report["title"].startswith("SIMULATED")
    assert report["notices"][0].startswith("SIMULATED")
    assert all(row.patient_id.startswith("SIM-") for row in cohort.rows)
    assert report["simulation"]["effect_per_50_points"] == 0.6


def test_simulation_is_deterministic_and_its_settings_are_checked() -> None:
    assert simulate(20, seed=5) == simulate(20, seed=5) != simulate(20, seed=6)
    for settings in ({"patients": 0}, {"patients": 10, "effect": 0.0}, {"patients": 10, "effect": float("nan")}):
        with pytest.raises(InputError):
            simulate(**settings)


@pytest.mark.parametrize("lines", [False, True])
def test_a_cohort_document_reads_back_as_it_was_written(lines: bool) -> None:
    cohort = simulate(25, seed=9)
    assert parse_cohort(dump_cohort(cohort, lines=lines)) == cohort


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("{", "", "not JSON"),
        ('{"schema": "tumorboard.case/1"}', "schema", "not a cohort document"),
        ("[]", "schema", "not a cohort document"),
        ('{"schema": "tumorboard.cohort/1", "name": "x", "rows": [{"patient_id": "a", "age": NaN}]}', "", "NaN"),
        (
            '{"schema": "tumorboard.cohort/1", "name": "x", "rows": [{"patient_id": "a", "agee": 3}]}',
            "rows[0].agee",
            "Extra inputs",
        ),
        (
            '{"schema": "tumorboard.cohort/1", "name": "x", "rows": [{"patient_id": "a"}, {"patient_id": "a"}]}',
            "rows[1].patient_id",
            "twice",
        ),
        (
            '{"schema": "tumorboard.cohort/1", "name": "x", "rows": [{"patient_id": "a", "death": "soon"}]}',
            "rows[0].death",
            "Invalid isoformat",
        ),
        (
            '{"schema":"tumorboard.cohort/1","name":"x","rows":[{"patient_id":"a","scores":'
            '{"ipredict2019":{"numerator":3,"denominator":2}}}]}',
            "rows[0].scores.ipredict2019",
            "more alterations are matched",
        ),
        (
            '{"schema":"tumorboard.cohort/1","name":"x","rows":[{"patient_id":"a","scores":'
            '{"ipredict2019":{"numerator":"1e9999999","denominator":2}}}]}',
            "rows[0].scores.ipredict2019.numerator",
            "whole number or a fraction",
        ),
    ],
)
def test_a_bad_document_is_refused_with_the_place(text: str, field: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_cohort(text, file="c.json")
    assert caught.value.field == field
    assert words in caught.value.message
    assert caught.value.file == "c.json"


def test_a_cohort_without_treated_patients_is_refused() -> None:
    empty = Cohort.model_validate({"schema": "tumorboard.cohort/1", "name": "x", "rows": []})
    with pytest.raises(InputError, match="no treated patient"):
        analyse(empty)


def test_a_date_in_the_future_of_the_analysis_is_refused_with_its_row() -> None:
    rows = [
        {"patient_id": "a", "day1": "2024-01-01", "death": "2024-06-01"},
        {"patient_id": "b", "day1": "2024-01-01", "death": "2034-06-01"},
    ]
    cohort = Cohort.model_validate({"schema": "tumorboard.cohort/1", "name": "x", "rows": rows})
    with pytest.raises(InputError) as caught:
        analyse(cohort, today=date(2025, 1, 1))
    assert caught.value.field == "rows[1].death"


def test_three_patients_give_words_instead_of_figures() -> None:
    report = analyse(simulate(3, seed=1), shuffles=10)
    assert report["endpoints"]["pfs"]["models"]["adjusted"]["words"] == "fewer than 10 events"
    json.dumps(report, allow_nan=False)


def test_a_score_that_changes_is_used_as_it_was_at_the_time() -> None:
    """Whoever gets the second drug lives longer from then on only; taking the last score as the first would mislead."""
    rng = np.random.default_rng(2)
    rows = []
    for i in range(1500):
        change = int(rng.integers(20, 200))
        plain = int(np.ceil(rng.exponential(100)))
        day = plain if plain <= change else change + int(np.ceil((plain - change) / 0.5))
        changed = [{"when": change, "score": {"numerator": 4, "denominator": 4}}] if change < day else []
        rows.append(
            {
                "patient_id": f"p{i}",
                "assessments": [{"when": day, "response": "PD"}],
                "scores": {"ipredict2019": {"numerator": 0, "denominator": 4}},
                "score_changes": changed,
                "alterations": 4,
            }
        )
    table = build(Cohort.model_validate({"schema": "tumorboard.cohort/1", "name": "x", "rows": rows}))
    model = time_dependent(table, "pfs", Plan(("alterations",), ()))
    assert model is not None
    term = model.term("score")
    assert term is not None
    assert term.per(10) == pytest.approx(0.5, rel=0.12)
    assert permutation(table, "pfs", Plan(("alterations",), ())).words


def test_late_entry_is_used_and_said() -> None:
    cohort = simulate(400, seed=8)
    rows = [
        row.model_copy(update={"entry": 30}) if isinstance(row.last_contact, int) and row.last_contact > 30 else row
        for row in cohort.rows
    ]
    report = analyse(cohort.model_copy(update={"rows": tuple(rows)}), shuffles=0)
    assert report["endpoints"]["pfs"]["late_entry"] is True
    assert any("late entry" in notice for notice in report["notices"])
    lost = {reason["because"]: reason["count"] for step in report["flow"] for reason in step["lost"]}
    assert lost["came under observation only after it ended"] > 0
    cut = report["endpoints"]["pfs"]["cuts"][0]
    assert cut["log_rank"]["words"] == "score test with late entry or strata"


def test_published_results_stand_beside_ours_with_their_citation() -> None:
    assert {row.study for row in PUBLISHED} == {
        "I-PREDICT 2019", "I-PREDICT 2021", "Kato 2020", "WINTHER 2019", "SHIVA crossover 2017",
    }  # fmt: skip
    for row in PUBLISHED:
        assert row.citation.startswith(("PMID:", "doi:"))
        assert row.words
        if row.estimate is not None:
            assert row.lower is not None and row.upper is not None
            assert row.lower < row.estimate < row.upper


def test_events_that_all_fall_on_one_day_are_no_test_of_proportional_hazards() -> None:
    rows = [
        {
            "patient_id": str(number),
            "pfs": {"days": 0, "event": number % 2 == 0},
            "scores": {"ipredict2019": {"numerator": number % 3, "denominator": 3}},
            "alterations": 3 + number % 4,
        }
        for number in range(80)
    ]
    cohort = Cohort.model_validate({"schema": "tumorboard.cohort/1", "name": "x", "rows": rows})
    block = analyse(cohort, shuffles=0)["endpoints"]["pfs"]
    assert block["models"]["adjusted"]["terms"]
    assert block["proportional_hazards"] is None
