"""Adverse events of a regimen: the grid by term and grade, the list, and the form."""

import streamlit as st

from tumorboard.domain.followup import AdverseEvent
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.codes import ACTIONS, ATTRIBUTIONS, TERMS
from ui.parts.forms import built, open_form
from ui.parts.regimens import course_names
from ui.parts.spoken import day, entered
from ui.parts.tables import table
from ui.parts.words import counted, plain

NEW = "a new one"


def _of(file: CaseFile, course: str) -> list[Kept[AdverseEvent]]:
    """Return the events of a regimen, and those that were recorded without one."""
    return [kept for kept in file.events if kept.value.course in (course, "")]


def show_events(file: CaseFile, course: str) -> None:
    """Show the events of the regimen that is chosen."""
    mine = _of(file, course)
    others = len(file.events) - len(mine)
    if not mine:
        st.markdown("No adverse event is recorded for this regimen." if course else "No adverse event is recorded.")
    terms = sorted({kept.value.term for kept in mine})
    grid = [
        {"Term": plain(term)} | {f"Grade {grade}": _cell(mine, term, grade) for grade in range(1, 6)} for term in terms
    ]
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
            "Entered": entered(kept),
        }
        for kept in mine
    ]
    table(rows, "Adverse events")
    if others:
        st.caption(f"{counted(others, 'event')} under other regimens: choose the regimen above to see them.")


def _cell(events: list[Kept[AdverseEvent]], term: str, grade: int) -> str:
    days = [day(kept.value.onset) for kept in events if (kept.value.term, kept.value.grade) == (term, grade)]
    return ", ".join(days) or "–"


def event_words(event: AdverseEvent) -> str:
    """Return an event in a line: ``Fatigue grade 2, from 2026-03-31``."""
    return f"{event.term} grade {event.grade}, from {day(event.onset)}"


def event_form(desk: Desk, file: CaseFile, course: str) -> None:
    """Let an event be recorded under the chosen regimen, or be amended under the regimen that it belongs to."""
    st.subheader("Record or amend an adverse event", anchor="event")
    mine = _of(file, course)
    names = {kept.key: event_words(kept.value) for kept in mine}
    chosen = st.selectbox(
        "Which event", ["", *names], format_func=lambda key: names.get(key, NEW), key=f"event:which:{course}"
    )
    kept = next((one for one in mine if one.key == chosen), None)
    # An amendment says more of an event; it does not move it to the regimen that happens to be chosen.
    of = kept.value.course if kept else course
    held = kept.value.attribution if kept else {}
    start = kept.value.model_dump() if kept else {}
    given = next((one.value for one in file.courses if one.key == of), None)
    drugs = list(dict.fromkeys([*(one.drug for one in given.drugs if given), *held])) if given else list(held)
    st.caption(f"Regimen: {plain(course_names(file.courses).get(of, 'none: recorded without one'))}")
    name = f"event:{kept.key if kept else f'{course}:new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept) as form:
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
                AdverseEvent, course=of, term=term or "", grade=grade, version=version, onset=onset,
                resolved=resolved, serious=serious, dose_limiting=limiting, action=action, note=note,
                attribution={drug: how for drug, how in causes.items() if how},
            )  # fmt: skip
            return desk.save_event(file.item.case_id, kept.key if kept else "", event, seen, why)

        form.submit("Save the event", save, "The adverse event is recorded.")
