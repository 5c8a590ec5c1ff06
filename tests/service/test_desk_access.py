"""Deny by default: every request of every role on own and on foreign cases, and what the trail says of it."""

import inspect
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.service.conftest import NOW, PASSWORD, Clinic
from tumorboard import service
from tumorboard.domain.access import MATRIX, Action, Role, allowed
from tumorboard.domain.board import BoardDecision, CaseState, FindingChoice, Profile, Specimen
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    GivenDrug,
    ResponseAssessment,
    Status,
    TreatmentCourse,
)
from tumorboard.errors import Refused, SignInError, TumorboardError
from tumorboard.service import Desk

DAY = date(2026, 2, 1)
CHOICE = FindingChoice(include=True, reason="r")
DECISION = BoardDecision(met=DAY, attendees=("Dr. Board",), no_target="none")
COURSE = TreatmentCourse(drugs=(GivenDrug(drug="sotorasib"),), start=DAY)
Call = tuple[Action, Callable[[Desk, str], object]]

OF_A_CASE: dict[str, Call] = {
    "file": (Action.READ_CASE, lambda desk, case: desk.file(case)),
    "history": (Action.READ_CASE, lambda desk, case: desk.history(case)),
    "amend_case": (Action.CHANGE_CASE, lambda desk, case: desk.amend_case(case, _case(case), 9, "because")),
    "save_profile": (Action.CHANGE_CASE, lambda desk, case: desk.save_profile(case, Profile(), 9, "because")),
    "save_specimen": (Action.CHANGE_CASE, lambda desk, case: desk.save_specimen(case, "", Specimen(), 9)),
    "set_state": (Action.CHANGE_CASE, lambda desk, case: desk.set_state(case, CaseState.PREPARED, 999)),
    "set_team": (Action.SET_TEAM, lambda desk, case: desk.set_team(case, ["nobody"], 0)),
    "choose_finding": (
        Action.CHOOSE_FINDING, lambda desk, case: desk.choose_finding(case, "X", CHOICE, 0)
    ),
    "recommend": (Action.READ_CASE, lambda desk, case: desk.recommend(case, top=1)),
    "freeze": (Action.FREEZE_RECOMMENDATION, lambda desk, case: desk.freeze(case)),
    "rerun": (Action.READ_CASE, lambda desk, case: desk.rerun(case, "recommendation-9")),
    "compare": (Action.READ_CASE, lambda desk, case: desk.compare(case, [("sotorasib",), ("adagrasib",)])),
    "save_decision": (Action.WRITE_DECISION, lambda desk, case: desk.save_decision(case, "", DECISION, 9)),
    "sign_decision": (Action.SIGN_DECISION, lambda desk, case: desk.sign_decision(case, "decision-9", PASSWORD, 1)),
    "amend_decision": (
        Action.SIGN_DECISION, lambda desk, case: desk.amend_decision(case, "decision-9", DECISION, PASSWORD, 1, "why")
    ),
    "decision_versions": (Action.READ_CASE, lambda desk, case: desk.decision_versions(case, "decision-1")),
    "draft": (Action.READ_CASE, lambda desk, case: desk.draft(case, "form")),
    "save_draft": (Action.READ_CASE, lambda desk, case: desk.save_draft(case, "form", {})),
    "drop_draft": (Action.READ_CASE, lambda desk, case: desk.drop_draft(case, "form")),
    "administered_score": (Action.READ_CASE, lambda desk, case: desk.administered_score(case, ["sotorasib"])),
    "save_course": (Action.RECORD_TREATMENT, lambda desk, case: desk.save_course(case, "", COURSE, 9)),
    "save_claim": (Action.RECORD_TREATMENT, lambda desk, case: desk.save_claim(case, "", Claim(filed=DAY), 9)),
    "save_assessment": (
        Action.RECORD_FOLLOW_UP, lambda desk, case: desk.save_assessment(case, "", ResponseAssessment(when=DAY), 9)
    ),
    "save_event": (
        Action.RECORD_FOLLOW_UP,
        lambda desk, case: desk.save_event(case, "", AdverseEvent(term="Rash", grade=1, onset=DAY), 9),
    ),
    "save_dose_change": (
        Action.RECORD_FOLLOW_UP,
        lambda desk, case: desk.save_dose_change(
            case, "",
            DoseChange(course="course-9", drug="sotorasib", when=DAY, percent_of_label=50, because="toxicity"), 9,
        ),
    ),
    "save_status": (Action.RECORD_FOLLOW_UP, lambda desk, case: desk.save_status(case, "", Status(when=DAY), 9)),
    "recist": (Action.READ_CASE, lambda desk, case: desk.recist(case, "course-9")),
    "export_case": (Action.EXPORT_CASE, lambda desk, case: desk.export_case(case)),
    "report": (Action.EXPORT_CASE, lambda desk, case: desk.report(case)),
}  # fmt: skip
OF_NONE: dict[str, Call] = {
    "worklist": (Action.SEE_WORKLIST, lambda desk, _: desk.worklist()),
    "counts": (Action.SEE_WORKLIST, lambda desk, _: desk.counts()),
    "people_for_team": (Action.SEE_WORKLIST, lambda desk, _: desk.people_for_team()),
    "affected_cases": (Action.SEE_WORKLIST, lambda desk, _: desk.affected_cases(desk.kb)),
    "preview": (Action.IMPORT_CASE, lambda desk, _: desk.preview([])),
    "import_cases": (Action.IMPORT_CASE, lambda desk, _: desk.import_cases([])),
    "cohort": (Action.SEE_COHORT, lambda desk, _: desk.cohort()),
    "cohort_counts": (Action.SEE_COHORT, lambda desk, _: desk.cohort_counts()),
    "export_cohort": (Action.EXPORT_COHORT, lambda desk, _: desk.export_cohort()),
    "take_along": (Action.EXPORT_COHORT, lambda desk, _: desk.take_along("figure.png", b"")),
    "people": (Action.MANAGE_PEOPLE, lambda desk, _: desk.people()),
    "add_person": (Action.MANAGE_PEOPLE, lambda desk, _: desk.add_person("x", "X", [Role.AUDITOR], "short")),
    "set_roles": (Action.MANAGE_PEOPLE, lambda desk, _: desk.set_roles("nobody", [Role.AUDITOR])),
    "set_active": (Action.MANAGE_PEOPLE, lambda desk, _: desk.set_active("nobody", True)),
    "reset_password": (Action.MANAGE_PEOPLE, lambda desk, _: desk.reset_password("nobody", PASSWORD)),
    "sessions": (Action.MANAGE_PEOPLE, lambda desk, _: desk.sessions()),
    "revoke": (Action.MANAGE_PEOPLE, lambda desk, _: desk.revoke("nothing")),
    "audit": (Action.READ_AUDIT, lambda desk, _: desk.audit(1)),
    "audit_page": (Action.READ_AUDIT, lambda desk, _: desk.audit_page(1)),
    "verify_audit": (Action.READ_AUDIT, lambda desk, _: desk.verify_audit()),
    "backup": (Action.MANAGE_STORE, lambda desk, _: desk.backup(Path("/nowhere/at/all/records.backup"))),
}
UNASKED = {"may", "today"}
"""What answers from the person's own roles, or from the clock."""
BY_ROLE = {
    Role.BOARD_MEMBER: "board", Role.ONCOLOGIST: "oncologist", Role.RESEARCHER: "researcher",
    Role.ADMINISTRATOR: "administrator", Role.AUDITOR: "auditor",
}  # fmt: skip


def _case(case_id: str) -> Any:
    body = {"case_id": case_id, "diagnosis": {"oncotree": "LUAD"}, "alterations": []}
    return service.read_body(body, "test", service.open_knowledge()).case


def refused(call: Callable[[Desk, str], object], desk: Desk, case_id: str) -> bool:
    """Say whether a request was refused; that it was granted and failed for its content is not a refusal."""
    try:
        call(desk, case_id)
    except Refused:
        return True
    except TumorboardError:
        return False
    return False


def test_every_method_of_the_desk_stands_in_the_matrix_test() -> None:
    public = {name for name, _ in inspect.getmembers(Desk) if not name.startswith("_")}
    assert public - UNASKED == OF_A_CASE.keys() | OF_NONE.keys()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_can_do_what_the_matrix_grants_and_nothing_else(clinic: Clinic, role: Role) -> None:
    # A researcher, an administrator or an auditor on a team is an accident that must open nothing.
    own, foreign = clinic.shared(), clinic.case(by="stranger")
    with clinic.records.store.writing(clinic.desk("board").actor, "test", own) as change:
        change.set_team(own, [person.id for person in clinic.people.values()])
    desk = clinic.desk(BY_ROLE[role])
    wrong = []
    for name, (action, call) in {**OF_A_CASE, **OF_NONE}.items():
        for place, case_id in (("own", own), ("foreign", foreign), ("unknown", "NO-SUCH-CASE")):
            if name in OF_NONE and place != "own":
                continue
            expected = not allowed([role], action, on_team=place == "own")
            if refused(call, desk, case_id) is not expected:
                wrong.append((name, place, "was granted" if expected else "was refused"))
    assert wrong == []


def test_a_person_without_a_role_can_do_nothing(clinic: Clinic) -> None:
    case_id = clinic.shared()
    clinic.people["board"] = clinic.people["board"].model_copy(update={"roles": frozenset()})
    desk = clinic.desk("board")
    assert all(refused(call, desk, case_id) for _, call in {**OF_A_CASE, **OF_NONE}.values())


def test_the_matrix_grants_nothing_that_is_not_asked_for() -> None:
    asked = {action for action, _ in {**OF_A_CASE, **OF_NONE}.values()}
    assert set(Action) - asked == {Action.READ_KNOWLEDGE}
    assert all(MATRIX[action][1] for action, _ in OF_A_CASE.values())
    assert not any(MATRIX[action][1] for action, _ in OF_NONE.values())


@pytest.mark.parametrize("name", ["file", "save_course", "sign_decision", "export_case", "set_team", "save_draft"])
def test_every_refusal_stands_in_the_trail(clinic: Clinic, name: str) -> None:
    case_id, desk = clinic.case(by="stranger"), clinic.desk("board")
    action, call = OF_A_CASE[name]
    assert refused(call, desk, case_id)
    row = clinic.trail(1)[0]
    assert (row.person_id, row.action, row.case_id, row.outcome) == (desk.person.id, str(action), case_id, "refused")


def test_whoever_leaves_the_team_is_out_at_once(clinic: Clinic) -> None:
    case_id = clinic.shared()
    assert clinic.desk("second").file(case_id).item.case_id == case_id
    clinic.desk("board").set_team(case_id, [clinic.people["board"].id], 1, "left")
    with pytest.raises(Refused):
        clinic.desk("second").file(case_id)
    assert clinic.desk("second").worklist() == []


@pytest.mark.parametrize("team", [[], ["researcher"], ["board", "auditor"]])
def test_a_team_has_clinicians_and_nobody_else(clinic: Clinic, team: list[str]) -> None:
    case_id = clinic.case()
    with pytest.raises(TumorboardError, match="a team needs at least one board member or oncologist"):
        clinic.desk("board").set_team(case_id, [clinic.people[name].id for name in team], 0)


def test_the_worklist_shows_the_cases_of_own_teams_only(clinic: Clinic) -> None:
    own, _ = clinic.case(), clinic.case(by="stranger")
    assert [item.case_id for item in clinic.desk("board").worklist(mine=False)] == [own]
    assert sum(clinic.desk("board").counts().values()) == 1


def test_an_import_does_not_tell_or_change_a_foreign_case(clinic: Clinic) -> None:
    foreign, board = clinic.case(by="stranger"), clinic.desk("board")
    body = {"case_id": foreign, "diagnosis": {"oncotree": "LUAD"}, "alterations": []}
    (told,) = board.preview([service.read_body(body, "upload", clinic.kb)])
    assert (told.status, told.can_import, told.changes) == ("taken", False, ())
    with pytest.raises(Refused, match="cannot be imported under this id"):
        board.import_cases([told])
    rows = [(row.action, row.case_id, row.outcome) for row in clinic.trail(3)]
    assert [row for row in rows if row[2] == "refused"] == [("import_case", foreign, "refused")] * 2, "preview, import"
    assert clinic.desk("stranger").file(foreign).case.version == 1


def test_a_case_of_another_team_that_was_quicker_is_not_told(clinic: Clinic) -> None:
    board, stranger = clinic.desk("board"), clinic.desk("stranger")
    body = {"case_id": "SAME", "diagnosis": {"oncotree": "LUAD"}, "alterations": []}
    mine = board.preview([service.read_body(body, "upload", clinic.kb)])
    theirs = stranger.preview([service.read_body({**body, "patient": {"age": 44}}, "upload", clinic.kb)])
    stranger.import_cases(theirs)
    with pytest.raises(Refused, match="cannot be imported under this id") as caught:
        board.import_cases(mine)
    (row,) = clinic.trail(1)
    assert (row.case_id, row.outcome) == ("SAME", "refused")
    assert not hasattr(caught.value, "fields")
    assert board.worklist() == []


def cross_case(clinic: Clinic, requests: int) -> None:
    """Ask for cases of other teams, and refuse all of it, and write it all down."""
    random = Random(11)
    foreign = [clinic.case(by=random.choice(["stranger", "foreign"])) for _ in range(5)]
    strangers = [
        clinic.desk(name) for name in ("board", "second", "oncologist", "researcher", "administrator", "auditor")
    ]
    before = len(clinic.trail(4000))
    for _ in range(requests):
        name = random.choice(sorted(OF_A_CASE))
        assert refused(OF_A_CASE[name][1], random.choice(strangers), random.choice(foreign)), name
    rows = clinic.trail(4000)
    assert sum(row.outcome == "refused" for row in rows) == requests
    assert len(rows) - before - 1 == requests
    assert clinic.desk("auditor").verify_audit() == []
    versions = {clinic.desk("stranger").may(Action.READ_CASE, one) and one for one in foreign} - {False}
    assert all(clinic.desk("stranger").file(str(one)).version <= 3 for one in versions)


def test_60_requests_across_cases_are_refused(clinic: Clinic) -> None:
    cross_case(clinic, 60)


@pytest.mark.long
def test_1000_requests_across_cases_are_refused(clinic: Clinic) -> None:
    cross_case(clinic, 1000)


def test_a_session_is_asked_on_every_run(clinic: Clinic) -> None:
    token = service.sign_in(clinic.records, "Board", PASSWORD)
    desk = service.desk(clinic.records, token, clinic.kb)
    assert desk.person.roles == {Role.BOARD_MEMBER}
    clinic.clock.move(minutes=14)
    assert service.desk(clinic.records, token, clinic.kb).session == desk.session
    clinic.clock.move(minutes=15)
    with pytest.raises(SignInError, match="idle"):
        service.desk(clinic.records, token, clinic.kb)


def test_a_session_ends_after_12_hours_however_busy(clinic: Clinic) -> None:
    token = service.sign_in(clinic.records, "board", PASSWORD)
    while (clinic.clock.now - NOW).total_seconds() < 12 * 3600 - 600:
        service.desk(clinic.records, token, clinic.kb)
        clinic.clock.move(minutes=10)
    clinic.clock.move(minutes=10)
    with pytest.raises(SignInError, match="12 hours"):
        service.desk(clinic.records, token, clinic.kb)


def test_an_administrator_ends_a_session(clinic: Clinic) -> None:
    token = service.sign_in(clinic.records, "board", PASSWORD)
    admin = clinic.desk("administrator")
    (session,) = admin.sessions()
    admin.revoke(session.id)
    assert admin.sessions() == []
    with pytest.raises(SignInError, match="ended"):
        service.desk(clinic.records, token, clinic.kb)


def test_the_last_administrator_stays(clinic: Clinic) -> None:
    admin = clinic.desk("administrator")
    for change in (
        lambda: admin.set_active(admin.person.id, False),
        lambda: admin.set_roles(admin.person.id, ["auditor"]),
    ):
        with pytest.raises(TumorboardError, match="the last administrator"):
            change()
    admin.add_person("other", "Other", [Role.ADMINISTRATOR], PASSWORD)
    admin.set_active(admin.person.id, False)
    assert [person.name for person in clinic.desk("administrator").people() if not person.active] == ["administrator"]


def test_an_administrator_saves_a_copy_of_the_records(clinic: Clinic, tmp_path: Path) -> None:
    clinic.desk("administrator").backup(tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size > 0
    row = clinic.trail(1)[0]
    assert (row.name, row.outcome) == ("Dr. Administrator", "done")


def test_who_watches_the_trail_does_not_write_in_it(clinic: Clinic) -> None:
    with pytest.raises(TumorboardError, match="must not write in it"):
        clinic.desk("administrator").add_person("both", "Both", [Role.AUDITOR, Role.BOARD_MEMBER], PASSWORD)


def test_nobody_signs_in_without_a_password_outside_the_demonstration(clinic: Clinic) -> None:
    assert service.demo_people(clinic.records) == []
    with pytest.raises(SignInError):
        service.sign_in_demo(clinic.records, clinic.people["board"].id)


def said(clinic: Clinic, **more: Any) -> dict[str, Any]:
    """What the hospital says of somebody at this moment."""
    return {"iss": "https://idp", "sub": "1", "iat": int(clinic.clock().timestamp()), **more}


@pytest.mark.parametrize("claims", [
    {}, {"tumorboard_roles": "janitor"}, {"sub": "", "tumorboard_roles": ["board_member"]},
    {"iss": None, "tumorboard_roles": ["board_member"]},
])  # fmt: skip
def test_the_hospitals_sign_in_opens_nothing_without_identity_and_role(clinic: Clinic, claims: dict[str, Any]) -> None:
    with pytest.raises(SignInError):
        service.sign_in_oidc(clinic.records, said(clinic, **claims))


def test_the_hospitals_sign_in_gives_the_roles_of_its_claims(clinic: Clinic) -> None:
    claims = said(clinic, preferred_username="dr.new", name="Dr. New", tumorboard_roles="oncologist, janitor")
    token = service.sign_in_oidc(clinic.records, claims)
    assert token is not None
    desk = service.desk(clinic.records, token, clinic.kb)
    assert (desk.person.display, desk.person.roles) == ("Dr. New", {Role.ONCOLOGIST})


def test_what_the_hospital_said_counts_for_minutes_and_not_after_the_session_ended(clinic: Clinic) -> None:
    claims = said(clinic, tumorboard_roles="oncologist", name="Dr. New")
    clinic.clock.move(minutes=4)
    token = service.sign_in_oidc(clinic.records, claims)
    assert token is not None
    assert service.sign_in_oidc(clinic.records, claims) is not None, "a second tab"
    service.sign_out(clinic.records, token)
    assert service.sign_in_oidc(clinic.records, claims) is None, "signed out is signed out"
    clinic.clock.move(seconds=1)
    again = said(clinic, tumorboard_roles="oncologist", name="Dr. New")
    assert service.sign_in_oidc(clinic.records, again) is not None
    clinic.clock.move(minutes=6)
    assert service.sign_in_oidc(clinic.records, again) is None, "too old"
    assert service.sign_in_oidc(clinic.records, again | {"iat": None}) is None
    assert service.sign_in_oidc(clinic.records, again | {"iat": 4e9}) is None, "in the future"
