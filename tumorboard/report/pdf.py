"""The report as PDF: tagged for screen readers (PDF/UA-1), made offline by typst."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tumorboard.report.blocks import Document

TEMPLATE = Path(__file__).with_name("report.typ")


def pdf(document: Document, printed: datetime) -> bytes:
    """Return the PDF; the same document and time give the same bytes.

    Parameters
    ----------
    document : Document
        What is printed. Its texts reach the template as data, so that nothing in a report acts as markup.
    printed : datetime
        The time in the file's properties.
    """
    import typst  # brings its compiler of 40 MB

    made = typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"data": json.dumps(asdict(document), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=printed.replace(microsecond=0),
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # one file is asked for, so one is given
    return made
