"""Accounts, roles and sessions. Whoever manages them reads no patient."""

from collections.abc import Callable

import streamlit as st

from tumorboard.domain.access import Person, Role
from tumorboard.errors import TumorboardError
from tumorboard.service import Desk
from ui.parts.forms import say, show_error
from ui.parts.spoken import ROLES, moment, roles_of
from ui.parts.tables import table
from ui.parts.words import plain


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Accounts and sessions")
    people = desk.people()
    rows = [
        {
            "Sign-in name": plain(one.name),
            "Name": plain(one.display),
            "Roles": plain(roles_of(one.roles)),
            "Account": "✔ active" if one.active else "✕ disabled",
        }
        for one in people
    ]
    table(rows, "Accounts")
    left, right = st.columns(2)
    with left:
        _add(desk)
    with right:
        _change(desk, people)
    _sessions(desk)


def _add(desk: Desk) -> None:
    st.subheader("New account", anchor="new")
    with st.form("admin:add", clear_on_submit=False):
        name = st.text_input("Sign-in name", key="admin:name")
        display = st.text_input("Name as others read it", key="admin:display")
        roles = st.multiselect("Roles", list(Role), format_func=ROLES.__getitem__, key="admin:roles")
        password = st.text_input("First password", type="password", key="admin:password", autocomplete="new-password")
        if st.form_submit_button("Make the account"):
            _done(lambda: desk.add_person(name.strip(), display.strip(), roles, password), "The account is made.")


def _change(desk: Desk, people: list[Person]) -> None:
    st.subheader("Change an account", anchor="change")
    by_id = {one.id: one for one in people}
    chosen = st.selectbox("Account", list(by_id), format_func=lambda id: by_id[id].display, key="admin:who")
    if chosen is None:
        return
    person = by_id[chosen]
    # What the form was drawn with: whoever saves must have seen what stands.
    seen = st.session_state.setdefault(f"admin:seen:{chosen}", person.roles)
    with st.form(f"admin:change:{chosen}"):
        roles = st.multiselect(
            "Roles", list(Role), [role for role in Role if role in person.roles], format_func=ROLES.__getitem__,
            key=f"admin:roles:{chosen}",
        )  # fmt: skip
        if st.form_submit_button("Change the roles"):
            del st.session_state[f"admin:seen:{chosen}"]
            _done(lambda: desk.set_roles(chosen, roles, seen), "The roles are changed.")
    with st.form(f"admin:reset:{chosen}", clear_on_submit=True):
        password = st.text_input(
            "New password", type="password", key=f"admin:new:{chosen}", autocomplete="new-password"
        )
        if st.form_submit_button("Set the password"):
            _done(lambda: desk.reset_password(chosen, password), "The password is set; open sessions have ended.")
    word = "Disable the account" if person.active else "Enable the account"
    if st.button(word, key=f"admin:active:{chosen}"):
        _done(lambda: desk.set_active(chosen, not person.active), f"Done: {word.lower()}.")


def _sessions(desk: Desk) -> None:
    st.subheader("Open sessions", anchor="sessions")
    found = desk.sessions()
    rows = [
        {
            "Who": plain(one.person.display),
            "Since": moment(one.started_at),
            "Last used": moment(one.seen_at),
            "Session": plain(one.id[:8]),
        }
        for one in found
    ]
    table(rows, "Open sessions")
    by_id = {one.id: one for one in found}
    chosen = st.selectbox(
        "End a session", list(by_id), index=None, key="admin:session", placeholder="Choose a session",
        format_func=lambda id: f"{by_id[id].person.display}, {id[:8]}",
    )  # fmt: skip
    if chosen and st.button("End it", key="admin:revoke"):
        _done(lambda: desk.revoke(chosen), "The session has ended.")


def _done(act: Callable[[], object], said: str) -> None:
    """Act, and tell it at the head of the page; an error is told in place."""
    try:
        act()
    except TumorboardError as problem:
        show_error(problem)
        return
    say(said)
    st.rerun()
