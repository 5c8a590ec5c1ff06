"""Figures draw what the report says, read in grey, and say where the patients are invented."""

import json
from typing import Any

import pytest

from tumorboard.errors import InputError
from tumorboard.outcomes.analyse import analyse
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.figures import (
    forest_figure,
    forest_rows,
    histogram_figure,
    kaplan_meier_figure,
    published_rows,
    render,
    specification_rows,
    spider_figure,
    swimmer_figure,
    waterfall_figure,
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
    hidden = analyse(COHORT, hide_small=True, shuffles=0)
    rows = risk_table(kaplan_meier_figure(hidden))
    assert "(hidden)" in {row["count"] for row in rows}
    assert not any(row["count"].isdigit() and 1 <= int(row["count"]) <= 20 for row in rows)


def test_the_forest_plot_has_a_row_for_every_question(report: dict[str, Any]) -> None:
    rows = forest_rows(report)
    kinds = [row["kind"] for row in rows]
    assert [kinds.count(kind) for kind in ("model", "published cut", "landmark", "subgroup")] == [3, 3, 2, 2]
    assert all(row["words"] or row["lower"] < row["hazard_ratio"] < row["upper"] for row in rows)
    assert len(specification_rows(report)) == 12
    assert {row["unit"] for row in published_rows(report)} == {">=1/2", ">=3/5"}
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
