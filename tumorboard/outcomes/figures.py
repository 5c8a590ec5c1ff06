"""Figures of the outcome report (altair, loaded where it is used: it takes a second): curves and the score.

Groups differ by dash and shape as well as colour, so that a figure can be read in grey. Every figure of a simulated
cohort says so in its title.
"""

from typing import TYPE_CHECKING, Any, Literal

from tumorboard.errors import InputError
from tumorboard.outcomes.blocks import Block

if TYPE_CHECKING:
    import altair as alt

Figure = Any
"""An altair chart; its kinds share no useful type."""
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#595959"
WIDTH = 560
NOT_SHOWN = "–"
"""Stands for a number at risk that is not shown; a word would run into its neighbours."""


def title_of(report: Block, text: str) -> "alt.TitleParams":
    """Return a title whose second line names the cohort, or says that it is simulated."""
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
    drawn = {word: group for word, group in chosen["groups"].items() if group["points"]}
    end = max((last_month(group) for group in drawn.values()), default=0.0)
    lines, risks = [], []
    for word, group in drawn.items():
        lines.append({"group": names[word], "month": 0.0, "survival": 1.0, "lower": 1.0, "upper": 1.0})
        lines += [{"group": names[word], **point} for point in group["points"]]
        lines.append({**lines[-1], "month": last_month(group)})
        risks += [
            {"group": names[word], "month": r["month"], "count": NOT_SHOWN if r["count"] is None else str(r["count"])}
            for r in group["at_risk"]
            if r["month"] <= end
        ]
    hidden = any(risk["count"] == NOT_SHOWN for risk in risks)
    order = [name for word, name in names.items() if word in drawn]
    styles = {names["low"]: (ORANGE, [5, 3]), names["high"]: (BLUE, [1, 0])}
    scale = alt.Scale(domain=order, range=[styles[name][0] for name in order])
    legend = alt.Legend(title=None, orient="top-right", symbolType="stroke", symbolStrokeWidth=2, symbolOpacity=1)
    color = alt.Color("group:N", scale=scale, legend=legend, sort=order)
    dash = alt.StrokeDash(
        "group:N", scale=alt.Scale(domain=order, range=[styles[name][1] for name in order]), legend=legend, sort=order
    )
    months = alt.Scale(nice=False, domain=[0, end])
    month = alt.X("month:Q", title="Months from day 1", axis=alt.Axis(grid=False, tickMinStep=1), scale=months)
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
        alt.Chart(
            alt.InlineData(risks),
            title=alt.TitleParams(
                f"Number at risk{f' ({NOT_SHOWN}: not shown)' if hidden else ''}", anchor="start", fontSize=11
            ),
        )
        .mark_text(fontSize=11)
        .encode(x=alt.X("month:Q", axis=None, scale=months), y=rows, text="count:N")
        .properties(width=width, height=22 * max(len(order), 1))
    )
    p = chosen["log_rank"]["p"]
    words = f"{block['label']}" + ("" if p is None else f", {chosen['log_rank']['words']} p {_p(p)}")
    top = (band + curve).properties(width=width, height=300, title=title_of(report, words))
    return alt.vconcat(top, table).resolve_scale(x="shared").configure_view(stroke=None)


def last_month(group: Block) -> float:
    """Return the month in which a curve ends; 0 where there is none."""
    return max(group["until_month"], group["points"][-1]["month"]) if group["points"] else 0.0


def has_curve(report: Block, endpoint: str, cut: str | None = None) -> bool:
    """Say whether the curves by a cut have anything to draw: a group whose numbers are hidden has none."""
    cuts = report["endpoints"][endpoint].get("cuts", [])
    chosen = next((c for c in cuts if c["cut"] == (cut or report["main_cut"])), None)
    return chosen is not None and any(group["points"] for group in chosen["groups"].values())


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


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
        .properties(width=WIDTH, height=220, title=title_of(report, "Matching score of the regimens given"))
    )


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
