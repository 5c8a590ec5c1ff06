"""What was given, claimed, seen and suffered: every record of treatment and follow-up."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from tumorboard.domain.followup import GivenDrug, TreatmentCourse
from tumorboard.domain.telling import amount, percent
from tumorboard.report import codes
from tumorboard.report.blocks import Block, Heading
from tumorboard.report.codes import word
from tumorboard.report.material import Material
from tumorboard.report.rows import table


def treatment(material: Material) -> Iterator[Block]:
    """Yield regimens with drugs and scores, claims, assessments, adverse events and the patient's condition."""
    held = (material.courses, material.claims, material.assessments, material.events, material.statuses)
    if not any(held):
        return
    yield Heading("Treatment and follow-up")
    yield from _courses(material)
    yield from _scores(material)
    yield from _claims(material)
    yield from _seen(material)
    yield from _events(material)
    yield from _statuses(material)


def _day(when: date | None) -> str:
    return "–" if when is None else when.isoformat()


def _courses(material: Material) -> Iterator[Block]:
    rows = [
        (
            str(place),
            _day(course.start),
            _day(course.end),
            "–" if course.line is None else str(course.line),
            _reasoned(word(course.status, codes.STATES), word(course.status_reason, codes.REASONS, "")),
            _reasoned(
                word(course.fulfilment, codes.FULFILMENTS), word(course.departure, codes.DEPARTURES, ""),
                course.departure_words,
            ),
            "; ".join(filter(None, ["" if course.intent == "unknown" else course.intent, course.note])) or "–",
        )
        for place, course in enumerate(material.courses, 1)
    ]  # fmt: skip
    head = ("No", "Start", "End", "Line", "Status", "Follows the decision", "Intent, note")
    yield from table(head, rows, (1, 2, 2, 1, 4, 5, 4), "Regimens given")
    drugs: list[tuple[str, ...]] = [
        (str(place), *_drug(drug, course))
        for place, course in enumerate(material.courses, 1)
        for drug in course.drugs
    ]  # fmt: skip
    columns = ("No", "Drug", "Of label dose", "Schedule", "From", "Until")
    yield from table(columns, drugs, (1, 4, 2, 5, 2, 2), "Drugs of each regimen")
    later = [
        (
            str(place), _day(dose.when), dose.drug,
            f"{dose.percent_of_label:g} %" if dose.percent_of_label else "paused", dose.schedule or "–",
            "; ".join(filter(None, [word(dose.because, codes.DOSES), dose.note])),
        )
        for place, dose in material.doses
    ]  # fmt: skip
    columns = ("No", "From", "Drug", "Of label dose", "Schedule", "Reason")
    yield from table(columns, later, (1, 2, 4, 2, 5, 4), "Changes of dose")


def _drug(drug: GivenDrug, course: TreatmentCourse) -> tuple[str, ...]:
    share = "not known" if drug.percent_of_label is None else f"{drug.percent_of_label:g} %"
    return drug.drug, share, drug.schedule or "–", _day(drug.start or course.start), _day(drug.end or course.end)


def _reasoned(told: str, *why: str) -> str:
    return f"{told} ({'; '.join(part for part in why if part)})" if any(why) else told


def _scores(material: Material) -> Iterator[Block]:
    rows = []
    for place, course in enumerate(material.courses, 1):
        for policy, score in course.scores.items():
            later = [
                f"{step.when}: {_score(step.scores[policy])}" for step in course.score_changes if policy in step.scores
            ]
            rows.append((str(place), policy, _score(score), "; ".join(later) or "–", course.scored_with or "–"))
    head = ("No", "Policy", "Score of day 1", "From a later day", "Knowledge")
    yield from table(head, rows, (1, 4, 3, 5, 5), "Matching score of what was given, as it was frozen")


def _score(told: Mapping[str, Any]) -> str:
    """Return ``2 of 4 (50 %)``; without items the score is not computable, which is not zero."""
    items = int(told["denominator"])
    if not items:
        return "not computable"
    matched = Fraction(str(told["numerator"]))
    share = 1.0 if told.get("set_100") else float(matched / items)
    mark = ", set by the checkpoint rule" if told.get("set_100") else ""
    return f"{amount(float(matched))} of {items} ({percent(share)}{mark})"


def _claims(material: Material) -> Iterator[Block]:
    rows = [
        (
            _day(claim.filed), word(claim.stage, codes.CLAIMS), ", ".join(claim.drugs) or "–",
            word(claim.answer, codes.CLAIMS, "no answer yet"), _day(claim.answered),
            word(claim.answer_reason, codes.CLAIMS),
        )
        for claim in material.claims
    ]  # fmt: skip
    head = ("Filed", "Stage", "For", "Answer", "Answered", "Reason")
    yield from table(head, rows, (2, 3, 4, 3, 2, 4), "Insurance claims")


def _seen(material: Material) -> Iterator[Block]:
    rows = [
        (
            _day(seen.when), seen.criteria, "–" if seen.target_sum is None else f"{seen.target_sum:g} mm",
            word(seen.non_target, codes.NON_TARGET), "yes" if seen.new_lesions else "no", seen.response or "baseline",
            seen.note or "–",
        )
        for seen in material.assessments
    ]  # fmt: skip
    head = ("Day", "Criteria", "Target sum", "Other lesions", "New lesions", "Response", "Note")
    yield from table(head, rows, (2, 2, 2, 3, 2, 2, 4), "Tumour assessments")


def _events(material: Material) -> Iterator[Block]:
    rows = []
    for event in material.events:
        marks = [name for name, so in (("serious", event.serious), ("dose-limiting", event.dose_limiting)) if so]
        causes = ", ".join(f"{drug} {how}" for drug, how in event.attribution.items())
        rows.append(
            (
                _day(event.onset), _day(event.resolved), event.term, f"{event.grade} (CTCAE v{event.version})",
                ", ".join(marks) or "–", causes or "–", word(event.action), event.note or "–",
            )
        )  # fmt: skip
    head = ("Onset", "Resolved", "Term", "Grade", "Marks", "Cause", "Action", "Note")
    yield from table(head, rows, (2, 2, 4, 3, 3, 4, 2, 3), "Adverse events")


def _statuses(material: Material) -> Iterator[Block]:
    rows = []
    for status in material.statuses:
        state = "alive" if status.alive else f"died of {word(status.cause_of_death, codes.DEATHS, 'a cause not given')}"
        rows.append(
            (
                _day(status.when), "–" if status.ecog is None else str(status.ecog),
                f"{state}; lost to follow-up" if status.lost else state, status.next_treatment or "–",
            )
        )  # fmt: skip
    head = ("Day", "ECOG", "State", "Next treatment")
    yield from table(head, rows, (2, 1, 4, 5), "Condition of the patient")
