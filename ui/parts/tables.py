"""Real tables: HTML that a screen reader reads and a person copies; cells are Markdown."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

LONG, MOST, SHORT = 40, 300, 12


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
    st.table(
        _whole(frame), border="horizontal", hide_index=True, height=560 if len(rows) > LONG else "content", alt=name
    )


def _whole(frame: pd.DataFrame) -> Any:
    """Return a table whose short columns (days, numbers, one word) are not broken over two lines.

    Browsers break a day at its hyphens. Long tables stay as they are: to style them takes longer than to read one line
    more.
    """
    short = [
        name for name in frame.columns if not frame[name].map(lambda cell: len(cell.replace("\\", "")) > SHORT).any()
    ]
    if len(frame) > LONG or not short:
        return frame
    line: Any = [{"selector": "td", "props": "white-space: nowrap"}]
    return frame.style.set_table_styles(dict.fromkeys(short, line), axis=0)
