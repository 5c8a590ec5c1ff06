"""The administered score of a course: computed when it is recorded, frozen from then on."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tumorboard.domain.followup import GivenDrug, ScoreStep, TreatmentCourse
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.service import advice
from tumorboard.service.desks.drugs import known

Scores = dict[str, dict[str, Any]]


def scored(
    course: TreatmentCourse, before: TreatmentCourse | None, read: ReadCase, kb: KnowledgeBase
) -> TreatmentCourse:
    """Return a course with its scores.

    Parameters
    ----------
    course : TreatmentCourse
        Its drugs by generic name; scores that it carries are ignored.
    before : TreatmentCourse, optional
        The version that it amends: its scores stay where neither drugs nor their days changed.
    read : ReadCase
        The case with the board's choices.
    kb : KnowledgeBase
        What is known today.
    """
    if before is not None and _drugs_and_days(course) == _drugs_and_days(before):
        frozen = {name: getattr(before, name) for name in ("scores", "score_changes", "scored_with")}
        return course.model_copy(update=frozen)
    if not course.drugs or course.start is None:
        return course.model_copy(update={"scores": {}, "score_changes": (), "scored_with": ""})
    days = sorted({day for given in course.drugs for day in _turns(given, course) if day > course.start})
    first = _scores(_given_on(course, course.start), read, kb)
    steps, last = [], first
    for day in days:
        now = _scores(_given_on(course, day), read, kb)
        if now != last:
            steps.append(ScoreStep(when=day, scores=now))
        last = now
    return course.model_copy(
        update={"scores": first, "score_changes": tuple(steps), "scored_with": f"{kb.version} {kb.sha256[:16]}"}
    )


def _turns(given: GivenDrug, course: TreatmentCourse) -> list[date]:
    """Return the days from which on a drug is given, and from which on it is not any more, within the course."""
    days = [given.start] if given.start else []
    if given.end and (course.end is None or given.end < course.end):
        days.append(given.end + timedelta(days=1))
    return days


def _given_on(course: TreatmentCourse, day: date) -> tuple[str, ...]:
    here = [
        given.drug
        for given in course.drugs
        if (given.start is None or given.start <= day) and (given.end is None or day <= given.end)
    ]
    return known(here)


def _drugs_and_days(course: TreatmentCourse) -> tuple[object, ...]:
    given = sorted((given.drug, str(given.start), str(given.end)) for given in course.drugs)
    return course.start, course.end, course.status == "not-done", given


def _scores(drugs: tuple[str, ...], read: ReadCase, kb: KnowledgeBase) -> Scores:
    """Return policy -> numerator and denominator as exact numbers; `set_100` is in the numerator already."""
    return {
        each.policy: {
            "numerator": str(Fraction(each.num).limit_denominator(1000)), "denominator": each.den, "set_100": False,
        }
        for each in advice.score(read, kb, drugs).policies
    }  # fmt: skip
