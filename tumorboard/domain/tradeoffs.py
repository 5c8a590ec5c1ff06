"""The documents on what can be traded: the front, why not some drugs, and how robust the best option is."""

from typing import Literal

from pydantic import Field

from tumorboard.domain.document import CaseDocument as CaseDocument
from tumorboard.domain.limits import TightenedLimit
from tumorboard.domain.recommendation import Obstacle
from tumorboard.domain.record import Record


class RegimenView(Record):
    """A regimen in short.

    ``matched`` of ``total`` items; ``points`` is the sum of the strengths of the evidence, ``any_toxicity`` the
    probability (0-1) of any grade >= 3 event, organs and drugs taken as independent.
    """

    drugs: tuple[str, ...]
    matched: int | float
    total: int
    matched_alterations: tuple[str, ...]
    unmatched_alterations: tuple[str, ...]
    points: int
    any_toxicity: float


class Loss(Record):
    """How much worse one regimen is than another; negative where it is better.

    ``matched`` in items, ``points`` of evidence, ``any_toxicity`` as a difference of probabilities, ``drugs`` in
    number of drugs; ``lost_alterations`` are matched by the other one only.
    """

    matched: int | float
    points: int
    any_toxicity: float
    drugs: int
    lost_alterations: tuple[str, ...]


class FrontPointView(Record):
    """Regimens that no other one beats in items matched, toxicity and number of drugs at once.

    ``burden`` is the sum of ``-ln(1 - p)`` over drugs and organs in millionths: the exact figure behind
    ``any_toxicity``. All ``regimens`` share the three values, the best evidence comes first; ``more`` says that there
    may be others that are not listed. ``proved`` says that the solver has proved that nothing beats them.
    """

    matched: int | float
    total: int
    any_toxicity: float
    burden: int
    drug_count: int
    regimens: tuple[RegimenView, ...]
    more: bool
    proved: bool


class FrontDocument(CaseDocument):
    """The Pareto front of one case, the most items matched first. ``complete``: proved that no point is missing."""

    schema_: Literal["tumorboard.frontier/1"] = Field("tumorboard.frontier/1", alias="schema")
    points: tuple[FrontPointView, ...]
    complete: bool
    infeasible: tuple[Obstacle, ...]
    tightened: tuple[TightenedLimit, ...] = ()
    messages: tuple[str, ...]


class Standing(Record):
    """What a drug that was asked for is in this case: the findings it matches, or why it may not be chosen.

    ``against`` is all that speaks against it for this patient and under these limits, the gravest first, whether or not
    it matches anything: contraindications, genotypes, rules to avoid it, refusals, formulary, availability, vetoes.
    """

    drug: str
    candidate: bool
    alterations: tuple[str, ...]
    reason: str | None
    against: tuple[str, ...] = ()


class Relaxation(Record):
    """A single rule that stands in the way, how far it must give, and the best regimen without it."""

    rule: Obstacle
    change: str
    regimen: RegimenView


class WhyNotDocument(CaseDocument):
    """Why some drugs are not in the best option.

    ``verdict``: ``best`` if they are part of the best option or of an equal one; ``worse`` if the best option with them
    (``with_them``) loses ``loss`` against the best one; ``excluded`` if one of them is left out (see ``standing``), and
    then ``with_them`` is the best option if the board insists; ``infeasible`` if ``conflicts``, a minimal set of rules,
    leaves no option with them; ``no_option`` if nothing is feasible even without them; ``not_proved`` if the search was
    cut short. ``exactly`` describes the drugs asked for and no others, and ``broken`` the rules that this breaks.
    """

    schema_: Literal["tumorboard.whynot/1"] = Field("tumorboard.whynot/1", alias="schema")
    asked: tuple[str, ...]
    verdict: Literal["best", "worse", "excluded", "infeasible", "no_option", "not_proved"]
    words: tuple[str, ...]
    standing: tuple[Standing, ...]
    best: RegimenView | None
    with_them: RegimenView | None
    loss: Loss | None
    exactly: RegimenView | None
    broken: tuple[str, ...]
    conflicts: tuple[Obstacle, ...]
    relaxations: tuple[Relaxation, ...]
    tightened: tuple[TightenedLimit, ...] = ()
    messages: tuple[str, ...]


class Scenario(Record):
    """What the best option becomes if one thing is different.

    ``outcome``: ``same``; ``fewer`` if only drugs fall away that are needed no longer; ``equal`` if an interchangeable
    drug takes a place; ``other``; ``none`` if nothing is feasible.
    """

    kind: Literal["alteration", "drug", "limit"]
    subject: str
    words: str
    outcome: Literal["same", "fewer", "equal", "other", "none"]
    best: RegimenView | None
    loss: Loss | None
    proved: bool


class RobustOption(Record):
    """An option of the menu, and in how many scenarios (alterations and limits) it is the best or needs no other drug.

    ``best_in`` counts the scenarios that were tried, one change at a time; drugs that are needed no longer and
    interchangeable ones count as the same regimen. Scenarios of a drug that is not granted are not counted.

    ``stable``: in all of them; ``stable_to``: the kinds of change in all of whose scenarios it is the best.
    """

    rank: int
    drugs: tuple[str, ...]
    best_in: int
    stable: bool
    stable_to: tuple[Literal["alteration", "limit"], ...] = ()


class RobustnessDocument(CaseDocument):
    """How the best option stands small changes.

    ``stable``: in every scenario of an alteration or a limit the best option stays, but for drugs that are needed no
    longer and interchangeable ones; null where there is no option.
    """

    schema_: Literal["tumorboard.robustness/1"] = Field("tumorboard.robustness/1", alias="schema")
    best: RegimenView | None
    stable: bool | None
    scenarios: tuple[Scenario, ...]
    options: tuple[RobustOption, ...]
    tightened: tuple[TightenedLimit, ...] = ()
    messages: tuple[str, ...]
