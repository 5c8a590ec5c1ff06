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


def check_course(course: TreatmentCourse, *, today: date, birth: str | None = None, death: date | None = None) -> None:
    """Refuse a course whose days cannot be."""
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
    if start is not None and seen.response not in (None, "NE") and seen.when < start:
        raise InputError(
            f"{seen.response} on {seen.when} is before the start of the treatment on {start}",
            field="response", remedy="A baseline has no response; check both dates",
        )  # fmt: skip


def check_event(event: AdverseEvent, *, today: date, birth: str | None = None, death: date | None = None) -> None:
    """Refuse an adverse event whose days cannot be."""
    check_day(event.onset, "onset", today=today, birth=birth)
    check_day(event.resolved, "resolved", today=today, birth=birth)
    check_order(event.onset, event.resolved, "resolved", "it is resolved before its onset")
    check_order(event.onset, death, "onset", "the patient died before it")


def check_claim(claim: Claim, *, today: date, birth: str | None = None) -> None:
    """Refuse a claim whose days cannot be."""
    check_day(claim.filed, "filed", today=today, birth=birth)
    check_day(claim.answered, "answered", today=today, birth=birth)
    check_order(claim.filed, claim.answered, "answered", "it is answered before it was filed")


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
