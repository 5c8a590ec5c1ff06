"""The report as DOCX, with real headings and tables, for those who go on writing in it."""

import re
from datetime import datetime
from io import BytesIO
from typing import Any

from tumorboard.report.blocks import Block, Document

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML 1.0 cannot hold."""


def docx(document: Document, printed: datetime) -> bytes:
    """Return the DOCX.

    Parameters
    ----------
    document : Document
        What is printed.
    printed : datetime
        The time in the file's properties.
    """
    import docx as word
    from docx.shared import Mm, Pt

    file: Any = word.Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(15)
    file.styles["Normal"].font.size = Pt(8.5)
    file.styles["Normal"].paragraph_format.space_after = Pt(2)
    properties = file.core_properties
    properties.title, properties.author = _clean(document.title), "tumorboard"
    properties.created = properties.modified = printed
    page.footer.paragraphs[0].text = _clean(f"{document.notice} {document.footer}")
    file.add_heading(_clean(document.title), 1)
    if document.mark:
        file.add_paragraph().add_run(_clean(document.mark)).bold = True
    for block in document.summary:
        _draw(file, block)
    file.add_page_break()
    for block in document.appendix:
        _draw(file, block)
    held = BytesIO()
    file.save(held)
    return held.getvalue()


def _draw(file: Any, block: Block) -> None:
    match block.kind:
        case "heading":
            file.add_heading(_clean(block.text), block.level)
        case "paragraph":
            file.add_paragraph().add_run(_clean(block.text)).bold = block.strong
        case "bullets":
            for item in block.items:
                file.add_paragraph(_clean(item), style="List Bullet")
        case "table":
            if block.caption:
                file.add_paragraph().add_run(_clean(block.caption)).italic = True
            _table(file, block.head, block.rows)


def _table(file: Any, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Write cells through one list: reaching them one by one takes time in the square of the rows."""
    drawn = file.add_table(rows=len(rows) + 1, cols=len(head), style="Table Grid")
    cells = drawn._cells
    for index, text in enumerate(cell for row in (head, *rows) for cell in row):
        run = cells[index].paragraphs[0].add_run(_clean(text))
        run.bold = index < len(head)


def _clean(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)
