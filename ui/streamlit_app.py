"""The app: ``streamlit run ui/streamlit_app.py``. A router; each view lives in ``ui/views``."""

from functools import partial

import streamlit as st

from tumorboard.errors import TumorboardError
from ui.parts.desk import knowledge
from ui.parts.words import plain
from ui.views import outcomes, recommend

TITLE = "tumorboard"
NOTICE = "Research use only: options, not orders"
RECOMMENDATION, OUTCOMES = "Recommendation", "Score against PFS"
GO_TO = {
    RECOMMENDATION: "Go to [standard of care](#standard) · [findings](#findings) · [options](#options) · "
    "[detail](#detail) · [trade](#front) · [why not](#why-not) · [what if](#what-if) · [download](#download)",
    OUTCOMES: "Go to [who is analysed](#flow) · [curves](#curves) · [disease control](#response) · "
    "[scores](#scores) · [published](#published) · [download](#download)",
}
# Fixed text, no data: keeps the notice in sight while the page scrolls, and gives tables room on a small screen.
STYLE = """
<style>
div:has(> .st-key-notice) {position: sticky; top: 0; z-index: 99;}
.st-key-notice { background: #fff4ce;
  border-bottom: 1px solid #8a6d00; padding: 0.3rem 0.8rem;}
.stMainBlockContainer {padding: 1rem 2.5rem 3rem;}
h2, h3, h4 {scroll-margin-top: 3rem;}
table {font-size: 0.92em;}
</style>
"""


def main() -> None:
    """Show the notice and the chosen view."""
    st.set_page_config(page_title=TITLE, page_icon="🧬", layout="wide", initial_sidebar_state="expanded")
    st.html(STYLE)
    try:
        kb = knowledge()
    except TumorboardError as problem:
        st.error(f"The knowledge tables cannot be used. {plain(problem)}")
        st.stop()
    page = st.navigation(
        [
            st.Page(partial(recommend.show, kb), title=RECOMMENDATION, url_path="recommendation"),
            st.Page(outcomes.show, title=OUTCOMES, url_path="outcomes"),
        ]
    )
    with st.container(key="notice"):
        st.markdown(f"**{NOTICE}.** Knowledge {plain(kb.version)} · {GO_TO[page.title]}")
    page.run()


main()
