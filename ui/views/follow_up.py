"""Follow-up: tumour assessments judged by their sums, adverse events, how the patient was, and the plots of it."""

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.followup import ResponseAssessment, Status
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.codes import CRITERIA, DEATHS, NON_TARGET, RESPONSES
from ui.parts.desk import opened
from ui.parts.doses_given import dose_form, show_doses
from ui.parts.events import event_form, show_events
from ui.parts.forms import built, open_form
from ui.parts.patient_plots import show_plots
from ui.parts.regimens import course_names
from ui.parts.spoken import day, entered
from ui.parts.tables import table
from ui.parts.words import plain

NEW = "a new one"


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Follow-up")
    show_steps("follow_up")
    names = course_names([kept for kept in file.courses if kept.value.start is not None])
    keys = list(names)
    if not keys:
        st.info("Record the regimen given first: follow-up counts from its day 1.", icon=":material/event:")
    course = ""
    if keys:
        course = st.selectbox(
            "Regimen", keys, index=len(keys) - 1, format_func=lambda key: names.get(key, key),
            key=f"follow_up:course:{file.item.case_id}",
        )  # fmt: skip
    may = desk.may(Action.RECORD_FOLLOW_UP, file.item.case_id)
    if not may:
        st.info("Only an oncologist of the team records follow-up. You can read it.", icon=":material/lock:")
    responses, events, doses, status, plots = st.tabs(
        ["Tumour assessments", "Adverse events", "Doses", "Status", "Plots"]
    )
    with responses:
        if course:
            _show_assessments(desk, file, course)
            if may:
                _assessment_form(desk, file, course)
    with events:
        show_events(file, course)
        if may:
            event_form(desk, file, course)
    with doses:
        if course:
            show_doses(file, course)
            if may:
                dose_form(desk, file, course)
    with status:
        _show_statuses(file)
        if may:
            _status_form(desk, file)
    with plots:
        show_plots(file)


def _show_assessments(desk: Desk, file: CaseFile, course: str) -> None:
    judged = desk.recist(file.item.case_id, course)
    if not judged:
        st.markdown("No assessment is recorded for this regimen. Begin with the baseline: a target sum, no response.")
    rows = [
        {
            "Day": day(one.assessment.value.when),
            "Criteria": plain(one.assessment.value.criteria),
            "Target sum": _mm(one.assessment.value.target_sum),
            "From baseline": _change(one.from_baseline),
            "From nadir": _change(one.from_nadir),
            "Reader": one.assessment.value.response or "– baseline",
            "From the sums": one.computed or "–",
            "Agree": "–" if one.agrees is None else "✔ yes" if one.agrees else "✕ **no**",
            "Why": plain(one.why) or "–",
            "Entered": entered(one.assessment),
        }
        for one in judged
    ]
    table(rows, "Tumour assessments, the reader's category beside the one from the sums")
    if any(one.agrees is False for one in judged):
        st.warning(
            "The reader and the sums disagree. Both are kept; the reader's own category enters the analysis.",
            icon=":material/compare:",
        )


def assessment_words(seen: ResponseAssessment) -> str:
    """Return an assessment in a line: ``2026-03-31, PR, 38 mm``."""
    return ", ".join(filter(None, [day(seen.when), seen.response or "baseline", _mm(seen.target_sum).strip("–")]))


def _mm(total: float | None) -> str:
    return "–" if total is None else f"{total:g} mm"


def _change(share: float | None) -> str:
    return "–" if share is None else f"{share:+.0f} %"


def _assessment_form(desk: Desk, file: CaseFile, course: str) -> None:
    st.subheader("Record or amend an assessment", anchor="assessment")
    mine = [kept for kept in file.assessments if kept.value.course == course]
    names = {kept.key: assessment_words(kept.value) for kept in mine}
    chosen = st.selectbox(
        "Which assessment", ["", *names], format_func=lambda key: names.get(key, NEW), key=f"assessment:which:{course}"
    )
    kept = next((one for one in mine if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {}
    name = f"assessment:{course}:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept) as form:
        left, right = st.columns(2)
        with left:
            when = form.day("when", "Day of the assessment")
            criteria = form.one_of("criteria", "Criteria", CRITERIA)
            total = form.number("target_sum", "Sum of the target lesions in mm", help="0-5000; RECIST 1.1 diameters.")
        with right:
            rest = form.choose("non_target", "Other lesions", list(NON_TARGET), NON_TARGET.__getitem__)
            new = form.tick("new_lesions", "New lesions")
            response = form.choose(
                "response", "The reader's own category", list(RESPONSES), RESPONSES.__getitem__,
                placeholder="Baseline: none",
            )  # fmt: skip
        note = form.text("note", "Note", height=70)
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[ResponseAssessment]:
            seen_then = built(
                ResponseAssessment, course=course, when=when, criteria=criteria, target_sum=total, new_lesions=new,
                non_target=rest, response=response, note=note,
            )  # fmt: skip
            return desk.save_assessment(file.item.case_id, kept.key if kept else "", seen_then, seen, why)

        form.submit("Save the assessment", save, "The assessment is recorded.")


def _show_statuses(file: CaseFile) -> None:
    if not file.statuses:
        st.markdown("No status is recorded.")
    rows = [
        {
            "Day": day(kept.value.when),
            "ECOG": "–" if kept.value.ecog is None else str(kept.value.ecog),
            "Alive": "✔ alive" if kept.value.alive else f"✕ died of {DEATHS[kept.value.cause_of_death or 'unknown']}",
            "Lost": "yes" if kept.value.lost else "no",
            "Next treatment": plain(kept.value.next_treatment) or "–",
            "Entered": entered(kept),
        }
        for kept in file.statuses
    ]
    table(rows, "How the patient was")


def _how(status: Status) -> str:
    return "died" if not status.alive else "alive" if status.ecog is None else f"ECOG {status.ecog}"


def _status_form(desk: Desk, file: CaseFile) -> None:
    st.subheader("Record or amend a status", anchor="status")
    names = {kept.key: f"{day(kept.value.when)}, {_how(kept.value)}" for kept in file.statuses}
    chosen = st.selectbox("Which status", ["", *names], format_func=lambda key: names.get(key, NEW), key="status:which")
    kept = next((one for one in file.statuses if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {"alive": True}
    name = f"status:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept) as form:
        left, right = st.columns(2)
        with left:
            when = form.day("when", "Day of the contact, or of death")
            ecog = form.whole("ecog", "ECOG", help="0-4")
        with right:
            alive = form.tick("alive", "The patient was alive")
            cause = None if alive else form.choose("cause_of_death", "Died of", list(DEATHS), DEATHS.__getitem__)
            lost = form.tick("lost", "Lost to follow-up since")
        later = form.line("next_treatment", "Next treatment begun on that day, if any")
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[Status]:
            status = built(
                Status, when=when, ecog=ecog, alive=alive, cause_of_death=cause, lost=lost, next_treatment=later
            )
            return desk.save_status(file.item.case_id, kept.key if kept else "", status, seen, why)

        form.submit("Save the status", save, "The status is recorded.")
