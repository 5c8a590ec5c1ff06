"""An alteration of a tumour, reduced to what a criterion can be compared with."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence
from tumorboard.domain.protein import ProteinChange, read_protein_change
from tumorboard.domain.wording import Category, read_wording
from tumorboard.intake.alteration_text import read_alteration
from tumorboard.intake.reading import UNKNOWN_PARTNERS

Effect = Literal["gain_of_function", "loss_of_function", "switch_of_function", "neutral", "unknown"]

# Tuples, since membership by identity is quicker than by hash.
_TRUNCATING = (Consequence.NONSENSE, Consequence.FRAMESHIFT, Consequence.START_LOST)
_TRUNCATING_WORDS = (Category.TRUNCATING, Category.FRAMESHIFT, Category.NONSENSE)


class RelationKind(StrEnum):
    """How an alteration stands to a criterion, the closest first; the last three are no match."""

    __hash__ = str.__hash__

    EXACT = "exact"
    CODON = "codon"
    RANGE = "range"
    CATEGORY = "category"
    ALTERNATE_ALLELE = "alternate_allele"
    OVERLAP = "overlap"
    NONE = "none"


_RANKS = {kind: rank for rank, kind in enumerate(reversed(RelationKind))}
_MATCHES = frozenset({RelationKind.EXACT, RelationKind.CODON, RelationKind.RANGE, RelationKind.CATEGORY})


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation and its reason.

    ``rank`` orders relations (6 exact ... 0 none): evidence on the exact variant outranks what a codon, a range or a
    category passes on. ``matches`` is false for ``alternate_allele`` (passes on oncogenicity, not drugs) and for
    ``overlap`` (touches what the criterion names without being it).
    """

    kind: RelationKind
    reason: str
    rank: int = field(init=False)
    matches: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rank", _RANKS[self.kind])
        object.__setattr__(self, "matches", self.kind in _MATCHES)


@lru_cache(maxsize=4096)
def related(kind: RelationKind, reason: str) -> Relation:
    """Return a relation; the same one for the same words, since matching asks for the same few over and over."""
    return Relation(kind, reason)


@dataclass(frozen=True, slots=True)
class Observed:
    """One alteration as it is compared with criteria.

    Parameters
    ----------
    gene : str
        Official symbol.
    kind : AlterationKind
        Kind of the alteration.
    protein : ProteinChange, optional
        The protein change, where it could be read.
    consequence : Consequence, optional
        As the report says it; filled from the protein change where it does not.
    partner : str, optional
        The other gene of a fusion; None where it is not known.
    exon : int, optional
        Exon that the report names; used where the protein change does not say the place.
    oncogenic : bool, optional
        True pathogenic or likely so, False benign or likely so, None not known.
    effect : Effect
        Known effect on the protein's function.
    label : str
        Text for a screen.
    direction : {"over", "under"}, optional
        Of an expression.
    coding : str, optional
        Coding change (``c.3028G>A``).
    said : Category, optional
        What the report's own words mean, where it gives no protein change (``ITD``, ``truncating mutation``).
    name : str
        What those words name beyond that (``vIII``).
    """

    gene: str
    kind: AlterationKind
    protein: ProteinChange | None = None
    consequence: Consequence | None = None
    partner: str | None = None
    exon: int | None = None
    oncogenic: bool | None = None
    effect: Effect = "unknown"
    label: str = ""
    direction: Literal["over", "under"] | None = None
    coding: str | None = None
    said: Category | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.consequence is None and self.protein is not None and self.protein.kind != "unknown":
            object.__setattr__(self, "consequence", self.protein.consequence)

    def judged(self, oncogenic: bool, effect: Effect) -> "Observed":
        """Return the same alteration with what was found out of its harm; quicker than `dataclasses.replace`."""
        return Observed(
            self.gene, self.kind, self.protein, self.consequence, self.partner, self.exon, oncogenic, effect,
            self.label, self.direction, self.coding, self.said, self.name,
        )  # fmt: skip

    @property
    def truncating(self) -> bool:
        """Whether the protein is cut short or not made.

        Splice variants count, save those known to gain function: skipping one exon in frame (MET exon 14) makes a
        shorter but active protein.
        """
        if self.kind is not AlterationKind.SMALL_VARIANT:
            return False
        if self.said in _TRUNCATING_WORDS or self.consequence in _TRUNCATING:
            return True
        if self.protein is not None and self.protein.kind in ("nonsense", "frameshift", "start_lost"):
            return True
        skipped = self.gene == "MET" or self.effect in ("gain_of_function", "switch_of_function")
        return self.consequence is Consequence.SPLICE and not skipped

    @property
    def benign(self) -> bool:
        """Whether it is known to do no harm."""
        return self.oncogenic is False or self.effect == "neutral"

    @property
    def loses_function(self) -> bool:
        """Whether function is known to be lost, or the protein is cut short and nothing else is known of it."""
        if self.effect == "unknown" and self.oncogenic is not False:
            return self.truncating or self.said is Category.LOSS_OF_FUNCTION
        return self.effect == "loss_of_function"

    @property
    def gains_function(self) -> bool:
        """Whether function is known to be gained or switched."""
        said = self.said is Category.GAIN_OF_FUNCTION and self.effect == "unknown"
        return said or self.effect in ("gain_of_function", "switch_of_function")


def observe(alteration: Alteration, *, oncogenic: bool | None = None, effect: Effect = "unknown") -> Observed:
    """Reduce one line of a report; gene symbols are taken as official.

    A protein change that is none is read as free text (``exon 14 skipping``, ``692-1G>A``, ``EGFRvIII``) where that
    gives the same kind of alteration; otherwise it stays unread.
    """
    text = alteration.protein_change
    change = read_protein_change(text) if text else None
    said = alteration.description
    consequence, exon, coding = alteration.consequence, alteration.exon, alteration.cdna_change
    if text and change is None:
        found = read_alteration(text, alteration.gene).alteration
        if found is not None and found.kind is alteration.kind:
            consequence, exon = consequence or found.consequence, exon or found.exon
            coding, said = coding or found.cdna_change, found.description or said
            change = read_protein_change(found.protein_change) if found.protein_change else None
    wording = read_wording(said) if said else None
    if wording is not None and wording.exons is not None:
        exon = exon or (wording.exons[0] if wording.exons[0] == wording.exons[1] else None)
    label = change.text.removeprefix("p.") if change else (said or text or alteration.kind.value.replace("_", " "))
    return Observed(
        gene=alteration.gene, kind=alteration.kind, protein=change, consequence=consequence,
        partner=_known_partner(alteration.partner), exon=exon, oncogenic=oncogenic, effect=effect,
        label=f"{alteration.gene} {label}", direction=alteration.direction, coding=coding,
        said=wording.category if wording else None, name=wording.name if wording else "",
    )  # fmt: skip


def _known_partner(partner: str | None) -> str | None:
    return None if partner is None or partner.strip().upper() in UNKNOWN_PARTNERS else partner
