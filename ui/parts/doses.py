"""Starting doses, advisory: percent, amount, schedule, what each rests on, and how to go on."""

import streamlit as st

from tumorboard.domain.dose_view import CapView, DoseView
from tumorboard.domain.recommendation import OptionView
from tumorboard.domain.safety_report import SafetyReport
from tumorboard.service import KnowledgeBase
from ui.parts.evidence import show_sources
from ui.parts.tables import table
from ui.parts.words import SPACE, linked, plain, sources


def show_doses(option: OptionView, safety: SafetyReport, kb: KnowledgeBase) -> None:
    """Show the proposed starting dose of each drug and the plan that goes with them."""
    st.markdown("**Advisory: where a physician may start, never an order.** No proposal is above the label dose.")
    table([_row(dose) for dose in safety.doses], "Starting doses", hide_silent=True)
    told = []
    if safety.additive_percent is not None:
        told.append(f"Sum of the shares of the label doses: {safety.additive_percent:g}{SPACE}%")
    if option.dose_weighted is not None:
        told.append(
            f"the score with every item weighted by the dose of its drug would be {100 * option.dose_weighted:.0f}"
            f"{SPACE}% (a sensitivity; it ranks nothing)"
        )
    if told:
        st.markdown("; ".join(told) + ".")
    if safety.plan:
        st.markdown("**How to go on**")
        st.markdown("\n".join(f"{number}. {plain(step)}" for number, step in enumerate(safety.plan, start=1)))
    show_sources(kb, (name for dose in safety.doses for name in dose.sources), "the doses")


def _row(dose: DoseView) -> dict[str, str]:
    share = dose.percent_of_label
    amount = "none proposed" if share is None else "label dose not known"
    held = "; ".join(f"{_most(cap)}: {linked(cap.reason)}" if cap.percent else linked(cap.reason) for cap in dose.caps)
    return {
        "Drug": f"**{plain(dose.drug)}**",
        "Share of label dose": f"{share:g}{SPACE}%" if share is not None else "not known",
        "Single dose": f"**{dose.dose:g}{SPACE}{plain(dose.unit)}**" if dose.dose is not None else amount,
        "Schedule": plain(dose.schedule) or "–",
        "Rests on": linked(dose.basis),
        "Held by": held or "–",
        "Source": sources(dose.sources),
    }


def _most(cap: CapView) -> str:
    """Say of what a share is the most: of the label dose, or of what would be proposed without the cap."""
    return f"{cap.percent:g}{SPACE}% of the proposal" if cap.of == "proposal" else f"at most {cap.percent:g}{SPACE}%"
