"""Survival on the page: who is analysed, the curves with numbers at risk, the score, the response."""

from typing import Any

import streamlit as st

from tumorboard import service
from ui.parts.cohorts import Analysed
from ui.parts.ratios import chart, count, p_value
from ui.parts.tables import table
from ui.parts.words import plain

Block = dict[str, Any]
MOST_TICKS = 12
WIDTH = 450


def show_flow(analysed: Analysed) -> None:
    """Show who is in the analysis and who is not, with the reasons."""
    st.subheader("Who is analysed, and who is not", anchor="flow")
    rows = [
        {
            "Step": plain(step["step"]),
            "Patients": count(step["count"]),
            "Left before it": "; ".join(f"{count(lost['count'])}: {plain(lost['because'])}" for lost in step["lost"])
            or "–",
        }
        for step in analysed.report["flow"]
    ]
    table(rows, f"{analysed.mark}Flow of patients with reasons")
    matched = analysed.report["matched"]
    told = "; ".join(f"{name}: {count(number)}" for name, number in matched.items())
    st.caption(f"Treated patients by score: {plain(told)}.")


def show_curves(analysed: Analysed, endpoint: str, block: Block) -> None:
    """Show the curves above and below one published cut, and their table."""
    cuts = {cut["cut"]: cut for cut in block["cuts"]}
    names = list(cuts)
    main = next((place for place, name in enumerate(names) if cuts[name]["main"]), 0)
    chosen = st.radio(
        "Published cut of the score", names, index=main, format_func=plain, horizontal=True,
        key=f"outcomes:cut:{endpoint}",
        help="The cut of the cohort's own policy comes first. Looking for the best cut is how false findings arise.",
    )  # fmt: skip
    cut = cuts[chosen]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if service.has_curve(analysed.report, endpoint, chosen):
            figure = service.curve_figure(analysed.report, endpoint, chosen, WIDTH)
            words = f"{analysed.mark}Kaplan-Meier curves of {block['label'].lower()} by the score, with numbers at risk"
            st.altair_chart(figure, width="content", alt=words, theme=None)
        else:
            st.info("No curve: either group has 1 to 20 patients, or too few events to be told in steps of 21.")
    with right:
        groups = {f"score not {chosen}": cut["groups"]["low"], f"score {chosen}": cut["groups"]["high"]}
        told = [_group(name, group) for name, group in groups.items()]
        table(told, f"{analysed.mark}{block['label']} by the score")
        low, high = (group["at_risk"] for group in groups.values())
        first, second = (f"At risk, {plain(name)}" for name in groups)
        months = [tick["month"] for tick in low or high]
        at = [{tick["month"]: tick["count"] for tick in group} for group in (low, high)]
        rows = [
            {"Month": str(month), first: count(at[0].get(month)), second: count(at[1].get(month))}
            for month in months[:MOST_TICKS]
        ]
        table(rows, f"{analysed.mark}Numbers at risk")
    test = cut["log_rank"]
    said = plain(test["words"]) if test["p"] is None else f"{plain(test['words']) or 'log-rank'} p {p_value(test['p'])}"
    st.markdown(
        f"{plain(block['label'])}: {plain(block['definition'])}. Test without the number of "
        f"alterations: {said}. **The model below is what counts.**"
    )
    means = cut["mean_difference"]
    if means:
        st.markdown(
            f"The effect changes with time. Up to month {means['until_month']:.0f} patients with a high score were "
            f"{means['months']:.1f} months longer without event ({means['lower']:.1f} to {means['upper']:.1f})."
        )


def _group(name: str, group: Block) -> dict[str, str]:
    interval = [group.get(end) for end in ("median_lower", "median_upper")]
    span = " to ".join("not reached" if end is None else f"{end:.1f}" for end in interval)
    median = f"{plain(group['median'])} ({span})" if group["median"] else plain(group["words"])
    return {
        "Group": plain(name),
        "Patients": count(group["n"]),
        "Events": count(group["events"]),
        "Median (95 %)": median,
    }


def show_score(analysed: Analysed) -> None:
    """Show how the score is distributed."""
    bars = analysed.report["score"]["histogram"]
    st.subheader("Matching scores of the regimens given", anchor="scores")
    if not bars:
        st.info(plain(analysed.report["score"]["words"]))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chart(analysed, "score", "distribution of the matching score")
    with right:
        rows = [
            {
                "Points": "0" if bar["to"] == 0 else f"above {bar['above']} to {bar['to']}",
                "Patients": count(bar["count"]),
            }
            for bar in bars
        ]
        table(rows, f"{analysed.mark}Distribution of the matching score")
