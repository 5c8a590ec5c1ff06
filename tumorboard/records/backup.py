"""Backup: one file, whatever the database, made while others go on working.

So the records of an SQLite store can move into PostgreSQL and back. A backup holds neither sessions nor the secret;
keep a copy of the secret elsewhere, for without it no backup can be restored.
"""

from dataclasses import replace
from pathlib import Path

from tumorboard.errors import StoreError
from tumorboard.records import audit, connect, copying, faults, schema
from tumorboard.records.archive import ANCHOR, Enclosed, Saved, beside_of, copy_file, counted, finish, opened
from tumorboard.records.check import check
from tumorboard.records.model import Actor
from tumorboard.records.store import Store
from tumorboard.records.tables import meta


def backup(store: Store, actor: Actor, file: Path, *, force: bool = False) -> Saved:
    """Write a backup while others go on working; it shows the records of one moment.

    Parameters
    ----------
    store, actor : Store, Actor
        What to save, and who does it.
    file : Path
        Where to; written whole or not at all.
    force : bool
        Replace a file that is there.

    Raises
    ------
    StoreError
        If the file is there, or cannot be written.
    """
    if file.exists() and not force:
        raise StoreError("is there already", file=file.name, remedy="Choose another name, or add --force")
    with store.writing(actor, "backup", detail={"file": file.name}):
        pass
    with beside_of(file) as part:
        if connect.is_sqlite(store.engine.url):
            copy_file(Path(str(store.engine.url.database)), part)
        else:
            with opened(part) as target, faults.told(), connect.view(store.engine) as source:
                schema.upgrade(target)
                copying.rows(source, target)
        with opened(part) as copy:
            copying.forget(copy)
            copy.execute(meta.insert().values(name=ANCHOR, value=store.anchor.text(audit.tail(copy))))
        finish(part)
        with opened(part) as copy:
            findings = check(copy, store.secret, Enclosed(copy, part.parent, store.id, store.secret))
            saved = replace(counted(copy), findings=tuple(findings))
        finish(part)
        part.replace(file)
    return saved
