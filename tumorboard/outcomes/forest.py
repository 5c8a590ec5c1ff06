"""Ratios as rows and as forest plots: the score under every question, odds ratios, published results beside ours.

The rows are also the tables beside the plots. A ratio whose interval leaves the frame gets an arrow at its edge.
"""

from collections.abc import Sequence
from typing import Any

from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.figures import BLUE, GREY, ORANGE, Figure, title_of
from tumorboard.outcomes.published import beside_ours

NARROWEST = (0.2, 5.0)
"""The frame of a forest plot reaches at least so far, and further only for a point that lies outside of it."""
RATIO = ("hazard_ratio", "lower", "upper")
OURS = "this cohort"


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


def parts_rows(report: Block) -> list[Block]:
    """Return the hazard ratios of PFS of numerator and denominator, each as a covariate of its own."""
    model = report["sensitivity"].get("numerator_and_denominator", {})
    return [
        {"kind": "PFS", "name": term["label"], "unit": "one more", **{k: term[k] for k in RATIO}, "words": ""}
        for term in model.get("terms", [])
        if term["name"] in ("numerator", "denominator")
    ]


def odds_rows(report: Block) -> list[Block]:
    """Return the odds ratios of disease control and of a severe adverse event, with what is held against them."""
    response, rows = report["response"], []
    asked = [("disease control", "adjusted", response["disease_control"]["model"])]
    asked += [("disease control", f"score {c['cut']}", c["model"]) for c in response["disease_control"]["by_cut"]]
    asked += [("grade 3 or worse event", "adjusted", response["severe_events"]["model"])]
    for kind, name, model in asked:
        if not model["terms"]:
            empty = {"odds_ratio": None, "lower": None, "upper": None, "p": None}
            rows.append({"kind": kind, "name": name, **empty, "words": model["words"] or "not estimable"})
        for term in model["terms"]:
            figures = {k: term[k] for k in ("odds_ratio", "lower", "upper", "p")}
            rows.append({"kind": kind, "name": f"{name}: {term['label']}", **figures, "words": ""})
    return rows


def published_rows(report: Block) -> list[Block]:
    """Return the published ratios that can be drawn, each followed by ours where there is one."""
    rows: list[Block] = []
    for row in beside_ours(report):
        if row["estimate"] is None:
            continue
        name, theirs = f"{row['study']}: {row['measure']}", {k: row[k] for k in ("estimate", "lower", "upper")}
        rows.append({"kind": "published", "name": name, "unit": row["cut"], **theirs, "words": row["words"]})
        if row["ours_ratio"]:
            rows.append({"kind": OURS, "name": name, "unit": row["cut"], **row["ours_ratio"], "words": ""})
    return rows


def forest_figure(
    report: Block, rows: Sequence[Block], title: str, *, ratio: str = "hazard_ratio", by: str = "unit"
) -> Figure:
    """Draw ratios with their 95 % intervals on a logarithmic scale.

    Parameters
    ----------
    report : dict
        Names the cohort in the title.
    rows : sequence of dict
        With ``kind``, ``name``, ``lower``, ``upper`` and the ratio; None as a bound is one that the data do not set.
    ratio : str
        Name of the ratio in a row.
    by : str
        Which part of a row its shape tells.
    """
    import altair as alt

    known = [row for row in rows if row[ratio] is not None]
    low, high = _frame([row[ratio] for row in known])
    drawn = [_drawn(row, row[ratio], low, high, by) for row in known]
    order = [row["row"] for row in drawn]
    base = alt.Chart(alt.InlineData(drawn)).encode(
        y=alt.Y("row:N", sort=order, title=None, axis=alt.Axis(labelLimit=340))
    )
    log = alt.Scale(type="log", nice=False, domain=[low, high])
    axis = alt.Axis(values=[v for v in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low <= v <= high], format="~g")
    x = alt.X("left:Q", scale=log, axis=axis, title="Ratio (log scale)")
    shapes = list(dict.fromkeys(row["shape"] for row in drawn))
    colours = [ORANGE if shape == OURS else BLUE for shape in shapes]
    legend = alt.Legend(title=None, orient="bottom")
    rule = base.mark_rule(color=GREY).encode(x=x, x2="right:Q")
    point = base.mark_point(filled=True, size=70).encode(
        x=alt.X("ratio:Q", scale=log),
        shape=alt.Shape("shape:N", sort=shapes, scale=alt.Scale(domain=shapes), legend=legend),
        color=alt.Color("shape:N", sort=shapes, scale=alt.Scale(domain=shapes, range=colours), legend=legend),
        tooltip=["row:N", alt.Tooltip("ratio:Q", format=".2f"), "interval:N"],
    )
    layers = [_one(low, high, log), rule, point]
    for edge, at, angle in (("cut_left", low, 270), ("cut_right", high, 90)):
        beyond = [{"row": row["row"], "edge": at, "interval": row["interval"]} for row in drawn if row[edge]]
        if beyond:
            arrow = alt.Chart(alt.InlineData(beyond)).mark_point(
                shape="triangle", angle=angle, filled=True, size=60, color=GREY, opacity=1
            )
            layers.append(
                arrow.encode(y=alt.Y("row:N", sort=order), x=alt.X("edge:Q", scale=log), tooltip="interval:N")
            )
    return alt.layer(*layers).properties(width=380, height=alt.Step(18), title=title_of(report, title))


def _frame(ratios: Sequence[float]) -> tuple[float, float]:
    low, high = NARROWEST
    return min([low, *(ratio / 1.5 for ratio in ratios)]), max([high, *(ratio * 1.5 for ratio in ratios)])


def _drawn(row: Block, ratio: float, low: float, high: float, by: str) -> dict[str, Any]:
    """Return a row with its interval cut to the frame."""
    lower = low if row["lower"] is None else row["lower"]
    upper = high if row["upper"] is None else row["upper"]
    told = ["no bound" if row[end] is None else f"{row[end]:.2f}" for end in ("lower", "upper")]
    # Two rows of one name would be drawn upon each other.
    where = f"{row['name']} ({row['kind']})" if by == "kind" else f"{row['kind']}: {row['name']}"
    return {
        "row": where, "shape": row[by], "ratio": ratio, "left": max(low, lower), "right": min(high, upper),
        "cut_left": row["lower"] is None or lower < low, "cut_right": row["upper"] is None or upper > high,
        "interval": f"{told[0]} to {told[1]}",
    }  # fmt: skip


def _one(low: float, high: float, log: Any) -> Figure:
    import altair as alt

    one = [{"x": 1}] if low <= 1 <= high else []
    return alt.Chart(alt.InlineData(one)).mark_rule(strokeDash=[4, 3]).encode(x=alt.X("x:Q", scale=log))
