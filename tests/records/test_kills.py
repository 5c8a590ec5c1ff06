"""Killed at any moment: what was acknowledged is there, nothing is there in part, and the audit trail holds."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.conftest import ANNA, Place, PostgreSQL
from tumorboard.records import setup
from tumorboard.records.check import check
from tumorboard.records.store import Store

ROOT = Path(__file__).resolve().parents[2]


class Writers:
    """Starts processes that write."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.records.writer"]
        self.forks = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def start(self, place: Place, name: str, told: Path) -> int:
        """Start one with two threads; return its id."""
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        self.forks.stdin.write(f"{place.url} {place.folder} {name} 2 {told}\n")
        self.forks.stdin.flush()
        return int(self.forks.stdout.readline())


@pytest.fixture
def writers() -> Iterator[Writers]:
    made = Writers()
    yield made
    made.forks.communicate(timeout=10)


def killed(
    place: Place, writers: Writers, number: int, choose: random.Random, server: PostgreSQL | None = None
) -> list[str]:
    """Let two processes write, kill both at a random moment, and return what they were told is saved."""
    told = [place.folder / f"told-{number}-{one}" for one in range(2)]
    for file in told:
        file.touch()
    started = [writers.start(place, f"w{number}x{one}", file) for one, file in enumerate(told)]
    enough = choose.randint(1, 15)
    patience = time.monotonic() + 60
    while sum(file.read_bytes().count(b"\n") for file in told) < enough and time.monotonic() < patience:
        time.sleep(0.002)
    time.sleep(choose.random() * 0.03)
    if server is not None:
        server.kill()
    for process in choose.sample(started, 2):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    for process in started:
        while Path(f"/proc/{process}").exists():
            time.sleep(0.002)
    if server is not None:
        server.start()
    acknowledged = [line for file in told for line in file.read_text().splitlines()]
    for file in told:
        file.unlink()
    assert len(acknowledged) >= enough, "the writers did not write"
    return acknowledged


def lost(store: Store, acknowledged: list[str]) -> list[str]:
    with store.reading(ANNA, "look_after_a_kill") as read:
        changes = [one for name in cases(acknowledged) for one in read.changes(name)]
        kept = {(one.case_id, one.kind, one.key or "-", one.version) for one in changes}
        for name in cases(acknowledged):
            # Each block wrote an assessment, a version and a state: all three or none.
            if name != "shared":
                steps = len(read.all(name, "assessment"))
                item = read.case(name)
                assert item is not None
                assert (len(read.history(name, "case")), item.version) == (steps + 1, 1 + 3 * steps)
    wanted = [tuple(line.split()) for line in acknowledged]
    return [" ".join(one) for one in wanted if (*one[:3], int(one[3])) not in kept]


def cases(acknowledged: list[str]) -> list[str]:
    return sorted({line.split()[0] for line in acknowledged})


def campaign(
    place: Place, writers: Writers, kills: int, server: PostgreSQL | None = None, kill_server_every: int = 0
) -> None:
    setup.init(place.url, place.folder)
    store = Store.open(place.url, place.folder)
    with store.writing(ANNA, "import_case", "shared") as change:
        change.open_case("shared", {"step": 0})
    choose = random.Random(7)
    count = 0
    for number in range(kills):
        with_server = server if kill_server_every and number % kill_server_every == 0 else None
        acknowledged = killed(place, writers, number, choose, with_server)
        count += len(acknowledged)
        assert lost(store, acknowledged) == [], f"kill {number}"
        assert store.verify() == [], f"kill {number}"
    with store.engine.connect() as connection, connection.begin():
        assert check(connection, store.secret, store.anchor) == []
    store.close()
    print(f"{kills} kills, {count} acknowledged changes, 0 lost")


def test_no_acknowledged_change_is_lost_by_a_kill(nowhere: Place, writers: Writers) -> None:
    campaign(nowhere, writers, 5)


@pytest.mark.long
def test_no_acknowledged_change_is_lost_by_two_hundred_kills_on_sqlite(tmp_path: Path, writers: Writers) -> None:
    campaign(Place(f"sqlite:///{tmp_path / 'tumorboard.db'}", tmp_path), writers, 200)


@pytest.mark.long
def test_no_acknowledged_change_is_lost_by_fifty_kills_on_postgresql(
    own_postgresql: PostgreSQL, tmp_path: Path, writers: Writers
) -> None:
    """Every fifth kill takes the database itself, too."""
    campaign(Place(own_postgresql.database(), tmp_path), writers, 50, own_postgresql, kill_server_every=5)
