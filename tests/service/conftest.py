"""A clinic of invented people with records of its own; made once in each database, copied for every test."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from tests.conftest import case_body
from tests.servers import PostgreSQL
from tumorboard import service
from tumorboard.domain.access import Person, Role
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.records import accounts, setup
from tumorboard.records.audit import AuditRow
from tumorboard.records.store import Actor, Store
from tumorboard.service import Desk, Records

PASSWORD = "correct horse 7 battery"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PEOPLE = {
    "board": Role.BOARD_MEMBER, "second": Role.BOARD_MEMBER, "stranger": Role.BOARD_MEMBER,
    "oncologist": Role.ONCOLOGIST, "foreign": Role.ONCOLOGIST, "researcher": Role.RESEARCHER,
    "administrator": Role.ADMINISTRATOR, "auditor": Role.AUDITOR,
}  # fmt: skip
TEAM = ("board", "second", "oncologist")
FILE = "tumorboard.db"
ON_BOTH = (
    "test_desk_access",
    "test_desk_cases",
    "test_desk_dates",
    "test_desk_decisions",
    "test_desk_steps",
    "test_desk_treatment",
)
"""Files whose tests run on SQLite and on PostgreSQL, as those of the store do."""


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


@dataclass
class Clinic:
    """Records, the people in them, and their desks."""

    records: Records
    clock: Clock
    kb: KnowledgeBase
    people: dict[str, Person]
    _number: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def desk(self, name: str) -> Desk:
        return Desk(self.records, self.people[name], self.kb)

    def case(self, *findings: str, by: str = "board", **more: Any) -> str:
        """Import a case; ``by`` is its only team member."""
        body = case_body(*(findings or ("KRAS p.G12C", "TP53 p.R175H")), **more)
        body["case_id"] = f"CASE-{next(self._number)}"
        desk = self.desk(by)
        desk.import_cases(desk.preview([service.read_body(body, "upload", self.kb)]))
        return str(body["case_id"])

    def shared(self, *findings: str, **more: Any) -> str:
        """Import a case with the whole team."""
        case_id = self.case(*findings, **more)
        self.desk("board").set_team(case_id, [self.people[name].id for name in TEAM], 0)
        return case_id

    def trail(self, limit: int = 20) -> list[AuditRow]:
        return self.desk("auditor").audit(limit + 1)[1:]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let each test of `ON_BOTH` run in both databases, unless it names its own."""
    own = any("clinic" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    here = metafunc.module.__name__.rpartition(".")[2]
    if here in ON_BOTH and "clinic" in metafunc.fixturenames and not own:
        metafunc.parametrize("clinic", ["sqlite", "postgresql"], indirect=True)


def open_clinic(folder: Path, kb: KnowledgeBase, *, demo: bool = False, url: str = "") -> Clinic:
    clock = Clock()
    store = Store.open(url or f"sqlite:///{folder / FILE}", folder, clock)
    with store.reading(Actor("", "test"), "test") as read:
        people = {person.name: person for person in read.people()}
    return Clinic(Records(store, demo), clock, kb, people)


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Hash passwords with the least effort: the tests sign in hundreds of times."""
    patch = pytest.MonkeyPatch()
    patch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    accounts._decoy.cache_clear()
    yield
    accounts._decoy.cache_clear()
    patch.undo()


def _peopled(url: str, folder: Path) -> None:
    setup.init(url, folder)
    store = Store.open(url, folder, Clock())
    for name, role in PEOPLE.items():
        accounts.add(store, Actor("", "test"), name, f"Dr. {name.title()}", [role], password=PASSWORD)
    store.close()


@pytest.fixture(scope="session")
def template(_cheap_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clinic")
    _peopled(f"sqlite:///{folder / FILE}", folder)
    return folder


@pytest.fixture(scope="session")
def server_template(
    _cheap_passwords: None, postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """The address of a database with the people, and the folder of its secret and anchor."""
    folder, url = tmp_path_factory.mktemp("clinic"), postgresql.database()
    _peopled(url, folder)
    return url, folder


@pytest.fixture
def clinic(request: pytest.FixtureRequest, template: Path, tmp_path: Path, kb: KnowledgeBase) -> Iterator[Clinic]:
    folder, url = tmp_path / "records", ""
    if getattr(request, "param", "sqlite") == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        source, template = request.getfixturevalue("server_template")
        url = server.copied(source)
    shutil.copytree(template, folder)
    found = open_clinic(folder, kb, url=url)
    yield found
    found.records.store.close()
    if url:
        server.drop(url)


Maker = Callable[..., Any]
