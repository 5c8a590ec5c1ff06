"""One regimen in detail, in tabs: only the open one is worked out, so that a click is answered at once."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.recommendation import OptionView
from ui.parts.access import show_drugs
from ui.parts.arithmetic import show_arithmetic
from ui.parts.ask import Question
from ui.parts.doses import show_doses
from ui.parts.evidence import show_evidence
from ui.parts.interactions import show_interactions
from ui.parts.matrix import show_marginal, show_matrix
from ui.parts.patient import show_patient
from ui.parts.together import show_together
from ui.parts.toxicity import show_toxicity
from ui.parts.words import counted, linked, plain, sources

TABS = (
    "Overview", "Matches", "Toxicity", "Interactions", "Doses", "Known together", "This patient", "Evidence", "Score",
)  # fmt: skip


def show_detail(option: OptionView, question: Question, key: str) -> None:
    """Show everything known of one regimen for this case.

    Parameters
    ----------
    key : str
        Tells the places apart where a regimen is shown.
    """
    for tab, name in zip(st.tabs(list(TABS), key=f"tabs:{key}", on_change="rerun"), TABS, strict=True):
        if tab.open:
            with tab:
                _show(name, option, question)


def _show(name: str, option: OptionView, question: Question) -> None:
    read, kb, limits = question.read, question.kb, question.limits
    drugs = [view.drug for view in option.drugs]
    found = question.recommended()
    match name:
        case "Overview":
            show_drugs(option, kb, limits)
            _show_warnings(option)
        case "Matches":
            show_matrix(option, found, service.score(read, kb, drugs, question.policy).policies[0])
            show_marginal(option, found)
        case "Evidence":
            show_evidence(option, found, kb)
        case "Score":
            show_arithmetic(service.score(read, kb, drugs, question.policy), found)
        case _:
            safety = service.safety(drugs, kb, limits, read)
            if name == "Toxicity":
                show_toxicity(option, safety, kb, limits)
            elif name == "Interactions":
                show_interactions(safety, kb, tuple(one.name for one in read.case.medications))
            elif name == "Doses":
                show_doses(option, safety, kb)
            elif name == "Known together":
                show_together(safety, kb)
            else:
                show_patient(safety, read, kb)


def _show_warnings(option: OptionView) -> None:
    if not option.single_drug:
        cited = option.evidence.combination_sources
        st.markdown(
            f"**Together:** {plain(option.evidence.combination)}{f' ({sources(cited)})' if cited else ''}; "
            f"phase I trials: {plain(option.phase1)}."
        )
    if option.warnings:
        with st.container(border=True):
            st.markdown(f"**⚠ {counted(len(option.warnings), 'warning')}**")
            st.markdown("\n".join(f"- {linked(warning)}" for warning in option.warnings))
