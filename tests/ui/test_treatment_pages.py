"""Regimen given and follow-up: what contradicts cannot be recorded, what is amended stays where it belongs."""

from datetime import timedelta
from typing import Any

import pytest

from tests.ui.board import BOARD, ONCOLOGIST, by_label, columns, desk, opened, press, said, text
from tumorboard.domain.board import BoardDecision, Chosen
from tumorboard.domain.followup import AdverseEvent, DoseChange, GivenDrug, TreatmentCourse
from tumorboard.service import Records

RECORD = "Record this regimen"


@pytest.fixture
def decided(demo: Records, case: str) -> str:
    """A case with a decision of 40 days ago for dabrafenib and trametinib, signed."""
    own = desk(demo, BOARD)
    own.set_team(case, [one.id for one in own.people_for_team()], 0)
    chosen = (Chosen(drugs=("dabrafenib", "trametinib"), priority=1),)
    met = own.today - timedelta(days=40)
    made = own.save_decision(case, "", BoardDecision(met=met, attendees=(own.person.display,), chosen=chosen), 0)
    own.sign_decision(case, made.key, "x", 1)
    return case


def form(demo: Records, case: str, *drugs: str, ago: int = 30) -> Any:
    app = opened(demo, ONCOLOGIST, "course", case)
    by_label(app.selectbox, "Which decision").set_value("decision-1").run()
    for place, name in enumerate(drugs):
        press(app, "Add a drug" if not place else "Add another drug")
        [one for one in app.selectbox if said(one.label) == "Drug"][place].set_value(name).run()
    by_label(app.date_input, "Day 1").set_value(desk(demo, ONCOLOGIST).today - timedelta(days=ago)).run()
    assert not app.exception
    return app


def typed(box: Any, *names: str) -> None:
    """Type what the list does not have, as a browser lets one."""
    box.options.extend(names)
    box.set_value(list(names) if box.type == "multiselect" else names[0]).run()


def fulfilment(app: Any) -> Any:
    return by_label(app.radio, "Does it follow")


def test_the_drugs_of_the_board_follow_completely_once_somebody_says_so(demo: Records, decided: str) -> None:
    app = form(demo, decided, "dabrafenib", "trametinib")
    assert fulfilment(app).options == ["✔ completely", "◐ in part"] and fulfilment(app).value is None
    press(app, RECORD)
    assert "Field: Does it follow the decision?" in text(app) and not desk(demo, BOARD).file(decided).courses
    fulfilment(app).set_value("complete").run()
    press(app, RECORD)
    (kept,) = desk(demo, BOARD).file(decided).courses
    assert (kept.value.decision, kept.value.fulfilment) == ("decision-1", "complete")


def test_a_decision_chosen_last_drops_what_was_said_without_one(demo: Records, decided: str) -> None:
    app = opened(demo, ONCOLOGIST, "course", decided)
    press(app, "Add a drug")
    by_label(app.selectbox, "Drug").set_value("trametinib").run()
    by_label(app.selectbox, "Which decision").set_value("decision-1").run()
    assert fulfilment(app).value is None and fulfilment(app).options == ["◐ in part", "✕ not at all"]


def test_other_drugs_ask_for_the_reason_at_once_and_cannot_follow_completely(demo: Records, decided: str) -> None:
    app = form(demo, decided, "dabrafenib")
    assert "differ from every regimen" in text(app) and by_label(app.selectbox, "Why it departs").value is None
    fulfilment(app).set_value("partial").run()
    press(app, RECORD)
    assert "say why the treatment departs" in text(app)
    by_label(app.selectbox, "Why it departs").set_value("insurance").run()
    press(app, RECORD)
    (kept,) = desk(demo, BOARD).file(decided).courses
    assert (kept.value.fulfilment, kept.value.departure) == ("partial", "insurance")


def test_complete_is_dropped_when_a_drug_is_added_that_the_board_did_not_choose(demo: Records, decided: str) -> None:
    app = form(demo, decided, "dabrafenib", "trametinib")
    fulfilment(app).set_value("complete").run()
    press(app, "Add another drug")
    [one for one in app.selectbox if said(one.label) == "Drug"][2].set_value("palbociclib").run()
    assert fulfilment(app).value is None and "complete" not in str(fulfilment(app).options)


def test_a_treatment_that_began_before_the_meeting_is_refused(demo: Records, decided: str) -> None:
    app = form(demo, decided, "dabrafenib", "trametinib", ago=41)
    assert "Day 1 is before the meeting" in text(app)
    fulfilment(app).set_value("complete").run()
    press(app, RECORD)
    assert "is before the meeting of the decision" in text(app) and not desk(demo, BOARD).file(decided).courses


def test_a_drug_that_the_tables_do_not_have_is_kept_as_written(demo: Records, decided: str) -> None:
    app = opened(demo, ONCOLOGIST, "course", decided)
    press(app, "Add a drug")
    typed(by_label(app.selectbox, "Drug"), "XB-99002")
    assert "XB-99002 is not in the tables" in text(app).replace("*", "")
    by_label(app.date_input, "Day 1").set_value(desk(demo, ONCOLOGIST).today - timedelta(days=9)).run()
    press(app, RECORD)
    (kept,) = desk(demo, BOARD).file(decided).courses
    assert kept.value.drugs[0].drug == "other: XB-99002"
    typed(by_label(app.multiselect, "Drugs claimed"), "Tafinlar", "XB-99002")
    by_label(app.date_input, "Filed on").set_value(desk(demo, ONCOLOGIST).today).run()
    press(app, "Save the claim")
    assert desk(demo, BOARD).file(decided).claims[0].value.drugs == ("dabrafenib", "other: XB-99002")
    by_label(app.selectbox, "Which one").set_value(kept.key).run()
    assert by_label(app.selectbox, "Drug").value == "other: XB-99002"


def test_a_slip_is_told_with_the_name_that_may_have_been_meant(demo: Records, decided: str) -> None:
    app = opened(demo, ONCOLOGIST, "course", decided)
    press(app, "Add a drug")
    typed(by_label(app.selectbox, "Drug"), "trametinbi")
    assert "Did you mean trametinib" in text(app)


@pytest.fixture
def two_courses(demo: Records, decided: str) -> str:
    """An event of the first course, attributed; and a second course, which the page chooses by itself."""
    own = desk(demo, ONCOLOGIST)
    first = TreatmentCourse(drugs=(GivenDrug(drug="trametinib"),), start=own.today - timedelta(days=100))
    key = own.save_course(decided, "", first, 0).key
    event = AdverseEvent(
        course=key,
        term="Fatigue",
        grade=2,
        onset=own.today - timedelta(days=60),
        attribution={"trametinib": "definite"},
    )
    own.save_event(decided, "", event, 0)
    second = TreatmentCourse(drugs=(GivenDrug(drug="palbociclib"),), start=own.today - timedelta(days=20))
    own.save_course(decided, "", second, 0)
    return decided


def test_an_amended_event_keeps_its_course_and_attribution(demo: Records, two_courses: str) -> None:
    app = opened(demo, ONCOLOGIST, "follow_up", two_courses)
    assert "1 event under other regimens" in text(app) and not columns(app, "Cause")
    by_label(app.selectbox, "Regimen").set_value("course-1").run()
    by_label(app.selectbox, "Which event").set_value("adverse_event-1").run()
    by_label(app.number_input, "Grade").set_value(3).run()
    by_label(app.text_input, "Why this is amended").set_value("it was worse").run()
    press(app, "Save the event")
    (kept,) = desk(demo, BOARD).file(two_courses).events
    assert (kept.value.course, kept.value.grade, kept.value.attribution) == ("course-1", 3, {"trametinib": "definite"})


def test_a_drug_that_left_the_course_keeps_what_was_said_of_it(demo: Records, two_courses: str) -> None:
    own = desk(demo, ONCOLOGIST)
    other = TreatmentCourse(drugs=(GivenDrug(drug="dabrafenib"),), start=own.today - timedelta(days=100))
    own.save_course(two_courses, "course-1", other, 1, "it was dabrafenib")
    app = opened(demo, ONCOLOGIST, "follow_up", two_courses)
    by_label(app.selectbox, "Regimen").set_value("course-1").run()
    by_label(app.selectbox, "Which event").set_value("adverse_event-1").run()
    by_label(app.selectbox, "Caused by dabrafenib").set_value("possible").run()
    by_label(app.text_input, "Why this is amended").set_value("another drug").run()
    press(app, "Save the event")
    (kept,) = own.file(two_courses).events
    assert kept.value.attribution == {"trametinib": "definite", "dabrafenib": "possible"}


def test_a_change_of_dose_is_recorded_listed_and_amended(demo: Records, two_courses: str) -> None:
    own = desk(demo, ONCOLOGIST)
    app = opened(demo, ONCOLOGIST, "follow_up", two_courses)
    by_label(app.selectbox, "Drug whose dose").set_value("palbociclib").run()
    by_label(app.number_input, "New dose").set_value(900.0).run()
    by_label(app.date_input, "First day of the new").set_value(own.today - timedelta(days=20)).run()
    by_label(app.selectbox, "Reason of the change").set_value("toxicity").run()
    press(app, "Save the change of dose")
    assert "it must be from 0 to 200 (it is 900)" in text(app) and "Field: New dose" in text(app)
    by_label(app.number_input, "New dose").set_value(75.0).run()
    press(app, "Save the change of dose")
    assert "its dose cannot change on" in text(app), "the dose of day 1 stands in the course"
    by_label(app.date_input, "First day of the new").set_value(own.today - timedelta(days=10)).run()
    press(app, "Save the change of dose")
    (kept,) = own.file(two_courses).doses
    assert kept.value.percent_of_label == 75 and own.file(two_courses).courses[1].version == 1
    rows = columns(app, "Share of the label dose")[0]
    assert list(rows["Share of the label dose"].map(said)) == ["dose not known", "**75 %**"]
    by_label(app.selectbox, "Which change").set_value(kept.key).run()
    by_label(app.number_input, "New dose").set_value(0.0).run()
    by_label(app.text_input, "Why this is amended").set_value("paused").run()
    press(app, "Save the change of dose")
    (kept,) = own.file(two_courses).doses
    assert (kept.version, kept.value) == (
        2,
        DoseChange(
            course="course-2", drug="palbociclib", when=own.today - timedelta(days=10), percent_of_label=0,
            because="toxicity",
        ),
    )  # fmt: skip
    assert "paused" in text(opened(demo, BOARD, "overview", two_courses))


def test_regimens_and_events_are_chosen_by_drugs_and_days(demo: Records, two_courses: str) -> None:
    app = opened(demo, ONCOLOGIST, "follow_up", two_courses)
    told = " ".join(by_label(app.selectbox, "Regimen").options)
    assert "palbociclib, from 20" in told and "course-" not in told
    by_label(app.selectbox, "Regimen").set_value("course-1").run()
    assert "Fatigue grade 2, from 20" in " ".join(by_label(app.selectbox, "Which event").options)
