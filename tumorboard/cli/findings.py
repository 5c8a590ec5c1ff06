"""What is wrong in the records, for people and for scripts: words, and exit code 2."""

import sys
from collections.abc import Sequence
from typing import Protocol

import typer

_SHOWN = 50


class Finding(Protocol):
    """Something that is wrong: where, and what."""

    @property
    def part(self) -> str:
        """Where."""

    @property
    def what(self) -> str:
        """In words."""


def tell(found: Sequence[Finding]) -> None:
    """Print findings and end with exit code 2; nothing happens where there are none."""
    if not found:
        return
    for finding in found[:_SHOWN]:
        print(f"WRONG {finding.part}: {finding.what}", file=sys.stderr)
    if len(found) > _SHOWN:
        print(f"... and {len(found) - _SHOWN} more", file=sys.stderr)
    print(f"{len(found)} findings. Keep the files as they are and look into it before going on.", file=sys.stderr)
    raise typer.Exit(2)
