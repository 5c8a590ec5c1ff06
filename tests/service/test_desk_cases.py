"""Import, documents, findings, frozen recommendations and states of a case."""

from datetime import date
from typing import Any

import pytest

from tests.conftest import case_body
from tests.service.conftest import PASSWORD, Clinic
from tumorboard import service
from tumorboard.domain.alteration import Alteration
from tumorboard.domain.board import BoardDecision, CaseState, FindingChoice, Profile, Specimen
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import BUILT_IN
from tumorboard.errors import Conflict, InputError, Refused
from tumorboard.service import Desk

LEFT_OUT = FindingChoice(include=False, reason="subclonal in both biopsies")


def reads(clinic: Clinic, *bodies: dict[str, Any]) -> list[Any]:
    return [service.read_body(body, "upload", clinic.kb) for body in bodies]


def test_nothing_is_saved_until_the_import_is_confirmed(clinic: Clinic) -> None:
    board = clinic.desk("board")
    (told,) = board.preview(reads(clinic, case_body("KRAS p.G12C")))
    assert (told.status, told.case_id, told.alterations) == ("new", "TEST", 1)
    assert board.worklist() == []
    assert board.import_cases([told], date(2026, 3, 9)) == ["TEST"]
    (item,) = board.worklist(text="g12c pancrea")
    assert (item.state, item.due, item.headline) == (CaseState.NEW, date(2026, 3, 9), "KRAS G12C")


def test_an_import_takes_all_cases_or_none(clinic: Clinic) -> None:
    board = clinic.desk("board")
    good, twice = board.preview(reads(clinic, case_body("KRAS p.G12C"), case_body("BRAF p.V600E")))
    assert (good.status, twice.status) == ("new", "bad")
    with pytest.raises(InputError, match="stands here twice"):
        board.import_cases([good, twice])
    assert board.worklist() == []


def test_importing_a_case_again_tells_what_would_change(clinic: Clinic) -> None:
    board = clinic.desk("board")
    board.import_cases(board.preview(reads(clinic, case_body("KRAS p.G12C", "TP53 p.R175H"))))
    (same,) = board.preview(reads(clinic, case_body("TP53 p.R175H", "KRAS p.G12C")))
    assert (same.status, same.changes) == ("same", ())
    (told,) = board.preview(reads(clinic, case_body("KRAS p.G12C", code="LUAD")))
    assert told.status == "changed"
    assert [field for field, _, _ in told.changes] == ["alterations: TP53:p.R175H", "diagnosis.oncotree"]
    assert told.changes[1] == ("diagnosis.oncotree", "LUAD", "PAAD")
    board.import_cases([told])
    file = board.file("TEST")
    assert (file.case.version, file.case.reason, file.item.headline) == (2, "imported again", "KRAS G12C")


def test_an_import_that_was_overtaken_is_a_conflict(clinic: Clinic) -> None:
    board = clinic.desk("board")
    board.import_cases(board.preview(reads(clinic, case_body("KRAS p.G12C"))))
    old = board.preview(reads(clinic, case_body("KRAS p.G12D")))
    board.import_cases(board.preview(reads(clinic, case_body("KRAS p.G12V"))))
    with pytest.raises(Conflict):
        board.import_cases(old)
    assert board.file("TEST").item.headline == "KRAS G12V"


def test_a_due_date_lies_ahead(clinic: Clinic) -> None:
    board = clinic.desk("board")
    told = board.preview(reads(clinic, case_body("KRAS p.G12C")))
    with pytest.raises(InputError, match="has passed"):
        board.import_cases(told, date(2026, 3, 1))
    assert board.worklist() == []


def test_an_amended_case_is_a_new_version_with_its_reason(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    case = board.file(case_id).case.value
    more = Alteration.model_validate({"gene": "STK11", "kind": "deletion"})
    changed = case.model_copy(update={"alterations": (*case.alterations, more)})
    with pytest.raises(InputError, match="needs a reason"):
        board.amend_case(case_id, changed, 1, " ")
    assert board.amend_case(case_id, changed, 1, "report amended").version == 2
    assert "STK11" in board.file(case_id).item.headline
    with pytest.raises(Conflict) as caught:
        clinic.desk("oncologist").amend_case(case_id, case, 1, "mine")
    assert caught.value.by == "Dr. Board"
    assert [field for field, _, _ in caught.value.changes] == ["case.alterations"]


def finding(desk: Desk, case_id: str, name: str) -> Any:
    return next(view for view in desk.recommend(case_id, top=1).alterations if view.id == name)


def test_a_finding_that_the_board_left_out_says_so_in_the_recommendation(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    before = board.recommend(case_id, top=1).options[0].total
    assert board.choose_finding(case_id, "TP53:p.R175H", LEFT_OUT, 0) == 1
    told = finding(board, case_id, "TP53:p.R175H")
    assert (told.counted, told.reason) == (False, "left out by the board: subclonal in both biopsies")
    assert board.recommend(case_id, top=1).options[0].total == before - 1
    file = board.file(case_id)
    assert file.choices["TP53:p.R175H"].value == LEFT_OUT
    assert file.item.headline == "KRAS G12C"


def test_an_uncertain_variant_can_be_included_with_a_reason(clinic: Clinic) -> None:
    case_id, board = clinic.shared("KRAS p.G12C", vus=("BRCA2 p.A2951T",)), clinic.desk("board")
    choice = FindingChoice(include=True, reason="loss of the other allele")
    board.choose_finding(case_id, "BRCA2:p.A2951T", choice, 0)
    told = finding(board, case_id, "BRCA2:p.A2951T")
    assert (told.counted, told.reason) == (True, "included by the board: loss of the other allele")


def test_a_choice_can_be_withdrawn_and_its_history_stays(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    board.choose_finding(case_id, "TP53:p.R175H", LEFT_OUT, 0)
    assert board.choose_finding(case_id, "TP53:p.R175H", None, 1) == 2
    file = board.file(case_id)
    assert (dict(file.choices), file.choice_versions["TP53:p.R175H"], file.choice_versions["KRAS:p.G12C"]) == ({}, 2, 0)
    assert finding(board, case_id, "TP53:p.R175H").counted
    words = [line.words for line in board.history(case_id) if line.kind == "finding"]
    assert words == [
        "TP53:p.R175H: choice withdrawn",
        "TP53:p.R175H: left out by the board: subclonal in both biopsies",
    ]
    with pytest.raises(Conflict):
        clinic.desk("second").choose_finding(case_id, "TP53:p.R175H", LEFT_OUT, 1)


@pytest.mark.parametrize("name", ["TMB", "EGFR:p.L858R", ""])
def test_only_a_finding_of_the_case_can_be_chosen(clinic: Clinic, name: str) -> None:
    case_id = clinic.shared(signatures={"tmb": {"value": 30}})
    with pytest.raises(InputError, match="has no alteration"):
        clinic.desk("board").choose_finding(case_id, name, LEFT_OUT, 0)


def test_a_frozen_recommendation_holds_all_that_made_it_and_can_be_computed_again(clinic: Clinic) -> None:
    case_id, board = clinic.shared("KRAS p.G12C", "CDKN2A del", "TP53 p.R175H"), clinic.desk("board")
    board.choose_finding(case_id, "TP53:p.R175H", LEFT_OUT, 0)
    limits = Limits(organ_limits={"skin": None, "cardiac": 0.3}, veto=("adagrasib",))
    kept = board.freeze(case_id, limits, BUILT_IN[1])
    frozen = kept.value
    live = board.recommend(case_id, limits, BUILT_IN[1])
    assert frozen.document == live.model_dump(mode="json", by_alias=True)
    assert (frozen.knowledge, frozen.policy) == (clinic.kb.version, "kato2020")
    assert Limits.model_validate(frozen.limits) == limits
    assert board.rerun(case_id, kept.key).same
    # What is frozen stays as it was seen, whatever becomes of the case.
    board.choose_finding(case_id, "TP53:p.R175H", None, 1)
    assert board.file(case_id).recommendations[0].value == frozen
    assert board.rerun(case_id, kept.key).same
    assert board.freeze(case_id, limits, BUILT_IN[1]).value.input_sha256 != frozen.input_sha256


def test_a_frozen_recommendation_that_was_altered_is_not_the_same(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    kept = board.freeze(case_id)
    altered = kept.value.model_copy(update={"document": {**kept.value.document, "messages": ["forged"]}})
    with clinic.records.store.writing(board.actor, "test", case_id) as change:
        change.append(case_id, "recommendation", kept.key, altered.model_dump(mode="json"), 1, "forged")
    told = board.rerun(case_id, kept.key)
    assert (told.same, told.words) == (False, "differs in messages")


def test_the_same_inputs_have_the_same_hash(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    first, second = board.freeze(case_id), board.freeze(case_id)
    assert first.value == second.value
    assert (first.key, second.key) == ("recommendation-1", "recommendation-2")


def test_open_cases_that_new_knowledge_would_change_are_listed(clinic: Clinic) -> None:
    case_id, board = clinic.shared("KRAS p.G12C"), clinic.desk("board")
    board.freeze(case_id)
    assert board.affected_cases(clinic.kb) == []
    kept = board.file(case_id).recommendations[0].value
    older = {**kept.document, "options": []}
    with clinic.records.store.writing(board.actor, "test", case_id) as change:
        body = kept.model_copy(update={"document": older}).model_dump(mode="json")
        change.append(case_id, "recommendation", "recommendation-1", body, 1, "as if other knowledge had made it")
    (changed,) = board.affected_cases(clinic.kb)
    assert (changed.case_id, changed.before) == (case_id, "no regimen")
    version = board.file(case_id).version
    board.set_state(case_id, CaseState.CLOSED, version, reason="the patient went elsewhere")
    assert board.affected_cases(clinic.kb) == []


def test_two_to_four_regimens_are_put_side_by_side(clinic: Clinic) -> None:
    case_id, board = clinic.shared("KRAS p.G12C", "CDKN2A del"), clinic.desk("board")
    views = board.compare(case_id, [("Lumakras",), ("adagrasib", "cetuximab"), ("sotorasib", "palbociclib")])
    assert [view.drugs for view in views] == [("sotorasib",), ("adagrasib", "cetuximab"), ("sotorasib", "palbociclib")]
    assert [view.score.policies[0].num for view in views] == [1, 1, 2]
    assert views[0].safety.combination.words == "single drug"
    for wrong in ([("sotorasib",)], [("sotorasib",)] * 5, [("sotorasib",), ()], [("sotorasib",), ("nonsense",)]):
        with pytest.raises(InputError):
            board.compare(case_id, wrong)


def test_a_case_moves_along_its_way_and_nowhere_else(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    version = board.file(case_id).version
    with pytest.raises(InputError, match="cannot go from new to decided"):
        board.set_state(case_id, CaseState.DECIDED, version)
    assert board.file(case_id).version == version
    version = board.set_state(case_id, CaseState.PREPARED, version, date(2026, 3, 5), "complete")
    with pytest.raises(Conflict) as caught:
        clinic.desk("second").set_state(case_id, CaseState.CLOSED, version - 1)
    assert caught.value.changes == (("state", "closed", "prepared"), ("due", "none", "2026-03-05"))
    assert [line.words for line in board.history(case_id) if line.kind == "state"] == ["prepared, due 2026-03-05"]


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(birth="2026-04"), "in the future"),
        (Profile(birth="1961-04", diagnosed=date(1960, 1, 1)), "before the birth"),
        (Profile(diagnosed=date(2026, 3, 3)), "in the future"),
        (Profile(birth="2025-12"), "before the birth"),  # a specimen of the patient was taken before
    ],
)
def test_a_profile_whose_dates_cannot_be_is_refused(clinic: Clinic, profile: Profile, words: str) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    desk.save_specimen(case_id, "", Specimen(collected=date(2025, 10, 2)), 0)
    with pytest.raises(InputError, match=words):
        desk.save_profile(case_id, profile, 0)
    assert desk.file(case_id).profile.version == 0


def test_a_report_is_not_older_than_its_specimen(clinic: Clinic) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    with pytest.raises(InputError, match="before the specimen was taken"):
        desk.save_specimen(case_id, "", Specimen(collected=date(2026, 1, 9), reported=date(2026, 1, 8)), 0)
    made = desk.save_specimen(case_id, "", Specimen(collected=date(2026, 1, 9), genes=("KRAS", "TP53")), 0)
    assert desk.file(case_id).specimens == (made,)
    with pytest.raises(InputError, match="needs a reason"):
        desk.save_specimen(case_id, made.key, Specimen(), 1)


def test_history_export_and_report_tell_the_whole_case(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    key = board.freeze(case_id).key
    decision = BoardDecision(met=date(2026, 3, 2), attendees=("Dr. Board",), no_target="none", recommendation=key)
    draft = board.save_decision(case_id, "", decision, 0)
    board.sign_decision(case_id, draft.key, PASSWORD, 1)
    assert [line.words for line in board.history(case_id)][:2] == [
        "decided, due on no day",
        "decision signed: no regimen (Dr. Board)",
    ]
    told = board.export_case(case_id).decode()
    assert '"kind": "decision"' in told
    assert told == board.export_case(case_id).decode()
    assert board.report(case_id).startswith(b"%PDF")
    assert board.report(case_id, "docx").startswith(b"PK")
    done = [(row.action, row.detail["format"]) for row in clinic.trail(4)]
    assert done == [("export_case", "docx"), ("export_case", "pdf"), ("export_case", "json"), ("export_case", "json")]


def test_a_team_that_was_changed_meanwhile_is_a_conflict_and_nobody_is_lost(clinic: Clinic) -> None:
    case_id, ids = clinic.case(), {name: person.id for name, person in clinic.people.items()}
    board, second = clinic.desk("board"), clinic.desk("second")
    assert (board.file(case_id).team_version, board.set_team(case_id, [ids["board"], ids["second"]], 0)) == (0, 1)
    seen = second.file(case_id).team_version
    with pytest.raises(InputError, match="needs a reason"):
        board.set_team(case_id, [ids["board"], ids["second"], ids["oncologist"]], 1)
    board.set_team(case_id, [ids["board"], ids["second"], ids["oncologist"]], 1, "she treats the patient")
    with pytest.raises(Conflict) as caught:
        second.set_team(case_id, [ids["board"], ids["second"], ids["foreign"]], seen, "he treats the patient")
    assert caught.value.by == "Dr. Board"
    ((field, mine, theirs),) = caught.value.fields
    assert (field, set(mine) ^ set(theirs)) == ("people", {"Dr. Foreign", "Dr. Oncologist"})
    assert sorted(one.name for one in board.file(case_id).team) == ["board", "oncologist", "second"]
    assert board.history(case_id)[0].reason == "she treats the patient"
    board.set_team(case_id, [ids["second"]], 2, "she left")
    with pytest.raises(Refused):
        board.set_team(case_id, [ids["board"]], 2, "back again")


def test_who_cannot_open_a_case_any_more_stays_on_its_team_and_is_no_team_alone(clinic: Clinic) -> None:
    case_id, board = clinic.shared(), clinic.desk("board")
    ids = {name: person.id for name, person in clinic.people.items()}
    clinic.desk("administrator").set_active(ids["second"], False)
    team = [one.id for one in board.file(case_id).team]
    assert ids["second"] in team
    assert board.set_team(case_id, [*team, ids["foreign"]], 1, "he treats the patient") == 2
    for nobody in ([], [ids["second"]]):
        with pytest.raises(InputError, match="at least one board member or oncologist"):
            board.set_team(case_id, nobody, 2, "why")
    board.set_team(case_id, [ids["board"]], 2, "the others left")
    with pytest.raises(InputError, match="at least one board member or oncologist"):
        board.set_team(case_id, [ids["board"], ids["second"]], 3, "back again")


def test_the_worklist_keeps_the_choices_of_the_board_when_the_document_changes(clinic: Clinic) -> None:
    case_id, board = clinic.case("KRAS p.G12C", "TP53 p.R175H"), clinic.desk("board")
    board.choose_finding(case_id, "TP53:p.R175H", LEFT_OUT, 0)
    case = board.file(case_id).case.value
    board.amend_case(case_id, case.model_copy(update={"sample": True}), 1, "marked as a sample")
    assert board.worklist()[0].headline == "KRAS G12C"
    body = {**case_body("KRAS p.G12C", "TP53 p.R175H", "BRAF p.V600E"), "case_id": case_id}
    board.import_cases(board.preview(reads(clinic, body)), reason=" the second sample ")
    assert (board.worklist()[0].headline, board.file(case_id).case.reason) == (
        "BRAF V600E, KRAS G12C", "the second sample"
    )  # fmt: skip
