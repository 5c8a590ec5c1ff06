"""The pages of a case: overview, findings, recommendation, comparison."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.board import BOARD, ONCOLOGIST, buttons, by_label, columns, desk, heads, opened, press, said, text, token
from tumorboard import service
from tumorboard.domain.board import CaseState, FindingChoice, Profile, Specimen
from tumorboard.errors import SignInError, StoreError
from tumorboard.service import Desk, Limits, Records
from ui.parts.desk import later
from ui.parts.side_columns import LETTERS
from ui.parts.timeline import LANES, Mark, _labels, marks_of

Body = Callable[..., dict[str, Any]]
KRAS = "KRAS:p.G12D"


def test_the_overview_tells_state_earlier_lines_team_and_what_was_not_tested(demo: Records, case: str) -> None:
    told = text(opened(demo, BOARD, "overview", case))
    for words in ("○ new", "gemcitabine", "142 days", "Genes not tested: not known", "HRD", "Dr. Bea Sample (board)"):
        assert words in told, words
    assert "consent to research: not asked" in told


def test_the_table_of_the_timeline_has_every_mark_of_the_chart(demo: Records) -> None:
    app = opened(demo, BOARD, "overview", "SAMPLE-6")
    own = desk(demo, BOARD)
    marks = marks_of(own.file("SAMPLE-6"), own.today)
    (table,) = columns(app, "Which")
    assert list(table["From"].map(said)) == [mark.start.isoformat() for mark in marks]
    assert {mark.lane for mark in marks} >= {"Board", "Regimens given", "Assessments"} and len(marks) > 8
    (chart,) = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert all(lane in LANES for lane in set(table["What"])) and json.loads(chart.proto.spec)["layer"]


def test_genes_outside_of_the_panel_are_named_as_not_tested(demo: Records, case: str) -> None:
    own = desk(demo, BOARD)
    own.save_specimen(case, "", Specimen(assay="small panel", genes=("KRAS", "TP53", "BRAF")), 0)
    app = opened(demo, BOARD, "overview", case)
    told = text(app)
    line = next(one for one in told.split("\n") if one.startswith("**Not tested:**"))
    assert "ALK" in line and "BRAF" not in line and "KRAS" not in line
    assert columns(app, "Genes covered")[0]["Genes covered"][0] == "3"


def test_a_specimen_the_patient_and_the_due_date_are_saved_from_the_overview(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "overview", case)
    by_label(app.text_area, "Genes covered").set_value("KRAS, TP53; BRAF").run()
    press(app, "Save the specimen")
    by_label(app.text_input, "Month of birth").set_value("1961-04").run()
    by_label(app.selectbox, "Consent").set_value("given").run()
    press(app, "Save what is known of the patient")
    own = desk(demo, BOARD)
    by_label(app.date_input, "Due on").set_value(own.today + timedelta(days=3)).run()
    by_label(app.radio, "The case is").set_value(CaseState.PREPARED).run()
    press(app, "Save state and due date")
    file = own.file(case)
    assert file.specimens[0].value.genes == ("KRAS", "TP53", "BRAF")
    assert file.profile.value.birth == "1961-04" and file.profile.value.consent == "given"
    assert file.item.state is CaseState.PREPARED and file.item.due == own.today + timedelta(days=3)
    assert "◔ prepared" in text(app)


def test_a_birth_that_cannot_be_is_told_with_its_field_and_saves_nothing(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "overview", case)
    by_label(app.text_input, "Month of birth").set_value("April 1961").run()
    press(app, "Save what is known of the patient")
    assert "Field: Month of birth" in text(app) and "What to do" in text(app)
    assert desk(demo, BOARD).file(case).profile.version == 0


def test_two_people_on_one_case_see_each_other_and_lose_nothing(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "overview", case)
    by_label(app.text_area, "Note").set_value("mine").run()
    desk(demo, BOARD).save_profile(case, Profile(note="theirs"), 0)
    press(app, "Save what is known of the patient")
    assert "changed this at" in text(app) and "theirs" in text(app)
    assert by_label(app.text_area, "Note").value == "mine"
    assert desk(demo, BOARD).file(case).profile.value.note == "theirs"


def test_what_was_typed_outlives_the_browser(demo: Records, case: str) -> None:
    by_label(opened(demo, BOARD, "overview", case).text_area, "Note").set_value("half a sen").run()
    again = opened(demo, BOARD, "overview", case)
    assert by_label(again.text_area, "Note").value == "half a sen" and "Your unsaved entry" in text(again)


def test_the_history_names_who_changed_what(demo: Records) -> None:
    app = opened(demo, BOARD, "overview", "SAMPLE-6")
    app.toggle[0].set_value(True).run()
    (lines,) = columns(app, "Who")
    assert len(lines) > 5 and lines["Who"].str.contains("Sample").all()


def test_findings_stand_in_their_groups(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "findings", case)
    groups = {said(one.value) for one in app.subheader}
    assert {"Actionable", "Uncertain significance (VUS)"} <= groups
    actionable = columns(app, "Drugs that match (level)")[0]
    assert actionable["Finding"].str.contains("KRAS").any()
    assert "not of this tumour type" in text(app) and actionable.iloc[:, 3].str.contains(r"\*").any()


def test_a_finding_is_left_out_with_a_reason_and_the_score_follows(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "findings", case)
    by_label(app.selectbox, "Finding").set_value(KRAS).run()
    by_label(app.radio, "The board says").set_value("exclude").run()
    press(app, "Save the board's word")
    assert app.error, "a reason is needed"
    by_label(app.text_input, "Reason").set_value("not seen in the second sample").run()
    press(app, "Save the board's word")
    assert "✕ leave it out**: not seen in the second sample (Dr. Bea Sample (board)" in text(app)
    file = desk(demo, BOARD).file(case)
    assert file.choices[KRAS].value == FindingChoice(include=False, reason="not seen in the second sample")
    by_label(app.radio, "The board says").set_value("withdraw").run()
    press(app, "Save the board's word")
    assert not desk(demo, BOARD).file(case).choices


def test_an_oncologist_reads_findings_and_overrules_none(demo: Records, case: str) -> None:
    own = desk(demo, BOARD)
    own.set_team(case, [person.id for person in own.people_for_team()], 0)
    app = opened(demo, ONCOLOGIST, "findings", case)
    assert "Only a board member" in text(app) and not [one for one in buttons(app) if "word" in one]


def test_a_recommendation_is_frozen_with_the_limits_in_force_and_computes_the_same_again(
    demo: Records, case: str
) -> None:
    app = opened(demo, BOARD, "recommendation", case)
    assert heads(app) == [f"Recommendation: {case}"]
    app.slider(key="limits:size").set_value((2, 2)).run()
    press(app, "Freeze this recommendation")
    (kept,) = desk(demo, BOARD).file(case).recommendations
    assert kept.value.limits["max_drugs"] == 2 and "is frozen" in text(app)
    press(app, "Compute the newest again")
    assert "✔ **the same bytes" in text(app)


def test_regimens_stand_side_by_side_with_exact_figures(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "compare", case)
    by_label(app.multiselect, "Regimen of your own 1").set_value(["olaparib", "warfarin"][:1]).run()
    (glance,) = columns(app, "At a glance")
    assert [said(name)[:3] for name in glance.columns[1:]] == [f"{letter}: " for letter in LETTERS[:3]]
    (organs,) = columns(app, "Organ")
    assert len(organs) == 13 and organs.iloc[:, 1:].map(lambda cell: "%" in cell).all().all()
    policies = columns(app, "Policy")[0]
    assert len(policies) == 3 and policies.iloc[:, 1:].map(lambda cell: "▲" in cell or "▽" in cell).all().all()
    (harm,) = columns(app, "Together with")
    assert harm.iloc[2, 1:].str.contains("not checked").all() and not harm.iloc[1, 1:].str.contains("not checked").any()


def test_regimens_are_compared_under_the_limits_that_the_board_froze(demo: Records, case: str) -> None:
    desk(demo, BOARD).freeze(case, Limits(organ_limits={"haematological": 0.89}, max_drugs=3))
    app = opened(demo, BOARD, "compare", case)
    chosen = by_label(app.selectbox, "Limits")
    assert str(chosen.value).startswith("of the recommendation frozen")
    assert blood(app).count("limit 89") == 2
    chosen.set_value("the defaults").run()
    assert blood(app).count("limit 90") == 2


def blood(app: AppTest) -> str:
    """What the comparison says of the blood."""
    (organs,) = columns(app, "Organ")
    return said(" ".join(organs[organs["Organ"].str.contains("blood|haemat", case=False)].iloc[0]))


def test_one_regimen_is_nothing_to_compare(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "compare", case)
    by_label(app.multiselect, "Regimens of this case").set_value([]).run()
    assert "Choose 2 to 4 regimens" in text(app) and not app.table


def test_records_that_fail_are_told_in_words_and_another_try_works(
    demo: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> None:
        raise StoreError("the database cannot be reached", remedy="Try again in a minute")

    with monkeypatch.context() as broken:
        broken.setattr(Desk, "file", gone)
        app = opened(demo, BOARD, "overview", "SAMPLE-1")
        assert "cannot be reached" in text(app)
    press(app, "Try again")
    assert heads(app) == ["Case: SAMPLE-1"]


def test_a_download_asks_for_the_session_again_when_it_is_clicked(demo: Records) -> None:
    own = desk(demo, BOARD)
    signed = token(demo, BOARD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.parts.desk.st.session_state", {"session:token": signed})
        made = later(own, lambda fresh: fresh.export_case("SAMPLE-1"))
    assert b"SAMPLE-1" in made()
    service.sign_out(demo, signed)
    with pytest.raises(SignInError):
        made()


def test_words_of_marks_on_one_day_do_not_lie_on_each_other() -> None:
    day = date(2026, 1, 1)
    marks = [Mark("Board", day, None, "one"), Mark("Board", day, None, "two"), Mark("Condition", day, None, "seen")]
    assert _labels(marks) == ["one · two", "", "seen"]
    later_on = [Mark("Board", day, None, "one"), Mark("Board", day + timedelta(days=200), None, "two")]
    assert _labels(later_on) == ["one", "two"]
