"""Two people at one form: nobody's words are lost, and each is told at once what the other saved."""

from typing import Any

import pytest

from tests.ui.board import BOARD, SECOND, buttons, by_label, columns, desk, opened, press, said, text
from tumorboard.domain.board import BoardDecision, Profile
from tumorboard.service import Records

SAVE = "Save the decision"
SIGN = "Sign and lock"


@pytest.fixture
def shared(demo: Records, case: str) -> str:
    own = desk(demo, BOARD)
    own.set_team(case, [one.id for one in own.people_for_team()], 0)
    return case


def decision(records: Records, case: str, why: str = "Bea: no target") -> BoardDecision:
    own = desk(records, BOARD)
    people = tuple(one.display for one in own.file(case).team)
    return BoardDecision(met=own.today, attendees=people, no_target=why)


def write(app: Any, words: str) -> Any:
    by_label(app.text_area, "Summary").set_value(words).run()
    assert not app.exception
    return app


@pytest.fixture
def new_and_saved(demo: Records, shared: str) -> Any:
    """Ben writes a new decision while Bea saves one, and goes on writing."""
    app = write(opened(demo, SECOND, "decision", shared), "Ben: text ONE")
    desk(demo, BOARD).save_decision(shared, "", decision(demo, shared), 0)
    return write(app, "Ben: text TWO")


def test_a_new_decision_stays_while_another_is_saved_and_says_so_at_once(new_and_saved: Any) -> None:
    app = new_and_saved
    assert by_label(app.text_area, "Summary").value == "Ben: text TWO"
    assert "Dr. Bea Sample (board) saved a decision on this case at" in text(app)
    (differs,) = columns(app, "In the records")
    assert "Ben: text TWO" in said(differs.to_csv()) and "Bea: no target" in said(differs.to_csv())


def test_the_first_words_of_a_new_decision_survive_the_decision_of_another(demo: Records, shared: str) -> None:
    app = opened(demo, SECOND, "decision", shared)
    desk(demo, BOARD).save_decision(shared, "", decision(demo, shared), 0)
    write(app, "Ben: first word")
    assert by_label(app.text_area, "Summary").value == "Ben: first word"
    again = opened(demo, SECOND, "decision", shared)
    assert by_label(again.text_area, "Summary").value == "Ben: first word", "the draft holds it in another browser"
    assert "while you were writing" in text(again)


def test_saving_a_second_new_decision_shows_both_and_mine_becomes_the_next_version(
    demo: Records, shared: str, new_and_saved: Any
) -> None:
    by_label(new_and_saved.text_area, "If none").set_value("Ben: no target").run()
    app = press(new_and_saved, SAVE)
    assert "Dr. Bea Sample (board) changed this at" in text(app) and "Bea: no target" in text(app)
    (kept,) = desk(demo, BOARD).file(shared).decisions
    assert kept.version == 1
    press(app, "Go on with mine")
    assert by_label(app.text_area, "Summary").value == "Ben: text TWO"
    press(app, SAVE)
    (kept,) = desk(demo, BOARD).file(shared).decisions
    assert (kept.version, kept.value.summary, kept.value.no_target) == (2, "Ben: text TWO", "Ben: no target")
    assert desk(demo, SECOND).draft(shared, "decision:") is None


def test_who_gives_up_a_new_decision_sees_that_of_the_other(demo: Records, shared: str, new_and_saved: Any) -> None:
    app = press(new_and_saved, "Discard mine and show theirs")
    assert "Bea: no target" in text(app) and SIGN in " ".join(buttons(app))
    assert desk(demo, SECOND).draft(shared, "decision:") is None
    assert "Bea: no target" in text(opened(demo, SECOND, "decision", shared))


@pytest.fixture
def signed_under(demo: Records, shared: str) -> Any:
    """Ben changes an unsigned decision; Bea signs it; Ben goes on writing."""
    own = desk(demo, BOARD)
    kept = own.save_decision(shared, "", decision(demo, shared), 0)
    app = write(opened(demo, SECOND, "decision", shared), "Ben: change ONE")
    own.sign_decision(shared, kept.key, "x", kept.version)
    return write(app, "Ben: change TWO")


def test_a_change_stays_when_the_decision_is_signed_and_says_so_at_once(signed_under: Any) -> None:
    told = text(signed_under)
    assert "Dr. Bea Sample (board) signed this decision at" in told and "It is locked" in told
    assert by_label(signed_under.text_area, "Summary").value == "Ben: change TWO"


def test_saving_into_a_signed_decision_is_a_conflict_and_mine_becomes_an_amendment(
    demo: Records, shared: str, signed_under: Any
) -> None:
    app = press(signed_under, SAVE)
    assert "Nothing was saved and your entry is kept" in text(app)
    (kept,) = desk(demo, BOARD).file(shared).decisions
    assert kept.version == 2
    press(app, "Go on with mine")
    assert "Your unsaved change" not in text(app)
    assert by_label(app.text_area, "Summary").value == "Ben: change TWO"
    by_label(app.text_input, "Demo signature").set_value("ok").run()
    by_label(app.text_input, "Reason of the amendment").set_value("added what was missing").run()
    press(app, "Amend and sign")
    (kept,) = desk(demo, BOARD).file(shared).decisions
    assert (kept.version, kept.value.summary, kept.reason) == (3, "Ben: change TWO", "added what was missing")
    assert desk(demo, SECOND).draft(shared, f"decision:{kept.key}") is None


def test_who_gives_up_a_change_of_a_signed_decision_reads_what_was_signed(
    demo: Records, shared: str, signed_under: Any
) -> None:
    app = press(signed_under, "Discard mine and show theirs")
    assert "🔒 Signed" in text(app) and "Ben: change TWO" not in [one.value for one in app.text_area]


def test_the_first_change_of_the_second_person_is_not_replaced(demo: Records, shared: str) -> None:
    first = desk(demo, BOARD)
    first.save_profile(shared, Profile(note="as it was"), 0)
    app = opened(demo, SECOND, "overview", shared)
    first.save_profile(shared, Profile(note="Bea: note"), 1, "corrected")
    by_label(app.text_area, "Note").set_value("Ben: first").run()
    assert by_label(app.text_area, "Note").value == "Ben: first"
    assert "Dr. Bea Sample (board) saved version 2 at" in text(app)
    (differs,) = columns(app, "In the records")
    assert list(differs["Field"]) == ["Note"] and "Bea: note" in said(differs.to_csv())
    by_label(app.text_input, "Reason of the correction").set_value("mine is right").run()
    press(app, "Save what is known")
    assert first.file(shared).profile.value.note == "Bea: note" and "Go on with mine" in buttons(app)
    press(app, "Go on with mine")
    press(app, "Save what is known")
    assert first.file(shared).profile.value.note == "Ben: first" and first.file(shared).profile.version == 3


def test_an_untouched_profile_follows_the_records(demo: Records, shared: str) -> None:
    app = opened(demo, SECOND, "overview", shared)
    desk(demo, BOARD).save_profile(shared, Profile(note="Bea: note"), 0)
    app.run()
    assert by_label(app.text_area, "Note").value == "Bea: note" and "while you were writing" not in text(app)


def test_the_second_of_two_who_change_a_team_is_told_what_the_first_did(demo: Records, shared: str) -> None:
    own, app = desk(demo, BOARD), opened(demo, SECOND, "overview", shared)
    by_label(app.multiselect, "Team of this case").set_value([BOARD, SECOND]).run()
    own.set_team(shared, [one.id for one in own.people_for_team() if one.name != BOARD] + [own.person.id], 1, "again")
    press(app, "Save the team")
    assert "Dr. Bea Sample (board) changed this" in text(app) and len(own.file(shared).team) == 3
    press(app, "Go on with mine")
    press(app, "Save the team")
    assert "an amendment needs a reason" in text(app)
    by_label(app.text_input, "Reason of the change").set_value("Olga left").run()
    press(app, "Save the team")
    file = own.file(shared)
    assert ([one.name for one in file.team], file.team_version) == ([BOARD, SECOND], 3)
