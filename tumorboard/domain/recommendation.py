"""The documents on a case that leave the house: recommendation and match; the score has a module of its own."""

from typing import Literal

from pydantic import Field

from tumorboard.domain.document import NOTICE as NOTICE
from tumorboard.domain.document import CaseDocument
from tumorboard.domain.document import KnowledgeStamp as KnowledgeStamp
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.evidence import Level, LevelFrom
from tumorboard.domain.limits import TightenedLimit
from tumorboard.domain.record import Record
from tumorboard.domain.score_view import ExcludedFinding as ExcludedFinding
from tumorboard.domain.score_view import PolicyScore as PolicyScore
from tumorboard.domain.score_view import ScoredItem as ScoredItem
from tumorboard.domain.score_view import ScoreDocument as ScoreDocument


class AlterationView(Record):
    """A finding as the score sees it. ``item`` is the id of the item under which it is counted."""

    id: str
    gene: str
    label: str
    kind: str
    counted: bool
    reason: str
    item: str | None
    classification: str
    classification_from: str
    effect: str
    germline: bool


class MatchView(Record):
    """Why a drug matches a finding, or why it will not act.

    ``level`` is A (label or guideline) to D (preclinical) within the disease of the evidence, E for a pathway;
    ``level_from`` says how that disease relates to the patient's. ``amp`` (AMP/ASCO/CAP), ``escat`` and ``nct`` (NCT)
    are derived from both by ``level_rule``. ``rules`` are the rows of the knowledge tables.
    """

    alteration: str
    kind: Literal["direct", "pathway", "biomarker", "resistance"]
    level: Level
    level_from: LevelFrom
    amp: str
    escat: str
    nct: str
    level_rule: str
    sources: tuple[str, ...]
    path: str | None
    with_drugs: tuple[str, ...] = Field((), alias="with")
    studied_with: tuple[str, ...] = ()
    rules: tuple[str, ...]
    note: str | None = None


class CandidateView(Record):
    """A drug that matches at least one finding."""

    drug: str
    drug_class: str = Field(alias="class")
    approval: tuple[str, ...]
    use: str
    matches: tuple[MatchView, ...]


class DrugView(Record):
    """A drug of an option; ``alternatives`` match the same findings equally well and may take its place."""

    drug: str
    drug_class: str = Field(alias="class")
    use: str
    alternatives: tuple[str, ...] = ()


class ItemEvidence(Record):
    """The best evidence by which an option matches one item."""

    alteration: str
    drugs: tuple[str, ...]
    kind: str
    level: Level
    level_from: LevelFrom
    sources: tuple[str, ...]
    path: str | None


class OptionEvidence(Record):
    """What is known of an option: item by item, and of the drugs together."""

    combination: str
    combination_sources: tuple[str, ...]
    points: int
    items: tuple[ItemEvidence, ...]


class OrganView(Record):
    """Probability (0-1) of a grade >= 3 event of one organ, the limit in force, and for which drugs it was assumed.

    ``assumed_for`` are the drugs of which no rate at all is known, ``unlisted_for`` those whose rates do not mention
    the organ: for each the limits say what is assumed.
    """

    organ: str
    probability: float
    limit: float | None
    assumed_for: tuple[str, ...]
    unlisted_for: tuple[str, ...] = ()


class MarginalView(Record):
    """What one further drug adds: items gained, and the probability of any grade >= 3 event before and after."""

    drug: str
    adds: tuple[str, ...]
    matched: int | float
    toxicity_before: float
    toxicity_after: float


class SolverView(Record):
    """Whether the option is proved to be the best of its rank; ``bound`` is the greatest number of items possible."""

    status: Literal["optimal", "feasible"]
    bound: int | float


class OptionView(Record):
    """One ranked regimen.

    ``doses`` are advisory starting doses; ``phase1`` says what phase I trials know of the drugs together.
    ``dose_weighted`` is the score with every item weighted by the proposed share of the label dose of the drug that
    matches it: a sensitivity, null where a share is not known. It ranks nothing.
    """

    rank: int
    drugs: tuple[DrugView, ...]
    matched: int | float
    total: int
    score: float | None
    high: bool | None
    matched_alterations: tuple[str, ...]
    unmatched_alterations: tuple[str, ...]
    single_drug: bool
    needs_sign_off: bool
    evidence: OptionEvidence
    toxicity: tuple[OrganView, ...]
    any_toxicity: float
    warnings: tuple[str, ...]
    marginal: tuple[MarginalView, ...]
    solver: SolverView
    phase1: str = "not known"
    doses: tuple[DoseView, ...] = ()
    dose_weighted: float | None = None


class AccessView(Record):
    """Whether a drug of an established therapy can be had: where it is approved, how it would be used here.

    ``against`` is all that speaks against it for this patient and under these limits, the gravest first.
    """

    drug: str
    approval: tuple[str, ...]
    use: str
    against: tuple[str, ...]


class StandardView(Record):
    """A label or guideline therapy for this tumour type and a finding of this case: standard of care comes first.

    It is an option as a whole, whatever the limits say; what they say is shown beside it. ``warnings`` name other
    findings of the case that speak against it; such a therapy is listed last. ``worst_organ`` is the organ that comes
    nearest to its limit or is the farthest above it, ``over_limit`` are all that are above (``overall`` among them).
    ``doses`` are advisory starting doses, held by what is known of this patient.
    """

    drugs: tuple[str, ...]
    alterations: tuple[str, ...]
    basis: str
    line: str | None
    sources: tuple[str, ...]
    warnings: tuple[str, ...]
    any_toxicity: float
    toxicity: tuple[OrganView, ...]
    worst_organ: str
    over_limit: tuple[str, ...]
    doses: tuple[DoseView, ...]
    access: tuple[AccessView, ...]


class ExcludedDrug(Record):
    """A drug that matches, but may not be proposed, with the reason."""

    drug: str
    reason: str


class Obstacle(Record):
    """A limit, pin or pair that stands in the way where no regimen is feasible."""

    kind: str
    subject: str
    words: str


class Recommendation(CaseDocument):
    """The recommendation for one case."""

    schema_: Literal["tumorboard.recommendation/1"] = Field("tumorboard.recommendation/1", alias="schema")
    alterations: tuple[AlterationView, ...]
    candidates: tuple[CandidateView, ...]
    standard_of_care: tuple[StandardView, ...]
    options: tuple[OptionView, ...]
    infeasible: tuple[Obstacle, ...]
    excluded_drugs: tuple[ExcludedDrug, ...]
    tightened: tuple[TightenedLimit, ...] = ()
    messages: tuple[str, ...]


class MatchDocument(CaseDocument):
    """The candidates of one case and their evidence, without regimens."""

    schema_: Literal["tumorboard.match/1"] = Field("tumorboard.match/1", alias="schema")
    alterations: tuple[AlterationView, ...]
    candidates: tuple[CandidateView, ...]
    excluded_drugs: tuple[ExcludedDrug, ...]
    messages: tuple[str, ...]
