"""The cohort of our own records: how many, how they scored, how they responded. Small counts stay hidden."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Action
from tumorboard.errors import InputError
from tumorboard.service import Desk
from ui.parts.forms import show_error
from ui.parts.tables import table
from ui.parts.words import plain

HIDDEN = "1-20, hidden"
EXPORTS = {"json": "the report (JSON)", "csv": "the groups (CSV)"}


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Cohort")
    st.caption(
        "Treated patients of these records who agreed to research, pseudonymised. Counts of 1 to 20 are not shown and "
        "do not follow from the others."
    )
    names = {policy.name: policy for policy in service.BUILT_IN}
    name = st.selectbox("Scoring policy", list(names), key="cohort:policy")
    counts = desk.cohort_counts(names[name])
    st.markdown(plain(counts.notice))
    left, right = st.columns(2)
    with left:
        _counts("Who is in the analysis", "Step", counts.steps)
        _counts("Tumour types", "Type", counts.tumors)
    with right:
        _counts("Matching score of the regimen given", "Score", counts.scores, chart=True)
        _counts("Best response", "Response", counts.responses, chart=True)
    _waterfall(desk, names[name])
    if desk.may(Action.EXPORT_COHORT):
        _export(desk, names[name])
    st.markdown("What the score means for progression-free survival stands on the page *Score against PFS*.")


def _counts(title: str, column: str, rows: tuple[tuple[str, int | None], ...], chart: bool = False) -> None:
    st.subheader(title)
    if not rows:
        st.markdown("Nothing is recorded yet.")
        return
    known = [(name, count) for name, count in rows if count is not None]
    if chart and known:
        bars = {column: [name for name, _ in known], "Patients": [count for _, count in known]}
        st.bar_chart(bars, x=column, y="Patients", height=200, horizontal=True, sort=False)
    table([{column: plain(name), "Patients": HIDDEN if count is None else str(count)} for name, count in rows], title)


def _waterfall(desk: Desk, policy: service.Policy) -> None:
    """Draw the best change of the target lesions; single patients are drawn for simulated records only."""
    st.subheader("Best change of the target lesions")
    cohort = desk.cohort(policy)
    if not cohort.simulated:
        st.markdown("One bar would be one patient. It is drawn for invented records only; see the follow-up of a case.")
        return
    figure = service.waterfall(cohort)
    if figure is None:
        st.markdown("No target sums are recorded yet.")
        return
    st.altair_chart(figure, width="content")


def _export(desk: Desk, policy: service.Policy) -> None:
    st.subheader("Export for research")
    st.caption(
        "The whole report, or groups of 21 patients or more with events and time at risk. No row of a single patient "
        "leaves the house. Every export is written into the audit trail."
    )
    kind = st.radio("What", list(EXPORTS), format_func=EXPORTS.__getitem__, horizontal=True, key="cohort:format")
    if st.button("Prepare the export", key="cohort:export"):
        try:
            made = desk.export_cohort("csv" if kind == "csv" else "json", policy)
        except InputError as problem:
            show_error(problem)
            return
        st.download_button(
            f"Download {EXPORTS[kind]}", made, file_name=f"cohort.{kind}", on_click="ignore",
            mime="text/csv" if kind == "csv" else "application/json",
        )  # fmt: skip
