"""Dates of one patient that cannot be: in the future, before birth, out of order, after death."""

from collections.abc import Iterable
from datetime import date

from tumorboard.domain.followup import AdverseEvent, Claim, ResponseAssessment, Status, TreatmentCourse
from tumorboard.errors import InputError


def check_day(day: date | None, field: str, *, today: date, birth: str | None = None) -> None:
    """Refuse a day that is in the future or before the month of birth.

    Parameters
    ----------
    day : date or None
        None passes.
    field : str
        Its name, for the message.
    today : date
        The day on which it is written down.
    birth : str, optional
        Year and month of birth, ``1961-04``.

    Raises
    ------
    InputError
        With the field and the remedy.
    """
    if day is None:
        return
    if day > today:
        raise InputError(
            f"{day} is in the future (today is {today})", field=field, remedy="Check the year and the month"
        )
    if birth and day.isoformat()[:7] < birth:
        raise InputError(f"{day} is before the birth in {birth}", field=field, remedy="Check the date and the birth")


def check_order(first: date | None, second: date | None, field: str, what: str) -> None:
    """Refuse two days in the wrong order; ``what`` says it in words (``the end is before the start``)."""
    if first is not None and second is not None and second < first:
        raise InputError(f"{what} ({second} < {first})", field=field, remedy="Check both dates")


def age_on(day: date, birth: str) -> int:
    """Return the age in whole years on a day; ``birth`` is year and month, counted from the first of the month."""
    year, month = map(int, birth.split("-"))
    return day.year - year - (day.month < month)


def contradiction(age: int | float | None, told: date, birth: str | None) -> str:
    """Return in words how an age and a birth contradict each other by more than a year; empty where they do not.

    Parameters
    ----------
    age : float, optional
        In years, as the case document gives it.
    told : date
        The day on which the document came to say so.
    birth : str, optional
        Year and month.
    """
    if age is None or birth is None or abs(age_on(told, birth) - int(age)) <= 1:
        return ""
    return f"born in {birth} and {age:g} years old on {told} contradict each other ({age_on(told, birth)} years then)"


def check_age(age: int | float | None, told: date, birth: str | None) -> None:
    """Refuse a birth that contradicts the age of the case document by more than a year."""
    if words := contradiction(age, told, birth):
        raise InputError(words, field="birth", remedy="Correct the birth, or the age in the case document first")


def check_course(
    course: TreatmentCourse, *, today: date, birth: str | None = None, death: date | None = None,
    diagnosed: date | None = None,
) -> None:  # fmt: skip
    """Refuse a course whose days cannot be."""
    check_order(diagnosed, course.start, "start", "the treatment began before the first diagnosis")
    for name in ("start", "end"):
        day = getattr(course, name)
        check_day(day, name, today=today, birth=birth)
        check_order(day, death, name, "the patient died before it")
    check_order(course.start, course.end, "end", "the end is before the start")
    for index, given in enumerate(course.drugs):
        for name in ("start", "end"):
            day, field = getattr(given, name), f"drugs[{index}].{name}"
            check_day(day, field, today=today, birth=birth)
            check_order(course.start, day, field, f"{given.drug} before day 1 of the course")
            check_order(day, course.end, field, f"{given.drug} after the end of the course")
        check_order(given.start, given.end, f"drugs[{index}].end", f"{given.drug}: the end is before the start")


def check_assessment(
    seen: ResponseAssessment, *, today: date, birth: str | None = None, start: date | None = None,
    death: date | None = None,
) -> None:  # fmt: skip
    """Refuse an assessment whose day cannot be; a response before day 1 of its course is none."""
    check_day(seen.when, "when", today=today, birth=birth)
    check_order(seen.when, death, "when", "the patient died before it")
    field, what = verdict(seen)
    if start is not None and what and seen.when < start:
        raise InputError(
            f"{what} on {seen.when} is before the start of the treatment on {start}",
            field=field, remedy="A baseline has no response; check both dates",
        )  # fmt: skip


def verdict(seen: ResponseAssessment) -> tuple[str, str]:
    """Return by which field an assessment says how the tumour took the treatment, and what; empty where by none.

    A new lesion and clear progression of other lesions are PD (RECIST 1.1), also where the reader gave no category.
    """
    if seen.response not in (None, "NE"):
        return "response", str(seen.response)
    if seen.new_lesions:
        return "new_lesions", "a new lesion (PD)"
    return ("non_target", "progression of other lesions (PD)") if seen.non_target == "PD" else ("", "")


def check_event(
    event: AdverseEvent, *, today: date, birth: str | None = None, start: date | None = None,
    death: date | None = None, alive: date | None = None,
) -> None:  # fmt: skip
    """Refuse an adverse event whose days cannot be, and grade 5 in a patient whose death is not recorded.

    Parameters
    ----------
    event : AdverseEvent
        The one to be written.
    today : date
        The day on which it is written down.
    birth : str, optional
        Year and month of birth.
    start : date, optional
        Day 1 of the course that it belongs to.
    death : date, optional
        Where it is recorded.
    alive : date, optional
        The last day on which the patient was recorded alive, for the message.
    """
    check_day(event.onset, "onset", today=today, birth=birth)
    check_day(event.resolved, "resolved", today=today, birth=birth)
    if start is not None and event.onset < start:
        raise InputError(
            f"it began on {event.onset}, before day 1 of the treatment on {start}", field="onset",
            remedy="Check both dates, or record it without a treatment",
        )  # fmt: skip
    check_order(event.onset, event.resolved, "resolved", "it is resolved before its onset")
    check_order(event.onset, death, "onset", "the patient died before it")
    check_order(event.resolved, death, "resolved", "the patient died before it was resolved")
    if event.grade == 5 and death is None:
        seen = f", and the patient was seen alive on {alive}" if alive is not None and alive > event.onset else ""
        raise InputError(
            f"grade 5 is death, and no death is recorded{seen}", field="grade",
            remedy="Record the death with its day first, then this event; or correct the grade",
        )  # fmt: skip


def check_claim(claim: Claim, *, today: date, birth: str | None = None) -> None:
    """Refuse a claim whose days cannot be, a day without an answer, and an answer without its day."""
    check_day(claim.filed, "filed", today=today, birth=birth)
    check_day(claim.answered, "answered", today=today, birth=birth)
    check_order(claim.filed, claim.answered, "answered", "it is answered before it was filed")
    if claim.answered is not None and claim.answer is None:
        raise InputError(
            f"it is answered on {claim.answered} without an answer", field="answer",
            remedy="Choose the answer (unknown is one), or leave its day empty",
        )  # fmt: skip
    if claim.answer in ("accepted", "rejected") and claim.answered is None:
        raise InputError(f"it is {claim.answer} on no day", field="answered", remedy="Give the day of the answer")


def check_status(
    status: Status, *, today: date, birth: str | None = None, others: Iterable[Status] = (),
    seen: Iterable[date] = (),
) -> None:  # fmt: skip
    """Refuse a status whose day cannot be, a second death, and life after death.

    Parameters
    ----------
    status : Status
        The one to be written.
    today : date
        The day on which it is written down.
    birth : str, optional
        Year and month of birth.
    others : iterable of Status
        The patient's other statuses.
    seen : iterable of date
        Every other day on which the patient was alive: assessments, drugs, events.
    """
    check_day(status.when, "when", today=today, birth=birth)
    for other in others:
        if not other.alive and status.alive:
            check_order(status.when, other.when, "when", "the patient died before it")
        if not other.alive and not status.alive:
            raise InputError(f"the death is already recorded on {other.when}", field="alive", remedy="Amend that entry")
    if not status.alive:
        alive = max([*(other.when for other in others), *seen], default=None)
        check_order(alive, status.when, "when", "the patient was still seen alive after it")
