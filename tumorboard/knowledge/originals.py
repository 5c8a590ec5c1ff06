"""The original files of the sources, kept under their sha256, so that new tables can be read against them offline."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.imported import sha256
from tumorboard.knowledge.snapshot import no_room


def keep(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """Store the original files of a source under their sha256, and return name -> sha256."""
    kept = {}
    try:
        (folder / "raw").mkdir(parents=True, exist_ok=True)
        for name, data in sorted(files.items()):
            kept[name] = sha256(data)
            target = folder / "raw" / kept[name]
            if target.is_file() and sha256(target.read_bytes()) == kept[name]:
                continue
            handle, made = tempfile.mkstemp(prefix=".making-", dir=folder / "raw")
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(made).replace(target)
    except OSError as problem:
        raise no_room(problem) from None
    return kept


def fetch(folder: Path, files: Mapping[str, str]) -> dict[str, bytes]:
    """Return original files that were stored.

    Raises
    ------
    KnowledgeError
        If one is gone or changed.
    """
    found = {}
    for name, digest in files.items():
        try:
            found[name] = (folder / "raw" / digest).read_bytes()
        except OSError:
            found[name] = b""
        if sha256(found[name]) != digest:
            raise KnowledgeError("the original file is gone or changed", file=name, remedy="Update the source again")
    return found
