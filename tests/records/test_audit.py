"""The audit trail: every act leaves a row, and no change of a row stays hidden."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text, update

from tests.records.conftest import ANNA, BERT, Place
from tumorboard.records import audit, connect, secret
from tumorboard.records.model import Actor, canonical
from tumorboard.records.store import Store
from tumorboard.records.tables import audit as trail

Opened = Callable[..., None]


def rows(store: Store) -> list[tuple[str, str, str, str]]:
    with store.engine.connect() as connection, connection.begin():
        return [(row.name, row.action, row.case_id, row.outcome) for row in audit.rows(connection)]


def test_every_read_write_and_refusal_leaves_one_row(store: Store, opened: Opened) -> None:
    opened("C-1")
    with store.reading(BERT, "read_case", "C-1"):
        pass
    with store.reading(BERT, "export_case", "C-1", {"format": "pdf"}):
        pass
    store.refused(BERT, "sign_decision", "C-1", "not granted")
    assert rows(store) == [
        ("Dr. Anna", "import_case", "C-1", "done"),
        ("Dr. Bert", "read_case", "C-1", "done"),
        ("Dr. Bert", "export_case", "C-1", "done"),
        ("Dr. Bert", "sign_decision", "C-1", "refused"),
    ]
    with store.reading(Actor("x", "X", demo=True), "read_audit") as read:
        newest = read.audit(limit=3)
    assert [row.detail for row in newest] == [{"demo": True}, {"why": "not granted"}, {"format": "pdf"}]
    assert (newest[1].session, newest[1].person_id) == ("session-2", "bert")
    assert store.verify() == []


def test_a_read_is_in_the_trail_before_its_first_answer(store: Store, opened: Opened) -> None:
    opened("C-1")
    with pytest.raises(ZeroDivisionError), store.reading(BERT, "read_case", "C-1") as read:
        read.latest("C-1", "case")
        _ = 1 / 0
    assert rows(store)[-1] == ("Dr. Bert", "read_case", "C-1", "done")


def test_the_trail_holds_nothing_of_what_was_written(store: Store, opened: Opened) -> None:
    opened("C-1", {"note": "Mustermann, lungs"})
    with store.engine.connect() as connection, connection.begin():
        found = connection.execute(select(trail)).mappings().one()
    assert "Mustermann" not in canonical(dict(found))
    assert "lungs" not in canonical(dict(found))


def test_the_trail_is_paged_by_case_and_person(store: Store, opened: Opened) -> None:
    for number in range(5):
        opened(f"C-{number}")
    with store.reading(BERT, "read_case", "C-2") as read:
        assert [row.seq for row in read.audit(limit=2)] == [6, 5]
        assert [row.seq for row in read.audit(limit=2, before=5)] == [4, 3]
        assert [row.seq for row in read.audit(case_id="C-2")] == [6, 3]
        assert [row.seq for row in read.audit(person_id="bert")] == [6]


def filled(store: Store, count: int) -> None:
    for number in range(count):
        store.refused(ANNA if number % 3 else BERT, "sign_decision", f"C-{number % 7}", f"reason {number}")


@contextmanager
def unguarded(store: Store) -> Iterator[Connection]:
    """Give a connection to somebody who owns the database and switches its guards off; all is undone afterwards."""
    with store.engine.connect().execution_options(tumorboard_writes=True) as connection:
        transaction = connection.begin()
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        else:
            for event in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_no_{event}"))
        yield connection
        transaction.rollback()


def everything(connection: Connection) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(trail).order_by(trail.c.seq)).mappings()]


def rewritten(connection: Connection, found: list[dict[str, Any]], digest: Callable[[dict[str, Any]], str]) -> None:
    """Put other rows in place of all, numbered from 1 and chained by whatever hash somebody thought of."""
    previous = ""
    connection.execute(delete(trail))
    for number, row in enumerate(found, 1):
        row |= {"seq": number, "previous": previous}
        row["hash"] = previous = digest(row)
    if found:
        connection.execute(trail.insert(), found)


def plain(row: dict[str, Any]) -> str:
    names = [name for name in row if name != "hash"]
    return sha256(json.dumps([row[name] for name in names]).encode()).hexdigest()


def tamper(connection: Connection, choose: random.Random) -> str:
    """Change the trail in one of the ways that somebody might; return which."""
    found = everything(connection)
    last = len(found)
    at = choose.randrange(last)
    row = found[at]
    way = choose.choice(["edit", "delete", "insert", "swap", "cut", "rewrite", "insert rewritten", "renumber", "empty"])
    if way == "edit":
        column = choose.choice([c.name for c in trail.columns if c.name != "seq"])
        connection.execute(update(trail).where(trail.c.seq == row["seq"]).values({column: row[column] + "x"}))
    elif way == "delete":
        first = choose.randrange(last)
        gone = range(first, min(last, first + choose.randint(1, 5)))
        connection.execute(delete(trail).where(trail.c.seq.in_([found[one]["seq"] for one in gone])))
    elif way == "insert":
        row |= {"seq": last + 1, "previous": found[-1]["hash"], "detail": '{"why":"invented"}'}
        row["hash"] = choose.choice([plain(row), found[-1]["hash"], "", row["hash"]])
        connection.execute(trail.insert().values(row))
    elif way == "swap":
        other = found[(at + choose.randint(1, last - 1)) % last]
        row["seq"], other["seq"] = other["seq"], row["seq"]
        if choose.random() < 0.5:
            row["previous"], other["previous"] = other["previous"], row["previous"]
        connection.execute(delete(trail).where(trail.c.seq.in_([row["seq"], other["seq"]])))
        connection.execute(trail.insert(), [row, other])
    elif way == "cut":
        connection.execute(delete(trail).where(trail.c.seq > last - choose.randint(1, last - 1)))
    elif way == "rewrite":
        row[choose.choice(["action", "case_id", "name", "outcome"])] += "x"
        rewritten(connection, found, plain)
    elif way == "insert rewritten":
        found.insert(at, dict(row, action="invented"))
        rewritten(connection, found, plain)
    elif way == "renumber":
        # The rows after a deleted one move up, with the hashes that they had.
        connection.execute(delete(trail))
        moved = [dict(one, seq=number) for number, one in enumerate(found[:at] + found[at + 1 :], 1)]
        connection.execute(trail.insert(), moved)
    else:
        connection.execute(delete(trail))
    return way


def campaign(store: Store, count: int) -> None:
    choose = random.Random(20260301)
    ways: dict[str, int] = {}
    assert store.verify() == []
    for number in range(count):
        with unguarded(store) as connection:
            way = tamper(connection, choose)
            found = audit.verify(connection, store.secret, store.anchor)
        assert found, f"tampering {number} ({way}) was not found"
        ways[way] = ways.get(way, 0) + 1
    assert len(ways) == 9
    assert store.verify() == []
    print(f"{count} tamperings, all found: {ways}")


def test_tampering_with_the_trail_is_found(store: Store) -> None:
    filled(store, 25)
    campaign(store, 50)


@pytest.mark.long
def test_a_thousand_tamperings_with_the_trail_are_all_found(store: Store) -> None:
    filled(store, 60)
    campaign(store, 1000)


def test_a_cut_tail_stays_known_after_new_rows_were_added(sqlite: Place) -> None:
    store = sqlite.open()
    filled(store, 10)
    with closing(sqlite3.connect(sqlite.file)) as thief, thief:
        thief.executescript("DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > 6")
    assert [finding.what for finding in store.verify()] == ["rows 7-10 were cut off the end"]
    filled(store, 20)
    assert [finding.seq for finding in store.verify()] == [10]
    store.close()


def test_a_chain_made_with_another_secret_is_found(store: Store, place: Place) -> None:
    filled(store, 8)
    other = secret.Secret(b"0" * 32)
    with unguarded(store) as connection:
        rewritten(connection, everything(connection), lambda row: audit._seal(other, row))
        # The thief cannot know the key of the anchor either.
        found = audit.verify(connection, store.secret, store.anchor)
    assert len(found) > 8


@pytest.mark.parametrize("how", ["gone", "empty", "older", "forged", "of another", "not a file"])
def test_an_anchor_that_was_tampered_with_is_found_and_not_mended_by_the_next_change(sqlite: Place, how: str) -> None:
    store = sqlite.open()
    filled(store, 5)
    older = store.anchor.path.read_text()
    filled(store, 5)
    path, body = store.anchor.path, json.loads(store.anchor.path.read_text())
    with closing(sqlite3.connect(sqlite.file)) as thief, thief:
        hash_6 = thief.execute("SELECT hash FROM audit WHERE seq = 6").fetchone()[0]
        if how != "older":
            thief.executescript("DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > 6")
    if how == "gone":
        path.unlink()
    elif how == "not a file":
        path.unlink()
        path.mkdir()
    else:
        forged = {
            "empty": "",
            "older": older,
            "forged": json.dumps({**body, "seq": 6, "hash": hash_6}) + "\n",
            "of another": json.dumps({**body, "database": "x"}) + "\n",
        }
        path.write_text(forged[how])
    if how == "older":
        # Put back whole, an older anchor is the one thing that looks right: it is a lagging one, and the chain holds.
        assert store.verify() == []
    else:
        assert store.verify() != []
        filled(store, 3)
        assert store.verify() != []
    store.close()


def test_the_anchor_follows_every_row_and_never_goes_back(store: Store) -> None:
    for number in range(1, 4):
        filled(store, 1)
        held = store.anchor.read()
        assert held is not None
        assert held.seq == number
    early = store.anchor.stage(audit.Tail(1, "x"))
    store.anchor.publish(early, audit.Tail(1, "x"))
    assert store.anchor.read() == held
    assert not early.exists()


def test_a_backup_of_the_secret_alone_opens_nothing_else(place: Place) -> None:
    held = secret.load(place.folder)
    assert len({held.key(purpose) for purpose in ("audit", "anchor", "entry")}) == 3
    assert connect.data_folder(place.folder) == place.folder
    assert (place.folder / "secret").stat().st_mode & 0o777 == 0o600
