"""Real tables: HTML that a screen reader reads and a person copies; cells are Markdown."""

import re
from collections.abc import Sequence

import pandas as pd
import streamlit as st

LONG, MOST = 40, 300
DAY = re.compile(r"\b(\d{4})\\?-(\d{2})\\?-(\d{2})\b")
HYPHEN = "\u2011"


def table(rows: Sequence[dict[str, str]], name: str, hide_silent: bool = False) -> None:
    """Show rows as a table with a name for screen readers; a long one scrolls under its header.

    Parameters
    ----------
    rows : sequence of dict
        Column -> Markdown; whatever comes from a report or a table must have gone through `ui.parts.words.plain`.
    name : str
        What the table shows.
    hide_silent : bool
        Whether to leave out a column in which nothing is said (only ``–``).
    """
    if not rows:
        return
    told = [name for name in rows[0] if not hide_silent or any(row[name] != "–" for row in rows)]
    frame = pd.DataFrame(rows, columns=told, dtype=str)
    if len(frame) > MOST:
        st.caption(f"The first {MOST} of {len(frame)} rows; the download has all of them.")
        frame = frame.head(MOST)
    frame = frame.map(_whole_days)
    st.table(frame, border="horizontal", hide_index=True, height=560 if len(rows) > LONG else "content", alt=name)


def _whole_days(cell: str) -> str:
    """Return a cell whose days are not broken over two lines: browsers break them at a plain hyphen."""
    return DAY.sub(HYPHEN.join((r"\1", r"\2", r"\3")), cell)
