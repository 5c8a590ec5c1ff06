"""Signing in: with an account of the records, with the hospital's own sign-in, or as a sample person in the demo."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Role
from tumorboard.errors import SignInError
from tumorboard.service import Records
from ui.parts.desk import enter, why_out
from ui.parts.forms import show_error
from ui.parts.spoken import ROLES
from ui.parts.words import plain

DOES = {
    Role.BOARD_MEMBER: "reviews cases, overrules findings, writes and signs decisions",
    Role.ONCOLOGIST: "records what was given, and the follow-up",
    Role.RESEARCHER: "sees the pseudonymised cohort, never a case",
    Role.ADMINISTRATOR: "manages accounts and the store, reads no case",
    Role.AUDITOR: "reads and verifies the audit trail",
}


def show(records: Records) -> None:
    """Show the sign-in page."""
    st.header("Sign in", anchor="sign-in")
    if why := why_out():
        st.warning(plain(why), icon=":material/lock_clock:")
    if records.demo:
        _show_people(records)
        return
    if _hospital():
        _show_hospital(records)
        st.markdown("Or with an account of this board:")
    with st.form("sign-in", width=420):
        name = st.text_input("Name", autocomplete="username")
        password = st.text_input("Password", type="password", autocomplete="current-password")
        sent = st.form_submit_button("Sign in", type="primary")
    if sent:
        try:
            enter(service.sign_in(records, name.strip(), password))
        except SignInError as problem:
            show_error(problem)
        else:
            st.rerun()


def _show_people(records: Records) -> None:
    st.markdown(
        "This is a demonstration. **All people and cases are invented** and nobody proves who he is. "
        "Choose whose desk to sit at:"
    )
    order = list(Role)
    people = sorted(service.demo_people(records), key=lambda one: (min(map(order.index, one.roles)), one.display))
    for person in people:
        roles = [role for role in Role if role in person.roles]
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(plain(person.display), key=f"person:{person.id}", icon=":material/badge:", width=300):
                try:
                    enter(service.sign_in_demo(records, person.id))
                except SignInError as problem:
                    show_error(problem)
                else:
                    st.rerun()
            st.markdown("; ".join(f"**{ROLES[role]}**: {DOES[role]}" for role in roles))


def _hospital() -> bool:
    """Say whether the hospital's sign-in (OIDC) is configured."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def _show_hospital(records: Records) -> None:
    if st.user.is_logged_in:
        try:
            token = service.sign_in_oidc(records, dict(st.user))
        except SignInError as problem:
            show_error(problem)
        else:
            if token is not None:
                enter(token)
                st.rerun()
    if st.button("Sign in with the hospital's account", type="primary", icon=":material/local_hospital:"):
        st.login()
