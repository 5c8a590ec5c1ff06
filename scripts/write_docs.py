"""Fill the generated blocks of the documentation; a test checks that they have not drifted.

A block stands between two comments and is replaced as a whole::

    <!-- generated: policies -->
    ...
    <!-- end -->

``python -m scripts.write_docs`` rewrites every document that has such blocks.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from scripts import doc_access, doc_counts, doc_facts, doc_fields, doc_runs

ROOT = Path(__file__).resolve().parents[1]
BLOCKS: dict[str, Callable[[], str]] = {
    **doc_access.BLOCKS,
    **doc_counts.BLOCKS,
    **doc_facts.BLOCKS,
    **doc_fields.BLOCKS,
    **doc_runs.BLOCKS,
}
_BLOCK = re.compile(r"(<!-- generated: (?P<name>[^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)


def documents() -> list[Path]:
    """Return the documents written by hand, the generated schemas not among them."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def filled(text: str) -> str:
    """Return a document with its generated blocks up to date."""

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}\n{BLOCKS[found['name']]().strip()}\n\n{found[3]}"

    return _BLOCK.sub(block, text)


def names(text: str) -> Iterator[str]:
    """Yield the names of the generated blocks of a document."""
    for found in _BLOCK.finditer(text):
        yield found["name"]


def main() -> None:
    """Rewrite the documents."""
    for path in documents():
        text = path.read_text(encoding="utf-8")
        fresh = filled(text)
        if fresh != text:
            path.write_text(fresh, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} is written")


if __name__ == "__main__":
    main()
