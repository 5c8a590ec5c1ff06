"""Figures of single patients (swimmer, waterfall, spider), for the treating centre, and the waterfall in bands.

An export that hides small counts has none of single patients; there the waterfall is drawn in bands of 21 patients and
more, which tell of nobody.
"""

from typing import TYPE_CHECKING, Any

from tumorboard.domain.cohort import Cohort
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.endpoints import DAYS_PER_MONTH, Timeline, best_change, timeline
from tumorboard.outcomes.figures import BLUE, GREY, ORANGE, WIDTH, Figure, title_of

if TYPE_CHECKING:
    import altair as alt

MOST_BARS = 60
"""Patients in one swimmer or spider plot; more cannot be told apart."""
RESPONSES = ("CR", "PR", "SD", "PD", "NE")
SHAPES = ("diamond", "triangle-up", "circle", "cross", "square")
SHADES = ("#009E73", BLUE, GREY, ORANGE, "#CC79A7")


def _timelines(cohort: Cohort) -> list[tuple[str, Timeline]]:
    return [(r.patient_id, timeline(r, field=f"rows[{i}]")) for i, r in enumerate(cohort.rows) if r.left_at is None]


def _cohort_title(cohort: Cohort, text: str) -> "alt.TitleParams":
    return title_of({"simulated": cohort.simulated, "title": cohort.name}, text)


def _shapes() -> dict[str, Any]:
    import altair as alt

    legend = alt.Legend(title=None, orient="bottom")
    domain = list(RESPONSES)
    return {
        "color": alt.Color("response:N", scale=alt.Scale(domain=domain, range=list(SHADES)), legend=legend),
        "shape": alt.Shape("response:N", scale=alt.Scale(domain=domain, range=list(SHAPES)), legend=legend),
    }


def swimmer_figure(cohort: Cohort, *, most: int = MOST_BARS) -> Figure:
    """Draw one bar a patient from day 1 to the last known day, with assessments and death on it; longest first."""
    import altair as alt

    bars: list[Block] = []
    marks: list[Block] = []
    for name, line in _timelines(cohort):
        days = [day for day, _, _ in line.assessments]
        end = max([d for d in (line.death, line.last_contact) if d is not None] + days, default=0)
        bars.append(
            {"patient": name, "end": end / DAYS_PER_MONTH, "ended": "died" if line.death is not None else "alive"}
        )
        marks += [
            {"patient": name, "month": day / DAYS_PER_MONTH, "response": response}
            for day, response, _ in line.assessments
            if response
        ]
    everybody = len(bars)
    bars = sorted(bars, key=lambda bar: (-bar["end"], bar["patient"]))[:most]
    order = [bar["patient"] for bar in bars]
    marks = [mark for mark in marks if mark["patient"] in set(order)]
    y = alt.Y("patient:N", sort=order, title=None, axis=alt.Axis(labelFontSize=8))
    bar = (
        alt.Chart(alt.InlineData(bars))
        .mark_bar(height=5)
        .encode(
            x=alt.X("end:Q", title="Months from day 1"),
            y=y,
            opacity=alt.Opacity(
                "ended:N", scale=alt.Scale(domain=["alive", "died"], range=[0.25, 0.6]), legend=alt.Legend(title=None)
            ),
        )
    )
    point = alt.Chart(alt.InlineData(marks)).mark_point(filled=True, size=45).encode(x="month:Q", y=y, **_shapes())
    few = f"Course of the {len(bars)} patients followed longest, of {everybody}"
    title = _cohort_title(cohort, "Course of each patient" if len(bars) == everybody else few)
    return (bar + point).properties(width=WIDTH, height=alt.Step(9), title=title)


def waterfall_figure(cohort: Cohort) -> Figure:
    """Draw the best change of the target lesions of each patient, the largest growth first."""
    import altair as alt

    bar = (
        alt.Chart(alt.InlineData(waterfall_rows(cohort)))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("place:O", title="Patients", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("change:Q", title="Best change of target lesions (%)"),
            tooltip=[alt.Tooltip("patient:N"), alt.Tooltip("change:Q", format=".0f")],
        )
    )
    title = _cohort_title(cohort, "Best change from baseline")
    return (bar + _cuts()).properties(width=WIDTH, height=260, title=title)


def waterfall_rows(cohort: Cohort) -> list[Block]:
    """Return the rows of the waterfall, which are also its table: the largest growth first."""
    changes = [(name, best_change(line)) for name, line in _timelines(cohort)]
    bars = sorted(((c, name) for name, c in changes if c is not None), key=lambda bar: (-bar[0], bar[1]))
    return [{"place": place, "patient": name, "change": change} for place, (change, name) in enumerate(bars, 1)]


def waterfall_bands_figure(report: Block) -> Figure:
    """Draw the median best change of bands of patients, the largest growth first; no bar is a single patient."""
    import altair as alt

    bands = [band for band in report["best_change"]["bands"] if band["n"] is not None]
    bar = (
        alt.Chart(alt.InlineData(bands))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("band:O", title="Bands of patients, the largest growth first", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("median:Q", title="Median best change (%)"),
            tooltip=["band:O", alt.Tooltip("n:Q", title="patients"), alt.Tooltip("median:Q", format=".0f")],
        )
    )
    title = title_of(report, "Best change from baseline, in bands of 21 patients and more")
    return (bar + _cuts()).properties(width=WIDTH, height=260, title=title)


def _cuts() -> Figure:
    import altair as alt

    lines = [{"y": 20, "rule": "+20 % (progression)"}, {"y": -30, "rule": "-30 % (partial response)"}]
    return alt.Chart(alt.InlineData(lines)).mark_rule(strokeDash=[4, 3]).encode(y="y:Q", tooltip="rule:N")


def spider_figure(cohort: Cohort, *, most: int = MOST_BARS) -> Figure:
    """Draw the change of the target lesions of each patient over time."""
    import altair as alt

    points: list[Block] = []
    measured = [item for item in _timelines(cohort) if best_change(item[1]) is not None]
    for name, line in measured[:most]:
        base = [total for day, _, total in line.assessments if day <= 0 and total][-1]
        points.append({"patient": name, "month": 0.0, "change": 0.0, "response": None})
        points += [
            {"patient": name, "month": day / DAYS_PER_MONTH, "change": 100 * (total / base - 1), "response": response}
            for day, response, total in line.assessments
            if day > 0 and total is not None
        ]
    axes = {
        "x": alt.X("month:Q", title="Months from day 1"),
        "y": alt.Y("change:Q", title="Change of target lesions (%)"),
    }
    base_chart = alt.Chart(alt.InlineData(points))
    lines = base_chart.mark_line(color=GREY, opacity=0.5).encode(detail="patient:N", **axes)
    marks = base_chart.mark_point(filled=True, size=40).encode(**axes, **_shapes())
    marks = marks.transform_filter("datum.response != null")
    few = f": the first {most} of {len(measured)} patients" if len(measured) > most else ""
    title = _cohort_title(cohort, f"Target lesions over time{few}")
    return (lines + marks).properties(width=WIDTH, height=300, title=title)
