"""A decision is drafted, signed with the password, locked, and changed only by amendments with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from tests.service.conftest import PASSWORD, Clinic
from tumorboard.domain.board import BoardDecision, CaseState, Chosen, Profile
from tumorboard.errors import Conflict, InputError, Refused, SignInError

MET = date(2026, 2, 27)
ALL = ("Dr. Board", "Dr. Second", "Dr. Oncologist")


def decision(*drugs: str, **more: object) -> BoardDecision:
    chosen = (Chosen(drugs=drugs or ("sotorasib",), priority=1),)
    return BoardDecision.model_validate({"met": MET, "attendees": ALL, "chosen": chosen, **more})


def test_a_decision_goes_from_draft_to_signed_to_amended_and_keeps_every_version(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    again = board.save_decision(case_id, draft.key, decision("adagrasib"), draft.version)
    signed = clinic.desk("second").sign_decision(case_id, draft.key, PASSWORD, again.version, "I was there.")
    amended = board.amend_decision(case_id, draft.key, decision("sotorasib"), PASSWORD, signed.version, "wrong drug")
    versions = board.decision_versions(case_id, draft.key)
    assert [one.version for one in versions] == [1, 2, 3, 4]
    assert [one.value.signature and one.value.signature.by for one in versions] == [
        None, None, "Dr. Second", "Dr. Board"
    ]  # fmt: skip
    assert versions[2].value.signature is not None
    assert versions[2].value.signature.meaning == "I was there."
    assert all(
        one.value.signature.person_id in [person.id for person in clinic.people.values()]
        for one in versions
        if one.value.signature
    )
    assert versions[2].value.chosen[0].drugs == ("adagrasib",)
    assert amended.reason == "wrong drug"
    assert board.file(case_id).item.state is CaseState.DECIDED


def test_a_signed_decision_is_locked(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    signed = board.sign_decision(case_id, draft.key, PASSWORD, draft.version)
    with pytest.raises(InputError, match="signed and locked"):
        board.save_decision(case_id, draft.key, decision("adagrasib"), signed.version)
    with pytest.raises(InputError, match="has signed it already"):
        board.sign_decision(case_id, draft.key, PASSWORD, signed.version)
    assert board.file(case_id).decisions == (signed,)


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_signs_nothing(clinic: Clinic, password: str) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    with pytest.raises(SignInError, match="the password is wrong"):
        board.sign_decision(case_id, draft.key, password, draft.version)
    assert board.file(case_id).decisions[0].value.signature is None


def test_passwords_cannot_be_guessed_by_signing(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    for _ in range(5):
        with pytest.raises(SignInError):
            board.sign_decision(case_id, draft.key, "wrong", draft.version)
    with pytest.raises(SignInError, match="tried too often"):
        board.sign_decision(case_id, draft.key, PASSWORD, draft.version)


def test_nobody_signs_who_was_not_there(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(attendees=("Dr. Second",)), 0)
    with pytest.raises(InputError, match=r"Dr\. Board is not among the attendees"):
        board.sign_decision(case_id, draft.key, PASSWORD, draft.version)
    assert clinic.desk("second").sign_decision(case_id, draft.key, PASSWORD, draft.version).value.signature


def test_a_screen_cannot_bring_a_signature_of_its_own(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    forged = decision(signature={"by": "Dr. Second", "at": "2026-03-01T08:00:00Z"})
    assert board.save_decision(case_id, "", forged, 0).value.signature is None


def test_an_oncologist_cannot_sign_whatever_the_password(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    with pytest.raises(Refused):
        clinic.desk("oncologist").sign_decision(case_id, draft.key, PASSWORD, draft.version)


@pytest.mark.parametrize("reason", ["", "  ", "signed"])
def test_an_amendment_needs_a_reason_of_its_own(clinic: Clinic, reason: str) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)
    signed = board.sign_decision(case_id, draft.key, PASSWORD, draft.version)
    with pytest.raises(InputError, match="needs its reason"):
        board.amend_decision(case_id, draft.key, decision("adagrasib"), PASSWORD, signed.version, reason)


def test_the_second_writer_is_told_what_changed_and_by_whom(clinic: Clinic) -> None:
    case_id, board, second = clinic.shared(), clinic.desk("board"), clinic.desk("second")
    draft = board.save_decision(case_id, "", decision(), 0)
    clinic.clock.move(minutes=5)
    board.save_decision(case_id, draft.key, decision("adagrasib", summary="new"), draft.version)
    with pytest.raises(Conflict) as caught:
        second.save_decision(case_id, draft.key, decision("trametinib"), draft.version)
    assert (caught.value.by, caught.value.at) == ("Dr. Board", clinic.clock.now)
    assert {field for field, _, _ in caught.value.changes} == {"chosen", "summary"}
    yours, theirs = next((mine, now) for field, mine, now in caught.value.changes if field == "chosen")
    assert (yours[0]["drugs"], theirs[0]["drugs"]) == (["trametinib"], ["adagrasib"])
    assert board.file(case_id).decisions[0].value.chosen[0].drugs == ("adagrasib",)
    assert clinic.trail(5)[1].outcome == "conflict"


def test_two_people_who_begin_a_decision_at_once_do_not_make_two(clinic: Clinic) -> None:
    case_id, board, second = clinic.shared(), clinic.desk("board"), clinic.desk("second")
    first = board.save_decision(case_id, "", decision(), 0)
    with pytest.raises(Conflict) as caught:
        second.save_decision(case_id, "", decision("adagrasib"), 0)
    assert (caught.value.by, caught.value.entry.key) == ("Dr. Board", first.key)
    assert [field for field, _, _ in caught.value.changes] == ["chosen"]
    board.sign_decision(case_id, first.key, PASSWORD, first.version)
    with pytest.raises(Conflict):
        second.save_decision(case_id, "", decision("adagrasib"), 0)
    assert second.save_decision(case_id, "", decision(met=date(2026, 3, 2)), 0).key == "decision-2"


def test_of_many_who_sign_at_the_same_moment_one_does(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    draft = board.save_decision(case_id, "", decision(), 0)

    def sign(name: str) -> bool:
        try:
            clinic.desk(name).sign_decision(case_id, draft.key, PASSWORD, draft.version)
        except (Conflict, InputError):
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        signed = list(pool.map(sign, ["board", "second"] * 3))
    assert sum(signed) == 1
    assert [one.version for one in board.decision_versions(case_id, draft.key)] == [1, 2]
    assert clinic.desk("auditor").verify_audit() == []


def test_nobody_signs_what_was_changed_after_it_was_read(clinic: Clinic) -> None:
    case_id, board, second = clinic.shared(), clinic.desk("board"), clinic.desk("second")
    draft = board.save_decision(case_id, "", decision(), 0)
    board.save_decision(case_id, draft.key, decision("adagrasib"), draft.version)
    with pytest.raises(Conflict, match="saved version 2"):
        second.sign_decision(case_id, draft.key, PASSWORD, draft.version)


@pytest.mark.parametrize(
    ("met", "words"),
    [(date(2026, 3, 3), "in the future"), (date(1950, 1, 1), "before the birth")],
)
def test_a_meeting_on_a_day_that_cannot_be_is_refused(clinic: Clinic, met: date, words: str) -> None:
    case_id = clinic.shared()
    clinic.desk("oncologist").save_profile(case_id, Profile(birth="1961-04"), 0)
    with pytest.raises(InputError, match=words):
        clinic.desk("board").save_decision(case_id, "", decision(met=met), 0)


def test_a_drug_that_nobody_knows_must_say_so(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    with pytest.raises(InputError, match="unknown drug 'sotorasibb'") as caught:
        board.save_decision(case_id, "", decision("sotorasibb"), 0)
    assert "Did you mean sotorasib" in str(caught.value)
    made = board.save_decision(case_id, "", decision("Lumakras", "other: XB-002"), 0)
    assert made.value.chosen[0].drugs == ("sotorasib", "other: XB-002")


def test_a_decision_cannot_rest_on_a_recommendation_that_is_not_there(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    with pytest.raises(InputError, match="no recommendation 'recommendation-9'"):
        board.save_decision(case_id, "", decision(recommendation="recommendation-9"), 0)


def test_a_draft_belongs_to_the_one_who_typed_it(clinic: Clinic) -> None:
    case_id, board, second = clinic.shared(), clinic.desk("board"), clinic.desk("second")
    board.save_draft(case_id, "decision", {"summary": "half a sent"})
    assert board.draft(case_id, "decision") == {"summary": "half a sent"}
    assert second.draft(case_id, "decision") is None
    board.save_draft(case_id, "decision", {"summary": "half a sentence"})
    assert board.draft(case_id, "decision") == {"summary": "half a sentence"}
    board.drop_draft(case_id, "decision")
    assert board.draft(case_id, "decision") is None
    with pytest.raises(Refused):
        clinic.desk("stranger").save_draft(case_id, "decision", {})
