"""Tables and lines in the terminal; what a file holds is printed without its control characters."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tumorboard.domain.limits import TightenedLimit
from tumorboard.errors import printable

console = Console(highlight=False)


def plain(value: object) -> str:
    """Return a value as text that the terminal shows as it is."""
    return escape(printable(str(value)))


def table(title: str, *columns: str) -> Table:
    """Return an empty table."""
    made = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def row(into: Table, *cells: object) -> None:
    """Add a row to a table."""
    into.add_row(*(plain(cell) for cell in cells))


def bullets(lines: Iterable[str]) -> None:
    """Print lines as a list."""
    for line in lines:
        console.print(f"- {plain(line)}")


def head(case_id: str, sample: bool, lines: Iterable[str]) -> None:
    """Print of which case, and with what, a document was made."""
    mark = " (invented sample case)" if sample else ""
    console.print(f"[bold]{plain(case_id)}[/bold]{mark}")
    for line in lines:
        console.print(plain(line))
    console.print()


def tighter(limits: Iterable[TightenedLimit]) -> None:
    """Print which limits organ function has tightened for this patient; nothing where there is none."""
    told = [f"{one.organ.replace('_', ' ')}: {one.words}" for one in limits]
    if told:
        console.print("[bold]Limits tightened for this patient (our own rule, advisory)[/bold]")
        bullets(told)
        console.print()


def stamp(policy: str, version: str, sha256: str) -> str:
    """Say with which policy and knowledge a document was made."""
    return f"policy {policy}; knowledge {version} ({sha256[:12]})"
