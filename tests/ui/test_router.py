"""Who is offered which screen, how a session begins and ends, and what is told when something is in the way."""

import dataclasses
from datetime import timedelta

import pytest

from tests.ui.board import (
    ADMINISTRATOR,
    AUDITOR,
    BOARD,
    ONCOLOGIST,
    PEOPLE,
    RESEARCHER,
    buttons,
    closed,
    heads,
    opened,
    press,
    text,
    token,
    turn,
)
from tumorboard import service
from tumorboard.domain.access import Person, Role, allowed
from tumorboard.errors import StoreError
from tumorboard.records import accounts
from tumorboard.records.model import Actor
from tumorboard.service import Records
from ui.pages import SCREENS, offered

CLINICAL = {
    "worklist",
    "import",
    "overview",
    "findings",
    "recommendation",
    "compare",
    "decision",
    "course",
    "follow_up",
}
RESEARCH = {"cohort", "outcomes"}
ALL = {"try", "knowledge", "about"}
OFFERED = {
    Role.BOARD_MEMBER: CLINICAL | RESEARCH | ALL, Role.ONCOLOGIST: CLINICAL | RESEARCH | ALL,
    Role.RESEARCHER: RESEARCH | ALL, Role.ADMINISTRATOR: {"admin"} | ALL, Role.AUDITOR: {"audit"} | ALL,
}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_offered_its_screens_and_no_other(role: Role) -> None:
    person = Person(id="p", name="p", display="P", roles=frozenset({role}))
    assert {screen.name for screen in offered(person)} == OFFERED[role]


def test_nobody_is_offered_a_screen_without_a_role() -> None:
    assert not offered(Person(id="p", name="p", display="P"))
    assert all(not allowed((), screen.action, on_team=True) for screen in SCREENS)


def test_names_and_titles_of_screens_are_unique() -> None:
    assert len({screen.name for screen in SCREENS}) == len({screen.title for screen in SCREENS}) == len(SCREENS)


@pytest.mark.parametrize("name", (BOARD, ONCOLOGIST, RESEARCHER, ADMINISTRATOR, AUDITOR))
def test_every_screen_opens_for_everybody_who_is_offered_it(demo: Records, name: str) -> None:
    app = opened(demo, name)
    (person,) = [one for one in service.demo_people(demo) if one.name == name]
    for place, screen in enumerate(offered(person)):
        if screen.name == "outcomes":
            continue  # seconds of analysis, tested on its own page
        turn(app, screen.name if place else "")
        assert not app.error, (screen.name, text(app))
        assert heads(app), screen.name
        assert "Research use only" in text(app) and "DEMONSTRATION" in text(app)


def test_a_screen_that_is_not_offered_cannot_be_opened_by_its_address(demo: Records) -> None:
    for name, page in (
        (RESEARCHER, "worklist"),
        (RESEARCHER, "decision"),
        (ADMINISTRATOR, "audit"),
        (AUDITOR, "admin"),
    ):
        app = opened(demo, name, page, case="SAMPLE-1")
        told = text(app)
        assert "SAMPLE-1" not in told and "BRAF" not in told


def test_signed_out_nothing_of_a_case_is_shown_whatever_the_address(demo: Records) -> None:
    app = closed()
    for screen in SCREENS:
        app.query_params["case"] = "SAMPLE-1"
        turn(app, screen.name)
        assert heads(app) == ["Sign in"] and "BRAF" not in text(app)


def test_a_sample_person_signs_in_and_out(demo: Records) -> None:
    app = closed()
    assert len(buttons(app)) == len(service.demo_people(demo)) >= len(PEOPLE)
    press(app, "Dr. Bea Sample")
    assert heads(app) == ["Worklist"] and "board member" in text(app)
    press(app, "Change person")
    assert heads(app) == ["Sign in"]
    assert "session:case" not in app.session_state and "session:token" not in app.session_state


def test_a_session_that_is_idle_revoked_or_unknown_leads_to_the_sign_in_with_the_reason(
    demo: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(demo, BOARD, "overview", "SAMPLE-1")
    clock = demo.store.clock
    with monkeypatch.context() as later:
        later.setattr(demo.store, "clock", lambda: clock() + timedelta(minutes=16))
        app.run()
    assert heads(app) == ["Sign in"] and "15 minutes" in text(app)
    app = opened(demo, BOARD)
    service.sign_out(demo, app.session_state["session:token"])
    app.run()
    assert heads(app) == ["Sign in"] and app.warning
    app.session_state["session:token"] = "made up"
    app.run()
    assert heads(app) == ["Sign in"]


def test_the_next_person_sees_nothing_of_the_one_before(demo: Records) -> None:
    app = opened(demo, BOARD, "decision", "SAMPLE-1")
    press(app, "Change person")
    press(app, "Dr. Rita Sample")
    assert "SAMPLE-1" not in text(app)


def test_a_real_start_asks_for_name_and_password(demo: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "records", lambda: dataclasses.replace(demo, demo=False), raising=False)
    app = closed()
    assert [one.label for one in app.text_input] == ["Name", "Password"]
    assert "DEMONSTRATION" not in text(app) and not [one for one in buttons(app) if "Sample" in one]
    app.text_input[0].set_value("board")
    app.text_input[1].set_value("wrong password here")
    press(app, "Sign in")
    assert "wrong" in text(app) and heads(app) == ["Sign in"]


def test_an_account_signs_in_with_its_password(demo: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Actor("", "test", frozenset({Role.ADMINISTRATOR}))
    phrase = "a long phrase of four words"
    accounts.add(demo.store, keeper, "real.person", "Dr. Real", [Role.AUDITOR], password=phrase)
    monkeypatch.setattr(service, "records", lambda: dataclasses.replace(demo, demo=False), raising=False)
    app = closed()
    app.text_input[0].set_value("real.person")
    app.text_input[1].set_value(phrase)
    press(app, "Sign in")
    assert heads(app) == ["Audit trail"] and "Sign out" in buttons(app)
    assert phrase not in str(app.session_state["session:token"])


def test_records_that_cannot_be_opened_are_told_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Records:
        raise StoreError("the database cannot be reached", remedy="Start it, then try again")

    monkeypatch.setattr(service, "records", gone, raising=False)
    app = closed()
    assert "cannot be reached" in text(app) and "Start it" in text(app) and buttons(app) == ["Try again"]


def test_a_case_of_another_team_is_refused_without_a_word_about_it(demo: Records) -> None:
    told = []
    for case in ("SAMPLE-1", "NO-SUCH-CASE"):
        app = opened(demo, ONCOLOGIST, "overview", case)
        told.append(text(app))
    assert "you may not do this, or there is no such case" in told[1]
    assert token(demo, ONCOLOGIST)
