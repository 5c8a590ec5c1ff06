"""Days and facts of one patient that contradict each other are refused, with field, words and remedy."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.service.conftest import PASSWORD, Clinic
from tumorboard.domain.board import BoardDecision, Profile, Specimen
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    GivenDrug,
    ResponseAssessment,
    Status,
    TreatmentCourse,
)
from tumorboard.errors import InputError
from tumorboard.service import Desk

DAY1 = date(2025, 6, 2)


def day(number: int) -> date:
    return DAY1 + timedelta(days=number)


class Chart:
    """A treated patient, and what is written of him."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.case_id, self.desk = clinic.shared("KRAS p.G12C", patient={"age": 64}), clinic.desk("oncologist")
        self.desk.save_profile(self.case_id, Profile(birth="1961-04", consent="given"), 0)
        self.key = self.course().key

    def course(self, *drugs: str, key: str = "", expected: int = 0, **more: Any) -> Any:
        given = tuple(GivenDrug(drug=name) for name in drugs or ("sotorasib",))
        body = TreatmentCourse.model_validate({"drugs": given, "start": DAY1, **more})
        return self.desk.save_course(self.case_id, key, body, expected, "amended" if key else "")

    def event(self, grade: int = 2, key: str = "", expected: int = 0, **more: Any) -> Any:
        body = {"course": self.key, "term": "Sepsis", "grade": grade, "onset": day(20), **more}
        event = AdverseEvent.model_validate(body)
        return self.desk.save_event(self.case_id, key, event, expected, "amended" if key else "")

    def seen(self, when: int, **more: Any) -> Any:
        body = {"course": self.key, "when": day(when), **more}
        return self.desk.save_assessment(self.case_id, "", ResponseAssessment.model_validate(body), 0)

    def status(self, when: int, key: str = "", expected: int = 0, **more: Any) -> Any:
        body = Status.model_validate({"when": day(when), **more})
        return self.desk.save_status(self.case_id, key, body, expected, "amended" if key else "")

    def dose(self, when: int, key: str = "", expected: int = 0, drug: str = "sotorasib") -> Any:
        body = DoseChange(course=self.key, drug=drug, when=day(when), percent_of_label=50, because="toxicity")
        return self.desk.save_dose_change(self.case_id, key, body, expected, "amended" if key else "")

    def claim(self, **more: Any) -> Any:
        return self.desk.save_claim(self.case_id, "", Claim.model_validate({"filed": DAY1, **more}), 0)

    def profile(self, desk: Desk | None = None, **more: Any) -> Any:
        version = self.desk.file(self.case_id).profile.version
        body = Profile.model_validate({"birth": "1961-04", "consent": "given", **more})
        return (desk or self.desk).save_profile(self.case_id, body, version, "corrected")


@pytest.fixture
def chart(clinic: Clinic) -> Chart:
    return Chart(clinic)


def refused(call: Callable[[], object], field: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        call()
    assert told.value.field == field
    assert told.value.remedy


def test_an_event_before_day_1_of_its_course_is_none_of_it(chart: Chart) -> None:
    refused(lambda: chart.event(onset=day(-1)), "onset", "before day 1 of the treatment on 2025-06-02")
    chart.event(onset=day(-1), course="")
    made = chart.event()
    moved = lambda: chart.course(key=chart.key, expected=1, start=day(21))  # noqa: E731
    refused(moved, "start", "after the adverse event of 2025-06-22")
    assert made.version == 1


def test_grade_5_needs_the_death_that_it_is(chart: Chart) -> None:
    refused(lambda: chart.event(5), "grade", r"no death is recorded\. Record the death with its day first")
    chart.status(30, ecog=2)
    refused(lambda: chart.event(5), "grade", "seen alive on 2025-07-02")
    death = chart.status(40, alive=False)
    chart.event(5, resolved=day(40))
    alive = lambda: chart.status(40, key=death.key, expected=1, ecog=3)  # noqa: E731
    refused(alive, "alive", "Sepsis of grade 5 is recorded, which is death")


def test_nothing_is_resolved_taken_decided_or_diagnosed_after_death(chart: Chart) -> None:
    chart.status(40, alive=False)
    board = chart.clinic.desk("board")
    decision = BoardDecision(met=day(41), attendees=("Dr. Board",), no_target="none")
    refused(lambda: chart.event(resolved=day(41)), "resolved", "the patient died before it was resolved")
    specimen = Specimen(collected=day(41))
    refused(lambda: chart.desk.save_specimen(chart.case_id, "", specimen, 0), "collected", "the patient died before it")
    refused(lambda: board.save_decision(chart.case_id, "", decision, 0), "met", "the patient died before the meeting")
    assert chart.event(resolved=day(40)).version == 1
    late = Specimen(collected=day(40), reported=day(60))
    assert chart.desk.save_specimen(chart.case_id, "", late, 0).version == 1


def test_a_death_is_not_before_an_event_was_resolved(chart: Chart) -> None:
    chart.event(resolved=day(50))
    refused(lambda: chart.status(49, alive=False), "when", "still seen alive after it")


def test_a_meeting_that_did_not_know_of_the_death_stands_and_can_be_signed(chart: Chart) -> None:
    board = chart.clinic.desk("board")
    decision = BoardDecision(met=day(50), attendees=("Dr. Board",), no_target="none")
    draft = board.save_decision(chart.case_id, "", decision, 0)
    chart.status(40, alive=False)
    signed = board.sign_decision(chart.case_id, draft.key, PASSWORD, 1)
    words = decision.model_copy(update={"summary": "the patient had died"})
    amended = board.amend_decision(chart.case_id, draft.key, words, PASSWORD, signed.version, "news of the death")
    moved = decision.model_copy(update={"met": day(51)})
    refused(
        lambda: board.amend_decision(chart.case_id, draft.key, moved, PASSWORD, amended.version, "typo"),
        "met", "the patient died before the meeting",
    )  # fmt: skip


def test_the_first_diagnosis_comes_before_the_first_treatment(chart: Chart) -> None:
    refused(lambda: chart.profile(diagnosed=day(1)), "diagnosed", "the first treatment was before the first diagnosis")
    chart.profile(diagnosed=DAY1)
    earlier = lambda: chart.course("adagrasib", start=day(-1))  # noqa: E731
    refused(earlier, "start", "the treatment began before the first diagnosis")


def test_a_line_before_counts_as_treatment(clinic: Clinic) -> None:
    prior = [{"drugs": ["docetaxel"], "start": "2024-02-01"}]
    case_id, desk = clinic.shared(prior_therapies=prior), clinic.desk("oncologist")
    profile = Profile(diagnosed=date(2024, 2, 2))
    refused(lambda: desk.save_profile(case_id, profile, 0), "diagnosed", "first treatment was before")


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"new_lesions": True}, "new_lesions", r"a new lesion \(PD\) on 2025-05-30 is before the start"),
        ({"non_target": "PD"}, "non_target", r"progression of other lesions \(PD\) on 2025-05-30"),
        ({"response": "PD", "new_lesions": True}, "response", "PD on 2025-05-30"),
    ],
)
def test_progression_before_day_1_is_none_of_the_treatment(
    chart: Chart, body: dict[str, Any], field: str, words: str
) -> None:
    refused(lambda: chart.seen(-3, **body), field, words)
    assert chart.seen(-3, target_sum=50).version == 1
    chart.seen(10, **body)
    refused(lambda: chart.course(key=chart.key, expected=1, start=day(11)), "start", "after the assessment")


def test_an_assessment_says_something(chart: Chart) -> None:
    refused(lambda: chart.seen(30, note="CT done"), "response", r"says nothing of the tumour\. Give a sum")
    for when, body in ((30, {"response": "NE"}), (31, {"target_sum": 0}), (32, {"non_target": "NE"})):
        assert chart.seen(when, **body).version == 1


@pytest.mark.parametrize("code", ["nonsense!", "C81", "C34.", "C34.12", "34.1", "C341", "8140/3"])
def test_a_topography_that_is_no_code_of_icd_o_3_is_refused(chart: Chart, code: str) -> None:
    refused(lambda: chart.profile(topography=code), "topography", "no topography of ICD-O-3")


@pytest.mark.parametrize(("code", "kept"), [("C34.1", "C34.1"), ("c80", "C80"), (" C00.0", "C00.0"), (None, None)])
def test_a_topography_is_kept_as_icd_o_3_writes_it(chart: Chart, code: str | None, kept: str | None) -> None:
    assert chart.profile(topography=code).value.topography == kept


def test_a_claim_has_both_its_answer_and_the_day_of_it(chart: Chart) -> None:
    refused(lambda: chart.claim(answered=day(3)), "answer", "answered on 2025-06-05 without an answer")
    for answer in ("accepted", "rejected"):
        refused(lambda answer=answer: chart.claim(answer=answer), "answered", f"it is {answer} on no day")
    chart.claim()
    chart.claim(answer="rejected", answered=day(3))
    chart.claim(answer="unknown")


def test_what_is_sent_twice_is_kept_once(chart: Chart) -> None:
    refused(lambda: chart.course("Lumakras", note="again"), "start", r"recorded already \(course-1\)")
    chart.course("adagrasib")
    refused(lambda: chart.course(key="course-2", expected=1), "start", r"recorded already \(course-1\)")
    undone = {"status": "not-done", "status_reason": "toxicity", "start": None}
    chart.course(**undone)
    refused(lambda: chart.course(**undone), "start", r"recorded already \(course-3\)")
    chart.event()
    refused(chart.event, "term", "this event is recorded already")
    chart.status(30, ecog=1)
    refused(lambda: chart.status(30, ecog=1), "when", "this status is recorded already")
    chart.claim()
    refused(chart.claim, "filed", "this claim is recorded already")
    file = chart.desk.file(chart.case_id)
    assert [len(held) for held in (file.courses, file.events, file.statuses, file.claims)] == [3, 1, 1, 1]


@pytest.mark.parametrize("birth", ["1959-01", "1964-01", "1930-04"])
def test_a_birth_that_contradicts_the_age_is_refused(chart: Chart, birth: str) -> None:
    refused(lambda: chart.profile(birth=birth), "birth", f"born in {birth} and 64 years old on 2026-03-02 contradict")


@pytest.mark.parametrize("birth", ["1960-04", "1961-04", "1962-03", None])
def test_an_age_may_be_a_year_old(chart: Chart, birth: str | None) -> None:
    assert chart.profile(birth=birth).version == 2


def test_an_age_that_contradicts_a_birth_that_is_kept_is_told(chart: Chart) -> None:
    board = chart.clinic.desk("board")
    case = board.file(chart.case_id).case.value
    assert not board.file(chart.case_id).read.messages
    changed = case.model_copy(update={"patient": case.patient.model_copy(update={"age": 44})})
    board.amend_case(chart.case_id, changed, 1, "as the letter says")
    (told,) = board.file(chart.case_id).read.messages
    assert told.startswith("patient.age: born in 1961-04 and 44 years old on 2026-03-02 contradict each other")
    key = board.freeze(chart.case_id).key
    assert board.rerun(chart.case_id, key).same


def test_an_age_counts_on_the_day_since_which_the_document_gives_it(chart: Chart) -> None:
    board = chart.clinic.desk("board")
    chart.clinic.clock.move(days=5 * 366)
    case = board.file(chart.case_id).case.value
    board.amend_case(chart.case_id, case.model_copy(update={"prior_therapies": ()}), 1, "typo")
    assert not board.file(chart.case_id).read.messages
    assert chart.profile().version == 2


@pytest.mark.parametrize("alive", [True, False])
def test_a_status_that_becomes_a_death_hides_nothing_seen_on_its_old_day(chart: Chart, alive: bool) -> None:
    chart.seen(120, response="PR")
    made = chart.status(120, alive=alive)
    moved = lambda: chart.status(100, made.key, 1, alive=False)  # noqa: E731
    refused(moved, "when", "the patient was still seen alive after it")
    assert chart.desk.file(chart.case_id).statuses[0].version == 1
    chart.status(121, made.key, 1, alive=False)


NOT_DONE = {"start": None, "status": "not-done", "status_reason": "other"}


@pytest.mark.parametrize("what", ["an assessment", "an adverse event", "a change of dose"])
def test_a_treatment_that_something_followed_was_done(chart: Chart, what: str) -> None:
    if what == "an assessment":
        chart.seen(60, response="PR")
    elif what == "an adverse event":
        chart.event()
    else:
        chart.dose(30)
    refused(lambda: chart.course(key=chart.key, expected=1, **NOT_DONE), "status", f"{what} of .* is recorded of it")
    assert chart.desk.file(chart.case_id).courses[0].value.status == "on-going"


def test_nothing_follows_a_treatment_that_was_not_done(chart: Chart) -> None:
    chart.course(key=chart.key, expected=1, **NOT_DONE)
    for late in (lambda: chart.seen(60, response="PR"), chart.event, lambda: chart.dose(30)):
        refused(late, "course", "the treatment was not done")
    chart.claim(course=chart.key)


def test_a_course_keeps_the_drug_and_the_days_of_its_changes_of_dose(chart: Chart) -> None:
    made = chart.dose(30)
    refused(lambda: chart.course("adagrasib", key=chart.key, expected=1), "drugs", "a dose of sotorasib from")
    for days in ({"start": day(30)}, {"end": day(29), "status": "completed"}):
        refused(lambda: chart.course(key=chart.key, expected=1, **days), "start", "cannot change on 2025-07-02")  # noqa: B023
    chart.course("sotorasib", "adagrasib", key=chart.key, expected=1)
    chart.dose(30, made.key, 1, drug="adagrasib")
    assert chart.course("adagrasib", key=chart.key, expected=2).version == 3


def test_an_assessment_during_a_treatment_says_of_which(chart: Chart) -> None:
    refused(lambda: chart.seen(60, course="", response="PD"), "course", "was treated from 2025-06-02 on")
    chart.seen(-1, course="", target_sum=50)
