"""The anchor: the last row of the audit trail, kept outside of the database.

A chain of hashes cannot tell that its newest rows were cut off. A file beside the database holds the number and the
hash of the last row, sealed with the secret. It is written in full before a change is committed and put in place,
in one step, after that and before the change is acknowledged: a full disk is found in time, and a program that is
killed in between leaves an anchor that lags behind by rows nobody was told about. An anchor that is missing, damaged or
not part of the trail is left as it is, so that later changes cannot cover the trace.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tumorboard.errors import StoreError
from tumorboard.records.secret import Secret

_PURPOSE = "anchor"
_OWNER_ALONE = 0o600


@dataclass(frozen=True, slots=True)
class Tail:
    """The last row of a trail; ``seq`` 0 and an empty hash before the first."""

    seq: int
    hash: str


class Anchor:
    """The anchor of one database.

    Parameters
    ----------
    folder : Path
        The data folder.
    database : str
        Id of the database; several can share a folder.
    secret : Secret
        Seals it.
    """

    def __init__(self, folder: Path, database: str, secret: Secret) -> None:
        self.path = folder / f"audit-anchor-{database}.json"
        self._database = database
        self._secret = secret
        self._threads = threading.Lock()

    def text(self, tail: Tail) -> str:
        """Return the sealed content."""
        seal = self._secret.seal(_PURPOSE, f"{self._database}:{tail.seq}:{tail.hash}")
        return json.dumps({"database": self._database, "seq": tail.seq, "hash": tail.hash, "seal": seal}) + "\n"

    def opened(self, text: str) -> Tail | None:
        """Return what a content says; None where it is damaged or the seal does not fit."""
        try:
            body = json.loads(text)
            tail = Tail(int(body["seq"]), str(body["hash"]))
        except (ValueError, KeyError, TypeError):
            return None
        return tail if text == self.text(tail) else None

    def read(self) -> Tail | None:
        """Return the last row as the file tells it; None where the file is damaged or forged.

        Raises
        ------
        FileNotFoundError
            If there is none.
        """
        try:
            return self.opened(self.path.read_text(encoding="ascii"))
        except UnicodeDecodeError:
            return None

    def stage(self, tail: Tail) -> Path:
        """Write the new anchor beside the old one.

        Raises
        ------
        StoreError
            If it cannot be written, for want of room for instance.
        """
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.{threading.get_ident()}.part")
        try:
            with _own(part, os.O_TRUNC) as file:
                file.write(self.text(tail))
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreError(
                f"the anchor of the audit trail cannot be written ({problem.strerror})",
                remedy="Nothing was saved. Make room in the data folder and make it writable, then try again",
            ) from None
        return part

    def publish(self, part: Path, tail: Tail) -> None:
        """Put a staged anchor in place, unless a later one is there already."""
        # The change is committed by now: a failure here leaves the anchor behind, which the next change mends.
        with suppress(OSError), self._alone():
            present = self.read()
            if present is not None and present.seq < tail.seq:
                part.replace(self.path)
        with suppress(OSError):
            part.unlink(missing_ok=True)

    def put(self, tail: Tail) -> None:
        """Set the anchor whatever stands there: for a new, a restored or an inspected trail only."""
        with self._alone():
            self.stage(tail).replace(self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads and processes from publishing at the same time."""
        with self._threads:
            try:
                import fcntl
            except ImportError:  # no such locks on Windows, where one process serves the records
                yield
                return
            with _own(self.path.with_suffix(".lock"), os.O_APPEND) as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield


def _own(path: Path, how: int) -> IO[str]:
    """Open a file to write that its owner alone can read, also where an older program left it to others."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, _OWNER_ALONE)
    with suppress(OSError):  # whoever may write it without owning it cannot change its rights
        path.chmod(_OWNER_ALONE)
    return os.fdopen(handle, "w", encoding="ascii")
