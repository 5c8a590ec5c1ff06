"""The score against PFS: whether patients whose regimen matched more of their tumour did better, and why."""

import csv
import io
import json
from functools import partial
from typing import Any

import streamlit as st

from tumorboard import service
from tumorboard.domain.telling import harmless
from tumorboard.service import Desk
from ui.parts.cohorts import Analysed, choose_cohort
from ui.parts.curves import show_curves, show_flow, show_response, show_score
from ui.parts.ratios import ratio, show_forest, show_model, show_policies, show_published
from ui.parts.tables import table
from ui.parts.words import plain


def show(desk: Desk | None = None) -> None:
    """Show the view."""
    st.header("Score against PFS")
    found = choose_cohort(desk)
    if found is None:
        return
    report = found.report
    st.subheader(plain(report["title"]), anchor="cohort")
    if found.cohort.simulated:
        st.warning(
            "**SIMULATED.** Every patient on this page is invented and the effect was planted. It shows how the "
            "analysis works and says nothing about any treatment.",
            icon=":material/science:",
        )
    told = [plain(report["source"]), f"policy {plain(report['policy'])}", f"small counts {report['small_cells']}"]
    st.caption(" · ".join(filter(None, told)))
    _show_warning(found)
    show_flow(found)
    st.subheader("Time without event", anchor="curves")
    labels = {name: block["label"] for name, block in report["endpoints"].items()}
    endpoint = st.radio(
        "Endpoint", list(labels), format_func=labels.__getitem__, horizontal=True, key="outcomes:endpoint"
    )
    block = report["endpoints"][endpoint]
    if block.get("models"):
        show_curves(found, endpoint, block)
        show_model(found, block)
        show_forest(found, endpoint, block)
    else:
        st.info(f"{plain(block['label'])}: {plain(block['words'])}.")
    show_policies(found)
    show_response(found)
    show_score(found)
    show_published(found)
    _show_downloads(found)


def _show_warning(found: Analysed) -> None:
    """Say before any figure why the curves alone mislead."""
    with st.container(border=True):
        st.markdown("**⚠ Read this before the curves**")
        st.markdown(
            "The score is the number of alterations matched, divided by the number of alterations. A tumour with few "
            "alterations therefore reaches a high score easily: one drug that meets one of two gives 50 %, one that "
            "meets one of ten gives 10 %. Tumours with few alterations may also run a milder course *whatever is "
            "given*. Then patients with a high score do better though matching did nothing. That is why the number of "
            "alterations is in every model below, and why the curves, which cannot take it into account, are not the "
            "answer."
        )
        st.markdown("\n".join(f"- {plain(notice)}" for notice in found.report["notices"]))
        models = found.report["endpoints"]["pfs"].get("models", {})
        rows = [
            {"Model of PFS": words, "Hazard ratio per 50 points (95 %)": _score_ratio(models[name])}
            for name, words in (
                ("unadjusted", "the score alone: misleading"),
                ("alterations_only", "with the number of alterations"),
                ("adjusted", "**with the number of alterations and what else is known: the answer**"),
            )
            if name in models
        ]
        table(rows, f"{found.mark}The score with and without the number of alterations")


def _score_ratio(model: dict[str, Any]) -> str:
    term = next((t for t in model["terms"] if t["name"] == "score"), None)
    return ratio(term["per_50_points"]) if term else plain(model["words"] or "–")


def _show_downloads(found: Analysed) -> None:
    st.subheader("Take it along", anchor="download")
    start = "simulated-" if found.cohort.simulated else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Download the report (JSON)", json.dumps(found.report, indent=2, ensure_ascii=False),
            file_name=f"{start}outcomes.json", mime="application/json", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Download the hazard ratios (CSV)", ratios_csv(found),
            file_name=f"{start}hazard-ratios.csv", mime="text/csv", on_click="ignore",
        )  # fmt: skip
        if found.cohort.simulated:
            st.download_button(
                "Download the simulated cohort (JSON)", partial(service.cohort_text, found.cohort),
                file_name="simulated-cohort.json", mime="application/json", on_click="ignore",
            )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Figure", list(found.figures), key="outcomes:figure", width=320)
        if name is not None:
            for kind, mime in (("png", "image/png"), ("svg", "image/svg+xml")):
                st.download_button(
                    f"Download the figure ({kind.upper()})",
                    partial(service.rendered, found.figures[name], kind),
                    file_name=f"{start}{name}.{kind}", mime=mime, on_click="ignore", key=f"outcomes:figure:{kind}",
                )  # fmt: skip


def ratios_csv(found: Analysed) -> str:
    """Return the hazard ratios of the score for every endpoint; a cell that a spreadsheet would run is made text."""
    columns = ("kind", "name", "unit", "hazard_ratio", "lower", "upper", "n", "words")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("cohort", "endpoint", *columns))
    for endpoint in found.report["endpoints"]:
        for row in service.score_ratios(found.report, endpoint):
            cells = (found.report["title"], endpoint, *(row[name] for name in columns))
            writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()
