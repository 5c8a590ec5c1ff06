"""The way of a case in time: a chart by shape and word, and the same as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from tumorboard.service import CaseFile
from ui.parts.codes import COURSE_STATES, REASONS
from ui.parts.regimens import dose_words, share
from ui.parts.spoken import day
from ui.parts.tables import table
from ui.parts.words import plain

LANES = ("Earlier lines", "Specimens", "Board", "Regimens given", "Assessments", "Adverse events", "Condition")
SHAPES = ("square", "diamond", "triangle-up", "square", "circle", "cross", "triangle-down")
FILLS = ("#bdbdbd", "#6a51a3", "#0b5394", "#2c7fb8", "#1b7837", "#b2182b", "#4d4d4d")
LONGEST = 40
CLOSE = 0.03
"""Share of the whole time within which two marks cannot have words of their own."""
LETTER = 0.0085
"""Share of the whole time that a letter of the words beside a mark covers."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day, or from one day to another; ``end`` is None for a day, today where it still goes on."""

    lane: str
    start: date
    end: date | None
    words: str
    more: str = ""


def marks_of(file: CaseFile, today: date) -> list[Mark]:
    """Return everything of a case that has a day, in the order of the days."""
    return sorted(_marks(file, today), key=lambda mark: (mark.start, LANES.index(mark.lane), mark.words))


def _marks(file: CaseFile, today: date) -> Iterator[Mark]:
    case = file.case.value
    profile = file.profile.value
    if profile.diagnosed:
        yield Mark("Condition", profile.diagnosed, None, "first diagnosis")
    for prior in case.prior_therapies:
        if prior.start or prior.end:
            end = prior.end if prior.start else None
            yield Mark(
                "Earlier lines", prior.start or prior.end or today, end, " + ".join(prior.drugs),
                "; ".join(filter(None, [f"best response {prior.best_response or 'not given'}", prior.reason_ended])),
            )  # fmt: skip
    for specimen in file.specimens:
        one = specimen.value
        where = " ".join(part for part in (one.localization, one.site) if part)
        if one.collected:
            yield Mark("Specimens", one.collected, None, "specimen taken", where)
        if one.reported:
            yield Mark("Specimens", one.reported, None, "report", one.assay)
    for recommendation in file.recommendations:
        kept = recommendation.value
        yield Mark("Board", recommendation.at.date(), None, "recommendation frozen", f"policy {kept.policy}")
    for decision in file.decisions:
        chosen = "; ".join(" + ".join(one.drugs) for one in decision.value.chosen)
        signed = "signed" if decision.value.signature else "not signed"
        yield Mark("Board", decision.value.met, None, "decision", "; ".join(filter(None, [chosen, signed])))
    for course in file.courses:
        given = course.value
        if given.start:
            yield Mark(
                "Regimens given", given.start, given.end or today, " + ".join(one.drug for one in given.drugs),
                COURSE_STATES[given.status] + (f"; {REASONS[given.status_reason]}" if given.status_reason else ""),
            )  # fmt: skip
    for dose in file.doses:
        changed = dose.value
        yield Mark(
            "Regimens given", changed.when, None, f"{changed.drug} {share(changed.percent_of_label)}",
            f"dose: {dose_words(file, changed)}",
        )  # fmt: skip
    for assessment in file.assessments:
        seen = assessment.value
        what = seen.response or ("baseline" if seen.target_sum is not None else "seen")
        size = f"{seen.target_sum:g} mm" if seen.target_sum is not None else ""
        yield Mark("Assessments", seen.when, None, what, ", ".join(filter(None, [seen.criteria, size])))
    for event in file.events:
        had = event.value
        yield Mark(
            "Adverse events", had.onset, had.resolved, f"{had.term} grade {had.grade}", "serious" if had.serious else ""
        )
    for status in file.statuses:
        one_day = status.value
        words = "died" if not one_day.alive else f"ECOG {one_day.ecog}" if one_day.ecog is not None else "seen"
        yield Mark("Condition", one_day.when, None, words, one_day.next_treatment)


def show_timeline(file: CaseFile, today: date) -> None:
    """Show the chart, and the table of the same."""
    st.subheader("Timeline", anchor="timeline")
    marks = marks_of(file, today)
    undated = sum(not (prior.start or prior.end) for prior in file.case.value.prior_therapies)
    if not marks:
        st.markdown(
            "Nothing of this case has a day yet." + (" Earlier lines are given without days." if undated else "")
        )
        return
    st.altair_chart(_chart(marks), width="stretch", alt="Timeline of the case; the table below says the same")
    rows = [
        {
            "From": day(mark.start),
            "Until": day(mark.end) if mark.end else "–",
            "What": mark.lane,
            "Which": f"**{plain(mark.words)}**",
            "More": plain(mark.more or "–"),
        }
        for mark in marks
    ]
    with st.expander(f"The timeline as a table ({len(rows)} rows)", expanded=len(rows) <= 4):
        table(rows, "Timeline of the case", hide_silent=True)
    if undated:
        st.caption("Earlier lines without days are not drawn; they stand in the table of earlier lines.")


def _labels(marks: list[Mark]) -> list[str]:
    """Return the words beside each mark; marks of one lane that stand close together share those of the first."""
    days = (max(mark.start for mark in marks) - min(mark.start for mark in marks)).days
    labels = [""] * len(marks)
    first: dict[str, int] = {}
    for place, mark in enumerate(marks):
        held = first.get(mark.lane)
        room = max(CLOSE, LETTER * min(len(labels[held]), LONGEST)) if held is not None else 0
        if held is not None and (mark.start - marks[held].start).days <= room * days:
            labels[held] += f" · {mark.words}"
        else:
            first[mark.lane], labels[place] = place, mark.words
    return [f"{label[:LONGEST]}…" if len(label) > LONGEST else label for label in labels]


def _chart(marks: list[Mark]) -> Any:
    import altair as alt  # takes a second, so that the facts above are shown first

    frame = pd.DataFrame(
        {
            "lane": [mark.lane for mark in marks],
            "start": [pd.Timestamp(mark.start) for mark in marks],
            # A span of one day would be too thin to be seen.
            "end": [pd.Timestamp(max(mark.end or mark.start, mark.start + timedelta(days=1))) for mark in marks],
            "span": [mark.end is not None for mark in marks],
            "words": _labels(marks),
            "from": [day(mark.start) for mark in marks],
            "until": [day(mark.end) for mark in marks],
            "what": [mark.words for mark in marks],
            "more": [mark.more for mark in marks],
        }
    )
    used = [lane for lane in LANES if lane in set(frame["lane"])]
    places = [LANES.index(lane) for lane in used]
    colour = alt.Color("lane:N", scale=alt.Scale(domain=used, range=[FILLS[i] for i in places]), legend=None)
    shape = alt.Shape("lane:N", scale=alt.Scale(domain=used, range=[SHAPES[i] for i in places]), legend=None)
    base = alt.Chart(frame).encode(
        y=alt.Y("lane:N", sort=used, title=None, axis=alt.Axis(labelLimit=160, grid=True)),
        tooltip=["from:N", "until:N", "what:N", "more:N"],
    )
    first, last = frame["start"].min(), max(frame["end"].max(), frame["start"].max())
    room = max((last - first) * 0.02, pd.Timedelta(days=1))
    # Words stand to the right of their mark: room for those of the last one.
    scale = alt.Scale(domain=[(first - room).isoformat(), (last + 9 * room).isoformat()])
    x = alt.X("start:T", title=None, scale=scale, axis=alt.Axis(format="%Y-%m-%d", labelAngle=0, tickCount=8))
    spans = base.transform_filter("datum.span").mark_bar(height=12, opacity=0.75).encode(x=x, x2="end:T", color=colour)
    points = base.transform_filter("!datum.span").mark_point(filled=True, size=90, opacity=1)
    text = base.mark_text(align="left", baseline="bottom", dx=2, dy=-7, fontSize=11).encode(x=x, text="words:N")
    return (spans + points.encode(x=x, color=colour, shape=shape) + text).properties(height=46 * len(used) + 40)
