"""The app: ``streamlit run ui/streamlit_app.py``. A router; each view lives in ``ui/views``."""

from functools import partial

import streamlit as st

from tumorboard import service
from tumorboard.errors import TumorboardError
from ui.pages import offered
from ui.parts.desk import current, knowledge, leave, register, run
from ui.parts.forms import show_error, show_said
from ui.parts.spoken import roles_of
from ui.parts.style import STYLE
from ui.parts.words import plain
from ui.views import sign_in

TITLE = "tumorboard"
NOTICE = "Research use only: options, not orders"
DEMO = "DEMONSTRATION: invented people and cases, no passwords"


def main() -> None:
    """Show the notice and the chosen view to whoever is signed in."""
    st.set_page_config(page_title=TITLE, page_icon="🧬", layout="wide", initial_sidebar_state="expanded")
    st.html(STYLE)
    try:
        kb, records = knowledge(), service.records()
        desk = current(records, kb)
    except TumorboardError as problem:
        show_error(problem)
        st.button("Try again", icon=":material/refresh:")
        st.stop()
    screens = offered(desk.person if desk else None)
    pages = {
        one.name: st.Page(
            partial(run, one.show, desk), title=one.title, icon=f":material/{one.icon}:", url_path=one.name,
            default=one is screens[0],
        )
        for one in screens
    }  # fmt: skip
    register(pages)
    groups: dict[str, list[st.Page]] = {}
    for one in screens:
        groups.setdefault(one.group, []).append(pages[one.name])
    page = st.navigation(groups, position="sidebar" if desk else "hidden", expanded=True)
    shown = next(one for one in screens if one.title == page.title)
    _show_notice(kb.version, shown.go_to if desk else "", demo=records.demo)
    if desk is None:
        sign_in.show(records)
        return
    show_said()
    page.run()
    with st.sidebar:
        st.caption(f"**{plain(desk.person.display)}**, {roles_of(desk.person.roles)}")
        if st.button("Change person" if records.demo else "Sign out", icon=":material/logout:"):
            leave(records)
            st.rerun()


def _show_notice(version: str, go_to: str, *, demo: bool) -> None:
    told = [f"**⚗ {DEMO}**" if demo else "", f"**{NOTICE}.** Knowledge {plain(version)}", go_to]
    with st.container(key="demo" if demo else "notice"):
        st.markdown(" · ".join(filter(None, told)))


main()
