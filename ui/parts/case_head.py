"""The head of every page on a case: who, what, how far, until when, and whether it is invented."""

import streamlit as st

from tumorboard.service import CaseFile, KnowledgeBase
from ui.parts.desk import link
from ui.parts.spoken import STATES, day, moment
from ui.parts.words import plain, tumour_type

STEPS = (
    ("overview", "Overview"), ("findings", "Findings"), ("recommendation", "Recommendation"), ("compare", "Compare"),
    ("decision", "Decision"), ("course", "Regimen given"), ("follow_up", "Follow-up"),
)  # fmt: skip


def show_case_head(file: CaseFile, kb: KnowledgeBase, title: str) -> None:
    """Show the title of the page and one line on the case.

    Parameters
    ----------
    file : CaseFile
        The case.
    kb : KnowledgeBase
        For the name of the tumour type.
    title : str
        Title of the page, fixed words.
    """
    case, item = file.case.value, file.item
    st.header(f"{title}: {plain(case.case_id)}", anchor="case")
    told = [
        f"**{plain(tumour_type(kb, case.diagnosis.oncotree))}**",
        f"stage {plain(case.diagnosis.stage)}" if case.diagnosis.stage else "",
        f"**{STATES[item.state]}**",
        f"due {day(item.due)}" if item.due else "no due date",
        f"score {plain(item.score)}" if item.score else "",
        f"changed {moment(item.changed_at)} by {plain(item.changed_by)}",
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(" · ".join(part for part in told if part), width="content")
        if case.sample:
            st.badge("Invented sample: no real patient", icon=":material/science:", color="violet")


def show_steps(here: str) -> None:
    """Show the way through a case: links to its other pages."""
    with st.container(horizontal=True):
        for name, label in STEPS:
            if name != here:
                link(name, label)
