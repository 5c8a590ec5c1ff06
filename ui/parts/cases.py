"""Choosing a case: an invented sample, or a file of the board's own."""

import streamlit as st

from tumorboard import service
from tumorboard.service import KnowledgeBase, ReadCase
from ui.parts.forms import show_error
from ui.parts.words import counted, plain

MOST_PROBLEMS = 10


def choose_case(kb: KnowledgeBase) -> ReadCase | None:
    """Show the picker and return the case chosen; None where there is none, the reason being shown."""
    left, right = st.columns([1, 1], gap="medium")
    with right:
        upload = st.file_uploader(
            "Or open your own file (JSON; one case, a list, or one case a line)",
            type=["json", "jsonl"],
            key="upload",
            help="Kept in memory for this session only. Remove the file to return to the samples.",
        )
    with left:
        if upload is not None:
            return _pick(list(service.open_upload(upload.name, upload.getvalue(), kb)), "Case of your file", "own")
        samples = list(service.open_cases(sorted(service.sample_cases().glob("*.json")), kb))
        return _pick(samples, "Sample case (all samples are invented)", "sample")


def _pick(opened: list[ReadCase | service.BadCase], label: str, key: str) -> ReadCase | None:
    """Let one of several cases be chosen, and tell what is wrong with the others."""
    good = [one for one in opened if isinstance(one, ReadCase)]
    bad = [one.error for one in opened if not isinstance(one, ReadCase)]
    chosen = None
    if len(good) > 1:
        index = st.selectbox(label, range(len(good)), format_func=lambda i: _title(good[i]), key=f"case:{key}")
        chosen = good[index]
    elif good:
        chosen = good[0]
        st.markdown(f"**{label}:** {plain(_title(chosen))}")
    elif not bad:
        st.error(
            "The file holds no case. Give a JSON case, a list of cases, or one case a line.", icon=":material/error:"
        )
    if bad:
        if good:
            st.warning(f"{counted(len(good), 'case')} read, {len(bad)} could not be read:")
        for problem in bad[:MOST_PROBLEMS]:
            show_error(problem)
        if len(bad) > MOST_PROBLEMS:
            st.warning(f"... and {len(bad) - MOST_PROBLEMS} more.")
    return chosen


def _title(read: ReadCase) -> str:
    case = read.case
    kind = case.diagnosis.description or case.diagnosis.oncotree or "diagnosis not given"
    return f"{case.case_id}: {kind}" + (" (invented)" if case.sample else "")
