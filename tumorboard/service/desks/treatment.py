"""What the patient got, and what happened."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from tumorboard.domain import clinical_dates as dates
from tumorboard.domain.access import Action
from tumorboard.domain.board import NEXT_STATES, CaseState
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    ResponseAssessment,
    Status,
    TreatmentCourse,
    fulfilments,
)
from tumorboard.domain.recommendation import ScoreDocument
from tumorboard.domain.record import Record
from tumorboard.errors import InputError
from tumorboard.outcomes.recist import judge
from tumorboard.records.store import Writing
from tumorboard.service import advice
from tumorboard.service.desks.administered import scored
from tumorboard.service.desks.base import Base, body_of, sound
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.cases import days_of, death_of, move, write
from tumorboard.service.desks.casework import file_of
from tumorboard.service.desks.drugs import known, named
from tumorboard.service.desks.values import Judged

Noun = TypeVar("Noun", bound=Record)
_TREATED = (CaseState.TREATED, CaseState.FOLLOW_UP)


class Treatment(Base):
    """Courses, claims and follow-up.

    Every ``save_*`` takes key ``""`` and expected 0 for a new one. A later version needs a reason. All raise
    `InputError` for days that cannot be, `Conflict` where somebody was quicker, `Refused` for a case of another team.
    """

    def administered_score(self, case_id: str, drugs: Iterable[str]) -> ScoreDocument:
        """Score drugs, by any name, for a case with the board's choices, under every policy. Nothing is kept."""
        given = known(named(self.kb, drugs, "drugs"))
        with self._reading(Action.READ_CASE, case_id, do="administered_score") as read:
            case = file_of(read, case_id, self.kb).read
        return advice.score(case, self.kb, given)

    def save_course(
        self, case_id: str, key: str, course: TreatmentCourse, expected: int, reason: str = ""
    ) -> Kept[TreatmentCourse]:
        """Write a regimen that was given or was not; its scores are computed here and frozen.

        ``course.scores`` of the screen is ignored. Drugs added or stopped on days of their own get scores of their
        own from that day. The scores are computed again only where drugs or days were amended. The case becomes
        treated, or not treated.

        Raises
        ------
        InputError
            Beside days, for a drug that is unknown; for a decision that does not exist, is not signed, was made after
            day 1, or that these drugs cannot follow in the way that is said.
        """
        body = sound(course).model_dump()
        names = named(self.kb, [given.drug for given in course.drugs], "drugs")
        body["drugs"] = [{**given, "drug": name} for given, name in zip(body["drugs"], names, strict=True)]
        course = TreatmentCourse.model_validate(body)
        with self._writing(Action.RECORD_TREATMENT, case_id, do="save_course") as change:
            file = file_of(change, case_id, self.kb)
            known_of = file.profile.value
            dates.check_course(
                course, today=self.today, birth=known_of.birth, death=death_of(file), diagnosed=known_of.diagnosed
            )
            _check_decision(course, file)
            refuse_twice(course, key, file.courses, _regimen, "start", "this treatment")
            before = next((one.value for one in file.courses if one.key == key), None)
            if before:
                _check_done(course, key, file)
                _check_day1(course, key, file)
                _check_doses(course, key, file)
            made = write(change, case_id, "course", key, scored(course, before, file.read, self.kb), expected, reason)
            state = CaseState.NOT_TREATED if course.status == "not-done" else CaseState.TREATED
            # An amendment says more of a course; a case in follow-up does not go back for it.
            if before is None or file.item.state is not CaseState.FOLLOW_UP:
                _onward(change, file, state, "treatment recorded")
            others = any(one.key != key and one.value.status != "not-done" for one in file.courses)
            if course.status == "not-done" and not others and file.item.state in _TREATED:
                move(change, case_id, CaseState.NOT_TREATED, file.item.due, "the treatment was not done after all")
            return made

    def save_dose_change(
        self, case_id: str, key: str, change_of_dose: DoseChange, expected: int, reason: str = ""
    ) -> Kept[DoseChange]:
        """Write from which day on a drug of a course was given at another dose, and why."""
        dose = sound(change_of_dose)
        (drug,) = named(self.kb, [dose.drug], "drug")
        dose = dose.model_copy(update={"drug": drug})
        with self._writing(Action.RECORD_FOLLOW_UP, case_id, do="save_dose_change") as change:
            file = file_of(change, case_id, self.kb)
            _check_dose(dose, key, file)
            dates.check_day(dose.when, "when", today=self.today, birth=file.profile.value.birth)
            dates.check_order(dose.when, death_of(file), "when", "the patient died before it")
            return write(change, case_id, "dose_change", key, dose, expected, reason)

    def save_claim(self, case_id: str, key: str, claim: Claim, expected: int, reason: str = "") -> Kept[Claim]:
        """Write an insurance claim and its answer."""
        claim = sound(claim)
        claim = claim.model_copy(update={"drugs": named(self.kb, claim.drugs, "drugs")})
        with self._writing(Action.RECORD_TREATMENT, case_id, do="save_claim") as change:
            file = file_of(change, case_id, self.kb)
            _course(file, claim.course)
            dates.check_claim(claim, today=self.today, birth=file.profile.value.birth)
            refuse_twice(claim, key, file.claims, body_of, "filed", "this claim")
            return write(change, case_id, "claim", key, claim, expected, reason)

    def save_assessment(
        self, case_id: str, key: str, assessment: ResponseAssessment, expected: int, reason: str = ""
    ) -> Kept[ResponseAssessment]:
        """Write a tumour assessment; the case is in follow-up from the first response on."""
        assessment = sound(assessment)
        with self._writing(Action.RECORD_FOLLOW_UP, case_id, do="save_assessment") as change:
            file = file_of(change, case_id, self.kb)
            course = _given(file, assessment.course)
            _demand_course(assessment, file)
            birth, death = file.profile.value.birth, death_of(file)
            start = course.start if course else None
            dates.check_assessment(assessment, today=self.today, birth=birth, start=start, death=death)
            _demand_content(assessment)
            same = [one.key for one in file.assessments if _visit(one.value) == _visit(assessment)]
            if any(other != key for other in same):
                raise InputError(
                    f"the assessment of {assessment.when} is recorded already", field="when", remedy="Amend that entry"
                )
            made = write(change, case_id, "assessment", key, assessment, expected, reason)
            if assessment.response is not None:
                _onward(change, file, CaseState.FOLLOW_UP, "first assessment recorded")
            return made

    def save_event(
        self, case_id: str, key: str, event: AdverseEvent, expected: int, reason: str = ""
    ) -> Kept[AdverseEvent]:
        """Write an adverse event; the drugs it is attributed to are named by any name."""
        event = sound(event)
        drugs = named(self.kb, event.attribution, "attribution")
        event = event.model_copy(update={"attribution": dict(zip(drugs, event.attribution.values(), strict=True))})
        with self._writing(Action.RECORD_FOLLOW_UP, case_id, do="save_event") as change:
            file = file_of(change, case_id, self.kb)
            course = _given(file, event.course)
            before = next((one.value for one in file.events if one.key == key), None)
            # A drug that the course has lost since then keeps what was said of it.
            kept_on = set(before.attribution) if before and before.course == event.course else set()
            if course and (strange := sorted(set(drugs) - {given.drug for given in course.drugs} - kept_on)):
                raise InputError(
                    f"{strange[0]} is no drug of the course", field="attribution", remedy="Choose its drugs"
                )
            birth, start = file.profile.value.birth, course.start if course else None
            alive = max((one.value.when for one in file.statuses if one.value.alive), default=None)
            dates.check_event(
                event, today=self.today, birth=birth, start=start, death=death_of(file), alive=alive
            )  # fmt: skip
            refuse_twice(event, key, file.events, body_of, "term", "this event")
            return write(change, case_id, "adverse_event", key, event, expected, reason)

    def save_status(self, case_id: str, key: str, status: Status, expected: int, reason: str = "") -> Kept[Status]:
        """Write how the patient was on a day: ECOG, last contact, death."""
        status = sound(status)
        with self._writing(Action.RECORD_FOLLOW_UP, case_id, do="save_status") as change:
            file = file_of(change, case_id, self.kb)
            others = [one.value for one in file.statuses if one.key != key]
            seen = days_of(dataclasses.replace(file, statuses=()))
            birth = file.profile.value.birth
            dates.check_status(status, today=self.today, birth=birth, others=others, seen=seen)
            died_of = next((one.value for one in file.events if one.value.grade == 5), None)
            if died_of and status.alive and all(other.alive for other in others):
                raise InputError(
                    f"{died_of.term} of grade 5 is recorded, which is death", field="alive",
                    remedy="Correct the grade of that event first",
                )  # fmt: skip
            refuse_twice(status, key, file.statuses, body_of, "when", "this status")
            return write(change, case_id, "status", key, status, expected, reason)

    def recist(self, case_id: str, course_key: str) -> list[Judged]:
        """Judge the assessments of a course by their target sums (RECIST 1.1), beside the reader's own category."""
        with self._reading(Action.READ_CASE, case_id, do="recist") as read:
            file = file_of(read, case_id, self.kb)
        return judged(file, course_key)


def judged(file: CaseFile, course_key: str) -> list[Judged]:
    """Judge the assessments of a course; see `tumorboard.outcomes.recist.judge`."""
    course = _course(file, course_key)
    own = [one for one in file.assessments if one.value.course == course_key]
    verdicts = judge([one.value for one in own], course.start if course else None)
    return [
        Judged(one, said.category, said.why, said.baseline, said.nadir, said.from_baseline, said.from_nadir)
        for one, said in zip(own, verdicts, strict=True)
    ]


def _course(file: CaseFile, key: str) -> TreatmentCourse | None:
    """Return a course by its key; None for the empty key, under which follow-up without a course is kept."""
    if not key:
        return None
    found = next((one.value for one in file.courses if one.key == key), None)
    if found is None:
        raise InputError(f"there is no course {key!r}", field="course", remedy="Record the treatment first")
    return found


def _given(file: CaseFile, key: str) -> TreatmentCourse | None:
    """Return a course as `_course`; refuse one that was not done: nothing can have followed it."""
    found = _course(file, key)
    if found is not None and found.status == "not-done":
        raise InputError(
            "the treatment was not done", field="course",
            remedy="Choose the one that was given; or correct the treatment first, if it was given after all",
        )  # fmt: skip
    return found


def _demand_course(seen: ResponseAssessment, file: CaseFile) -> None:
    """Refuse an assessment of no course from the first day of a treatment on: no analysis would see it."""
    if seen.course:
        return
    starts = [one.value.start for one in file.courses if one.value.status != "not-done"]
    first = min((day for day in starts if day is not None), default=None)
    if first is not None and seen.when >= first:
        raise InputError(
            f"the patient was treated from {first} on", field="course",
            remedy="Say which treatment it assesses: without one it would not count",
        )  # fmt: skip


def _check_decision(course: TreatmentCourse, file: CaseFile) -> None:
    if not course.decision:
        return
    decision = next((one.value for one in file.decisions if one.key == course.decision), None)
    if decision is None or decision.signature is None:
        raise InputError(
            f"there is no signed decision {course.decision!r}", field="decision",
            remedy="Sign the decision first, or record the treatment without one",
        )  # fmt: skip
    if course.start and course.start < decision.met:
        raise InputError(
            f"day 1 on {course.start} is before the meeting of the decision on {decision.met}", field="decision",
            remedy="A treatment cannot follow a decision that was made later: check the days, or record it without one",
        )  # fmt: skip
    can = fulfilments(
        [given.drug for given in course.drugs], [one.drugs for one in decision.chosen], done=course.status != "not-done"
    )
    if course.fulfilment not in can:
        chosen = "; ".join(" + ".join(one.drugs) for one in decision.chosen) or "no regimen"
        said = {"complete": "completely", "partial": "in part", "none": "not at all"}
        raise InputError(
            f"these drugs cannot follow the decision {said[course.fulfilment]}: the board chose {chosen}",
            field="fulfilment",
            remedy=f"Choose {' or '.join(said[one] for one in can)}, and say why it departs; or correct the drugs",
        )


def _check_dose(dose: DoseChange, key: str, file: CaseFile) -> None:
    course = _given(file, dose.course)
    if course is None or dose.drug not in [one.drug for one in course.drugs]:
        raise InputError(f"{dose.drug} is no drug of the course", field="drug", remedy="Choose one of its drugs")
    if words := _cannot_change(dose, course):
        remedy = "The dose of the first day stands in the course; check both days"
        raise InputError(words, field="when", remedy=remedy)
    same = [one.key for one in file.doses if _step(one.value) == _step(dose)]
    if any(other != key for other in same):
        raise InputError(
            f"a dose of {dose.drug} from {dose.when} on is recorded already", field="when", remedy="Amend that entry"
        )


def _cannot_change(dose: DoseChange, course: TreatmentCourse) -> str:
    """Return why a drug of a course cannot have got another dose on that day; empty where it can."""
    given = next(one for one in course.drugs if one.drug == dose.drug)
    first, last = given.start or course.start, given.end or course.end
    if first is not None and dose.when > first and (last is None or dose.when <= last):
        return ""
    until = f" to {last}" if last else ""
    return f"{dose.drug} was given from {first}{until}: its dose cannot change on {dose.when}"


def _check_doses(course: TreatmentCourse, key: str, file: CaseFile) -> None:
    """Refuse an amendment that takes the drug, or the day, from under a change of dose that is recorded."""
    drugs = [given.drug for given in course.drugs]
    for dose in (one.value for one in file.doses if one.value.course == key):
        if dose.drug not in drugs:
            raise InputError(
                f"a dose of {dose.drug} from {dose.when} on is recorded", field="drugs",
                remedy="Enter the other drug beside it and amend that change of dose; then take this drug out",
            )  # fmt: skip
        if words := _cannot_change(dose, course):
            raise InputError(words, field="start", remedy="Check both days; amend that change of dose first")


def _check_done(course: TreatmentCourse, key: str, file: CaseFile) -> None:
    """Refuse to say of a treatment that something followed that it was not done."""
    if course.status != "not-done":
        return
    followed = [
        *((one.value.when, "an assessment") for one in file.assessments if one.value.course == key),
        *((one.value.when, "a change of dose") for one in file.doses if one.value.course == key),
        *((one.value.onset, "an adverse event") for one in file.events if one.value.course == key),
    ]
    if followed:
        day, what = min(followed)
        raise InputError(
            f"{what} of {day} is recorded of it: it was done", field="status",
            remedy="Record it as stopped, with its last day; or correct what is recorded of it first",
        )  # fmt: skip


def _step(dose: DoseChange) -> tuple[str, str, date]:
    return dose.course, dose.drug, dose.when


def _check_day1(course: TreatmentCourse, key: str, file: CaseFile) -> None:
    """Refuse a new day 1 after a response or an adverse event that is recorded already."""
    if course.start is None:
        return
    seen: Sequence[tuple[date, str]] = [
        *((one.value.when, "assessment") for one in file.assessments if one.value.course == key and _says(one.value)),
        *((one.value.onset, "adverse event") for one in file.events if one.value.course == key),
    ]
    day, what = min(seen, default=(course.start, ""))
    if day < course.start:
        raise InputError(
            f"day 1 on {course.start} is after the {what} of {day}", field="start", remedy="Check both dates"
        )


def _says(seen: ResponseAssessment) -> bool:
    return bool(dates.verdict(seen)[1])


def _demand_content(seen: ResponseAssessment) -> None:
    """Refuse an assessment that says nothing: it would count as one, and censor PFS on its day."""
    if seen.response is None and seen.target_sum is None and seen.non_target is None and not seen.new_lesions:
        raise InputError(
            "the assessment says nothing of the tumour", field="response",
            remedy="Give a sum, what became of other lesions, or a category; NE where nothing could be judged",
        )  # fmt: skip


def refuse_twice(
    record: Noun, key: str, held: Iterable[Kept[Noun]], alike: Callable[[Noun], object], field: str, what: str
) -> None:
    """Refuse what is recorded already under another key: a form that was sent twice, or by two people."""
    twin = next((one.key for one in held if one.key != key and alike(one.value) == alike(record)), None)
    if twin:
        raise InputError(
            f"{what} is recorded already ({twin})", field=field, remedy="Look at that entry, and amend it if need be"
        )


def _regimen(course: TreatmentCourse) -> object:
    """Return by what a course is known: its drugs and day 1; one that was not done, by all that is said of it."""
    if course.status == "not-done":
        return course.decision, course.status_reason, course.start, sorted(given.drug for given in course.drugs)
    return course.start, sorted(given.drug for given in course.drugs)


def _visit(seen: ResponseAssessment) -> tuple[str, date, str]:
    return seen.course, seen.when, seen.criteria


def _onward(change: Writing, file: CaseFile, state: CaseState, reason: str) -> None:
    """Move the case on where its way allows it; a case that was never on the board can be treated all the same."""
    here = file.item.state
    treats = state is not CaseState.FOLLOW_UP
    early = here in (CaseState.NEW, CaseState.PREPARED, CaseState.ON_BOARD) and not file.courses and treats
    if here is not state and (early or state in NEXT_STATES[here]) and here is not CaseState.CLOSED:
        move(change, file.item.case_id, state, None, reason)
