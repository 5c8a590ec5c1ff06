"""Small tools of the generated documentation: Markdown tables, values as code, words of docstrings."""

import inspect
import re
from collections.abc import Iterable
from typing import Any


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    lines = [list(head), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(value: object) -> str:
    """Return a value as code; true and false as the documents write them."""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def parameters(record: type[Any]) -> dict[str, str]:
    """Return what the docstring of a record says of each of its parameters (numpydoc)."""
    doc = inspect.getdoc(record) or ""
    _, _, section = doc.partition("Parameters\n----------\n")
    section = re.split(r"\n\n[A-Z]\w+\n-{3,}", section)[0]
    told: dict[str, str] = {}
    current: list[str] = []
    for line in section.splitlines():
        if line.startswith(" "):
            told |= {name: f"{told[name]} {line.strip()}".strip() for name in current}
        elif " : " in line:
            current = [name.strip() for name in line.partition(" : ")[0].split(",")]
            told |= dict.fromkeys(current, "")
    return {name: words.replace("``", "`") for name, words in told.items()}
