"""The recommendation: what was found, what is recommended, how sure, how toxic, what stays uncovered."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from tumorboard import service
from tumorboard.domain.recommendation import MatchDocument, Recommendation
from tumorboard.service import InputError, KnowledgeBase, Limits, Policy, ReadCase
from ui.parts.arithmetic import show_arithmetic
from ui.parts.cases import choose_case, show_problem
from ui.parts.detail import show_drugs, show_evidence, show_marginal, show_matrix
from ui.parts.findings import show_findings, show_head, show_standard
from ui.parts.options import names, show_options
from ui.parts.sidebar import choose_limits, choose_policy, choose_wishes
from ui.parts.toxicity import show_toxicity
from ui.parts.tradeoffs import show_front, show_what_if
from ui.parts.whynot import show_why_not
from ui.parts.words import plain

REMEMBERED = 8
T = TypeVar("T")


def show(kb: KnowledgeBase) -> None:
    """Show the view."""
    policy = choose_policy()
    wishes = st.sidebar.container()
    limits = choose_limits()
    read = choose_case(kb)
    if read is None:
        return
    try:
        known = service.match(read, kb, policy)
        with wishes:
            limits = choose_wishes(known, limits)
        _show_case(read, kb, policy, known, limits)
    except InputError as problem:
        show_problem(problem)


def _show_case(read: ReadCase, kb: KnowledgeBase, policy: Policy, known: MatchDocument, limits: Limits) -> None:

    def ask(under: Limits) -> Recommendation:
        return _recommended(read, kb, under, policy, known.input_sha256)

    show_head(read, known, kb)
    found = ask(limits)
    show_standard(found.standard_of_care, found.alterations)
    show_findings(found.alterations, read.messages, found.messages)
    option = show_options(found)
    if option is not None:
        st.subheader(f"Option {option.rank} in detail", anchor="detail")
        st.markdown(names(option.drugs, bold=True))
        scored = service.score(read, kb, [view.drug for view in option.drugs], policy)
        show_matrix(option, found, scored.policies[0])
        show_drugs(option, kb)
        show_marginal(option, found)
        show_arithmetic(scored, found)
        show_toxicity(option)
        show_evidence(option, found, kb)
    asked = (known.input_sha256, kb.sha256, policy, limits.model_dump_json())
    show_front(_remembered("front", asked, lambda: service.frontier(read, kb, limits, policy)))
    show_why_not(found, kb, lambda drugs: service.why_not(read, kb, drugs, limits, policy))
    show_what_if(lambda: _remembered("robust", asked, lambda: service.robustness(read, kb, limits, policy)))
    _show_downloads(found, limits)


def _recommended(read: ReadCase, kb: KnowledgeBase, limits: Limits, policy: Policy, case: str) -> Recommendation:
    """Recommend, or remember what was recommended to this session: most clicks change neither case nor limits."""
    asked = (case, read.messages, kb.sha256, policy, limits.model_dump_json())
    memory: dict[object, Recommendation] = st.session_state.setdefault("recommended", {})
    if asked not in memory:
        while len(memory) >= REMEMBERED:
            memory.pop(next(iter(memory)))
        memory[asked] = service.recommend(read, kb, limits, policy)
    return memory[asked]


def _remembered(name: str, asked: object, call: Callable[[], T]) -> T:
    """Call, or return what the same question was answered last."""
    held: tuple[object, T] | None = st.session_state.get(f"remembered:{name}")
    if held is None or held[0] != asked:
        held = st.session_state[f"remembered:{name}"] = (asked, call())
    return held[1]


def _show_downloads(found: Recommendation, limits: Limits) -> None:
    st.subheader("Take it along", anchor="download")
    row = st.container(horizontal=True)
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in found.case_id)
    with row:
        st.download_button(
            "Download the recommendation (JSON)",
            found.model_dump_json(by_alias=True, indent=2),
            file_name=f"{name}-recommendation.json",
            mime="application/json",
            on_click="ignore",
        )
        st.download_button(
            "Download the limits used (JSON)",
            limits.model_dump_json(by_alias=True, indent=2),
            file_name=f"{name}-limits.json",
            mime="application/json",
            on_click="ignore",
        )
    st.caption(
        f"Policy {plain(found.policy)}. Knowledge {plain(found.knowledge.version)}, sha256 {found.knowledge.sha256}; "
        f"engine {found.engine}."
    )
