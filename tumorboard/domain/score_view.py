"""The score of a regimen as a document."""

from typing import Literal

from pydantic import Field

from tumorboard.domain.document import NOTICE, KnowledgeStamp
from tumorboard.domain.record import Record


class ScoredItem(Record):
    """An item of the denominator, and the drugs of the regimen that match it."""

    id: str
    gene: str
    label: str
    drugs: tuple[str, ...] = ()
    kind: str | None = None
    weight: int | float = 0
    rule: str | None = None


class ExcludedFinding(Record):
    """A finding that is not in the denominator, with the reason."""

    id: str
    gene: str
    label: str
    reason: str


class PolicyScore(Record):
    """The score under one policy. ``score`` and ``high`` are null where the score is not computable (no items)."""

    policy: str
    num: int | float
    den: int
    score: float | None
    high: bool | None
    high_rule: str
    matched: tuple[ScoredItem, ...]
    unmatched: tuple[ScoredItem, ...]
    excluded: tuple[ExcludedFinding, ...]


class ScoreDocument(Record):
    """The score of a regimen that was given or is proposed, under every policy."""

    schema_: Literal["tumorboard.score/1"] = Field("tumorboard.score/1", alias="schema")
    case_id: str
    sample: bool
    notice: str = NOTICE
    knowledge: KnowledgeStamp
    engine: str
    input_sha256: str
    drugs: tuple[str, ...]
    policies: tuple[PolicyScore, ...]
    messages: tuple[str, ...]
