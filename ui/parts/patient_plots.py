"""The courses of one patient as plots, each with its table: swimmer and spider."""

from datetime import date

import streamlit as st

from tumorboard import service
from tumorboard.domain.cohort import Assessment, Cohort, CohortRow
from tumorboard.service import CaseFile
from ui.parts.spoken import day
from ui.parts.tables import table
from ui.parts.words import plain


def one_patient(file: CaseFile) -> Cohort:
    """Return the courses of a case, one row each, as the outcome figures take them.

    Assessments are those of the course; days after the patient's death are left to the checks of the records.
    """
    died = next((kept.value.when for kept in file.statuses if not kept.value.alive), None)
    seen = max((kept.value.when for kept in file.statuses), default=None)
    rows = tuple(
        _row(file, kept.key, kept.value.start, died, seen) for kept in file.courses if kept.value.start is not None
    )
    return Cohort(name=f"{file.item.case_id}", simulated=file.case.value.sample, rows=rows)


def _row(file: CaseFile, key: str, start: date, died: date | None, seen: date | None) -> CohortRow:
    mine = [kept.value for kept in file.assessments if kept.value.course == key]
    last = max([one.when for one in mine] + [one for one in (seen,) if one is not None and one >= start], default=None)
    return CohortRow(
        patient_id=key,
        day1=start,
        assessments=tuple(
            Assessment(when=one.when, response=one.response, criteria=one.criteria, target_sum=one.target_sum)
            for one in mine
        ),
        death=died if died is not None and died >= start else None,
        last_contact=last,
    )


def show_plots(cohort: Cohort) -> None:
    """Show the plots of a patient's courses, and the same as a table."""
    if not cohort.rows:
        st.markdown("Nothing to draw yet.")
        return
    for figure in service.course_figures(cohort).values():
        st.altair_chart(figure, width="content")
    rows = [
        {
            "Course": plain(row.patient_id),
            "Day 1": day(row.day1),
            "Day": day(one.when) if isinstance(one.when, date) else str(one.when),
            "Target sum": "–" if one.target_sum is None else f"{one.target_sum:g} mm",
            "Response": one.response or "– baseline",
        }
        for row in cohort.rows
        for one in row.assessments
    ]
    table(rows, "What the plots show")
