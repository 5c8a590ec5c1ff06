"""A table of the printed report that cannot grow without end."""

from collections.abc import Iterator, Sequence

from tumorboard.report.blocks import Block, Paragraph, Table

MOST_ROWS = 400
"""Rows of a table that are printed; beyond them the table says how many are left out."""


def table(
    head: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[int, ...], caption: str
) -> Iterator[Block]:
    """Yield a table of at most `MOST_ROWS` rows, and how many were left out; nothing where there are no rows."""
    if rows:
        yield Table(head, tuple(rows[:MOST_ROWS]), widths, caption)
    if len(rows) > MOST_ROWS:
        yield Paragraph(f"{len(rows) - MOST_ROWS} more rows are not printed; the JSON document has them.")
