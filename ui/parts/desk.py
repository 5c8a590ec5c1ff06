"""Who sits here and which case is open: the session at the server, checked on every run, and the case in the address.

The token stays in this browser tab's session on the server; the browser never holds it. Nothing of a patient is cached.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import streamlit as st

from tumorboard import service
from tumorboard.errors import InputError, Refused, SignInError, StoreError, TumorboardError
from tumorboard.service import CaseFile, Desk, KnowledgeBase, Records
from ui.parts.forms import say, show_error

TOKEN, WHY, CASE, VERSION, PAGES = "session:token", "session:why", "session:case", "session:knowledge", "session:pages"
PARAMETER = "case"
P = ParamSpec("P")


@st.cache_resource(show_spinner="Reading the knowledge tables ...", max_entries=3)
def _knowledge(version: str) -> KnowledgeBase:
    return service.open_knowledge(version)


def knowledge() -> KnowledgeBase:
    """Return the knowledge, loaded once for all; a session stays on the version that it started with."""
    if VERSION not in st.session_state:
        used = [str(row["version"]) for row in service.knowledge_versions() if row["in use"]]
        st.session_state[VERSION] = used[0] if used else ""
    return _knowledge(st.session_state[VERSION])


def current(records: Records, kb: KnowledgeBase) -> Desk | None:
    """Return the desk of whoever is signed in; None where nobody is, the reason being kept for the sign-in page."""
    token = st.session_state.get(TOKEN)
    if token is None:
        return None
    try:
        return service.desk(records, token, kb)
    except SignInError as problem:
        forget(str(problem))
        return None


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """Make a part of a page that is drawn anew alone. A click in it passes the router by, so the session is asked here.

    Where nobody has signed in there is no session to ask: then the page itself decides what it shows.
    """

    @st.fragment
    @wraps(draw)
    def checked(*given: P.args, **named: P.kwargs) -> None:
        if TOKEN in st.session_state and current(service.records(), knowledge()) is None:
            st.rerun(scope="app")
        draw(*given, **named)

    return checked


def run(show: Callable[[Desk], None], desk: Desk | None) -> None:
    """Draw a page; what goes wrong is told in words, and a session that ended leads to the sign-in."""
    if desk is None:
        return
    try:
        show(desk)
    except SignInError as problem:
        forget(str(problem))
        st.rerun()
    except TumorboardError as problem:
        show_error(problem)
        if isinstance(problem, StoreError):
            st.button("Try again", icon=":material/refresh:", key="retry")


def later(desk: Desk, make: Callable[[Desk], bytes]) -> Callable[[], bytes]:
    """Return what a download calls when it is clicked: the session is asked again then, not only when it was drawn."""
    token = str(st.session_state.get(TOKEN, ""))
    return lambda: make(service.desk(desk.records, token, desk.kb))


def enter(token: str) -> None:
    """Begin a session with a token that the sign-in gave."""
    st.session_state[TOKEN] = token
    st.session_state.pop(WHY, None)


def leave(records: Records) -> None:
    """End the session at the server, and forget it here."""
    token = st.session_state.get(TOKEN)
    forget("")
    if token is not None:
        service.sign_out(records, token)


def forget(why: str) -> None:
    """Forget everything of the person who sat here; the next one must not see a word of it."""
    version, pages = st.session_state.get(VERSION), st.session_state.get(PAGES)
    st.session_state.clear()
    for name, value in ((VERSION, version), (PAGES, pages), (WHY, why)):
        if value:
            st.session_state[name] = value


def why_out() -> str:
    """Return why the last session ended; empty where it was not cut off."""
    return str(st.session_state.get(WHY, ""))


def chosen_case() -> str:
    """Return the id of the case that is open, empty where none is. It stands in the address, so that a reload keeps it.

    A click in the list of pages empties the address; then it is the case opened last in this session.
    """
    case = str(st.query_params.get(PARAMETER, "") or st.session_state.get(CASE, ""))
    if case:
        st.session_state[CASE] = case
        if st.query_params.get(PARAMETER) != case:
            st.query_params[PARAMETER] = case
    return case


def opened(desk: Desk) -> CaseFile | None:
    """Return the file of the case that is open; None where there is none or it is refused, which is then told."""
    case = chosen_case()
    if not case:
        st.header("No case is open", anchor="case")
        st.markdown("Choose one in the worklist; its pages then open from the list on the left.")
        link("worklist", "Go to the worklist")
        return None
    try:
        return desk.file(case)
    except (Refused, InputError) as problem:
        show_error(problem)
        st.button("Close this case", on_click=close_case)
        link("worklist", "Go to the worklist")
        return None


def close_case() -> None:
    """Forget which case is open."""
    st.session_state.pop(CASE, None)
    st.query_params.pop(PARAMETER, None)


def register(pages: dict[str, Any]) -> None:
    """Keep the pages of this run by name, so that views can lead to each other."""
    st.session_state[PAGES] = pages


def offered(name: str) -> bool:
    """Say whether a page is offered to this person."""
    return name in st.session_state.get(PAGES, {})


def go(name: str, case_id: str = "", said: str = "") -> NoReturn:
    """Open a page, with a case; ``said`` is told at its head."""
    if case_id:
        st.session_state[CASE] = case_id
    if said:
        say(said)
    pages = st.session_state.get(PAGES, {})
    if name not in pages:
        st.rerun()
    case = case_id or st.session_state.get(CASE, "")
    st.switch_page(pages[name], query_params={PARAMETER: case} if case else None)


def link(name: str, label: str, case_id: str = "", **more: Any) -> None:
    """Draw a link to a page, where the person is offered it."""
    pages = st.session_state.get(PAGES, {})
    if name in pages:
        case = case_id or st.session_state.get(CASE, "")
        st.page_link(pages[name], label=label, query_params={PARAMETER: case} if case else None, **more)
