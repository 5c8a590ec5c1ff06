"""Regimen given, follow-up, cohort, knowledge, accounts, audit trail and about."""

from datetime import timedelta

import pytest

from tests.ui.board import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    ONCOLOGIST,
    RESEARCHER,
    buttons,
    by_label,
    columns,
    desk,
    opened,
    press,
    said,
    text,
    turn,
)
from tumorboard.domain.followup import GivenDrug, TreatmentCourse
from tumorboard.service import Records
from ui.views.audit import _csv


@pytest.fixture
def shared(demo: Records, case: str) -> str:
    """A case whose team has an oncologist, too."""
    own = desk(demo, BOARD)
    own.set_team(case, [one.id for one in own.people_for_team() if one.name in (BOARD, ONCOLOGIST)], 0)
    return case


def test_a_regimen_is_recorded_with_its_score_and_amended_with_a_reason(demo: Records, shared: str) -> None:
    own = desk(demo, ONCOLOGIST)
    app = opened(demo, ONCOLOGIST, "course", shared)
    press(app, "Add a drug")
    by_label(app.selectbox, "Drug").set_value("palbociclib").run()
    by_label(app.number_input, "% of label dose").set_value(900.0).run()
    by_label(app.date_input, "Day 1").set_value(own.today - timedelta(days=30)).run()
    assert "1 of 3" in text(app)
    press(app, "Record this regimen")
    assert "it must be above 0 and at most 200 (it is 900)" in text(app)
    assert "Field: drug 1 (palbociclib), % of label dose" in text(app) and not own.file(shared).courses
    by_label(app.number_input, "% of label dose").set_value(50.0).run()
    press(app, "Record this regimen")
    (kept,) = own.file(shared).courses
    assert kept.value.drugs == (GivenDrug(drug="palbociclib", percent_of_label=50),)
    assert kept.value.scores["ipredict2019"]["denominator"] == 3 and "The regimen is recorded." in text(app)

    by_label(app.selectbox, "Which one").set_value(kept.key).run()
    by_label(app.radio, "Status").set_value("stopped").run()
    by_label(app.date_input, "Last day").set_value(own.today).run()
    by_label(app.selectbox, "Reason for the status").set_value("toxicity").run()
    press(app, "Save the amendment")
    assert "reason" in text(app) and own.file(shared).courses[0].version == 1
    by_label(app.text_input, "Why this is amended").set_value("stopped today").run()
    press(app, "Save the amendment")
    assert own.file(shared).courses[0].version == 2


def test_two_at_one_regimen_are_told_of_each_other(demo: Records, shared: str) -> None:
    own = desk(demo, ONCOLOGIST)
    course = TreatmentCourse(drugs=(GivenDrug(drug="palbociclib"),), start=own.today - timedelta(days=9))
    kept = own.save_course(shared, "", course, 0)
    app = opened(demo, ONCOLOGIST, "course", shared)
    by_label(app.selectbox, "Which one").set_value(kept.key).run()
    by_label(app.text_area, "Note").set_value("mine").run()
    own.save_course(shared, kept.key, course.model_copy(update={"note": "theirs"}), 1, "quicker")
    by_label(app.text_input, "Why this is amended").set_value("slower").run()
    press(app, "Save the amendment")
    told = text(app)
    assert "changed this" in told and "theirs" in told
    assert own.file(shared).courses[0].value.note == "theirs"
    assert by_label(app.text_area, "Note").value == "mine"


def test_a_grade_six_and_a_day_in_the_future_are_refused_in_words(demo: Records, shared: str) -> None:
    own = desk(demo, ONCOLOGIST)
    course = TreatmentCourse(drugs=(GivenDrug(drug="palbociclib"),), start=own.today - timedelta(days=90))
    own.save_course(shared, "", course, 0)
    app = opened(demo, ONCOLOGIST, "follow_up", shared)
    by_label(app.selectbox, "CTCAE term").set_value("Fatigue").run()
    by_label(app.number_input, "Grade").set_value(6).run()
    by_label(app.date_input, "Onset").set_value(own.today).run()
    press(app, "Save the event")
    assert "it must be from 1 to 5 (it is 6)" in text(app) and "Field: Grade" in text(app)
    by_label(app.date_input, "Day of the assessment").set_value(own.today + timedelta(days=1)).run()
    by_label(app.number_input, "Sum of the target").set_value(40.0).run()
    press(app, "Save the assessment")
    assert "is in the future" in text(app)
    file = own.file(shared)
    assert not file.events and not file.assessments


def test_the_board_reads_treatment_but_does_not_write_it(demo: Records) -> None:
    app = opened(demo, BOARD, "course", "SAMPLE-7")
    assert "Only an oncologist" in text(app) and "Record this regimen" not in buttons(app)
    turn(app, "follow_up")
    assert "Only an oncologist" in text(app) and "Save the assessment" not in buttons(app)
    assert list(columns(app, "From the sums")[0]["From the sums"])[-1] == "PD"


def test_the_cohort_counts_and_its_export_is_refused_for_few_patients(demo: Records) -> None:
    app = opened(demo, RESEARCHER, "cohort")
    assert "Who is in the analysis" in text(app) and columns(app, "Step")
    before = desk(demo, AUDITOR).audit(1)[0].seq
    press(app, "Prepare the export")
    assert app.error or app.get("download_button")
    told = [row.action for row in desk(demo, AUDITOR).audit(50) if row.seq > before]
    assert "export_cohort" in told


def test_the_knowledge_page_tells_version_and_what_is_known_of_a_drug(demo: Records) -> None:
    app = opened(demo, RESEARCHER, "knowledge")
    assert desk(demo, RESEARCHER).kb.sha256 in text(app)
    by_label(app.text_input, "Gene or drug").set_value("Tafinlar").run()
    assert "dabrafenib" in text(app)
    by_label(app.text_input, "Gene or drug").set_value("nosuchdrug").run()
    assert app.error


def test_an_account_is_made_changed_and_disabled(demo: Records) -> None:
    app = opened(demo, ADMINISTRATOR, "admin")
    by_label(app.text_input, "Sign-in name").set_value("new.person")
    by_label(app.text_input, "Name as others").set_value("New Person")
    by_label(app.multiselect, "Roles").set_value(["researcher"])
    by_label(app.text_input, "First password").set_value("correct horse battery staple")
    press(app, "Make the account")
    own = desk(demo, ADMINISTRATOR)
    (made,) = [one for one in own.people() if one.name == "new.person"]
    by_label(app.selectbox, "Account").set_value(made.id).run()
    press(app, "Disable the account")
    assert not next(one for one in own.people() if one.id == made.id).active


def test_the_auditor_verifies_the_trail_and_its_csv_runs_no_formula(demo: Records) -> None:
    app = opened(demo, AUDITOR, "audit")
    assert len(columns(app, "Outcome")[0]) > 5
    press(app, "Verify the whole trail")
    assert "The trail is whole" in text(app)
    by_label(app.text_input, "Who").set_value("olga").run()
    assert set(columns(app, "Outcome")[0]["Who"].map(said)) == {"Dr. Olga Sample (oncologist)"}
    by_label(app.selectbox, "What").set_value("record_treatment").run()
    rows = columns(app, "Outcome")[0]
    assert set(rows["What"]) == {"recorded treatment"} and "{" not in rows.to_csv()
    by_label(app.text_input, "Case").set_value("SAMPLE-9").run()
    assert "regimen given" in text(app) and f"{len(columns(app, 'Outcome')[0])} rows" in text(app)
    by_label(app.date_input, "Days").set_value((desk(demo, AUDITOR).today, desk(demo, AUDITOR).today)).run()
    assert "No row fits" in text(app)
    assert _csv([{"Who": "=1+1", "Case": "@x", "What": "read"}]).splitlines()[1] == "'=1+1,'@x,read"


def test_about_says_that_it_is_for_research_only(demo: Records) -> None:
    assert "no medical device" in text(opened(demo, RESEARCHER, "about"))


def test_what_is_frozen_is_held_against_the_version_of_the_session_without_another_one(
    demo: Records, case: str
) -> None:
    own = desk(demo, BOARD)
    frozen = own.freeze(case)
    older = frozen.value.model_copy(update={"document": {**frozen.value.document, "options": []}})
    with demo.store.writing(own.actor, "test", case) as change:
        change.append(case, "recommendation", frozen.key, older.model_dump(mode="json"), 1, "as of an older version")
    app = press(opened(demo, BOARD, "knowledge"), "Compare what is frozen with this version")
    (changed,) = columns(app, "As frozen")
    assert case in [name.replace("\\", "") for name in changed["Case"]]
    assert f"would change with {own.kb.version}" in text(app)


def test_the_flow_of_the_cohort_has_reasons_and_the_waterfall_its_table(demo: Records) -> None:
    app = opened(demo, RESEARCHER, "cohort")
    (flow,) = columns(app, "Left before it")
    assert flow["Left before it"].str.contains("consent").any()
    (bars,) = columns(app, "Best change")
    assert len(bars)
