"""A store in each database: SQLite in a folder, and a real PostgreSQL that runs for the session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.servers import PostgreSQL, serve
from tumorboard.domain.access import Role
from tumorboard.records import accounts, setup
from tumorboard.records.store import Actor, Store


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **how_far: float) -> None:
        self.now += timedelta(**how_far)


@dataclass
class Place:
    """Where a test keeps its records."""

    url: str
    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def is_file(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def file(self) -> Path:
        return Path(self.url.removeprefix("sqlite:///"))

    def open(self) -> Store:
        return Store.open(self.url, self.folder, self.clock)


@pytest.fixture
def own_postgresql() -> Iterator[PostgreSQL]:
    """A server that a test may stop and kill."""
    yield from serve()


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUMORBOARD_SECRET", "TUMORBOARD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def sqlite(tmp_path: Path) -> Place:
    return _made(Place(f"sqlite:///{tmp_path / 'tumorboard.db'}", tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Records that were just made, in each database."""
    return _made(empty_place(request, tmp_path))


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place without records yet, in each database."""
    return empty_place(request, tmp_path)


def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path / 'tumorboard.db'}", tmp_path)
    return Place(request.getfixturevalue("postgresql").emptied(), tmp_path)


def _made(place: Place) -> Place:
    setup.init(place.url, place.folder)
    return place


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def clock(place: Place) -> Clock:
    return place.clock


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


ANNA = Actor("anna", "Dr. Anna", frozenset({Role.BOARD_MEMBER}), "session-1")
BERT = Actor("bert", "Dr. Bert", frozenset({Role.ONCOLOGIST}), "session-2")


@pytest.fixture
def opened(store: Store) -> Callable[..., None]:
    """Return what opens a case."""

    def make(case_id: str = "C-1", body: dict[str, Any] | None = None, **more: Any) -> None:
        with store.writing(ANNA, "import_case", case_id) as change:
            change.open_case(case_id, body or {"case_id": case_id, "ecog": 1}, **more)

    return make
