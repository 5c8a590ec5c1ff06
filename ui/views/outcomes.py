"""The score against PFS: whether patients whose regimen matched more of their tumour did better, and why."""

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Action
from tumorboard.domain.telling import harmless
from tumorboard.service import Desk
from ui.parts.cohorts import Analysed, choose_cohort
from ui.parts.curves import show_curves, show_flow, show_score
from ui.parts.desk import later
from ui.parts.ratios import ratio, show_changing, show_forest, show_model, show_parts, show_policies, show_published
from ui.parts.response import show_groups, show_response
from ui.parts.tables import table
from ui.parts.words import plain

TYPES = {"json": "application/json", "csv": "text/csv", "png": "image/png", "svg": "image/svg+xml"}


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
        show_changing(found, block)
    else:
        st.info(f"{plain(block['label'])}: {plain(block['words'])}.")
    show_policies(found)
    show_parts(found)
    show_response(found)
    show_score(found)
    show_groups(found)
    show_published(found)
    _show_downloads(found, desk)


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


def _show_downloads(found: Analysed, desk: Desk | None) -> None:
    st.subheader("Take it along", anchor="download")
    own = desk if found.own else None
    if own is not None and not own.may(Action.EXPORT_COHORT):
        st.markdown("What is made of these records leaves the house through a researcher.")
        return
    why = service.too_few(found.cohort) if own is not None else ""
    if why:
        st.markdown(f"Nothing of these records can be taken along yet: {why}.")
        return
    start = "simulated-" if found.cohort.simulated else ""
    st.caption(
        "The groups hold 21 patients or more each, made by score and number of alterations, with events and time at "
        "risk. No row of a single patient leaves the house."
    )
    files: list[tuple[str, str, Callable[[], str | bytes]]] = [
        ("the report (JSON)", "outcomes.json", lambda: json.dumps(found.report, indent=2, ensure_ascii=False)),
        ("the hazard ratios (CSV)", "hazard-ratios.csv", partial(ratios_csv, found)),
    ]
    if found.report["groups"]["rows"]:
        files.append(("the groups (CSV)", "groups.csv", partial(service.groups_csv, found.report)))
    if found.cohort.simulated and own is None:
        made = partial(service.cohort_text, found.cohort)
        files.append(("the simulated cohort (JSON)", "simulated-cohort.json", made))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for words, name, make in files:
            _download(f"Download {words}", f"{start}{name.removeprefix(start)}", make, own)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Figure", list(found.figures), key="outcomes:figure", width=320)
        if chosen is not None:
            for kind in ("png", "svg"):
                draw = partial(service.rendered, found.figures[chosen], kind)
                _download(f"Download the figure ({kind.upper()})", f"{start}{chosen}.{kind}", draw, own)


def _download(label: str, name: str, make: Callable[[], str | bytes], own: Desk | None) -> None:
    """Offer a file; one that is made of the records passes the desk, which asks for the right and tells the trail."""

    def made() -> bytes:
        content = make()
        return content.encode() if isinstance(content, str) else content

    data = made if own is None else later(own, lambda desk: desk.take_along(name, made()))
    mime = TYPES[name.rpartition(".")[2]]
    st.download_button(label, data, file_name=name, mime=mime, on_click="ignore", key=f"outcomes:take:{label}")


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
