"""The cohort of our own records: how many, how they scored, how they responded. Small counts stay hidden."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Action
from tumorboard.errors import InputError
from tumorboard.service import CohortCounts, Desk
from ui.parts.forms import show_error
from ui.parts.tables import table
from ui.parts.words import SPACE, plain

HIDDEN = "not shown"
BAR, AXIS = 26, 70
"""Pixels of one bar with its label, and of the axis below."""
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
    _flow(counts)
    left, right = st.columns(2, gap="medium")
    with left:
        _counts("Matching score of the regimen given", "Score", counts.scores, chart=True)
    with right:
        _counts("Best response", "Response", counts.responses, chart=True)
        _counts("Tumour types", "Type", counts.tumors)
    _waterfall(desk, names[name], counts)
    if desk.may(Action.EXPORT_COHORT):
        _export(desk, names[name])
    st.markdown("What the score means for progression-free survival stands on the page *Score against PFS*.")


def _flow(counts: CohortCounts) -> None:
    st.subheader("Who is in the analysis", anchor="flow")
    lost = counts.lost or ((),) * len(counts.steps)
    rows = [
        {
            "Step": plain(step),
            "Patients": _count(number),
            "Left before it": "; ".join(f"{_count(many)}: {plain(why)}" for why, many in reasons) or "–",
        }
        for (step, number), reasons in zip(counts.steps, lost, strict=True)
    ]
    table(rows, "Who is in the analysis, and why others are not")
    if not rows:
        st.markdown("Nothing is recorded yet.")


def _count(number: int | None) -> str:
    return HIDDEN if number is None else str(number)


def _counts(title: str, column: str, rows: tuple[tuple[str, int | None], ...], chart: bool = False) -> None:
    st.subheader(title)
    if not rows:
        st.markdown("Nothing is recorded yet.")
        return
    known = [(name, count) for name, count in rows if count is not None]
    if chart and known:
        bars = {column: [name for name, _ in known], "Patients": [count for _, count in known]}
        height = BAR * len(known) + AXIS
        st.bar_chart(bars, x=column, y="Patients", height=height, horizontal=True, sort=False)
    table([{column: plain(name), "Patients": _count(count)} for name, count in rows], title)


def _waterfall(desk: Desk, policy: service.Policy, counts: CohortCounts) -> None:
    """Draw the best change of the target lesions: single patients of simulated records, bands of 21 of real ones."""
    st.subheader("Best change of the target lesions")
    cohort = desk.cohort(policy)
    if not cohort.simulated:
        _bands(counts)
        return
    figure = service.waterfall(cohort)
    if figure is None:
        st.markdown("No target sums are recorded yet.")
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.altair_chart(
            figure, width="content", alt="Best change of the target lesions, patient by patient", theme=None
        )
    with right:
        rows = [
            {
                "Place": str(row["place"]),
                "Patient": plain(row["patient"]),
                "Best change": f"{row['change']:.0f}{SPACE}%",
            }
            for row in service.waterfall_rows(cohort)
        ]
        table(rows, "Best change of the target lesions")


def _bands(counts: CohortCounts) -> None:
    told = counts.best_change
    figure = service.waterfall_bands({"best_change": told, "title": "Our own records"}) if told else None
    if figure is None:
        st.markdown(f"{plain(told.get('words') or 'nothing is recorded yet')}.".capitalize())
        return
    st.caption("A bar is the median of 21 patients or more, the largest growth first; no bar is a single patient.")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.altair_chart(figure, width="content", alt="Median best change in bands of 21 and more", theme=None)
    with right:
        rows = [
            {
                "Band": str(band["band"]),
                "Patients": _count(band["n"]),
                "Median best change": "–" if band["median"] is None else f"{band['median']}{SPACE}%",
            }
            for band in told["bands"]
        ]
        table(rows, "Median best change of the target lesions in bands")


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
