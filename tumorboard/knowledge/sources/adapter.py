"""What every source offers: an address, a licence, a way to fetch it and a way to read it."""

import csv
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import Reading

Files = Mapping[str, bytes]


class Get(Protocol):
    """Fetches an address; see `tumorboard.knowledge.sources.http.Fetcher`."""

    def __call__(
        self,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        token: str = "",
        absent: bytes | None = None,
    ) -> bytes:
        """Return the bytes at an address."""
        ...


def table_rows(files: Files, columns: Collection[str], what: str, remedy: str = "") -> list[dict[str, str]]:
    """Return the rows of the tab-separated table among some files that has certain columns.

    Where several have them (releases of several dates in one folder), the last by name is taken.

    Raises
    ------
    KnowledgeError
        If no file is such a table, or a row is cut short.
    """
    for name, data in sorted(files.items(), reverse=True):
        head = data[:20_000].partition(b"\n")[0].decode("utf-8-sig", errors="replace").strip("\r")
        if not set(columns) <= set(head.split("\t")):
            continue
        try:
            reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error) as problem:
            raise KnowledgeError(f"is not a UTF-8 table ({problem})", file=name) from None
        for number, row in enumerate(rows, start=2):
            if None in row or None in row.values():
                raise KnowledgeError(f"row {number} is cut short or too long", file=name, remedy="Download it again")
        return rows
    raise KnowledgeError(f"is not {what}: no table has the columns {', '.join(columns)}", remedy=remedy)


def open_path(path: Path) -> dict[str, bytes]:
    """Return the bytes of a file, or of every file directly in a folder and in its folders.

    Raises
    ------
    KnowledgeError
        If there is nothing to read.
    """
    try:
        if path.is_dir():
            files = {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}
        else:
            files = {path.name: path.read_bytes()}
    except OSError as problem:
        raise KnowledgeError(f"cannot be read ({problem.strerror})", file=path.name) from None
    if not files:
        raise KnowledgeError("is an empty folder", file=path.name)
    return files


def _no_date(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Adapter:
    """One source.

    Parameters
    ----------
    name : str
        As ``kb update`` takes it.
    title, licence, attribution : str
        What ``kb list`` shows of it.
    address : str
        Where it comes from.
    hosts : tuple of str
        Hosts from which its files may come, a redirection included.
    download : callable
        Fetches its files.
    read : callable
        Reads its files into rows.
    file_date : callable
        Reads the date of a release from the name of its file; empty where the name has none.
    """

    name: str
    title: str
    licence: str
    attribution: str
    address: str
    hosts: tuple[str, ...]
    download: Callable[[Get, Names], Files]
    read: Callable[[Files, Names], Reading]
    file_date: Callable[[str], str] = _no_date
