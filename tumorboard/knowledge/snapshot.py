"""Versions of the knowledge in the user's data folder: content-addressed, written at once, verified on loading.

::

    <data folder>/current               the sha256 of the version in use; absent: the tables of this installation
    <data folder>/history.jsonl         when which version was made or chosen, and why
    <data folder>/raw/<sha256>          the original files of the sources
    <data folder>/versions/<sha256>/    version.json, curated/*.csv, sources/*.json, merged.json

``version.json`` names every file with its sha256, and its own sha256 is the name of the folder. A version is written
into a folder of its own and renamed when it is complete; ``current`` is replaced in one step. So a reader finds the old
version or the new one, never a part of either.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tumorboard.errors import InputError, KnowledgeError
from tumorboard.knowledge.imported import canonical, parse, sha256

FOLDER = "TUMORBOARD_DATA_DIR"
MANIFEST = "version.json"
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Version:
    """A version that is stored: its address, its folder and its manifest."""

    sha256: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What it is made of, in words (``curated-2026.11+civic-2026-05-29``)."""
        return str(self.manifest["name"])


def user_folder() -> Path:
    """Return the user's data folder: ``TUMORBOARD_DATA_DIR``, or where this system keeps such data."""
    given = os.environ.get(FOLDER, "").strip()
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_dir

    return Path(user_data_dir("tumorboard", appauthor=False))


def current(folder: Path | None = None) -> str:
    """Return the sha256 of the version in use; empty where the tables of this installation are used."""
    try:
        return ((folder or user_folder()) / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(
            f"cannot be read ({problem})", file="current", remedy="Choose a version with `tumorboard kb use`"
        ) from None


def write(folder: Path, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Version:
    """Store a version; the same content is stored once.

    Parameters
    ----------
    folder : Path
        The user's data folder.
    files : mapping of str to bytes
        Path within the version -> content.
    manifest : mapping
        What the version is made of; the hashes of the files are added.
    """
    listed = {**manifest, "files": {name: sha256(data) for name, data in sorted(files.items())}}
    data = canonical(listed)
    address = sha256(data)
    versions = folder / "versions"
    target = versions / address
    try:
        versions.mkdir(parents=True, exist_ok=True)
        if not _intact(folder, address):
            made = Path(tempfile.mkdtemp(prefix=".making-", dir=versions))
            try:
                for name, content in {**files, MANIFEST: data}.items():
                    _write(made / name, content)
                made.chmod(0o755)
                shutil.rmtree(target, ignore_errors=True)  # only what is damaged
                _rename(made, target)
            finally:
                shutil.rmtree(made, ignore_errors=True)
    except OSError as problem:
        raise no_room(problem) from None
    return Version(address, target, listed)


def _intact(folder: Path, address: str) -> bool:
    try:
        opened(folder, address)
    except KnowledgeError:
        return False
    return True


def no_room(problem: OSError) -> KnowledgeError:
    """Return the error for a data folder that cannot be written."""
    return KnowledgeError(
        f"cannot be written ({problem.strerror})", file="data folder",
        remedy=f"Nothing was changed. See that there is room, or set {FOLDER} to another folder",
    )  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _rename(made: Path, target: Path) -> None:
    """Give a complete folder its name; another process may have stored the same content meanwhile."""
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise


def use(folder: Path, address: str, why: str) -> None:
    """Switch to a version in one step; an empty address switches to the tables of this installation."""
    pointer = folder / "current"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if address:
            handle, name = tempfile.mkstemp(prefix=".current-", dir=folder)
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(address + "\n")
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(pointer)
        else:
            pointer.unlink(missing_ok=True)
        entry = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "version": address, "why": why}
        with (folder / "history.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as problem:
        raise no_room(problem) from None


def opened(folder: Path, address: str) -> tuple[Version, dict[str, bytes]]:
    """Return a version and all its files, each of which agrees with its hash.

    Raises
    ------
    KnowledgeError
        If it is not there or damaged.
    """
    place = folder / "versions" / address
    try:
        data = (place / MANIFEST).read_bytes()
    except OSError:
        raise KnowledgeError(
            f"version {address[:12] or '(none)'} is not here", file="versions",
            remedy="See `tumorboard kb list`, or go back with `tumorboard kb use curated`",
        ) from None  # fmt: skip
    if sha256(data) != address:
        raise damaged(address, MANIFEST)
    manifest = parse(data, MANIFEST)
    files: dict[str, bytes] = {}
    for name, digest in manifest["files"].items():
        try:
            files[name] = (place / name).read_bytes()
        except OSError:
            raise damaged(address, name) from None
        if sha256(files[name]) != digest:
            raise damaged(address, name)
    return Version(address, place, manifest), files


def damaged(address: str, name: str) -> KnowledgeError:
    """Return the error for a version that is not what it was when it was written."""
    return KnowledgeError(
        f"version {address[:12]} is damaged ({name} is not what was written): it is not used", file="versions",
        remedy="Choose another version (`tumorboard kb use curated`) and update again: that mends it",
    )  # fmt: skip


def versions(folder: Path) -> list[Version]:
    """Return all versions whose manifests can be read, sorted by name and address."""
    found = []
    for place in sorted((folder / "versions").glob("[0-9a-f]*")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            found.append(Version(place.name, place, json.loads((place / MANIFEST).read_bytes())))
    return sorted(found, key=lambda version: (version.name, version.sha256))


def history(folder: Path) -> list[dict[str, str]]:
    """Return when which version was made or chosen; what cannot be read is passed over."""
    entries = []
    with suppress(OSError):
        for line in (folder / "history.jsonl").read_text(encoding="utf-8").splitlines():
            with suppress(ValueError):
                entries.append(json.loads(line))
    return entries


def find(folder: Path, text: str) -> str:
    """Return the sha256 of the version that a text names: its sha256, the start of it, or its name.

    Raises
    ------
    InputError
        If there is none, or more than one.
    """
    wanted = text.strip()
    stored = versions(folder)
    named = [v.sha256 for v in stored if wanted in (v.name, v.sha256, v.manifest.get("stamp"))]
    started = [v.sha256 for v in stored if len(wanted) >= _SHORTEST and v.sha256.startswith(wanted.lower())]
    found = named or started
    if len(found) == 1:
        return found[0]
    what = f"several versions are called {wanted!r}" if found else f"there is no version {wanted!r}"
    near = ", ".join(f"{v.sha256[:12]} ({v.name})" for v in stored) or "none but curated"
    raise InputError(what, field="version", remedy=f"Versions here: {near}")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other updates of the same data folder waiting; readers are not stopped."""
    try:
        import fcntl
    except ImportError:  # not on Windows, where two updates at once are the user's own care
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w", encoding="ascii")
    except OSError as problem:
        raise no_room(problem) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
