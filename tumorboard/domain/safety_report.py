"""The document ``tumorboard.safety/1``: everything known of one set of drugs, for one case or for none."""

from typing import Literal

from pydantic import Field

from tumorboard.domain.combination import CombinationTrial
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.limits import TightenedLimit
from tumorboard.domain.recommendation import NOTICE, KnowledgeStamp, OrganView
from tumorboard.domain.record import Record


class PairView(Record):
    """What is known against two drugs together; ``forbidden`` under the limits in force."""

    a: str
    b: str
    severity: Literal["contraindicated", "major", "moderate"]
    mechanism: str
    sources: tuple[str, ...]
    forbidden: bool


class ToxicityShare(Record):
    """What one drug brings to the chance of a grade >= 3 event of one organ (``any``: of any organ).

    ``rate`` (0-1) is the chance under the drug alone at label dose, ``assumed`` where no rate is known; ``share`` (0-1)
    is its part of the chance under all drugs together. ``event``, ``patients`` and ``setting`` say what was counted.
    """

    drug: str
    organ: str
    rate: float
    share: float
    assumed: bool
    event: str = ""
    patients: int | None = None
    setting: str = ""
    note: str = ""
    sources: tuple[str, ...] = ()


class RateView(Record):
    """The rate of grade >= 3 events of one organ under one drug alone at label dose, and what it rests on.

    ``percent`` of patients; ``event`` is what was counted, among ``n`` patients (null where that is not told) in
    ``setting``. ``assumed`` says that the tables have no rate, and that the limits say what is taken instead.
    """

    drug: str
    organ: str
    percent: float
    event: str
    n: int | None
    setting: str
    sources: tuple[str, ...]
    assumed: bool


class MedicationView(Record):
    """What is known against a drug together with another medicine of the patient."""

    drug: str
    medication: str
    severity: Literal["contraindicated", "major", "moderate"]
    mechanism: str
    sources: tuple[str, ...]


class NotChecked(Record):
    """Something that could not be checked, with the reason; it is never taken as harmless."""

    what: str
    reason: str


class EstablishedView(Record):
    """A regimen that a label or a guideline names."""

    id: str
    drugs: tuple[str, ...]
    diseases: tuple[str, ...]
    kind: Literal["label", "guideline"]
    line: str
    sources: tuple[str, ...]


class CombinationView(Record):
    """What is known of giving the drugs together.

    ``level`` is ``established``, or the nearest phase I evidence: ``exact``, ``superset``, ``subset``,
    ``same_classes``, or ``none``: not known. ``parts`` are established regimens of some of the drugs, ``wholes`` of all
    of them with others. Of each kind at most 20 trials are listed; ``counts`` holds all.
    """

    level: Literal["established", "exact", "superset", "subset", "same_classes", "none"]
    words: str
    regimens: tuple[EstablishedView, ...]
    parts: tuple[EstablishedView, ...]
    wholes: tuple[EstablishedView, ...] = ()
    exact: tuple[CombinationTrial, ...]
    superset: tuple[CombinationTrial, ...]
    subset: tuple[CombinationTrial, ...]
    same_classes: tuple[CombinationTrial, ...]
    counts: dict[str, int]


class OrganFindingView(Record):
    """What a value of the patient means for one drug."""

    drug: str
    parameter: str
    value: str
    action: Literal["contraindicated", "avoid", "reduce", "monitor"]
    words: str
    sources: tuple[str, ...]


class LabView(Record):
    """A laboratory value in its canonical unit, and its grades of CTCAE v5 and v6; null where it cannot be graded.

    ``letter`` is the Child-Pugh class; ``how`` says how a value that was not measured was worked out.
    """

    test: str
    value: float
    unit: str
    grade: int | None
    term: str
    letter: str = ""
    how: str = ""
    grade_v6: int | None = None
    term_v6: str = ""


class WarningView(Record):
    """What a label warns of in a box or asks to be watched, or what limited the dose of a drug in combinations."""

    drug: str
    kind: Literal["boxed", "dose_limiting", "monitoring"]
    organ: str
    words: str
    sources: tuple[str, ...]


class PgxView(Record):
    """What a germline genotype means for one drug; ``confirmed`` is false for what was not read as germline."""

    gene: str
    diplotype: str
    phenotype: str
    score: float | None
    drug: str
    action: str
    percent: float | None
    words: str
    sources: tuple[str, ...]
    confirmed: bool = True


class AvailabilityView(Record):
    """Whether one drug can be had: where it is approved, and why the limits leave it out (empty where they do not)."""

    drug: str
    approval: tuple[str, ...]
    excluded: str


class SafetyReport(Record):
    """Everything known of a set of drugs.

    ``additive_percent`` is the sum of the proposed shares of the label dose, null where one is not known.
    """

    schema_: Literal["tumorboard.safety/1"] = Field("tumorboard.safety/1", alias="schema")
    id: str | int = ""
    notice: str = NOTICE
    knowledge: KnowledgeStamp
    drugs: tuple[str, ...]
    case_id: str | None
    needs_sign_off: bool
    toxicity: tuple[OrganView, ...]
    rates: tuple[RateView, ...] = ()
    any_toxicity: float
    over_limit: tuple[str, ...]
    tightened: tuple[TightenedLimit, ...] = ()
    warnings: tuple[WarningView, ...]
    interactions: tuple[PairView, ...]
    medications: tuple[MedicationView, ...]
    combination: CombinationView
    doses: tuple[DoseView, ...]
    additive_percent: float | None
    plan: tuple[str, ...]
    organ_function: tuple[OrganFindingView, ...]
    labs: tuple[LabView, ...]
    pharmacogenomics: tuple[PgxView, ...]
    availability: tuple[AvailabilityView, ...]
    not_checked: tuple[NotChecked, ...]
    without_pmid: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


class PgxReport(Record):
    """One diplotype read, and what guidelines and labels say of drugs."""

    schema_: Literal["tumorboard.pgx/1"] = Field("tumorboard.pgx/1", alias="schema")
    notice: str = NOTICE
    knowledge: KnowledgeStamp
    gene: str
    diplotype: str
    alleles: tuple[str, ...]
    functions: tuple[str, ...]
    score: float | None
    phenotype: str
    sources: tuple[str, ...]
    advice: tuple[PgxView, ...]
