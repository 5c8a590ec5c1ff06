"""The case document is corrected on the page: a new version with its reason; the findings stay with the report."""

import pytest

from tests.ui.board import BOARD, SECOND, by_label, columns, desk, opened, press, said, text
from tumorboard.service import Records

SAVE = "Save the corrected document"


@pytest.fixture
def shared(demo: Records, case: str) -> str:
    own = desk(demo, BOARD)
    own.set_team(case, [one.id for one in own.people_for_team()], 0)
    return case


def test_values_medicines_and_lines_are_corrected_with_a_reason(demo: Records, shared: str) -> None:
    own = desk(demo, BOARD)
    before = own.file(shared).case
    app = opened(demo, BOARD, "overview", shared)
    by_label(app.number_input, "ECOG").set_value(2).run()
    by_label(app.number_input, "PFS, days").set_value(142).run()
    press(app, "Add a value")
    by_label(app.text_input, "Test").set_value("creatinine").run()
    by_label(app.text_input, "Unit (UCUM)").set_value("mg/dL").run()
    press(app, SAVE)
    assert "it is missing" in text(app) and "Field: value 1 (creatinine), Value" in text(app)
    by_label(app.number_input, "Value").set_value(1.4).run()
    press(app, SAVE)
    assert "an amendment needs a reason" in text(app) and own.file(shared).case.version == before.version
    by_label(
        [one for one in app.text_input if one.key.endswith(":reason") and ":document:" in one.key], "Reason"
    ).set_value("letter of the referring clinic").run()
    press(app, SAVE)
    kept = own.file(shared).case
    assert (kept.version, kept.reason) == (before.version + 1, "letter of the referring clinic")
    assert (kept.value.patient.ecog, kept.value.labs[0].test, kept.value.labs[0].value) == (2, "creatinine", 1.4)
    assert kept.value.prior_therapies[0].pfs_days == 142 and kept.value.prior_therapies[0].drugs == ("gemcitabine",)
    assert kept.value.alterations == before.value.alterations and kept.value.medications == before.value.medications
    assert list(columns(app, "PFS")[0]["PFS"].map(said)) == ["142 days"]


def test_what_cannot_be_is_told_by_the_words_of_the_form(demo: Records, shared: str) -> None:
    app = opened(demo, BOARD, "overview", shared)
    by_label(app.number_input, "Weight, kg").set_value(900.0).run()
    press(app, SAVE)
    assert "it must be from 0.3 to 400 (it is 900)" in text(app) and "Field: Weight, kg" in text(app)


def test_two_people_at_the_document_lose_nothing(demo: Records, shared: str) -> None:
    own = desk(demo, BOARD)
    kept = own.file(shared).case
    app = opened(demo, SECOND, "overview", shared)
    theirs = kept.value.model_copy(update={"patient": kept.value.patient.model_copy(update={"weight_kg": 61.0})})
    own.amend_case(shared, theirs, kept.version, "weighed")
    by_label(app.number_input, "Weight, kg").set_value(70.0).run()
    assert by_label(app.number_input, "Weight, kg").value == 70 and "saved version 2 at" in text(app)
