"""A case stands only where the records say why: a signed decision, a course, a reason."""

from datetime import date
from typing import Any

import pytest

from tests.service.conftest import PASSWORD, Clinic
from tumorboard.domain.board import NEXT_STATES, BoardDecision, CaseState, Chosen, needs_reason
from tumorboard.domain.followup import GivenDrug, ResponseAssessment, TreatmentCourse
from tumorboard.errors import InputError

DAY1 = date(2025, 6, 2)
UNDONE: dict[str, Any] = {"status": "not-done", "status_reason": "payment-refused"}


class Way:
    """One case on its way."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, self.case_id = clinic, clinic.shared()
        self.board, self.oncologist = clinic.desk("board"), clinic.desk("oncologist")

    @property
    def state(self) -> CaseState:
        return self.board.file(self.case_id).item.state

    def go(self, state: CaseState, reason: str = "", due: date | None = None) -> None:
        self.board.set_state(self.case_id, state, self.board.file(self.case_id).version, due, reason)

    def decide(self, **body: Any) -> None:
        key = self.draft(**body)
        self.board.sign_decision(self.case_id, key, PASSWORD, 1)

    def draft(self, **body: Any) -> str:
        told = body or {"chosen": (Chosen(drugs=("sotorasib",), priority=1),)}
        decision = BoardDecision.model_validate({"met": DAY1, "attendees": ("Dr. Board",), **told})
        return self.board.save_decision(self.case_id, "", decision, 0).key

    def treat(self, key: str = "", expected: int = 0, reason: str = "", **body: Any) -> str:
        given = body or {"drugs": (GivenDrug(drug="sotorasib"),), "start": DAY1}
        course = TreatmentCourse.model_validate(given)
        return self.oncologist.save_course(self.case_id, key, course, expected, reason).key


@pytest.fixture
def way(clinic: Clinic) -> Way:
    return Way(clinic)


def test_a_case_is_decided_by_a_signed_decision_only(way: Way) -> None:
    way.go(CaseState.PREPARED)
    way.go(CaseState.ON_BOARD)
    with pytest.raises(InputError, match="a decided case has a signed decision"):
        way.go(CaseState.DECIDED, "we know what we decided")
    key = way.draft()
    with pytest.raises(InputError, match="a decided case has a signed decision"):
        way.go(CaseState.DECIDED, "there is a draft")
    way.board.sign_decision(way.case_id, key, PASSWORD, 1)
    assert way.state is CaseState.DECIDED
    way.go(CaseState.ON_BOARD, "signed too early")
    way.go(CaseState.DECIDED)


def test_a_case_is_treated_or_followed_up_where_a_course_was_given_only(way: Way) -> None:
    way.decide()
    with pytest.raises(InputError, match=r"that is treated has a course of treatment\. Record the regimen"):
        way.go(CaseState.TREATED)
    way.treat(**UNDONE)
    assert way.state is CaseState.NOT_TREATED
    with pytest.raises(InputError, match="has a course of treatment"):
        way.go(CaseState.TREATED)
    way.go(CaseState.CLOSED, "the patient went elsewhere")
    with pytest.raises(InputError, match="in follow-up has a course of treatment"):
        way.go(CaseState.FOLLOW_UP, "came back")
    assert way.state is CaseState.CLOSED


@pytest.mark.parametrize("body", [{"no_target": "nothing to match"}, {}])
def test_a_case_that_is_not_treated_says_why(way: Way, body: dict[str, Any]) -> None:
    way.decide(**body)
    if not body:
        with pytest.raises(InputError, match="not treated needs its reason") as told:
            way.go(CaseState.NOT_TREATED, "  ")
        assert told.value.field == "reason"
    way.go(CaseState.NOT_TREATED, "" if body else "the patient declined")
    assert way.state is CaseState.NOT_TREATED


def test_closing_opening_again_and_moving_back_need_a_reason(way: Way) -> None:
    way.go(CaseState.PREPARED)
    for state, words in ((CaseState.NEW, "moved back"), (CaseState.CLOSED, "closed")):
        with pytest.raises(InputError, match=f"a case is {words} with a reason"):
            way.go(state, " ")
    way.go(CaseState.CLOSED, "double")
    with pytest.raises(InputError, match="a case is opened again with a reason"):
        way.go(CaseState.ON_BOARD)
    way.go(CaseState.ON_BOARD, "not double")
    assert way.state is CaseState.ON_BOARD


def test_which_steps_need_a_reason() -> None:
    asked = {(one, other) for one, after in NEXT_STATES.items() for other in after if needs_reason(one, other)}
    forward = {(one, other) for one, after in NEXT_STATES.items() for other in after} - asked
    assert {(str(one), str(other)) for one, other in forward} == {
        ("new", "prepared"), ("prepared", "on_board"), ("on_board", "decided"), ("decided", "treated"),
        ("decided", "not_treated"), ("not_treated", "treated"), ("treated", "follow_up"),
    }  # fmt: skip
    assert needs_reason(CaseState.CLOSED, CaseState.CLOSED) == ""


def test_a_case_that_is_overdue_can_be_moved_on_and_gets_no_new_day_in_the_past(way: Way) -> None:
    way.go(CaseState.PREPARED, due=date(2026, 3, 4))
    way.clinic.clock.move(days=5)
    way.go(CaseState.ON_BOARD, due=date(2026, 3, 4))
    assert way.board.file(way.case_id).item.due == date(2026, 3, 4)
    with pytest.raises(InputError, match="2026-03-05 has passed"):
        way.go(CaseState.ON_BOARD, due=date(2026, 3, 5))
    way.go(CaseState.ON_BOARD)
    with pytest.raises(InputError, match="has passed"):
        way.go(CaseState.ON_BOARD, due=date(2026, 3, 4))


def test_a_treatment_that_was_not_done_after_all_brings_the_case_with_it(way: Way) -> None:
    key = way.treat()
    assert way.state is CaseState.TREATED
    way.treat(key, 1, "never started", **UNDONE)
    assert way.state is CaseState.NOT_TREATED


def test_an_assessment_without_a_treatment_is_no_follow_up(way: Way) -> None:
    seen = ResponseAssessment(when=DAY1, response="SD")
    way.oncologist.save_assessment(way.case_id, "", seen, 0)
    assert way.state is CaseState.NEW
