"""Figures of the outcome report (altair, loaded where it is used: it takes a second).

Groups differ by dash and shape as well as colour, so that a figure can be read in grey. Every figure of a simulated
cohort says so in its title. The figures about single patients (swimmer, waterfall, spider) are for the treating centre;
an export that hides small counts has none of them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from tumorboard.domain.cohort import Cohort
from tumorboard.errors import InputError
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.endpoints import DAYS_PER_MONTH, Timeline, best_change, timeline

if TYPE_CHECKING:
    import altair as alt

Figure = Any
"""An altair chart; its kinds share no useful type."""
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#595959"
WIDTH = 560
MOST_BARS = 60
"""Patients in one swimmer or spider plot; more cannot be told apart."""
RESPONSES = ("CR", "PR", "SD", "PD", "NE")
SHAPES = ("diamond", "triangle-up", "circle", "cross", "square")
SHADES = ("#009E73", BLUE, GREY, ORANGE, "#CC79A7")


def _title(report: Block, text: str) -> "alt.TitleParams":
    import altair as alt

    subtitle = "SIMULATED: every patient is invented" if report.get("simulated") else str(report.get("title", ""))
    return alt.TitleParams(text, subtitle=subtitle, anchor="start")


def kaplan_meier_figure(report: Block, endpoint: str = "pfs", cut: str | None = None, *, width: int = WIDTH) -> Figure:
    """Draw the curves of the low and high groups with their 95 % bands, and the numbers at risk below.

    Parameters
    ----------
    report : dict
        What ``analyse`` returned.
    endpoint : str
        ``pfs``, ``os`` or ``ttnt``.
    cut : str, optional
        A published cut; the report's main one by default.
    width : int
        Width of the plot in pixels, without the labels beside it.
    """
    import altair as alt

    block = report["endpoints"][endpoint]
    chosen = next((c for c in block.get("cuts", []) if c["cut"] == (cut or report["main_cut"])), None)
    if chosen is None:
        raise InputError("there is no such curve", field=f"endpoints.{endpoint}", remedy="Choose one of the cuts told")
    names = {"low": f"score not {chosen['cut']}", "high": f"score {chosen['cut']}"}
    lines, risks = [], []
    for word, group in chosen["groups"].items():
        if group["points"]:
            lines.append({"group": names[word], "month": 0.0, "survival": 1.0, "lower": 1.0, "upper": 1.0})
            lines += [{"group": names[word], **point} for point in group["points"]]
            last = {**lines[-1], "month": max(group["until_month"], lines[-1]["month"])}
            lines.append(last)
        risks += [
            {"group": names[word], "month": r["month"], "count": "(hidden)" if r["count"] is None else str(r["count"])}
            for r in group["at_risk"]
        ]
    order = [names["low"], names["high"]]
    scale = alt.Scale(domain=order, range=[ORANGE, BLUE])
    legend = alt.Legend(title=None, orient="top-right", symbolType="stroke", symbolStrokeWidth=2, symbolOpacity=1)
    color = alt.Color("group:N", scale=scale, legend=legend, sort=order)
    dash = alt.StrokeDash("group:N", scale=alt.Scale(domain=order, range=[[5, 3], [1, 0]]), legend=legend, sort=order)
    month = alt.X("month:Q", title="Months from day 1", axis=alt.Axis(grid=False), scale=alt.Scale(nice=False))
    # Between the far-apart points of a curve with hidden numbers a step would lie above every one of them.
    shape: Literal["linear", "step-after"] = "linear" if report["small_cells"] == "hidden" else "step-after"
    base = alt.Chart(alt.InlineData(lines))
    share = alt.Y(
        "survival:Q", title="Share without event", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%")
    )
    band = base.mark_area(opacity=0.18, interpolate=shape).encode(
        x=month, y=alt.Y("lower:Q", title="Share without event"), y2="upper:Q", color=color
    )
    curve = base.mark_line(interpolate=shape, strokeWidth=2).encode(
        x=month,
        y=share,
        color=color,
        strokeDash=dash,
        tooltip=[alt.Tooltip("group:N"), alt.Tooltip("month:Q", format=".1f"), alt.Tooltip("survival:Q", format=".0%")],
    )
    rows = alt.Y("group:N", title=None, sort=order, axis=alt.Axis(offset=18, domain=False, ticks=False))
    table = (
        alt.Chart(alt.InlineData(risks), title=alt.TitleParams("Number at risk", anchor="start", fontSize=11))
        .mark_text(fontSize=11)
        .encode(x=alt.X("month:Q", axis=None), y=rows, text="count:N")
        .properties(width=width, height=44)
    )
    p = chosen["log_rank"]["p"]
    words = f"{block['label']}" + ("" if p is None else f", {chosen['log_rank']['words']} p {_p(p)}")
    top = (band + curve).properties(width=width, height=300, title=_title(report, words))
    return alt.vconcat(top, table).resolve_scale(x="shared").configure_view(stroke=None)


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


def forest_rows(report: Block, endpoint: str = "pfs") -> list[Block]:
    """Return the rows of the forest plot, which are also its table: hazard ratios of the score under each question."""
    block, sensitivity = report["endpoints"][endpoint], report["sensitivity"]
    rows: list[Block] = []

    def add(kind: str, name: str, model: Block) -> None:
        term = next((t for t in model.get("terms", []) if t["name"] == "score"), None)
        told = term.get("per_50_points", term) if term else None
        unit = "per 50 points" if term and "per_50_points" in term else "high against low"
        figures = {k: told[k] if told else None for k in ("hazard_ratio", "lower", "upper")}
        words = model.get("words", "") or ("" if told else "not estimable")
        rows.append({"kind": kind, "name": name, "unit": unit, **figures, "n": model.get("n"), "words": words})

    for name, model in block.get("models", {}).items():
        add("model", name.replace("_", " "), model)
    for cut in block.get("cuts", []):
        add("published cut", f"score {cut['cut']}", cut["model"])
    for mark in block.get("landmarks", []):
        add("landmark", f"from month {mark['month']}", mark["model"])
    if endpoint == sensitivity.get("endpoint"):
        for item in sensitivity["by_checkpoint"]:
            add("subgroup", item["group"], item["model"])
        for item in sensitivity["within_denominator"]:
            add("equally many alterations", item["denominator"], item["model"])
    return rows


def specification_rows(report: Block) -> list[Block]:
    """Return the rows of the specification curve: every policy with the continuous score and every cut."""
    rows: list[Block] = []
    for item in report["sensitivity"].get("specification_curve", []):
        term = next((t for t in item["model"]["terms"] if t["name"] == "score"), None)
        told = term.get("per_50_points", term) if term else None
        figures = {k: told[k] if told else None for k in ("hazard_ratio", "lower", "upper")}
        kind = "per 50 points" if item["cut"] == "per 10 points" else f"score {item['cut']}"
        rows.append({"kind": item["policy"], "name": kind, "unit": kind, **figures, "words": item["model"]["words"]})
    return rows


def published_rows(report: Block) -> list[Block]:
    """Return the published ratios that can be drawn beside ours."""
    return [
        {
            "kind": "published",
            "name": f"{row['study']}: {row['measure']}",
            "unit": row["cut"],
            "hazard_ratio": row["estimate"],
            "lower": row["lower"],
            "upper": row["upper"],
            "words": row["words"],
        }
        for row in report["published"]
        if row["estimate"] is not None
    ]


def forest_figure(report: Block, rows: Sequence[Block], title: str) -> Figure:
    """Draw ratios with their 95 % intervals on a logarithmic scale; a ratio below 1 favours a higher score."""
    import altair as alt

    drawn = [{**row, "row": f"{row['kind']}: {row['name']}"} for row in rows if row["hazard_ratio"] is not None]
    order = [row["row"] for row in drawn]
    base = alt.Chart(alt.InlineData(drawn)).encode(
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=320))
    )
    log = alt.Scale(type="log", nice=False)
    rule = base.mark_rule(color=GREY).encode(x=alt.X("lower:Q", scale=log, title="Ratio (log scale)"), x2="upper:Q")
    point = base.mark_point(filled=True, size=70, color=BLUE).encode(
        x=alt.X("hazard_ratio:Q", scale=log),
        shape=alt.Shape("unit:N", legend=alt.Legend(title=None, orient="bottom")),
        tooltip=[
            alt.Tooltip("row:N"),
            *(alt.Tooltip(f"{n}:Q", format=".2f") for n in ("hazard_ratio", "lower", "upper")),
        ],
    )
    one = alt.Chart(alt.InlineData([{"x": 1}])).mark_rule(strokeDash=[4, 3]).encode(x=alt.X("x:Q", scale=log))
    return (one + rule + point).properties(width=380, height=alt.Step(18), title=_title(report, title))


def histogram_figure(report: Block) -> Figure:
    """Draw the distribution of the score; a bar that is not drawn may hide 1 to 20 patients."""
    import altair as alt

    bars = [
        {"points": "0" if b["to"] == 0 else f"{b['above']}-{b['to']}", "count": b["count"]}
        for b in report["score"]["histogram"]
    ]
    return (
        alt.Chart(alt.InlineData(bars))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("points:N", sort=[b["points"] for b in bars], title="Matching score (points)"),
            y=alt.Y("count:Q", title="Patients"),
            tooltip=[alt.Tooltip("points:N"), alt.Tooltip("count:Q")],
        )
        .properties(width=WIDTH, height=220, title=_title(report, "Matching score of the regimens given"))
    )


def _timelines(cohort: Cohort) -> list[tuple[str, Timeline]]:
    return [(r.patient_id, timeline(r, field=f"rows[{i}]")) for i, r in enumerate(cohort.rows) if r.left_at is None]


def _cohort_title(cohort: Cohort, text: str) -> "alt.TitleParams":
    return _title({"simulated": cohort.simulated, "title": cohort.name}, text)


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
    title = _cohort_title(cohort, "Course of each patient")
    return (bar + point).properties(width=WIDTH, height=alt.Step(9), title=title)


def waterfall_figure(cohort: Cohort) -> Figure:
    """Draw the best change of the target lesions of each patient, the largest growth first."""
    import altair as alt

    changes = [(name, best_change(line)) for name, line in _timelines(cohort)]
    bars = sorted(((c, name) for name, c in changes if c is not None), key=lambda bar: (-bar[0], bar[1]))
    data = [{"place": i, "patient": name, "change": change} for i, (change, name) in enumerate(bars)]
    bar = (
        alt.Chart(alt.InlineData(data))
        .mark_bar(color=BLUE)
        .encode(
            x=alt.X("place:O", title="Patients", axis=alt.Axis(labels=False, ticks=False)),
            y=alt.Y("change:Q", title="Best change of target lesions (%)"),
            tooltip=[alt.Tooltip("patient:N"), alt.Tooltip("change:Q", format=".0f")],
        )
    )
    lines = [{"y": 20, "rule": "+20 % (progression)"}, {"y": -30, "rule": "-30 % (partial response)"}]
    rule = alt.Chart(alt.InlineData(lines)).mark_rule(strokeDash=[4, 3]).encode(y="y:Q", tooltip="rule:N")
    title = _cohort_title(cohort, "Best change from baseline")
    return (bar + rule).properties(width=WIDTH, height=260, title=title)


def spider_figure(cohort: Cohort, *, most: int = MOST_BARS) -> Figure:
    """Draw the change of the target lesions of each patient over time."""
    import altair as alt

    points: list[Block] = []
    for name, line in [item for item in _timelines(cohort) if best_change(item[1]) is not None][:most]:
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
    title = _cohort_title(cohort, "Target lesions over time")
    return (lines + marks).properties(width=WIDTH, height=300, title=title)


def render(figure: Figure, kind: str) -> bytes:
    """Return a figure as ``png`` or ``svg``.

    Raises
    ------
    InputError
        For another kind, or where the renderer (vl-convert-python) is not installed.
    """
    if kind not in ("png", "svg"):
        raise InputError(f"figures can be png or svg, not {kind}", field="format")
    try:
        import vl_convert
    except ImportError as problem:
        raise InputError("figures need the package vl-convert-python", remedy="Install tumorboard again") from problem
    spec = figure.to_dict()
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=2))
