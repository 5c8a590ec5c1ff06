"""The board's decision: written, signed, locked, amended; nothing is lost and nothing is overwritten."""

from typing import Any

import pytest

from tests.ui.board import BOARD, ONCOLOGIST, SECOND, buttons, by_label, columns, desk, opened, press, text, turn
from tumorboard.domain.board import BoardDecision, CaseState
from tumorboard.service import Records

SAVE, SIGN = "Save the decision", "Sign and lock"


def frozen(records: Records, case: str) -> None:
    own = desk(records, BOARD)
    own.set_team(case, [person.id for person in own.people_for_team()], 0)
    own.freeze(case)


def written(records: Records, case: str) -> Any:
    """A decision for option 1, saved and not signed."""
    app = press(opened(records, BOARD, "decision", case), "Take it over")
    by_label(app.text_area, "Summary").set_value("four drugs are justified here").run()
    return press(app, SAVE)


def signed(records: Records, case: str) -> Any:
    app = written(records, case)
    by_label(app.text_input, "Demo signature").set_value("ok")
    return press(app, SIGN)


def test_an_option_is_taken_over_with_its_rank_and_the_next_priority(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = press(opened(demo, BOARD, "decision", case), "Take it over")
    assert "✔ rank 1" in text(app)
    by_label(app.selectbox, "Option of the frozen").set_value(2).run()
    press(app, "Take it over")
    assert "✔ rank 2" in text(app)
    assert [one.value for one in app.number_input] == [1, 2]
    by_label(app.text_area, "Summary").set_value("justified").run()
    press(app, SAVE)
    (kept,) = desk(demo, BOARD).file(case).decisions
    assert [(one.priority, one.rank) for one in kept.value.chosen] == [(1, 1), (2, 2)]
    assert kept.value.recommendation and kept.value.signature is None


def test_votes_dissent_requests_and_a_regimen_of_its_own_are_kept(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = opened(demo, BOARD, "decision", case)
    press(app, "Add a regimen")
    by_label(app.multiselect, "Drugs").set_value(["trametinib"]).run()
    by_label(app.number_input, "Priority").set_value(1).run()
    assert "none of the options" in text(app)
    press(app, "Add a request")
    press(app, SAVE)
    assert "it is missing" in text(app) and "Field: request 1, Asked for" in text(app)
    by_label(app.selectbox, "Asked for").set_value("germline-counselling").run()
    by_label(app.radio, "Vote of Dr. Ben").set_value("against").run()
    press(app, SAVE)
    assert "votes against without a dissent in words" in text(app)
    by_label(app.text_input, "Dissent of Dr. Ben").set_value("too toxic").run()
    press(app, SAVE)
    (kept,) = desk(demo, BOARD).file(case).decisions
    (vote,) = kept.value.votes
    assert (vote.vote, vote.dissent) == ("against", "too toxic")
    assert kept.value.chosen[0].use == "unknown", "what nobody chose claims nothing"
    assert kept.value.chosen[0].rank is None and kept.value.requests[0].kind == "germline-counselling"
    assert "too toxic" in text(app) and "none of the options" in text(app)


def test_nothing_decided_is_told_and_a_reason_for_no_target_is_a_decision(demo: Records, case: str) -> None:
    app = press(opened(demo, BOARD, "decision", case), SAVE)
    assert "nothing is decided" in text(app) and not desk(demo, BOARD).file(case).decisions
    by_label(app.text_area, "If none").set_value("no finding can be met").run()
    press(app, SAVE)
    assert "**No target to treat:** no finding can be met" in text(app)


def test_a_signature_locks_the_decision_and_moves_the_case(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = signed(demo, case)
    assert "signed and locked" in text(app) and "🔒 Signed** by **Dr. Bea Sample (board)**" in text(app)
    file = desk(demo, BOARD).file(case)
    assert file.decisions[0].value.signature is not None and file.item.state is CaseState.DECIDED
    assert not [one for one in buttons(app) if one.startswith((SAVE, SIGN))]


def test_an_empty_word_signs_nothing(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = press(written(demo, case), SIGN)
    assert "nothing was entered" in text(app)
    assert desk(demo, BOARD).file(case).decisions[0].value.signature is None


def test_who_did_not_attend_cannot_sign(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = opened(demo, BOARD, "decision", case)
    press(app, "Take it over")
    by_label(app.text_area, "Summary").set_value("justified").run()
    by_label(app.multiselect, "Attendees").set_value(["Dr. Bea Sample (board)"]).run()
    press(app, SAVE)
    other = opened(demo, SECOND, "decision", case)
    by_label(other.text_input, "Demo signature").set_value("ok")
    press(other, SIGN)
    assert "is not among the attendees" in text(other)


def test_a_decision_changed_meanwhile_is_not_signed_unread(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = written(demo, case)
    own = desk(demo, SECOND)
    (kept,) = own.file(case).decisions
    changed = kept.value.model_copy(update={"summary": "changed by the other"})
    by_label(app.text_input, "Demo signature").set_value("ok")
    signing = type(own).sign_decision

    def meanwhile(self: Any, *given: Any) -> Any:
        own.save_decision(case, kept.key, changed, kept.version)
        return signing(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(own), "sign_decision", meanwhile)
        press(app, SIGN)
    assert "changed the decision after you opened it" in text(app)
    assert own.file(case).decisions[0].value.signature is None


def test_an_amendment_needs_a_reason_and_keeps_every_version(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = signed(demo, case)
    by_label(app.text_area, "Summary").set_value("amended summary").run()
    by_label(app.text_input, "Demo signature").set_value("ok").run()
    press(app, "Amend and sign")
    assert "an amendment needs its reason" in text(app)
    by_label(app.text_input, "Reason of the amendment").set_value("typing error").run()
    press(app, "Amend and sign")
    assert "amended: typing error" in text(app)
    by_label(app.toggle, "Show every version").set_value(True).run()
    (versions,) = columns(app, "What changed")
    assert list(versions["Version"]) == ["1", "2", "3"] and "amended summary" in versions["What changed"][2]
    first: BoardDecision = (
        desk(demo, BOARD).decision_versions(case, desk(demo, BOARD).file(case).decisions[0].key)[0].value
    )
    assert first.summary == "four drugs are justified here"


def test_a_closed_browser_in_the_middle_of_a_decision_loses_nothing(demo: Records, case: str) -> None:
    frozen(demo, case)
    app = press(opened(demo, BOARD, "decision", case), "Take it over")
    by_label(app.text_area, "Summary").set_value("half a thought").run()
    again = opened(demo, BOARD, "decision", case)
    assert by_label(again.text_area, "Summary").value == "half a thought" and "✔ rank 1" in text(again)
    turn(again, "findings")
    turn(again, "decision")
    assert by_label(again.text_area, "Summary").value == "half a thought"
    assert not desk(demo, BOARD).file(case).decisions


def test_a_draft_belongs_to_one_person(demo: Records, case: str) -> None:
    frozen(demo, case)
    by_label(opened(demo, BOARD, "decision", case).text_area, "Summary").set_value("mine alone").run()
    assert by_label(opened(demo, SECOND, "decision", case).text_area, "Summary").value == ""


def test_an_oncologist_reads_and_does_not_write(demo: Records, case: str) -> None:
    frozen(demo, case)
    signed(demo, case)
    app = opened(demo, ONCOLOGIST, "decision", case)
    assert "Only a board member" in text(app) and "Signed" in text(app)
    assert not [one for one in buttons(app) if one.startswith((SAVE, SIGN, "Amend"))]
