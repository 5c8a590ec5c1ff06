"""The store of the board's records.

>>> with store.writing(actor, "save_decision", case_id) as change:      # doctest: +SKIP
...     change.append(case_id, "decision", "", body, expected=version, reason="dose corrected")

Each block is one transaction with its row in the audit trail: as a whole or not at all. A read is written into the
trail before the first answer is given.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, select

from tumorboard.errors import Conflict, StoreError
from tumorboard.records import audit, connect, faults, schema, seals, secret
from tumorboard.records.anchor import Anchor, Tail
from tumorboard.records.model import Actor, Entry, now
from tumorboard.records.reading import Reading
from tumorboard.records.tables import meta
from tumorboard.records.writing import Writing

__all__ = ["Actor", "Entry", "Reading", "Store", "Writing"]


class Store:
    """An open store; safe for many threads. Made by :meth:`open`, never by hand."""

    def __init__(self, engine: Engine, folder: Path, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.folder = folder
        self.clock = clock
        self.secret = secret.load(folder)
        with faults.told(), engine.connect() as connection:
            schema.demand_head(connection)
            self.id = identity(connection, self.secret)
        self.anchor = Anchor(folder, self.id, self.secret)
        self._turn = threading.Lock()
        self._busy = threading.local()

    @classmethod
    def open(cls, url: str | None = None, folder: Path | None = None, clock: Callable[[], datetime] = now) -> Self:
        """Open the records.

        Parameters
        ----------
        url : str, optional
            Address of the database; ``TUMORBOARD_DATABASE_URL`` where left out, else SQLite in the data folder.
        folder : Path, optional
            The data folder; ``TUMORBOARD_DATA_DIR`` where left out, else where this system keeps such data.
        clock : callable
            Tells the time, UTC.

        Raises
        ------
        StoreError
            If there are no records yet, they were made by an older or newer program, the secret is missing or another
            one, or the database does not answer.
        """
        place = connect.data_folder(folder)
        at = connect.address(url, place)
        connect.demand_file(at)
        engine = connect.engine_for(at)
        try:
            return cls(engine, place, clock)
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(
        self, actor: Actor, action: str, case_id: str = "", detail: Mapping[str, Any] | None = None
    ) -> Iterator[Reading]:
        """Read; the trail tells so before the first answer.

        Parameters
        ----------
        actor : Actor
            Who reads.
        action : str
            What for, in one word of the program.
        case_id : str
            The case that it is about; empty where it is about several.
        detail : mapping, optional
            More for the trail; never anything about a patient.
        """
        with self.changing() as connection:
            self.note(connection, actor, action, case_id, "done", detail or {})
        with faults.told(), connect.view(self.engine) as connection:
            yield Reading(connection, actor, self.clock())

    @contextmanager
    def writing(
        self, actor: Actor, action: str, case_id: str = "", detail: Mapping[str, Any] | None = None
    ) -> Iterator[Writing]:
        """Change the records; parameters as for :meth:`reading`.

        Whatever is raised within the block undoes all of it. Somebody else's change in the meantime is told by
        :class:`~tumorboard.errors.Conflict`, which leaves a row in the trail of its own.
        """
        try:
            with self.changing() as connection:
                change = Writing(connection, actor, self.clock(), self.secret)
                yield change
                told = {**(detail or {}), "wrote": change.wrote} if change.wrote else detail or {}
                if change.touched.ids:
                    told = {**told, seals.SEALED: seals.seals(connection, self.secret, change.touched)}
                self.note(connection, actor, action, case_id, "done", told)
        except Conflict:
            with self.changing() as connection:
                self.note(connection, actor, action, case_id, "conflict", detail or {})
            raise

    def on_team(self, case_id: str, person_id: str) -> bool:
        """Say whether somebody is on the team of a case now: what decides on a request is not a request itself."""
        with faults.told(), connect.view(self.engine) as connection:
            return Reading(connection, Actor(person_id, ""), self.clock()).on_team(case_id, person_id)

    def refused(
        self, actor: Actor, action: str, case_id: str, why: str, detail: Mapping[str, Any] | None = None
    ) -> None:
        """Write into the trail that somebody was refused something."""
        with self.changing() as connection:
            self.note(connection, actor, action, case_id, "refused", {**(detail or {}), "why": why})

    def verify(self) -> list[audit.Finding]:
        """Look through the whole audit trail; see :func:`tumorboard.records.audit.verify`."""
        with faults.told(), connect.view(self.engine) as connection:
            return audit.verify(connection, self.secret, self.anchor)

    def note(
        self,
        connection: Connection,
        actor: Actor,
        action: str,
        case_id: str,
        outcome: audit.Outcome,
        detail: Mapping[str, Any],
    ) -> None:
        """Add a row to the trail within the transaction of :meth:`changing`."""
        connection.info["tail"] = audit.append(
            connection, self.secret, actor, self.clock(), action, case_id, outcome, detail
        )

    @contextmanager
    def changing(self) -> Iterator[Connection]:
        """Give a transaction that writes; for this package. The anchor follows what it adds to the trail."""
        if getattr(self._busy, "with_it", False):
            raise RuntimeError("a change within a change: finish the first block before the next one")
        tail: Tail | None = None
        staged: Path | None = None
        self._busy.with_it = True
        try:
            # Threads queue here, in order; the database's own lock, which is not fair, is left to processes.
            with self._turn, faults.told(), connect.turn(self.engine) as connection:
                connection.info.pop("tail", None)
                yield connection
                tail = connection.info.pop("tail", None)
                if tail is not None and audit.follows(connection, self.anchor):
                    staged = self.anchor.stage(tail)
                connect.demand_place(connection)
                with faults.confirming():
                    connection.commit()
            if staged is not None:
                self.anchor.publish(staged, tail)
        finally:
            self._busy.with_it = False
            if staged is not None:
                with suppress(OSError):
                    staged.unlink(missing_ok=True)


def identity(connection: Connection, held: secret.Secret) -> str:
    """Return the id of the records; raise where they were made with another secret."""
    known = {row.name: row.value for row in connection.execute(select(meta))}
    if "id" not in known:
        raise StoreError("the database has no records yet", remedy="Run `tumorboard db init`")
    if known.get("secret") != held.seal("records", known["id"]):
        raise StoreError(
            "the secret is not the one that these records were made with",
            remedy=f"Set {secret.VARIABLE}, or bring the file of the secret back from where you keep its copy",
        )
    return str(known["id"])
