"""Follow-up: tumour assessments judged by their sums, adverse events, how the patient was, and the plots of it."""

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.followup import AdverseEvent, ResponseAssessment, Status
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.codes import ACTIONS, ATTRIBUTIONS, CRITERIA, DEATHS, NON_TARGET, RESPONSES, TERMS
from ui.parts.desk import opened
from ui.parts.forms import built, open_form
from ui.parts.patient_plots import one_patient, show_plots
from ui.parts.spoken import day
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
    keys = [kept.key for kept in file.courses if kept.value.start is not None]
    if not keys:
        st.info("Record the regimen given first: follow-up counts from its day 1.", icon=":material/event:")
    course = st.selectbox("Regimen", keys, index=len(keys) - 1, key="follow_up:course") if keys else ""
    may = desk.may(Action.RECORD_FOLLOW_UP, file.item.case_id)
    if not may:
        st.info("Only an oncologist of the team records follow-up. You can read it.", icon=":material/lock:")
    responses, events, status, plots = st.tabs(["Tumour assessments", "Adverse events", "Status", "Plots"])
    with responses:
        if course:
            _show_assessments(desk, file, course)
            if may:
                _assessment_form(desk, file, course)
    with events:
        _show_events(file)
        if may:
            _event_form(desk, file, course or "")
    with status:
        _show_statuses(file)
        if may:
            _status_form(desk, file)
    with plots:
        show_plots(one_patient(file))


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
            "Entry": plain(f"{one.assessment.key}, version {one.assessment.version}"),
        }
        for one in judged
    ]
    table(rows, "Tumour assessments, the reader's category beside the one from the sums")
    if any(one.agrees is False for one in judged):
        st.warning(
            "The reader and the sums disagree. Both are kept; the reader's own category enters the analysis.",
            icon=":material/compare:",
        )


def _mm(total: float | None) -> str:
    return "–" if total is None else f"{total:g} mm"


def _change(share: float | None) -> str:
    return "–" if share is None else f"{share:+.0f} %"


def _assessment_form(desk: Desk, file: CaseFile, course: str) -> None:
    st.subheader("Record or amend an assessment", anchor="assessment")
    mine = [kept for kept in file.assessments if kept.value.course == course]
    chosen = st.selectbox("Which assessment", [NEW, *(kept.key for kept in mine)], key=f"assessment:which:{course}")
    kept = next((one for one in mine if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {}
    name = f"assessment:{course}:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0) as form:
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


def _show_events(file: CaseFile) -> None:
    if not file.events:
        st.markdown("No adverse event is recorded.")
        return
    terms = sorted({kept.value.term for kept in file.events})
    grid = [
        {"Term": plain(term)}
        | {f"Grade {grade}": _cell(file, term, grade) for grade in range(1, 6)}
        for term in terms
    ]  # fmt: skip
    table(grid, "Adverse events by term and grade: days of onset")
    rows = [
        {
            "Onset": day(kept.value.onset),
            "Resolved": day(kept.value.resolved),
            "Term": plain(kept.value.term),
            "Grade": f"{kept.value.grade} (CTCAE v{kept.value.version})",
            "Serious": "▲ yes" if kept.value.serious else "no",
            "Dose-limiting": "▲ yes" if kept.value.dose_limiting else "no",
            "Cause": plain("; ".join(f"{drug}: {how}" for drug, how in sorted(kept.value.attribution.items()))) or "–",
            "Action": ACTIONS[kept.value.action],
            "Entry": plain(f"{kept.key}, version {kept.version}"),
        }
        for kept in file.events
    ]
    table(rows, "Adverse events")


def _cell(file: CaseFile, term: str, grade: int) -> str:
    days = [day(kept.value.onset) for kept in file.events if (kept.value.term, kept.value.grade) == (term, grade)]
    return ", ".join(days) or "–"


def _event_form(desk: Desk, file: CaseFile, course: str) -> None:
    st.subheader("Record or amend an adverse event", anchor="event")
    chosen = st.selectbox("Which event", [NEW, *(kept.key for kept in file.events)], key="event:which")
    kept = next((one for one in file.events if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {}
    given = next((one.value for one in file.courses if one.key == course), None)
    drugs = [one.drug for one in given.drugs] if given else []
    name = f"event:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0) as form:
        left, right = st.columns(2)
        with left:
            term = form.choose("term", "CTCAE term", TERMS, accept_new_options=True)
            grade = form.whole("grade", "Grade", help="1-5")
            version = form.one_of("version", "CTCAE version", ("5", "6"))
            onset = form.day("onset", "Onset")
            resolved = form.day("resolved", "Resolved")
        with right:
            serious = form.tick("serious", "Serious")
            limiting = form.tick("dose_limiting", "Dose-limiting")
            action = form.one_of("action", "Action", list(ACTIONS), ACTIONS.__getitem__)
            causes = {
                drug: form.choose(f"attribution.{drug}", f"Caused by {plain(drug)}?", ATTRIBUTIONS) for drug in drugs
            }
        note = form.text("note", "Note", height=70)
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[AdverseEvent]:
            event = built(
                AdverseEvent, course=course, term=term or "", grade=grade, version=version, onset=onset,
                resolved=resolved, serious=serious, dose_limiting=limiting, action=action, note=note,
                attribution={drug: how for drug, how in causes.items() if how},
            )  # fmt: skip
            return desk.save_event(file.item.case_id, kept.key if kept else "", event, seen, why)

        form.submit("Save the event", save, "The adverse event is recorded.")


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
            "Entry": plain(f"{kept.key}, version {kept.version}"),
        }
        for kept in file.statuses
    ]
    table(rows, "How the patient was")


def _status_form(desk: Desk, file: CaseFile) -> None:
    st.subheader("Record or amend a status", anchor="status")
    chosen = st.selectbox("Which status", [NEW, *(kept.key for kept in file.statuses)], key="status:which")
    kept = next((one for one in file.statuses if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {"alive": True}
    name = f"status:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0) as form:
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
