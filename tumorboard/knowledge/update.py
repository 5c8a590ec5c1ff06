"""Taking in a source: fetch, read, merge, store, switch. Whatever fails before the switch leaves the old version.

``curated`` as a source takes in the tables of this installation (after an upgrade) and reads the sources of the current
version against them again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tumorboard.errors import InputError, KnowledgeError
from tumorboard.knowledge import originals, snapshot
from tumorboard.knowledge.assemble import assemble, source_info, written
from tumorboard.knowledge.base import curated_digest, data_folder, load_curated
from tumorboard.knowledge.imported import parse, sha256
from tumorboard.knowledge.sources.adapter import Adapter, open_path
from tumorboard.knowledge.sources.http import Fetcher, FetchLimits
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.registry import ADAPTERS, adapter_of
from tumorboard.knowledge.sources.rows import WORDS, Reading

# A download with less than this share of the rows that are here is taken as cut short.
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update did: the version in use now, whether it is new, and the counts of the source that was read."""

    source: str
    version: str
    sha256: str
    changed: bool
    counts: Mapping[str, Any]


def update(
    source: str,
    folder: Path,
    curated: Path,
    given: Path | None = None,
    expected: str = "",
    limits: FetchLimits | None = None,
) -> Updated:
    """Take in one source and switch to the version that has it.

    Parameters
    ----------
    source : str
        Name of a source, or ``curated``.
    folder : Path
        The user's data folder.
    curated : Path
        The curated tables of this installation.
    given : Path, optional
        A file or folder that the user has; without it the official address is asked.
    expected : str
        The sha256 that the one file of the source must have; empty where it is not checked.
    limits : FetchLimits, optional
        Time, size and attempts of the download.

    Raises
    ------
    InputError
        If there is no such source.
    KnowledgeError
        If it cannot be fetched, read or stored; the version in use stays.
    """
    kb = load_curated(curated)
    names = Names(kb, curated)
    adapter = adapter_of(source) if source != "curated" else None
    read: tuple[dict[str, bytes], Reading] | None = None
    if adapter is not None:
        files = open_path(given) if given else dict(adapter.download(Fetcher(adapter.hosts, limits), names))
        _check(files, expected)
        read = files, adapter.read(files, names)
    with snapshot.alone(folder):
        before = snapshot.current(folder)
        kept = _kept(folder, before, curated, names)
        if adapter is not None and read is not None:
            kept[adapter.name] = _source(folder, adapter, *read, kept.get(adapter.name), given is not None)
        version = assemble(folder, curated, kb, kept)
        snapshot.use(folder, version.sha256, f"update {source}")
    counts = parse(kept[adapter.name], adapter.name)["source"]["counts"] if adapter else {}
    return Updated(source, version.name, version.sha256, version.sha256 != before, counts)


def update_sources(source: str, given: Path | None = None, expected: str = "") -> Iterator[dict[str, Any]]:
    """Take in one source, or every source, and tell of each what was done.

    Parameters
    ----------
    source : str
        Name of a source, ``curated`` or ``all``.
    given : Path, optional
        A file or folder; for ``all`` a folder with one folder for each source, by its name.
    expected : str
        The sha256 that the file of one source must have.

    Yields
    ------
    dict
        For ``all`` a source that fails is told as ``failed`` and the others go on.

    Raises
    ------
    InputError
        If there is no such source.
    KnowledgeError
        If one source was asked for, and it cannot be taken in.
    """
    place, curated = snapshot.user_folder(), data_folder()
    if source != "all":
        yield _told(update(source, place, curated, given, expected))
        return
    if given is not None and not given.is_dir():
        raise InputError("all sources need a folder with one folder for each", field="--from")
    for name in ADAPTERS:
        own = given / name if given else None
        if own is not None and not own.is_dir():
            yield {"source": name, "status": "skipped", "message": f"no folder {name}/"}
            continue
        try:
            yield _told(update(name, place, curated, own))
        except KnowledgeError as problem:
            yield {"source": name, "status": "failed", "message": str(problem)}


def _told(done: Updated) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "source": done.source, "status": "updated" if done.changed else "unchanged", "version": done.version,
        "sha256": done.sha256,
    }  # fmt: skip
    if done.counts:
        entry |= rows_of(done.counts)
    return entry


def rows_of(counts: Any) -> dict[str, Any]:
    """Return the counts of a source for people: rows, share understood, what is matched and what is only shown."""
    usable, predictive = counts["by_status"].get("usable", 0), counts["predictive"]
    return {
        "rows": counts["total"],
        "usable": f"{usable:,} of {predictive:,} that speak of a therapy ({usable / max(predictive, 1):.1%})",
        "matched": counts["matched"],
        "shown only": counts["shown"],
        "not usable": {f"{s} ({WORDS[s]})": n for s, n in counts["by_status"].items() if s != "usable"},
    }


def _check(files: Mapping[str, bytes], expected: str) -> None:
    """Refuse files that are not those that were expected."""
    if not expected:
        return
    found = {name: sha256(data) for name, data in files.items()}
    if expected.strip().lower() not in found.values() or len(found) != 1:
        told = ", ".join(f"{name}: {digest}" for name, digest in sorted(found.items()))
        raise KnowledgeError(
            f"the sha256 is not the one that was expected ({told})", remedy="Nothing was changed. Download it again"
        )


def _kept(folder: Path, address: str, curated: Path, names: Names) -> dict[str, bytes]:
    """Return the sources of the version in use; read again where the curated tables have changed since."""
    if not address:
        return {}
    version, files = snapshot.opened(folder, address)
    stored = {
        Path(name).stem: data for name, data in files.items() if name.startswith("sources/") and name.endswith(".json")
    }
    if version.manifest["curated"]["sha256"] == curated_digest(curated):
        return stored
    again = {}
    for name, data in stored.items():
        info = parse(data, name)["source"]
        found = originals.fetch(folder, info["files"])
        adapter = adapter_of(name)
        reading = adapter.read(found, names)
        again[name] = written(source_info(adapter, reading, info["files"]), reading)
    return again


def _source(
    folder: Path, adapter: Adapter, files: dict[str, bytes], reading: Reading, before: bytes | None, own: bool
) -> bytes:
    """Return the rows of a source as they are stored, after a look at whether they are all there."""
    if not reading.rows:
        raise KnowledgeError("holds no rows", file=adapter.name, remedy="Nothing was changed")
    if before is not None and not own:
        known = parse(before, adapter.name)["source"]["counts"]["total"]
        if len(reading.rows) < _LEAST_SHARE * known:
            raise KnowledgeError(
                f"holds {len(reading.rows):,} rows, the version here {known:,}: it looks cut short",
                file=adapter.name, remedy="Nothing was changed. If it is right, download it and give it with --from",
            )  # fmt: skip
    return written(source_info(adapter, reading, originals.keep(folder, files)), reading)
