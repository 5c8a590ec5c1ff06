"""Forms lose nothing: a draft outlives the browser, a conflict keeps one's own words, an error says what to do."""

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.keeper import KEEPER, Keeper
from tumorboard.domain.followup import Claim
from tumorboard.errors import InputError, StoreError
from ui.parts.fields import flat
from ui.parts.forms import built


@pytest.fixture(autouse=True)
def keeper() -> Keeper:
    KEEPER.__dict__.update(Keeper().__dict__)
    return KEEPER


def page() -> None:
    from tests.ui.keeper import KEEPER
    from ui.parts.forms import open_form, show_said

    show_said()
    start = {"note": "as it was", "when": None, "rows": [{"drug": "olaparib"}]}
    with open_form(KEEPER, "M-1", "claim", start, seen=KEEPER.version) as form:
        body: dict[str, object] = {"note": form.text("note", "Note"), "when": form.day("when", "When")}
        body["kind"] = form.one_of("kind", "Kind", ["a", "b"])
        body["rows"] = [row.line("drug", "Drug") for row in form.rows("rows", "drug", most=3)]
        form.submit("Save", lambda seen: KEEPER.save(seen, body), "The claim is saved.")


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=30).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    return " ".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.success)).replace("\\", "")


def test_an_untouched_form_leaves_no_draft(keeper: Keeper) -> None:
    app = opened().run()
    assert not keeper.drafts and not keeper.writes
    assert app.text_area[0].value == "as it was"


def test_every_change_is_kept_and_comes_back_in_another_browser(keeper: Keeper) -> None:
    app = opened()
    app.text_area[0].set_value("half a sentence").run()
    press(app, "Add another drug")
    app.text_input[1].set_value("trametinib").run()
    app.date_input[0].set_value(date(2026, 2, 1)).run()
    again = opened()
    assert again.text_area[0].value == "half a sentence"
    assert [one.value for one in again.text_input] == ["olaparib", "trametinib"]
    assert again.date_input[0].value == date(2026, 2, 1)
    assert "Your unsaved entry of" in told(again)
    assert keeper.version == 0


def test_a_draft_can_be_discarded(keeper: Keeper) -> None:
    opened().text_area[0].set_value("never mind").run()
    again = press(opened(), "Discard it")
    assert not keeper.drafts
    assert again.text_area[0].value == "as it was"


def test_what_is_taken_back_leaves_no_draft(keeper: Keeper) -> None:
    app = opened()
    app.text_area[0].set_value("x").run()
    assert keeper.drafts
    app.text_area[0].set_value("as it was").run()
    assert not keeper.drafts


def test_saving_says_so_and_forgets_the_draft(keeper: Keeper) -> None:
    app = opened()
    app.text_area[0].set_value("done").run()
    press(app, "Save")
    assert "The claim is saved." in told(app)
    assert not keeper.drafts
    assert [body["note"] for body in keeper.saved] == ["done"]
    assert app.text_area[0].value == "as it was", "the next entry begins from what the records hold"


def test_a_conflict_names_who_when_and_what_and_keeps_the_own_words(keeper: Keeper) -> None:
    app = opened()
    app.text_area[0].set_value("mine").run()
    keeper.version = 3
    press(app, "Save")
    said = told(app)
    assert "Dr. [Bo](x) changed this at 2026-03-31" in said
    cells = app.table[0].value
    assert list(cells["Yours"]) == ["mine"]
    assert "theirs" in cells["In the records"][0] and "*theirs*" not in cells["In the records"][0], "shown as text"
    assert app.text_area[0].value == "mine" and not keeper.saved
    press(app, "Go on with mine")
    press(app, "Save")
    assert keeper.saved[-1]["note"] == "mine" and keeper.version == 4


def test_a_draft_remembers_the_version_that_was_seen(keeper: Keeper) -> None:
    opened().text_area[0].set_value("mine").run()
    keeper.version = 2
    again = press(opened(), "Save")
    assert "changed this" in told(again)
    press(again, "Discard mine and show theirs")
    assert again.text_area[0].value == "as it was" and not keeper.drafts


def test_an_untouched_form_follows_the_records(keeper: Keeper) -> None:
    app = opened()
    keeper.version = 5
    app.run()
    press(app, "Save")
    assert keeper.version == 6, "nothing was written, so there is nothing to be in conflict with"


def test_an_error_says_field_and_remedy_and_stays_until_the_next_try(keeper: Keeper) -> None:
    keeper.fault = InputError("the year is 2062", field="when", remedy="Check the year")
    app = press(opened(), "Save")
    assert "Field: When" in told(app) and "What to do: Check the year" in told(app)
    app.text_area[0].set_value("x").run()
    assert "Check the year" in told(app)
    keeper.fault = None
    press(app, "Save")
    assert "Check the year" not in told(app)


def test_a_lost_database_keeps_the_words_and_another_try_works(keeper: Keeper) -> None:
    app = opened()
    app.text_area[0].set_value("long thought").run()
    keeper.fault = StoreError("the disk is full", remedy="Free some space")
    press(app, "Save")
    assert "the disk is full" in told(app) and app.text_area[0].value == "long thought"
    keeper.fault = None
    press(app, "Save")
    assert keeper.saved[-1]["note"] == "long thought"


def test_a_row_taken_away_does_not_come_back(keeper: Keeper) -> None:
    app = opened()
    press(app, "Remove drug 1")
    assert not app.text_input
    press(app, "Add a drug")
    assert app.text_input[0].value == ""


def test_values_become_flat_json() -> None:
    assert flat({"met": date(2026, 1, 2), "who": ("a",), "chosen": [{"drugs": ("x", "y")}, {"drugs": ()}]}) == {
        "met": "2026-01-02", "who": ["a"], "chosen": [1, 2], "chosen.1.drugs": ["x", "y"], "chosen.2.drugs": [],
    }  # fmt: skip


def test_what_a_record_refuses_is_told_with_its_field() -> None:
    with pytest.raises(InputError) as told:
        built(Claim, filed="yesterday")
    assert told.value.field == "filed" and "yesterday" in told.value.message and told.value.remedy
