"""The page "Score against PFS", without a browser: what a researcher sees, chooses and takes along."""

import json
from functools import cache
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.ui.test_recommend_view import HOSTILE, text
from tumorboard import service

SIMULATED = "SIMULATED"


def page() -> None:
    from ui.views import outcomes

    outcomes.show()


def shown() -> AppTest:
    app = AppTest.from_function(page, default_timeout=180).run()
    assert not app.exception
    return app


def with_file(content: bytes) -> AppTest:
    app = shown()
    app.file_uploader[0].set_value(("cohort.json", content, "application/json"))
    app.run()
    assert not app.exception
    return app


@cache
def body() -> str:
    """A cohort that does not call itself simulated, as a board would have it."""
    document = json.loads(service.cohort_text(service.demo_cohort(150, seed=3)))
    document.pop("simulation")
    return json.dumps({**document, "simulated": False, "name": HOSTILE[:100], "source": "=cmd|' /C calc'!A0"})


def frames(app: AppTest, column: str) -> list[pd.DataFrame]:
    return [table.value for table in app.table if column in table.value.columns]


def said(app: AppTest) -> str:
    return text(app).replace("\\", "")


def test_the_page_is_alive_on_first_start_and_says_that_all_is_simulated() -> None:
    app = shown()
    assert any(SIMULATED in warning.value for warning in app.warning)
    assert "SIMULATED cohort of 300 patients" in said(app)
    charts = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    drawn = [json.loads(chart.proto.spec) for chart in charts]
    assert len(drawn) == 7
    assert all(SIMULATED in json.dumps(spec) for spec in drawn)


def test_the_continuous_score_comes_first_and_the_number_of_alterations_is_in_the_model() -> None:
    app = shown()
    model, apart = frames(app, "Covariate")
    assert [name.strip("*").split(",")[0] for name in apart["Covariate"][:2]] == [
        "Matched alterations", "Alterations to be matched",
    ]  # fmt: skip
    assert model["Covariate"][0].strip("*") == "Matching score, per 50 points"
    assert "Alterations" in model["Covariate"][1]
    (forest,) = frames(app, "Question")
    assert forest["Question"][0].replace("\\", "") == "model: adjusted"
    (both,) = frames(app, "Model of PFS")
    ratios = [float(cell.split()[0]) for cell in both["Hazard ratio per 50 points (95 %)"]]
    assert ratios[0] < ratios[1], "the score alone looks better than it is"


def test_denominator_confounding_is_told_in_plain_words() -> None:
    told = said(shown())
    assert "reaches a high score easily" in told and "number of alterations is in every model" in told


def test_flow_reasons_numbers_at_risk_and_published_results_are_there() -> None:
    app = shown()
    (flow,) = frames(app, "Left before it")
    assert "not enough tissue" in " ".join(flow["Left before it"])
    (risk,) = frames(app, "Month")
    assert risk.shape[1] == 3 and int(risk.iloc[0, 1]) > int(risk.iloc[-1, 1])
    (published,) = frames(app, "Published")
    assert any("33009371" in study for study in published["Study"])
    ours = [column for column in published.columns if column.endswith("this cohort")]
    assert ours == ["SIMULATED: this cohort"] and published[ours[0]].str.contains("91").any()


def test_another_endpoint_cut_and_planted_effect_can_be_chosen() -> None:
    app = shown()
    app.radio(key="outcomes:endpoint").set_value("os").run()
    assert not app.exception and "Overall survival" in said(app)
    app.radio(key="outcomes:cut:os").set_value(">=3/5").run()
    assert "score >=3/5" in said(app)
    before = frames(app, "Model of PFS")[0].iloc[2, 1]
    app.selectbox(key="cohort:effect").set_value(1.0).run()
    assert not app.exception
    assert frames(app, "Model of PFS")[0].iloc[2, 1] != before


def test_downloads_are_offered_and_the_table_cannot_run_in_a_spreadsheet() -> None:
    from ui.parts.cohorts import Analysed
    from ui.views.outcomes import ratios_csv

    app = shown()
    labels = {button.label for button in app.get("download_button")}
    assert {"Download the report (JSON)", "Download the figure (PNG)", "Download the figure (SVG)"} <= labels
    assert "Download the simulated cohort (JSON)" in labels
    cohort = service.demo_cohort(60)
    report = {**service.analyse_cohort(cohort, shuffles=0), "title": "=1+1"}
    lines = ratios_csv(Analysed(cohort, report, {})).splitlines()
    assert lines[0].startswith("cohort,endpoint,kind") and all(line.startswith("'=1+1,") for line in lines[1:])


def _few() -> None:
    from tumorboard import service
    from ui.parts.cohorts import Analysed
    from ui.views.outcomes import _show_downloads

    class Researcher:
        def may(self, action: object) -> bool:
            return True

    real = {"simulated": False, "simulation": None}
    cohort = service.demo_cohort(20).model_copy(update=real)
    report = service.analyse_cohort(cohort, shuffles=0)
    _show_downloads(Analysed(cohort, report, {}, own=True), Researcher())  # type: ignore[arg-type]


def test_below_21_patients_of_the_records_no_download_is_offered_and_the_page_says_why() -> None:
    app = AppTest.from_function(_few, default_timeout=60).run()
    assert not app.exception
    assert not app.get("download_button")
    assert "fewer than 21 treated patients" in said(app)


def test_an_own_cohort_hides_small_counts_and_its_words_stay_words() -> None:
    app = with_file(body().encode())
    assert not app.warning
    assert SIMULATED not in " ".join(table.value.to_csv() for table in app.table)
    assert "small counts hidden" in said(app)
    counts = [str(cell) for frame in frames(app, "Month") for cell in frame.iloc[:, 1:].to_numpy().ravel()]
    assert "not shown" in counts and not any(cell.isdigit() and 0 < int(cell) < 21 for cell in counts)
    assert not any("![x](http" in str(element.value) for element in (*app.subheader, *app.markdown, *app.caption))
    assert "Download the simulated cohort (JSON)" not in {button.label for button in app.get("download_button")}


def test_a_bad_file_is_told_with_file_field_and_remedy() -> None:
    broken = json.loads(body())
    broken["rows"][2]["worst_grade"] = 6
    for content, words in (
        (b"{", ("cohort.json", "not JSON")),
        (b'{"schema": "tumorboard.case/1"}', ("cohort.json", "schema", "not a cohort document")),
        (json.dumps(broken).encode(), ("rows[2].worst_grade", "What to do")),
    ):
        app = with_file(content)
        told = " ".join(str(error.value) for error in app.error).replace("\\", "")
        assert all(word in told for word in words), told
        assert not app.table


def test_a_cohort_without_scores_is_told_in_words() -> None:
    rows: list[dict[str, Any]] = [{"patient_id": f"P{i}", "pfs": {"days": 30 + i, "event": True}} for i in range(40)]
    app = with_file(json.dumps({"schema": "tumorboard.cohort/1", "name": "No scores", "rows": rows}).encode())
    assert "not known of any patient with a score" in said(app)


def test_the_router_offers_the_page_and_nothing_of_a_patient_is_cached() -> None:
    from pathlib import Path

    root = Path(service.__file__).resolve().parents[2] / "ui"
    router = (root / "streamlit_app.py").read_text(encoding="utf-8")
    pages = (root / "pages.py").read_text(encoding="utf-8")
    assert "outcomes.show" in pages and len(router.splitlines()) < 80
    assert not any("cache_data" in path.read_text(encoding="utf-8") for path in root.rglob("*.py"))


def test_what_the_score_is_held_against_is_shown_with_a_table_each() -> None:
    app = shown()
    told = said(app)
    (odds,) = frames(app, "Odds ratio (95 %)")
    assert {"disease control", "grade 3 or worse event"} == set(odds["Outcome"])
    assert odds["Model: covariate"].str.contains("Alterations").sum() == 5
    (shares,) = frames(app, "PFS ratio")
    assert list(shares["PFS ratio"]) == ["above 1.3", "above 1.5"]
    assert "Read it with care" in told and "in a randomised crossover" in told
    assert "The score as it was at each moment" in told and "no score changed after day 1" in told.lower()


def test_a_score_that_changes_has_its_model() -> None:
    document = json.loads(service.cohort_text(service.demo_cohort(200, seed=4)))
    for row in document["rows"][::3]:
        row["score_changes"] = [{"when": 30, "score": {"numerator": 1, "denominator": 2}}]
    app = with_file(json.dumps(document).encode())
    assert any(
        "at the time" in frame["Covariate"].str.cat() or "moment" in said(app) for frame in frames(app, "Covariate")
    )
    assert len(frames(app, "Covariate")) == 3, "the model, numerator and denominator, the score at each moment"


def test_groups_by_what_patients_said_are_told_with_the_silences_apart() -> None:
    tables = frames(shown(), "With a matched drug")
    assert len(tables) == 2
    assert {"not asked", "prefers not to say"} <= set(tables[0]["Group"])


def test_published_dois_are_links_and_ours_stands_beside_each_ratio() -> None:
    (published,) = frames(shown(), "Published")
    assert published["Study"].str.contains("https://doi.org/10.1186/s13073-021-00969-w", regex=False).sum() == 3
    ratios = published[published["Measure"].str.contains("ratio")]
    assert (ratios["SIMULATED: this cohort"] != "–").all()
