"""A printed document as data: blocks that every writer (PDF, DOCX) renders in its own way."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1-3."""

    text: str
    level: int = 2
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; ``strong`` for what must be seen."""

    text: str
    strong: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head; ``widths`` are the relative widths of its columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""
    kind: Literal["table"] = "table"


Block = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed.

    Parameters
    ----------
    title : str
        At the head of the first page, and the title in the file's properties.
    notice : str
        Research use only; stands on every page.
    mark : str
        What must be seen first (``INVENTED SAMPLE CASE``); empty for a real case.
    summary, appendix : tuple of Block
        The first page, and what follows it.
    footer : str
        Versions and hashes by which the document can be made again.
    """

    title: str
    notice: str
    mark: str
    summary: tuple[Block, ...]
    appendix: tuple[Block, ...]
    footer: str
