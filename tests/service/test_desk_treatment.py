"""What was given and what happened: scores frozen, dates checked, responses judged."""

from datetime import date
from typing import Any

import pytest

from tests.service.conftest import FILE, PASSWORD, Clinic
from tumorboard import service
from tumorboard.domain.board import BoardDecision, CaseState, Chosen, FindingChoice, Profile
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    GivenDrug,
    ResponseAssessment,
    Status,
    TreatmentCourse,
    fulfilments,
)
from tumorboard.errors import Conflict, InputError, StoreError
from tumorboard.service import Desk

DAY1 = date(2025, 6, 2)


def course(*drugs: str, **more: Any) -> TreatmentCourse:
    given = more.pop("given", tuple(GivenDrug(drug=name) for name in drugs or ("sotorasib",)))
    return TreatmentCourse.model_validate({"drugs": given, "start": DAY1, **more})


@pytest.fixture
def treated(clinic: Clinic) -> tuple[Clinic, Desk, str, str]:
    """A case with a profile and a course from day 1 on."""
    case_id, desk = clinic.shared("KRAS p.G12C", "CDKN2A del", "TP53 p.R175H"), clinic.desk("oncologist")
    desk.save_profile(case_id, Profile(birth="1961-04", consent="given"), 0)
    return clinic, desk, case_id, desk.save_course(case_id, "", course(), 0).key


def test_the_administered_score_is_frozen_when_the_course_is_recorded(clinic: Clinic) -> None:
    case_id, desk = clinic.shared("KRAS p.G12C", "CDKN2A del", "TP53 p.R175H"), clinic.desk("oncologist")
    forged = course("Lumakras", "palbociclib", scores={"kato2020": {"numerator": "3", "denominator": 3}})
    made = desk.save_course(case_id, "", forged, 0).value
    live = desk.administered_score(case_id, ["sotorasib", "palbociclib"])
    assert made.scores == {
        one.policy: {"numerator": "2", "denominator": 3, "set_100": False} for one in live.policies
    }  # fmt: skip
    assert [given.drug for given in made.drugs] == ["sotorasib", "palbociclib"]
    assert made.scored_with.startswith(clinic.kb.version)
    assert desk.file(case_id).item.state is CaseState.TREATED


def test_a_frozen_score_stays_when_only_words_are_amended(treated: tuple[Clinic, Desk, str, str]) -> None:
    clinic, desk, case_id, key = treated
    before = desk.file(case_id).courses[0].value
    left_out = FindingChoice(include=False, reason="subclonal")
    clinic.desk("board").choose_finding(case_id, "TP53:p.R175H", left_out, 0)
    amended = desk.save_course(case_id, key, course(note="seen again"), 1, "note added").value
    assert amended.scores == before.scores
    again = desk.save_course(case_id, key, course("sotorasib", "palbociclib"), 2, "second drug was given, too").value
    assert again.scores["kato2020"] == {"numerator": "2", "denominator": 2, "set_100": False}


def test_drugs_that_come_and_go_change_the_score_from_that_day(clinic: Clinic) -> None:
    case_id, desk = clinic.shared("KRAS p.G12C", "CDKN2A del", "TP53 p.R175H"), clinic.desk("oncologist")
    given = (
        GivenDrug(drug="sotorasib", end=date(2025, 9, 30)),
        GivenDrug(drug="palbociclib", start=date(2025, 8, 1)),
        GivenDrug(drug="other: XB-002"),
    )
    made = desk.save_course(case_id, "", course(given=given), 0).value
    scores = [(made.start, made.scores)] + [(step.when, step.scores) for step in made.score_changes]
    assert [(day, told["kato2020"]["numerator"]) for day, told in scores] == [
        (DAY1, "1"), (date(2025, 8, 1), "2"), (date(2025, 10, 1), "1")
    ]  # fmt: skip


def test_the_end_of_a_course_is_no_change_of_its_score(clinic: Clinic) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    last = date(2025, 9, 30)
    given = (GivenDrug(drug="sotorasib", end=last),)
    made = desk.save_course(case_id, "", course(given=given, end=last, status="completed"), 0).value
    assert made.score_changes == ()


def test_a_treatment_that_was_not_given_needs_its_reason_and_has_no_score(clinic: Clinic) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    body = {"status": "not-done", "status_reason": "payment-refused"}
    made = desk.save_course(case_id, "", TreatmentCourse.model_validate(body), 0).value
    assert made.scores == {}
    assert desk.file(case_id).item.state is CaseState.NOT_TREATED
    with pytest.raises(InputError, match="say why the treatment was not done"):
        service.checked(TreatmentCourse, {"status": "not-done"})


@pytest.mark.parametrize(
    ("noun", "body", "words"),
    [
        (GivenDrug, {"drug": "sotorasib", "percent_of_label": 0}, r"it must be above 0 and at most 200 \(it is 0\)"),
        (GivenDrug, {"drug": "sotorasib", "percent_of_label": 900}, r"at most 200 \(it is 900\)"),
        (GivenDrug, {"drug": "sotorasib", "percent_of_label": float("nan")}, "not a number|must be"),
        (AdverseEvent, {"term": "Rash", "grade": 6, "onset": DAY1}, r"it must be from 1 to 5 \(it is 6\)"),
        (AdverseEvent, {"term": "Rash", "grade": 0, "onset": DAY1}, "from 1 to 5"),
        (AdverseEvent, {"term": " ", "grade": 1, "onset": DAY1}, "it is missing"),
        (ResponseAssessment, {"when": DAY1, "target_sum": -1}, "from 0 to 5000"),
        (ResponseAssessment, {"when": "2025-02-30"}, "not a day that exists"),
        (Status, {"when": DAY1, "ecog": 5}, "belong to a patient who died"),
        (TreatmentCourse, {"drugs": [{"drug": "a"}, {"drug": "a"}], "start": DAY1}, "listed twice"),
        (TreatmentCourse, {"drugs": [{"drug": "a"}]}, "its drugs and its first day"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_or_seen_is_refused_in_words(noun: Any, body: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        service.checked(noun, body)
    assert caught.value.remedy == "Correct it; nothing was saved"


def test_a_record_that_was_made_by_copying_is_checked_again(clinic: Clinic) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    event = AdverseEvent(term="Rash", grade=1, onset=DAY1).model_copy(update={"grade": 6})
    with pytest.raises(InputError, match="from 1 to 5"):
        desk.save_event(case_id, "", event, 0)
    given = GivenDrug(drug="sotorasib").model_copy(update={"percent_of_label": 900.0})
    with pytest.raises(InputError, match="at most 200"):
        desk.save_course(case_id, "", course().model_copy(update={"drugs": (given,)}), 0)
    assert desk.file(case_id).courses == desk.file(case_id).events == ()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (course(start=date(2026, 3, 3)), "in the future"),
        (course(start=date(1961, 3, 31)), "before the birth"),
        (course(end=date(2025, 6, 1), status="completed"), "the end is before the start"),
        (course(given=(GivenDrug(drug="sotorasib", start=date(2025, 6, 1)),)), "before day 1"),
        (
            course(given=(GivenDrug(drug="sotorasib", start=date(2025, 8, 1), end=date(2025, 7, 1)),)),
            "before the start",
        ),
        (course("sotorasibb"), "unknown drug"),
        (course("sotorasib", "Lumakras"), "listed twice"),
        (course(decision="decision-1", fulfilment="complete"), "no signed decision"),
    ],
)
def test_a_course_that_cannot_be_is_refused(clinic: Clinic, bad: TreatmentCourse, words: str) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    desk.save_profile(case_id, Profile(birth="1961-04"), 0)
    with pytest.raises(InputError, match=words):
        desk.save_course(case_id, "", bad, 0)
    assert desk.file(case_id).courses == ()
    assert desk.file(case_id).item.state is CaseState.NEW


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (ResponseAssessment(when=date(2025, 6, 1), response="PD"), "before the start of the treatment"),
        (ResponseAssessment(when=date(2026, 3, 3), response="SD"), "in the future"),
        (ResponseAssessment(when=date(1960, 6, 1)), "before the birth"),
        (ResponseAssessment(when=date(2026, 1, 2), response="SD"), "the patient died before it"),
        (ResponseAssessment(when=date(2025, 8, 4), response="PR"), "recorded already"),
    ],
)
def test_an_assessment_that_cannot_be_is_refused(
    treated: tuple[Clinic, Desk, str, str], bad: ResponseAssessment, words: str
) -> None:
    _, desk, case_id, key = treated
    first = ResponseAssessment(course=key, when=date(2025, 8, 4), response="SD")
    desk.save_assessment(case_id, "", first, 0)
    desk.save_status(case_id, "", Status(when=date(2026, 1, 1), alive=False), 0)
    with pytest.raises(InputError, match=words):
        desk.save_assessment(case_id, "", bad.model_copy(update={"course": key}), 0)
    assert [one.value for one in desk.file(case_id).assessments] == [first]


def test_nothing_is_recorded_alive_after_death(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    desk.save_event(case_id, "", AdverseEvent(course=key, term="Rash", grade=2, onset=date(2025, 7, 1)), 0)
    with pytest.raises(InputError, match="still seen alive after it"):
        desk.save_status(case_id, "", Status(when=date(2025, 6, 30), alive=False), 0)
    death = desk.save_status(case_id, "", Status(when=date(2025, 9, 1), alive=False), 0)
    for bad in (
        lambda: desk.save_status(case_id, "", Status(when=date(2025, 9, 2), ecog=1), 0),
        lambda: desk.save_status(case_id, "", Status(when=date(2025, 10, 1), alive=False), 0),
        lambda: desk.save_event(case_id, "", AdverseEvent(term="Rash", grade=1, onset=date(2025, 9, 2)), 0),
        lambda: desk.save_course(case_id, "", course(start=date(2025, 9, 2)), 0),
    ):
        with pytest.raises(InputError, match=r"died before it|already recorded"):
            bad()
    moved = desk.save_status(case_id, death.key, Status(when=date(2025, 9, 3), alive=False), 1, "certificate")
    assert moved.version == 2


def test_day_1_cannot_be_moved_behind_a_response(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    desk.save_assessment(case_id, "", ResponseAssessment(course=key, when=date(2025, 8, 4), response="SD"), 0)
    with pytest.raises(InputError, match="after the assessment of 2025-08-04"):
        desk.save_course(case_id, key, course(start=date(2025, 8, 5)), 1, "typo")


@pytest.mark.parametrize("name", ["save_claim", "save_assessment", "save_event"])
def test_follow_up_belongs_to_a_course_that_is_there(clinic: Clinic, name: str) -> None:
    case_id, desk = clinic.shared(), clinic.desk("oncologist")
    body: Any = {
        "save_claim": Claim(course="course-7", filed=DAY1),
        "save_assessment": ResponseAssessment(course="course-7", when=DAY1),
        "save_event": AdverseEvent(course="course-7", term="Rash", grade=1, onset=DAY1),
    }[name]
    with pytest.raises(InputError, match="there is no course 'course-7'"):
        getattr(desk, name)(case_id, "", body, 0)


def test_an_event_is_attributed_to_drugs_of_its_course(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    event = AdverseEvent(course=key, term="Rash", grade=3, onset=date(2025, 7, 1), attribution={"Lumakras": "probable"})
    assert desk.save_event(case_id, "", event, 0).value.attribution == {"sotorasib": "probable"}
    wrong = event.model_copy(update={"attribution": {"adagrasib": "possible"}})
    with pytest.raises(InputError, match="adagrasib is no drug of the course"):
        desk.save_event(case_id, "", wrong, 0)


def test_the_category_of_the_sums_stands_beside_the_readers_own(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    for when, total, own in (("2025-05-30", 100, None), ("2025-08-04", 65, "SD"), ("2025-10-06", 79, "PD")):
        body = {"course": key, "when": when, "target_sum": total, "response": own}
        desk.save_assessment(case_id, "", service.checked(ResponseAssessment, body), 0)
    told = desk.recist(case_id, key)
    assert [(one.assessment.value.response, one.computed, one.agrees) for one in told] == [
        (None, None, None), ("SD", "PR", False), ("PD", "PD", True)
    ]  # fmt: skip
    assert desk.file(case_id).item.state is CaseState.FOLLOW_UP


def test_a_course_follows_a_signed_decision_or_says_why_not(clinic: Clinic) -> None:
    case_id, board, desk = clinic.shared(), clinic.desk("board"), clinic.desk("oncologist")
    chosen = (Chosen(drugs=("sotorasib",), priority=1),)
    decision = BoardDecision(met=date(2025, 5, 30), attendees=("Dr. Board",), chosen=chosen)
    draft = board.save_decision(case_id, "", decision, 0)
    with pytest.raises(InputError, match="no signed decision"):
        desk.save_course(case_id, "", course(decision=draft.key, fulfilment="complete"), 0)
    board.sign_decision(case_id, draft.key, PASSWORD, 1)
    with pytest.raises(InputError, match="say why the treatment departs"):
        service.checked(
            TreatmentCourse,
            {"drugs": [{"drug": "adagrasib"}], "start": DAY1, "decision": "decision-1", "fulfilment": "partial"},
        )
    other = course("adagrasib", decision=draft.key, fulfilment="none", departure="availability")
    assert desk.save_course(case_id, "", other, 0).value.departure == "availability"


@pytest.fixture
def decided(clinic: Clinic) -> tuple[Desk, str, str]:
    """A signed decision of three days before day 1 for sotorasib with palbociclib, or adagrasib."""
    case_id, board = clinic.shared(), clinic.desk("board")
    chosen = (Chosen(drugs=("sotorasib", "palbociclib"), priority=1), Chosen(drugs=("adagrasib",), priority=2))
    decision = BoardDecision(met=date(2025, 5, 30), attendees=("Dr. Board",), chosen=chosen)
    key = board.save_decision(case_id, "", decision, 0).key
    board.sign_decision(case_id, key, PASSWORD, 1)
    return clinic.desk("oncologist"), case_id, key


@pytest.mark.parametrize(
    ("drugs", "said", "can"),
    [
        (("sotorasib", "palbociclib"), "none", "completely or in part"),
        (("sotorasib",), "complete", "in part or not at all"),
        (("sotorasib", "palbociclib", "trametinib"), "complete", "in part or not at all"),
        (("trametinib",), "partial", "Choose not at all"),
        (("other: XB-002",), "complete", "Choose not at all"),
    ],
)
def test_drugs_decide_how_a_course_can_follow_a_decision(
    decided: tuple[Desk, str, str], drugs: tuple[str, ...], said: str, can: str
) -> None:
    desk, case_id, key = decided
    more = {} if said == "complete" else {"departure": "cost"}
    with pytest.raises(InputError, match="cannot follow the decision") as caught:
        desk.save_course(case_id, "", course(*drugs, decision=key, fulfilment=said, **more), 0)
    assert caught.value.field == "fulfilment" and can in caught.value.remedy
    assert desk.file(case_id).courses == ()


def test_any_chosen_regimen_can_be_followed_completely_by_any_of_its_names(decided: tuple[Desk, str, str]) -> None:
    desk, case_id, key = decided
    made = desk.save_course(case_id, "", course("Ibrance", "Lumakras", decision=key, fulfilment="complete"), 0)
    assert made.value.fulfilment == "complete"
    second = course("adagrasib", start=date(2025, 9, 1), decision=key, fulfilment="complete")
    assert desk.save_course(case_id, "", second, 0).value.fulfilment == "complete"


def test_a_course_that_began_before_the_meeting_follows_no_decision(decided: tuple[Desk, str, str]) -> None:
    desk, case_id, key = decided
    early = course("adagrasib", start=date(2025, 5, 29), decision=key, fulfilment="complete")
    with pytest.raises(InputError, match="before the meeting of the decision") as caught:
        desk.save_course(case_id, "", early, 0)
    assert caught.value.field == "decision"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"decision": "decision-1"}, "a decision is named"),
        ({"fulfilment": "complete"}, "no decision is named"),
        ({"fulfilment": "partial", "departure": "cost"}, "no decision is named"),
    ],
)
def test_a_course_names_a_decision_or_follows_none(body: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        service.checked(TreatmentCourse, {"drugs": [{"drug": "sotorasib"}], "start": DAY1, **body})


def test_nothing_given_follows_a_decision_that_found_nothing_and_no_other() -> None:
    assert fulfilments([], [], done=False) == ("complete",)
    assert fulfilments([], [("sotorasib",)], done=False) == ("none",)
    assert fulfilments(["sotorasib"], []) == ("none",)
    assert fulfilments(["sotorasib"], None) == ("no-decision",)


def dose(key: str, when: date, percent: float = 50, drug: str = "Lumakras") -> DoseChange:
    return DoseChange(course=key, drug=drug, when=when, percent_of_label=percent, because="toxicity")


def test_a_change_of_dose_is_an_entry_of_its_own(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    later = desk.save_dose_change(case_id, "", dose(key, date(2025, 8, 1)), 0)
    desk.save_dose_change(case_id, "", dose(key, date(2025, 7, 1), 0), 0)
    file = desk.file(case_id)
    assert [(one.value.when.month, one.value.percent_of_label, one.value.drug) for one in file.doses] == [
        (7, 0, "sotorasib"), (8, 50, "sotorasib")
    ]  # fmt: skip
    assert file.courses[0].version == 1
    with pytest.raises(InputError, match="needs a reason"):
        desk.save_dose_change(case_id, later.key, dose(key, date(2025, 8, 1), 75), 1)
    assert desk.save_dose_change(case_id, later.key, dose(key, date(2025, 8, 1), 75), 1, "misread").version == 2
    assert "sotorasib at 75 % of the label dose from 2025-08-01" in [line.words for line in desk.history(case_id)]


@pytest.mark.parametrize(
    ("when", "percent", "drug", "words"),
    [
        (DAY1, 50, "sotorasib", "cannot change on"),
        (date(2025, 5, 1), 50, "sotorasib", "cannot change on"),
        (date(2026, 3, 3), 50, "sotorasib", "in the future"),
        (date(2025, 8, 1), 50, "trametinib", "no drug of the course"),
        (date(2025, 7, 1), 50, "sotorasib", "recorded already"),
    ],
)
def test_a_change_of_dose_that_cannot_be_is_refused(
    treated: tuple[Clinic, Desk, str, str], when: date, percent: float, drug: str, words: str
) -> None:
    _, desk, case_id, key = treated
    desk.save_dose_change(case_id, "", dose(key, date(2025, 7, 1), 80), 0)
    with pytest.raises(InputError, match=words):
        desk.save_dose_change(case_id, "", dose(key, when, percent, drug), 0)
    assert len(desk.file(case_id).doses) == 1


def test_what_was_said_of_a_drug_that_left_the_course_stays(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    event = AdverseEvent(
        course=key, term="Rash", grade=2, onset=date(2025, 7, 1), attribution={"sotorasib": "definite"}
    )
    made = desk.save_event(case_id, "", event, 0)
    desk.save_course(case_id, key, course("adagrasib"), 1, "it was adagrasib")
    worse = event.model_copy(update={"grade": 3})
    assert desk.save_event(case_id, made.key, worse, 1, "worse").value.attribution == event.attribution
    with pytest.raises(InputError, match="no drug of the course"):
        desk.save_event(case_id, "", worse, 0)


def test_an_amended_course_leaves_the_case_in_follow_up(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    seen = ResponseAssessment(course=key, when=date(2025, 8, 4), response="SD")
    desk.save_assessment(case_id, "", seen, 0)
    desk.save_course(case_id, key, course(note="seen again"), 1, "note added")
    assert desk.file(case_id).item.state is CaseState.FOLLOW_UP


def test_a_later_version_needs_a_reason_and_the_version_that_was_seen(treated: tuple[Clinic, Desk, str, str]) -> None:
    clinic, desk, case_id, key = treated
    with pytest.raises(InputError, match="needs a reason"):
        desk.save_course(case_id, key, course("adagrasib"), 1)
    desk.save_course(case_id, key, course("adagrasib"), 1, "it was adagrasib")
    with pytest.raises(Conflict) as caught:
        desk.save_course(case_id, key, course("trametinib"), 1, "it was trametinib")
    assert (caught.value.by, "drugs" in {field for field, _, _ in caught.value.changes}) == ("Dr. Oncologist", True)
    with pytest.raises(InputError, match="there is no course 'course-9'"):
        desk.save_course(case_id, "course-9", course(), 1, "why")
    assert [one.version for one in desk.file(case_id).courses] == [2]
    assert clinic.desk("auditor").verify_audit() == []


def test_a_claim_is_answered_after_it_was_filed(treated: tuple[Clinic, Desk, str, str]) -> None:
    _, desk, case_id, key = treated
    early = Claim(course=key, drugs=("Lumakras",), filed=date(2025, 5, 2), answered=date(2025, 5, 1), answer="accepted")
    with pytest.raises(InputError, match="answered before it was filed"):
        desk.save_claim(case_id, "", early, 0)
    filed = early.model_copy(update={"answered": date(2025, 5, 20)})
    assert desk.save_claim(case_id, "", filed, 0).value.drugs == ("sotorasib",)


@pytest.mark.parametrize("clinic", ["sqlite"], indirect=True)
def test_a_failed_save_leaves_nothing_behind_and_can_be_tried_again(
    treated: tuple[Clinic, Desk, str, str],
) -> None:
    clinic, desk, case_id, _ = treated
    version = desk.file(case_id).version
    status = Status(when=date(2025, 9, 1), ecog=1)
    engine, folder = clinic.records.store.engine, clinic.records.store.folder
    engine.dispose()
    (folder / FILE).rename(folder / "away.db")
    with pytest.raises(StoreError) as caught:
        desk.save_status(case_id, "", status, 0)
    assert caught.value.remedy
    engine.dispose()
    for made in folder.glob(f"{FILE}*"):
        made.unlink()
    (folder / "away.db").rename(folder / FILE)
    assert desk.file(case_id).version == version
    assert desk.save_status(case_id, "", status, 0).version == 1
