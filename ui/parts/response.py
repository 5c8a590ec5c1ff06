"""What became of the patients beside survival: disease control, PFS ratio, severe adverse events, by group."""

from typing import Any

import streamlit as st

from tumorboard import service
from ui.parts.cohorts import Analysed
from ui.parts.ratios import chart, count, p_value, ratio
from ui.parts.tables import table
from ui.parts.words import percent, plain

Block = dict[str, Any]


def show_response(analysed: Analysed) -> None:
    """Show disease control by the published cuts, the adjusted odds ratios, and the PFS ratio."""
    control = analysed.report["response"]["disease_control"]
    st.subheader("Disease control and adverse events", anchor="response")
    st.markdown(f"Disease control: {plain(control['definition'])}.")
    rows = []
    for cut in control["by_cut"]:
        shares = {group["group"]: group for group in cut["groups"]}
        rows.append(
            {
                "Cut": plain(cut["cut"]),
                "Low score": _share(shares["low"]),
                "High score": _share(shares["high"]),
                "p, not adjusted": p_value(cut["p"]),
            }
        )
    table(rows, f"{analysed.mark}Disease control by the published cuts")
    _odds(analysed)
    _pfs_ratio(analysed)


def _share(group: Block) -> str:
    if group["share"] is None:
        return plain(group["words"])
    return f"{group['count']} of {group['n']} ({percent(group['share'])})"


def _odds(analysed: Analysed) -> None:
    severe = analysed.report["response"]["severe_events"]
    st.markdown("#### With the number of alterations taken into account")
    st.markdown(
        f"Odds ratios of disease control, and of {plain(severe['definition'])} (Firth's logistic regression). Above 1 "
        "a higher score goes with more of it: good for disease control, bad for adverse events."
    )
    chart(analysed, "odds-ratios", "odds ratios of disease control and of severe adverse events")
    rows = [
        {
            "Outcome": plain(row["kind"]),
            "Model: covariate": plain(row["name"]),
            "Odds ratio (95 %)": ratio(row, "odds_ratio") if row["odds_ratio"] is not None else plain(row["words"]),
            "p": p_value(row["p"]),
        }
        for row in service.odds_ratios(analysed.report)
    ]
    table(rows, f"{analysed.mark}Odds ratios of disease control and of severe adverse events")


def _pfs_ratio(analysed: Analysed) -> None:
    told = analysed.report["response"]["pfs_ratio"]
    st.markdown("#### PFS ratio: this regimen against the line before")
    rows = [{"PFS ratio": f"above {cut['above']}", "Share of patients": percent(cut["share"])} for cut in told["cuts"]]
    if rows:
        st.markdown(f"Patients whose PFS on the line before is known: {count(told['n'])}.")
        table(rows, f"{analysed.mark}Share of patients by their PFS ratio")
    else:
        st.markdown(f"{plain(told['words'])}.")
    st.markdown(f"**⚠ Read it with care.** {plain(told['caveat'])}.")


def show_groups(analysed: Analysed) -> None:
    """Show coverage and outcome by what patients said of themselves."""
    told = analysed.report["diversity"]
    st.subheader("Who is reached", anchor="reached")
    st.markdown(
        "By what patients said of themselves, if they wanted to. It never enters a score, a recommendation or a model. "
        "Groups below 21 patients are not told; rare answers are one group. *Not asked* is not *prefers not to say*."
    )
    if not told["categories"]:
        st.markdown(f"{plain(told['words'])}.".capitalize())
    for category in told["categories"]:
        rows = [_group(group) for group in category["groups"]]
        st.markdown(f"**{plain(category['category'])}**")
        table(rows, f"{analysed.mark}Treated and matched patients by {category['category']}")


def _group(group: Block) -> dict[str, str]:
    share = group["control_share"]
    return {
        "Group": plain(group["group"]),
        "Treated": count(group["n"]),
        "With a matched drug": count(group["matched"]),
        "Disease control": "–" if share is None else percent(share),
        "Median PFS": plain(group["median_pfs"]) or "–",
    }
