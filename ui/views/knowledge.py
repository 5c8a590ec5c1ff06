"""The knowledge in use: version, sources, what another version says otherwise, and whom that would concern."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Action
from tumorboard.errors import TumorboardError
from tumorboard.service import Desk, KnowledgeBase
from ui.parts.forms import show_error
from ui.parts.tables import table
from ui.parts.words import counted, plain, sources, words

MOST_CLAIMS = 200
SIGNS = {"added": "+ added", "removed": "− removed", "changed": "△ changed"}


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Knowledge")
    kb = desk.kb
    st.markdown(f"Your session works with **{plain(kb.version)}** until you sign out. sha256 `{kb.sha256}`")
    if notice := service.knowledge_notice(kb):
        st.warning(plain(notice), icon=":material/update:")
    _show_counts(kb)
    versions = service.knowledge_versions()
    st.subheader("Versions", anchor="versions")
    rows = [
        {
            "Version": plain(row["version"]),
            "In use": "✔ for new sessions" if row["in use"] else "–",
            "Made": plain(row["made"] or "with this installation"),
            "Sources": plain("; ".join(row["sources"])),
            "sha256": plain(row["sha256"][:16]),
        }
        for row in versions
    ]
    table(rows, "Versions of the knowledge")
    st.caption("New versions are made by `tumorboard kb update` and chosen by `tumorboard kb use` on the server.")
    _look_up(kb)
    others = {str(row["version"]): str(row["sha256"]) for row in versions if row["sha256"] != kb.sha256}
    if desk.may(Action.SEE_WORKLIST):
        _own(desk)
    _compare(desk, others)


def _show_counts(kb: KnowledgeBase) -> None:
    info = service.knowledge_info(kb)
    with st.expander("What is in it"):
        for part in ("tables", "assertions", "citations"):
            rows = [{"What": plain(words(name)), "Rows": plain(count)} for name, count in info[part].items()]
            table(rows, f"Rows of the knowledge: {part}")


def _look_up(kb: KnowledgeBase) -> None:
    st.subheader("What is known of a gene or a drug", anchor="look-up")
    name = st.text_input("Gene or drug, by any of its names", key="knowledge:name", placeholder="BRAF, Tafinlar, ...")
    if not name.strip():
        return
    try:
        found = service.knowledge_about(kb, name.strip())
    except TumorboardError as problem:
        show_error(problem)
        return
    for part, value in found.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            st.markdown(f"**{plain(part)}** ({len(value)})")
            table([{plain(k): plain(v) if v not in (None, "") else "–" for k, v in row.items()} for row in value], part)
        elif value not in (None, "", [], {}):
            shown = ", ".join(map(str, value)) if isinstance(value, list) else value
            st.markdown(f"**{plain(part)}**: {plain(shown)}")


def _own(desk: Desk) -> None:
    """Hold what was frozen against the version of this session: after an update it is the new one."""
    st.subheader("Open cases that this version changes", anchor="open-cases")
    st.markdown(
        "Each open case of yours, its recommendation as it was frozen against what the version of this session "
        f"({plain(desk.kb.version)}) says of the same case, policy and limits."
    )
    if st.button("Compare what is frozen with this version", key="knowledge:own"):
        _affected(desk, desk.kb)


def _compare(desk: Desk, others: dict[str, str]) -> None:
    st.subheader("What another version would change", anchor="difference")
    if not others:
        st.markdown("There is no other version yet.")
        return
    chosen = st.selectbox("Compare with", list(others), key="knowledge:other")
    if not st.button("Compare", key="knowledge:compare"):
        return
    try:
        with st.spinner("Comparing the versions ..."):
            other = service.open_knowledge(others[chosen])
            changes = service.compare_knowledge(desk.kb, other)
    except TumorboardError as problem:
        show_error(problem)
        return
    st.markdown(f"**{counted(len(changes), 'claim')}** differ.")
    rows = [
        {
            "Change": SIGNS[one.kind],
            "Finding": plain(f"{one.claim.biomarker} {one.claim.criterion}"),
            "Therapy": plain(" + ".join(one.claim.therapy)),
            "Tumour type": plain(one.claim.disease),
            "Effect": plain(one.claim.effect),
            "Level": plain(one.claim.level),
            "Sources": sources(one.claim.citations),
            "What": plain(one.what) or "–",
        }
        for one in changes[:MOST_CLAIMS]
    ]
    with st.expander("The claims"):
        table(rows, "Claims by which the versions differ")
    if desk.may(Action.SEE_WORKLIST):
        _affected(desk, other)


def _affected(desk: Desk, other: KnowledgeBase) -> None:
    with st.spinner("Recommending for your open cases ..."):
        cases = [one for one in desk.affected_cases(other) if one.changed]
    st.markdown(f"**Open cases of yours whose recommendation would change with {plain(other.version)}: {len(cases)}**")
    rows = [
        {
            "Case": plain(one.case_id), "As frozen": plain(one.before), "With this version": plain(one.after),
            "Why": plain("; ".join(one.reasons)),
        }
        for one in cases
    ]  # fmt: skip
    table(rows, "Open cases that would change")
