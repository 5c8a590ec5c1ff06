"""The recommendation: what was found, what is recommended, how sure, how toxic, what stays uncovered."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tumorboard import service
from tumorboard.domain.recommendation import MatchDocument, Recommendation
from tumorboard.service import InputError, KnowledgeBase, Limits, Policy, ReadCase
from ui.parts.ask import Question
from ui.parts.cases import choose_case
from ui.parts.desk import part
from ui.parts.detail import show_detail
from ui.parts.findings import show_findings, show_head, show_standard
from ui.parts.forms import show_error
from ui.parts.limits import choose_limits
from ui.parts.options import names, show_options
from ui.parts.sidebar import choose_policy, choose_wishes
from ui.parts.summary import show_summary
from ui.parts.tradeoffs import show_front, show_what_if
from ui.parts.whynot import show_why_not
from ui.parts.words import plain

# Fixed text, no data: cells take the room that there is, and the notice covers nothing that is jumped to.
STYLE = "<style>table td div {max-width: none !important;} .stMain {scroll-padding-top: 4.5rem;}</style>"
GO_TO = (
    "Go to [standard of care](#standard) · [findings](#findings) · [options](#options) · [detail](#detail) · "
    "[trade](#front) · [why not](#why-not) · [what if](#what-if) · [download](#download)"
)


def show(kb: KnowledgeBase) -> None:
    """Show the view for a sample or a file of one's own."""
    controls = _controls(kb)
    read = choose_case(kb)
    if read is not None:
        _answer(read, kb, *controls, head=True)


def show_read(read: ReadCase, kb: KnowledgeBase) -> Question | None:
    """Show the view for a case that was chosen and named elsewhere; return what was asked, None after an error."""
    return _answer(read, kb, *_controls(kb), head=False)


def _controls(kb: KnowledgeBase) -> tuple[Policy, DeltaGenerator, Limits]:
    """Show the sidebar: policy, room for the wishes of the case, limits."""
    st.html(STYLE)
    policy = choose_policy()
    wishes = st.sidebar.container()
    return policy, wishes, choose_limits(kb)


def _answer(
    read: ReadCase, kb: KnowledgeBase, policy: Policy, wishes: DeltaGenerator, limits: Limits, *, head: bool
) -> Question | None:
    try:
        known = service.match(read, kb, policy)
        with wishes:
            limits = choose_wishes(known, limits, kb)
        question = Question(read, kb, policy, limits, known.input_sha256)
        found = question.recommended()
    except InputError as problem:
        show_error(problem)
        return None
    if head:
        show_head(question.read, question.kb)
    _show_case(question, known, found)
    return question


def _show_case(question: Question, known: MatchDocument, found: Recommendation) -> None:
    show_summary(known, found)
    show_standard(found.standard_of_care, found.alterations)
    show_findings(found.alterations, question.read.messages, found.messages)
    _options(question)
    _front(question)
    _why_not(question)
    _what_if(question)
    _show_downloads(found, question.limits)


# Each part is a fragment, so that a click in it works out this part anew and not the page.
@part
def _options(question: Question) -> None:
    found = question.recommended()
    option = show_options(found)
    if option is not None:
        st.subheader(f"Option {option.rank} in detail", anchor="detail")
        st.markdown(names(option.drugs, bold=True))
        show_detail(option, question, key="option")


@part
def _front(question: Question) -> None:
    show_front(question.front(), question)


@part
def _why_not(question: Question) -> None:
    show_why_not(question.recommended(), question.kb, question.why_not)


@part
def _what_if(question: Question) -> None:
    show_what_if(question)


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
