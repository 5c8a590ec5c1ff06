"""Figures draw what the report says, read in grey, and say where the patients are invented."""

import json
from typing import Any

import pytest

from tumorboard.errors import InputError
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.figures import NOT_SHOWN, has_curve, histogram_figure, kaplan_meier_figure, render
from tumorboard.outcomes.forest import forest_figure, forest_rows, odds_rows, published_rows, specification_rows
from tumorboard.outcomes.patient_figures import (
    spider_figure,
    swimmer_figure,
    waterfall_bands_figure,
    waterfall_figure,
    waterfall_rows,
)

COHORT = simulate(120, seed=2)


def risk_table(figure: Any) -> list[dict[str, Any]]:
    spec = figure.to_dict()
    rows: list[dict[str, Any]] = spec["datasets"][spec["vconcat"][1]["data"]["name"]]
    return rows


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return analyse(COHORT, shuffles=0)


def test_curves_differ_by_dash_as_well_as_colour_and_show_numbers_at_risk(report: dict[str, Any]) -> None:
    figure = kaplan_meier_figure(report)
    text = json.dumps(figure.to_dict())
    assert "strokeDash" in text and "Number at risk" in text
    assert "SIMULATED" in text
    rows = risk_table(figure)
    groups = report["endpoints"]["pfs"]["cuts"][0]["groups"]
    assert rows[0]["count"] == str(groups["low"]["n"])


def test_hidden_numbers_at_risk_are_drawn_as_hidden() -> None:
    hidden = analyse(simulate(400, seed=2), hide_small=True, shuffles=0)
    rows = risk_table(kaplan_meier_figure(hidden))
    assert NOT_SHOWN in {row["count"] for row in rows}
    assert not any(row["count"].isdigit() and 1 <= int(row["count"]) <= 20 for row in rows)


def test_the_forest_plot_has_a_row_for_every_question(report: dict[str, Any]) -> None:
    rows = forest_rows(report)
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("model", "published cut", "landmark", "subgroup")] == [3, 3, 2, 2]
    assert all(row["words"] or row["lower"] < row["hazard_ratio"] < row["upper"] for row in rows)
    assert len(specification_rows(report)) == 12
    spec = json.dumps(forest_figure(report, rows, "x").to_dict())
    assert '"shape"' in spec and '"log"' in spec


def test_an_unknown_cut_is_refused(report: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        kaplan_meier_figure(report, cut=">9/10")


@pytest.mark.parametrize("draw", [swimmer_figure, waterfall_figure, spider_figure])
def test_figures_of_single_patients_say_that_they_are_invented(draw: Any) -> None:
    text = json.dumps(draw(COHORT).to_dict())
    assert "SIMULATED" in text and "SIM-0000" in text


def test_figures_are_rendered_offline_as_png_and_svg(report: dict[str, Any]) -> None:
    pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
    figure = histogram_figure(report)
    assert render(figure, "png").startswith(b"\x89PNG")
    assert b"<svg" in render(figure, "svg")[:300]
    with pytest.raises(InputError):
        render(figure, "gif")


def drawn(figure: Any) -> list[dict[str, Any]]:
    """Every row of every layer."""
    return [row for rows in figure.to_dict()["datasets"].values() for row in rows]


def test_a_group_whose_numbers_are_hidden_is_neither_drawn_nor_named_in_the_legend() -> None:
    report = analyse(COHORT, hide_small=True, shuffles=0)
    cut = next(c for c in report["endpoints"]["pfs"]["cuts"] if c["cut"] == report["main_cut"])
    cut["groups"]["high"] |= {"n": None, "points": [], "at_risk": []}
    text = json.dumps(kaplan_meier_figure(report).to_dict())
    assert f"score not {cut['cut']}" in text and f'"score {cut["cut"]}"' not in text
    assert has_curve(report, "pfs")
    cut["groups"]["low"] |= {"points": []}
    assert not has_curve(report, "pfs")


def test_the_axis_ends_where_the_curves_end(report: dict[str, Any]) -> None:
    figure = kaplan_meier_figure(report).to_dict()
    groups = report["endpoints"]["pfs"]["cuts"][0]["groups"].values()
    end = max(group["until_month"] for group in groups)
    domains = json.dumps(figure["vconcat"][0])
    assert f'"domain": [0, {end}]' in domains
    assert all(row["month"] <= end for row in risk_table(kaplan_meier_figure(report)))


def test_numbers_at_risk_that_are_not_shown_cannot_overlap() -> None:
    hidden = analyse(simulate(400, seed=2), hide_small=True, shuffles=0)
    assert all(len(row["count"]) <= 3 for row in risk_table(kaplan_meier_figure(hidden)))
    assert f"({NOT_SHOWN}: not shown)" in json.dumps(kaplan_meier_figure(hidden).to_dict(), ensure_ascii=False)


def test_an_interval_that_leaves_the_frame_gets_an_arrow_at_its_edge(report: dict[str, Any]) -> None:
    rows = [
        {"kind": "a", "name": "wide", "unit": "u", "hazard_ratio": 1.0, "lower": 0.01, "upper": 400.0},
        {"kind": "a", "name": "open", "unit": "u", "hazard_ratio": 2.0, "lower": 1.1, "upper": None},
        {"kind": "a", "name": "within", "unit": "u", "hazard_ratio": 2.0, "lower": 1.0, "upper": 3.0},
    ]
    found = drawn(forest_figure(report, rows, "x"))
    arrows = [row for row in found if "edge" in row]
    assert sorted((row["row"], row["edge"]) for row in arrows) == [
        ("a: open", 5.0), ("a: wide", 0.2), ("a: wide", 5.0),
    ]  # fmt: skip
    lines = {row["row"]: row for row in found if "left" in row}
    assert (lines["a: wide"]["left"], lines["a: wide"]["right"]) == (0.2, 5.0)
    assert lines["a: wide"]["interval"] == "0.01 to 400.00" and "no bound" in lines["a: open"]["interval"]


def test_a_point_outside_of_the_usual_frame_widens_it(report: dict[str, Any]) -> None:
    row = {"kind": "a", "name": "far", "unit": "u", "hazard_ratio": 12.0, "lower": 4.0, "upper": 30.0}
    assert '"domain": [0.2, 18.0]' in json.dumps(forest_figure(report, [row], "x").to_dict())


def test_published_results_have_ours_beside_them_at_the_study_s_own_cut(report: dict[str, Any]) -> None:
    rows = published_rows(report)
    kinds = [row["kind"] for row in rows]
    assert kinds == ["published", "this cohort"] * 5
    odds = next(i for i, row in enumerate(rows) if "odds ratio" in row["name"])
    own = next(c for c in report["response"]["disease_control"]["by_cut"] if c["cut"] == ">=3/5")
    term = next(t for t in own["model"]["terms"] if t["name"] == "score")
    assert report["main_cut"] != ">=3/5" and rows[odds + 1]["estimate"] == term["odds_ratio"]
    spec = json.dumps(forest_figure(report, rows, "x", ratio="estimate", by="kind").to_dict())
    assert "SIMULATED" in spec and spec.count('"this cohort"') >= 2


def test_odds_ratios_are_adjusted_and_there_for_every_cut(report: dict[str, Any]) -> None:
    rows = odds_rows(report)
    told = [f"{row['kind']}: {row['name']}" for row in rows]
    assert sum("Alterations" in name for name in told) == 5, "the number of alterations is in each model"
    assert {"disease control", "grade 3 or worse event"} == {row["kind"] for row in rows}
    assert all(row["lower"] < row["odds_ratio"] < row["upper"] for row in rows)


def test_a_figure_of_some_patients_says_how_many_there_are() -> None:
    many = json.dumps(swimmer_figure(COHORT).to_dict())
    assert "Course of the 60 patients followed longest, of 120" in many
    assert "Course of each patient" in json.dumps(swimmer_figure(simulate(20, seed=1)).to_dict())
    assert "the first 60 of" in json.dumps(spider_figure(COHORT).to_dict())


def test_the_waterfall_has_its_rows_and_bands_of_21_and_more() -> None:
    rows = waterfall_rows(COHORT)
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows == sorted(rows, key=lambda row: -row["change"])
    hidden = analyse(COHORT, hide_small=True, shuffles=0)
    bands = hidden["best_change"]["bands"]
    assert bands and all(band["n"] is None or band["n"] >= 21 for band in bands)
    medians = [band["median"] for band in bands if band["median"] is not None]
    assert medians == sorted(medians, reverse=True)
    text = json.dumps(waterfall_bands_figure(hidden).to_dict())
    assert "SIM-0000" not in text and "bands of 21" in text


def test_a_small_cohort_has_no_bands() -> None:
    told = analyse(simulate(20, seed=1), hide_small=True, shuffles=0)["best_change"]
    assert told["bands"] == [] and "21" in told["words"]
