"""The whole app without a browser: signed in as somebody, on some page, with some case open."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from tumorboard import service
from tumorboard.service import Desk, Records

APP = Path(__file__).resolve().parents[2] / "ui" / "streamlit_app.py"
BOARD, SECOND, ONCOLOGIST, RESEARCHER = "board", "second.board", "oncologist", "researcher"
ADMINISTRATOR, AUDITOR = "administrator", "auditor"
PEOPLE = (BOARD, SECOND, ONCOLOGIST, RESEARCHER, ADMINISTRATOR, AUDITOR)


def token(records: Records, name: str) -> str:
    (person,) = [one for one in service.demo_people(records) if one.name == name]
    return service.sign_in_demo(records, person.id)


def desk(records: Records, name: str) -> Desk:
    return service.desk(records, token(records, name), service.open_knowledge())


def closed() -> AppTest:
    """The app with nobody signed in."""
    app = AppTest.from_file(APP, default_timeout=120).run()
    assert not app.exception
    return app


def opened(records: Records, name: str, page: str = "", case: str = "") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=120)
    app.session_state["session:token"] = token(records, name)
    if case:
        app.query_params["case"] = case
    return turn(app, page)


def turn(app: AppTest, page: str) -> AppTest:
    """Go to a page as the list of pages does; its address is what Streamlit hashes. "" is the first page."""
    app._page_hash = calc_hash(page)
    app.run()
    assert not app.exception, app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if said(one.label).startswith(label)).click().run()
    assert not app.exception, app.exception
    return app


def by_label(found: Any, start: str) -> Any:
    return next(one for one in found if said(one.label).startswith(start))


def said(text: Any) -> str:
    return str(text).replace("\\", "").replace("\u00a0", " ").replace("\u2011", "-")


def text(app: AppTest) -> str:
    shown = [*app.header, *app.subheader, *app.markdown, *app.caption]
    shown += [*app.error, *app.warning, *app.info, *app.success]
    return said("\n".join([*(str(one.value) for one in shown), *(one.value.to_csv() for one in app.table)]))


def heads(app: AppTest) -> list[str]:
    return [said(one.value) for one in app.header]


def buttons(app: AppTest) -> list[str]:
    return [said(one.label) for one in app.button]


def taken_in(records: Records, *bodies: dict[str, Any], due: int | None = None) -> None:
    own = desk(records, BOARD)
    reads = [service.read_body(body, "test.json", own.kb) for body in bodies]
    when = None if due is None else own.today + timedelta(days=due)
    own.import_cases(own.preview(reads), when)


def columns(app: AppTest, name: str) -> list[Any]:
    """The tables that have a column."""
    return [one.value for one in app.table if name in one.value.columns]
