"""The head of every page on a case: who, what, how far, until when, and whether it is invented."""

import streamlit as st

from tumorboard.service import CaseFile, KnowledgeBase
from ui.parts.desk import link
from ui.parts.spoken import STATES, day
from ui.parts.words import plain

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
        f"**{plain(kb.diseases.title(case.diagnosis.oncotree))}**",
        f"stage {plain(case.diagnosis.stage)}" if case.diagnosis.stage else "",
        f"**{STATES[item.state]}**",
        f"due {day(item.due)}" if item.due else "no due date",
        f"score {plain(item.score)}" if item.score else "",
    ]
    if case.sample:
        told.append(":violet-badge[:material/science: Invented sample: no real patient]")
    st.markdown(" · ".join(part for part in told if part))


def show_steps(here: str) -> None:
    """Show the next step on the way through a case; the list of pages has all of them."""
    names = [name for name, _ in STEPS]
    place = names.index(here) + 1
    if place < len(STEPS):
        name, label = STEPS[place]
        link(name, f"Next: {label}", icon=":material/arrow_forward:", icon_position="right")
