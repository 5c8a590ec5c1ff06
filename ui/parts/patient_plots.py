"""The courses of one patient as plots, each with its table: swimmer and spider."""

from datetime import date
from typing import Any

import streamlit as st

from tumorboard import service
from tumorboard.domain.cohort import Assessment, Cohort, CohortRow
from tumorboard.domain.followup import DoseChange
from tumorboard.service import CaseFile
from ui.parts.regimens import course_names, dose_words, share
from ui.parts.spoken import day
from ui.parts.tables import table
from ui.parts.words import plain

TITLES = {"swimmer": "Regimens of this patient", "spider": "Target lesions over time"}
DAYS_PER_MONTH = 30.4375
LONGEST = 60


def one_patient(file: CaseFile) -> Cohort:
    """Return the courses of a case, one row each, as the outcome figures take them.

    Assessments are those of the course; days after the patient's death are left to the checks of the records.
    """
    died = next((kept.value.when for kept in file.statuses if not kept.value.alive), None)
    seen = max((kept.value.when for kept in file.statuses), default=None)
    names = _names(file)
    rows = tuple(
        _row(file, kept.key, names[kept.key], kept.value.start, died, seen)
        for kept in file.courses
        if kept.value.start is not None
    )
    return Cohort(name=f"{file.item.case_id}", simulated=file.case.value.sample, rows=rows)


def _names(file: CaseFile) -> dict[str, str]:
    """Return the courses in words that fit beside a plot and differ from each other."""
    names = course_names(file.courses)
    short = {key: told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…" for key, told in names.items()}
    return {k: f"{told} ({k})" if list(short.values()).count(told) > 1 else told for k, told in short.items()}


def _row(file: CaseFile, key: str, name: str, start: date, died: date | None, seen: date | None) -> CohortRow:
    mine = [kept.value for kept in file.assessments if kept.value.course == key]
    last = max([one.when for one in mine] + [one for one in (seen,) if one is not None and one >= start], default=None)
    return CohortRow(
        patient_id=name,
        day1=start,
        assessments=tuple(
            Assessment(when=one.when, response=one.response, criteria=one.criteria, target_sum=one.target_sum)
            for one in mine
        ),
        death=died if died is not None and died >= start else None,
        last_contact=last,
    )


def show_plots(file: CaseFile) -> None:
    """Show the plots of a patient's courses, and the same as a table."""
    cohort = one_patient(file)
    if not cohort.rows:
        st.markdown("Nothing to draw yet.")
        return
    for name, figure in service.course_figures(cohort).items():
        # The title is the page's own: within the picture it would be cut where the picture is small.
        st.markdown(f"**{TITLES[name]}**" + (" (invented patient)" if cohort.simulated else ""))
        drawn = _with_doses(figure, file) if name == "swimmer" and file.doses else figure
        drawn.title = ""
        for layer in drawn.layer if name == "swimmer" else ():
            layer.encoding.y.axis = {"labelLimit": 260, "labelFontSize": 11}
        st.altair_chart(drawn, width="content", alt=f"{TITLES[name]}; the table below says the same")
    rows = sorted(_table_rows(file, cohort), key=lambda one: one[0])
    table([told for _, told in rows], "What the plots show")


def _with_doses(figure: Any, file: CaseFile) -> Any:
    """Put the changes of dose on the swimmer plot, each with its new share in words."""
    import altair as alt

    names, starts = _names(file), {kept.key: kept.value.start for kept in file.courses}
    marks = [
        {
            "patient": names[kept.value.course],
            "month": (kept.value.when - start).days / DAYS_PER_MONTH,
            "dose": _short(kept.value, file),
            "above": place % 2 == 0,
        }
        for place, kept in enumerate(file.doses)
        if (start := starts.get(kept.value.course)) is not None
    ]
    order = [names[kept.key] for kept in file.courses]
    base = alt.Chart(alt.InlineData(marks)).encode(x="month:Q", y=alt.Y("patient:N", sort=order, title=None))
    tick = base.mark_tick(thickness=2, size=14, color="#000000")
    # Words of changes that follow each other closely stand above and below the bar in turn.
    words = [
        base.transform_filter(f"{'' if above else '!'}datum.above")
        .mark_text(dy=-14 if above else 14, fontSize=10)
        .encode(text="dose:N")
        for above in (True, False)
    ]
    return alt.layer(*figure.layer, tick, *words).properties(width=figure.width, height=alt.Step(48))


def _short(dose: DoseChange, file: CaseFile) -> str:
    drugs = next(len(one.value.drugs) for one in file.courses if one.key == dose.course)
    return f"{f'{dose.drug} ' if drugs > 1 else ''}{share(dose.percent_of_label)}"


def _table_rows(file: CaseFile, cohort: Cohort) -> list[tuple[date, dict[str, str]]]:
    names = _names(file)
    seen = [
        (
            one.when if isinstance(one.when, date) else date.min,
            {
                "Day": day(one.when) if isinstance(one.when, date) else str(one.when),
                "Regimen": plain(row.patient_id),
                "What": one.response or "– baseline",
                "Target sum": "–" if one.target_sum is None else f"{one.target_sum:g} mm",
            },
        )
        for row in cohort.rows
        for one in row.assessments
    ]
    doses = [
        (
            kept.value.when,
            {
                "Day": day(kept.value.when),
                "Regimen": plain(names[kept.value.course]),
                "What": plain(dose_words(file, kept.value)),
                "Target sum": "–",
            },
        )
        for kept in file.doses
    ]
    return [*seen, *doses]
