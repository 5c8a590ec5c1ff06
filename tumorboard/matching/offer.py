"""What one piece of knowledge offers for a finding, a match that rests on such offers, and what speaks against it."""

from dataclasses import dataclass, field
from typing import Literal

from tumorboard.domain.evidence import Effect, Level, LevelFrom, Requirement, VariantOrigin
from tumorboard.matching.evidence_rank import COVERING


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One reason why a drug, or a combination, would or would not act on a finding.

    A book makes each of its offers once, so that they are compared by identity: what is shown of them is kept.

    ``kind`` is direct, pathway or biomarker; ``exactness`` is how closely an assertion names the finding (0 where no
    assertion does), ``points`` its strength (1-22). ``drugs`` holds the matching drugs, ``with_others``
    the cytotoxic partners they were studied with.
    """

    drugs: tuple[str, ...]
    effect: Effect
    kind: Literal["direct", "pathway", "biomarker"]
    level: Level
    level_from: LevelFrom
    points: int
    exactness: int
    rule: str
    sources: tuple[str, ...]
    path: str = ""
    requirements: tuple[Requirement, ...] = ()
    with_others: tuple[str, ...] = ()
    note: str = ""
    approval: str = ""
    origin: VariantOrigin = "any"
    line: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A drug (or a combination) and a finding that belong together, with the best evidence for it.

    ``offers`` holds all evidence of the same drugs for the finding, the strongest first.
    """

    finding: str
    drugs: tuple[str, ...]
    offers: tuple[Offer, ...]
    contested: bool = False

    @property
    def best(self) -> Offer:
        """The strongest evidence."""
        return self.offers[0]

    @property
    def points(self) -> int:
        """Strength of the best evidence, 1-23; the least where clinical evidence for this tumour speaks against it.

        A combination that a label or guideline names for this tumour gets one more than its drugs alone.
        """
        if self.contested:
            return 1
        named = len(self.drugs) > 1 and self.best.level == "A" and self.best.level_from in COVERING
        return self.best.points + named


@dataclass(frozen=True, slots=True)
class Resistance:
    """Evidence that a drug will not act, and whether it removes the drug or warns."""

    finding: str
    drug: str
    removes: bool
    offer: Offer

    @property
    def of(self) -> tuple[str, ...]:
        """The drug or the combination against which the evidence speaks."""
        return self.offer.drugs


@dataclass(frozen=True, slots=True)
class MatchTable:
    """All matches of a case.

    ``removed`` names the drugs that resistance takes out, with the reason.
    """

    matches: tuple[Match, ...]
    resistances: tuple[Resistance, ...]
    removed: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
