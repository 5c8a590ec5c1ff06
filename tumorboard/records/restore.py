"""Restore: a backup in place of the records, verified before, and as a whole or not at all."""

import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection

from tumorboard.errors import StoreError
from tumorboard.records import audit, connect, copying, faults, schema, secret
from tumorboard.records.anchor import Anchor
from tumorboard.records.archive import (
    ANCHOR,
    Enclosed,
    Saved,
    beside_of,
    copy_file,
    counted,
    finish,
    opened,
    parts_of,
)
from tumorboard.records.backup import backup
from tumorboard.records.check import check
from tumorboard.records.model import Actor, stamp
from tumorboard.records.secret import Secret
from tumorboard.records.setup import upgraded
from tumorboard.records.store import Store, identity
from tumorboard.records.tables import meta

_MAGIC = b"SQLite format 3\x00"


def restore(
    file: Path, actor: Actor, at: datetime, url: str | None = None, folder: Path | None = None, *, force: bool = False
) -> tuple[Saved, Path | None]:
    """Put a backup in place of the records: verified before, and as a whole or not at all.

    A backup of an older program is brought to the present form.

    Parameters
    ----------
    file : Path
        The backup.
    actor, at : Actor, datetime
        Who does it, and when (UTC).
    url, folder : str, Path, optional
        Where the records are, as for :meth:`Store.open`.
    force : bool
        Replace records that are there; a backup of these is kept in the data folder.

    Returns
    -------
    Saved
        What was restored.
    Path or None
        The backup of what was there before.

    Raises
    ------
    StoreError
        If the backup is damaged, made by a newer program or with another secret; if there are records and ``force``
        is not given. The records are then as they were.
    """
    place = connect.data_folder(folder)
    target = connect.address(url, place)
    held = secret.load(place)
    kept: Path | None = None
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with beside_of(place / "restore.db") as part:
        _take(file, part)
        with opened(part) as copy:
            made, form = _verified(copy, file, held, place)
            saved = counted(copy)
        if _holds_records(target):
            if not force:
                remedy = "Add --force to replace them; a backup of them is kept in the data folder"
                raise StoreError("there are records already", remedy=remedy)
            kept = _keep(target, place, actor, at)
        with opened(part) as copy:
            copying.forget(copy)
            copy.execute(meta.delete().where(meta.c.name == ANCHOR))
            if form != schema.HEAD:
                upgraded(copy, held, actor, at, form)
            detail = {"file": file.name, "kept": kept.name if kept else ""}
            tail = audit.append(copy, held, actor, at, "restore", "", "done", detail)
        finish(part)
        _switch(part, target)
        Anchor(place, made, held).put(tail)
    return saved, kept


def _take(file: Path, part: Path) -> None:
    try:
        with file.open("rb") as source:
            if source.read(len(_MAGIC)) != _MAGIC:
                raise _unusable(file, "is not a backup")
    except OSError as problem:
        raise _unusable(file, f"cannot be read ({problem.strerror})") from None
    copy_file(file, part)


def _verified(copy: Connection, file: Path, held: Secret, place: Path) -> tuple[str, str]:
    """Bring a copy of a backup to the present form; return its id and the form that it had.

    Raises
    ------
    StoreError
        If anything is wrong with it.
    """
    form = schema.found(copy)
    if form is None:
        raise _unusable(file, "is not a backup")
    schema.demand_known(form)
    if form != schema.HEAD:
        schema.upgrade(copy)
    made = identity(copy, held)
    findings = check(copy, held, Enclosed(copy, place, made, held), sealed=form not in schema.UNSEALED)
    if findings:
        more = f", and {len(findings) - 1} more" if len(findings) > 1 else ""
        raise _unusable(file, f"is damaged: {findings[0].what}{more}")
    return made, form


def _keep(target: URL, place: Path, actor: Actor, at: datetime) -> Path:
    """Save the records that are going to be replaced; a file too damaged to be read is copied as it is."""
    names = (f"before-restore-{stamp(at).replace(':', '')}{end}.db" for end in ("", *(f"-{n}" for n in range(2, 1000))))
    kept = next(place / name for name in names if not (place / name).exists())
    try:
        store = Store.open(target.render_as_string(hide_password=False), place)
    except StoreError:
        if not connect.is_sqlite(target):
            raise
        with beside_of(kept) as part:
            shutil.copyfile(str(target.database), part)
            part.replace(kept)
        return kept
    try:
        backup(store, actor, kept)
    finally:
        store.close()
    return kept


def _holds_records(target: URL) -> bool:
    if connect.is_sqlite(target):
        file = Path(str(target.database))
        return file.is_file() and file.stat().st_size > 0
    engine = connect.engine_for(target)
    try:
        with faults.told(), connect.view(engine) as connection:
            return schema.found(connection) is not None
    finally:
        engine.dispose()


def _switch(part: Path, target: URL) -> None:
    """Put the prepared records in place, in one step."""
    if not connect.is_sqlite(target):
        engine = connect.engine_for(target)
        try:
            with opened(part) as source, faults.told(), connect.turn(engine) as connection:
                copying.replace(source, connection)
        finally:
            engine.dispose()
        return
    file = Path(str(target.database))
    if _holds_records(target) and not _is_wreck(file):
        # Into the open file, as one transaction of SQLite: other programs may have it open.
        copy_file(part, file)
        return
    for beside in parts_of(file):
        beside.unlink(missing_ok=True)
    part.replace(file)


def _is_wreck(file: Path) -> bool:
    """Say whether a file is so damaged that SQLite does not know it for its own."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.DatabaseError as problem:
            return problem.sqlite_errorname == "SQLITE_NOTADB"
    return False


def _unusable(file: Path, why: str) -> StoreError:
    return StoreError(why, file=file.name, remedy="Choose another backup; the records are as they were")
