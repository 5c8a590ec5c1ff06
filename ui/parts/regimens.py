"""A regimen in words: its drugs, doses and days, for lists of which one is chosen and for tables."""

from collections.abc import Sequence

from tumorboard.domain.followup import DoseChange, TreatmentCourse
from tumorboard.service import CaseFile, Kept
from ui.parts.codes import DOSE_REASONS
from ui.parts.spoken import day


def drugs_of(course: TreatmentCourse) -> str:
    """Return the drugs of a course with their share of the label dose on day 1."""
    return " + ".join(
        f"{one.drug} {one.percent_of_label:g} %" if one.percent_of_label is not None else one.drug
        for one in course.drugs
    )


def course_words(course: TreatmentCourse) -> str:
    """Return a course in a line: ``dabrafenib + trametinib, from 2026-01-10 to 2026-05-02``."""
    drugs = " + ".join(one.drug for one in course.drugs) or "nothing given"
    since = f", from {day(course.start)}" if course.start else ""
    until = f" to {day(course.end)}" if course.end else ""
    return drugs + since + until


def course_names(courses: Sequence[Kept[TreatmentCourse]]) -> dict[str, str]:
    """Return the courses of a case in words, by key; courses that read alike get their key."""
    words = {kept.key: course_words(kept.value) for kept in courses}
    return {key: f"{told} ({key})" if list(words.values()).count(told) > 1 else told for key, told in words.items()}


def doses_of(file: CaseFile, course: str) -> list[Kept[DoseChange]]:
    """Return the changes of dose within a course, in the order of their days."""
    return [kept for kept in file.doses if kept.value.course == course]


def dose_words(file: CaseFile, dose: DoseChange) -> str:
    """Return a change of dose in a line: ``trametinib 100 % → 50 % (toxicity)``."""
    return f"{dose.drug} {dose_before(file, dose)} → {share(dose.percent_of_label)} ({DOSE_REASONS[dose.because]})"


def dose_before(file: CaseFile, dose: DoseChange) -> str:
    """Return the dose that held before a change."""
    earlier = [
        one.value.percent_of_label
        for one in doses_of(file, dose.course)
        if one.value.drug == dose.drug and one.value.when < dose.when
    ]
    if earlier:
        return share(earlier[-1])
    course = next((one.value for one in file.courses if one.key == dose.course), None)
    given = next((one for one in course.drugs if one.drug == dose.drug), None) if course else None
    return share(given.percent_of_label if given else None)


def share(percent: float | None) -> str:
    """Return a share of the label dose; 0 is a pause, and missing is not known."""
    return "dose not known" if percent is None else f"{percent:g} %" if percent else "paused"
