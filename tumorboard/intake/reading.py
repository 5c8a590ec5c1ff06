"""What came of reading an alteration: the alteration, or why it could not be read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from tumorboard.domain.alteration import Alteration, AlterationKind
from tumorboard.domain.protein import ProteinChange

Status = Literal["ok", "unreadable", "contradiction", "several"]
IsGene = Callable[[str], bool]
# What a laboratory writes for a fusion partner that it could not tell.
UNKNOWN_PARTNERS = frozenset({"", "?", "V", "UNKNOWN", "INTERGENIC", "N/A", "NA", "UNK", "OTHER", "NONE", "IGR", "."})


@dataclass(frozen=True, slots=True)
class ReadAlteration:
    """One text, read.

    Parameters
    ----------
    text : str
        The text as written.
    status : Status
        ``ok``; ``unreadable``; ``contradiction`` where it is well formed but cannot be true; ``several`` where it names
        more than one alteration, or one of several.
    alteration : Alteration, optional
        Only with ``ok``.
    change : ProteinChange, optional
        The protein change, where the text gives one.
    message : str
        What is wrong, or what was assumed on the way; empty where there is nothing to say.
    """

    text: str
    status: Status
    alteration: Alteration | None = None
    change: ProteinChange | None = None
    message: str = ""


def refused(text: str, message: str, status: Status = "unreadable") -> ReadAlteration:
    """Return that a text could not be read."""
    return ReadAlteration(text, status, message=message)


def accepted(
    text: str, gene: str, kind: AlterationKind, *, change: ProteinChange | None = None, message: str = "", **fields: Any
) -> ReadAlteration:
    """Return an alteration that was read; ``fields`` are those of `Alteration`."""
    if change is not None:
        fields.setdefault("protein_change", change.text)
        if change.kind != "unknown":
            fields.setdefault("consequence", change.consequence)
    return ReadAlteration(text, "ok", Alteration(gene=gene, kind=kind, **fields), change, message)
