"""The record of one protein change, in HGVS terms and one-letter code."""

from dataclasses import dataclass
from typing import Literal

from tumorboard.domain.alteration import Consequence
from tumorboard.domain.residues import ONE_TO_THREE

ProteinKind = Literal[
    "missense", "nonsense", "frameshift", "inframe_deletion", "inframe_insertion", "inframe_indel", "duplication",
    "splice", "start_lost", "stop_lost", "synonymous", "codon", "extension", "unknown",
]  # fmt: skip

_CONSEQUENCE: dict[str, Consequence] = {
    "missense": Consequence.MISSENSE,
    "nonsense": Consequence.NONSENSE,
    "frameshift": Consequence.FRAMESHIFT,
    "inframe_deletion": Consequence.INFRAME_DELETION,
    "inframe_insertion": Consequence.INFRAME_INSERTION,
    "inframe_indel": Consequence.INFRAME_INDEL,
    "duplication": Consequence.INFRAME_INSERTION,
    "splice": Consequence.SPLICE,
    "start_lost": Consequence.START_LOST,
    "stop_lost": Consequence.STOP_LOST,
    "synonymous": Consequence.SYNONYMOUS,
    "codon": Consequence.MISSENSE,
}
INDEL_KINDS = frozenset({"inframe_deletion", "inframe_insertion", "inframe_indel", "duplication"})
TRUNCATING_KINDS = frozenset({"nonsense", "frameshift", "splice", "start_lost"})


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """One change of a protein.

    Parameters
    ----------
    kind : ProteinKind
        ``codon`` leaves the new residue open (``V600``, ``G12X``); ``inframe_indel`` is a deletion-insertion;
        ``unknown`` is ``p.?`` or a change of which only "no protein" or "unknown" is said.
    ref : str
        Residue at ``start`` in one-letter code, ``*`` for the stop codon; empty where the text does not say it.
    start, end : int
        First and last residue that the text names, 1-based; an insertion names its two neighbours. 0 for ``unknown``
        and ``p.=``.
    alt : str
        New residue(s); ``*`` a stop; empty where there are none or they are not said.
    text : str
        Normalised text: ``p.V600E``, ``p.E746_A750del``, ``p.A767_V769dup``. Reading it again gives the same record.
    ref_end : str
        Residue at ``end``; empty where it is not said.
    inserted : int, optional
        Number of residues put in, where that is known.
    stop : int, optional
        New reading frame or extension: codons up to the new stop.
    """

    kind: ProteinKind
    ref: str
    start: int
    end: int
    alt: str
    text: str
    ref_end: str = ""
    inserted: int | None = None
    stop: int | None = None

    @property
    def consequence(self) -> Consequence:
        """What the change does, in the terms of a report; a bare codon counts as missense."""
        return _CONSEQUENCE.get(self.kind, Consequence.OTHER)

    @property
    def is_indel(self) -> bool:
        """Whether residues are lost or gained within the reading frame."""
        return self.kind in INDEL_KINDS

    @property
    def is_truncating(self) -> bool:
        """Whether the protein is cut short or not made: stop, frameshift, splice site or lost start."""
        return self.kind in TRUNCATING_KINDS

    @property
    def net_length(self) -> int | None:
        """Residues gained (positive) or lost (negative) by an in-frame change; None where it is not known."""
        span = self.end - self.start + 1
        if self.kind == "inframe_deletion":
            return -span
        if self.kind == "duplication":
            return span
        if self.kind == "inframe_insertion":
            return self.inserted
        if self.kind == "inframe_indel":
            return None if self.inserted is None else self.inserted - span
        return 0 if self.kind in ("missense", "codon", "synonymous") else None

    @property
    def hgvs(self) -> str:
        """The same text with three-letter residues: ``p.Val600Glu``."""
        body = self.text.removeprefix("p.")
        for word in ("delins", "fs", "ext", "del", "ins", "dup", "splice"):
            body = body.replace(word, f"<{word}>")
        parts = body.replace("<", "\0").replace(">", "\0").split("\0")
        spelled = (p if i % 2 else "".join(ONE_TO_THREE.get(c, c) for c in p) for i, p in enumerate(parts))
        return "p." + "".join(spelled)
