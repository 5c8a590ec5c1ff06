"""Which figures a report has: the same set for the command line and for the downloads of the page."""

from tumorboard.domain.cohort import Cohort
from tumorboard.outcomes.blocks import Block
from tumorboard.outcomes.figures import Figure, has_curve, histogram_figure, kaplan_meier_figure
from tumorboard.outcomes.forest import (
    forest_figure,
    forest_rows,
    odds_rows,
    parts_rows,
    published_rows,
    specification_rows,
)
from tumorboard.outcomes.patient_figures import (
    spider_figure,
    swimmer_figure,
    waterfall_bands_figure,
    waterfall_figure,
)


def figures(report: Block, cohort: Cohort) -> dict[str, Figure]:
    """Return file name -> figure, in the order of the page.

    An endpoint that is not known of anybody has none; figures of single patients are there only where small counts are
    shown.
    """
    found: dict[str, Figure] = {}
    for name, block in report["endpoints"].items():
        if not block.get("cuts"):
            continue
        if has_curve(report, name):
            found[f"{name}-curves"] = kaplan_meier_figure(report, name)
        if rows := drawable(forest_rows(report, name)):
            found[f"{name}-hazard-ratios"] = forest_figure(report, rows, block["label"])
    if rows := drawable(specification_rows(report)):
        found["every-policy-and-cut"] = forest_figure(report, rows, "Every policy with every cut")
    if rows := drawable(parts_rows(report)):
        found["numerator-and-denominator"] = forest_figure(report, rows, "Numerator and denominator apart, PFS")
    if rows := drawable(odds_rows(report), "odds_ratio"):
        title = "Disease control and severe events, odds ratios"
        found["odds-ratios"] = forest_figure(report, rows, title, ratio="odds_ratio", by="kind")
    if rows := drawable(published_rows(report), "estimate"):
        title = "Published results beside this cohort"
        found["published"] = forest_figure(report, rows, title, ratio="estimate", by="kind")
    if report["score"]["histogram"]:
        found["score"] = histogram_figure(report)
    assessed = any(row.assessments for row in cohort.rows if row.left_at is None)
    if report["small_cells"] == "shown" and assessed:
        found["swimmer"] = swimmer_figure(cohort)
        found["waterfall"] = waterfall_figure(cohort)
        found["spider"] = spider_figure(cohort)
    elif any(band["n"] is not None for band in report["best_change"]["bands"]):
        found["waterfall-in-bands"] = waterfall_bands_figure(report)
    return found


def drawable(rows: list[Block], ratio: str = "hazard_ratio") -> list[Block]:
    """Return the rows that have a ratio."""
    return [row for row in rows if row[ratio] is not None]
