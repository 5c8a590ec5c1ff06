"""Choosing a cohort: the simulated one, or a file of one's own; kept in the session with its report, nowhere else."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from tumorboard import service
from tumorboard.service import Cohort, Desk, InputError
from ui.parts.forms import show_error

REMEMBERED = 3
SHUFFLES = 200
OWN = "These records"
SOURCES = ("Simulated", OWN)
PLANTED = {
    0.6: "0.6: a higher score helps",
    1.0: "1.0: no effect planted, the trap is there all the same",
    1.5: "1.5: a higher score harms",
}


@dataclass(frozen=True)
class Analysed:
    """A cohort with its report and figures; ``own`` where it is that of the records."""

    cohort: Cohort
    report: dict[str, Any]
    figures: dict[str, Any]
    own: bool = False

    @property
    def mark(self) -> str:
        """What stands before the name of every table and file of invented patients."""
        return "SIMULATED: " if self.cohort.simulated else ""


def choose_cohort(desk: Desk | None = None) -> Analysed | None:
    """Show the picker and return the cohort analysed; None where it cannot be used, the reason being shown."""
    left, right = st.columns([1, 1], gap="medium")
    with right:
        upload = st.file_uploader(
            "Or open your own cohort (tumorboard.cohort/1 as JSON or JSON lines)",
            type=["json", "jsonl"],
            key="cohort:upload",
            help="Kept in memory for this session only. Remove the file to return to the simulated cohort.",
        )
    try:
        if upload is not None:
            data = upload.getvalue()
            return _remembered(hashlib.sha256(data).hexdigest(), upload.name, data)
        with left:
            if desk is not None and st.radio("Cohort", SOURCES, horizontal=True, key="cohort:source") == OWN:
                return _own(desk)
            effect = st.selectbox(
                "Simulated cohort: planted hazard ratio per 50 points",
                PLANTED,
                format_func=PLANTED.__getitem__,
                key="cohort:effect",
                help="300 invented patients. Each alteration more raises the hazard by 20 %, whatever is given.",
            )
        return _remembered(effect)
    except InputError as problem:
        show_error(problem)
        return None


def _own(desk: Desk) -> Analysed | None:
    """Analyse the records themselves, small counts hidden; what the records hold may change with every click."""
    names = {policy.name: policy for policy in service.BUILT_IN}
    name = st.selectbox("Scoring policy", list(names), key="cohort:own:policy")
    cohort = desk.cohort(names[name])
    treated = sum(row.left_at is None for row in cohort.rows)
    if not treated:
        st.info("No treated patient who agreed to research is recorded yet.", icon=":material/hourglass_empty:")
        return None
    text = service.cohort_text(cohort).encode()
    return replace(_remembered(hashlib.sha256(text).hexdigest(), "records.json", text), own=True)


def _remembered(key: str | float, name: str = "", data: bytes = b"") -> Analysed:
    """Analyse, or remember what was analysed in this session: no click on the page changes the report."""
    memory: dict[str | float, Analysed] = st.session_state.setdefault("analysed", {})
    if key not in memory:
        with st.spinner("Analysing the cohort ..."):
            cohort = service.open_cohort_upload(name, data) if data or name else service.demo_cohort(effect=float(key))
            report = service.analyse_cohort(cohort, shuffles=SHUFFLES)
            figures = service.outcome_figures(report, cohort)
        while len(memory) >= REMEMBERED:
            memory.pop(next(iter(memory)))
        memory[key] = Analysed(cohort, report, figures)
    return memory[key]
