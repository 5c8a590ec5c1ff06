"""Safety facts as records: interaction roles, organ rules, laboratory grades, pharmacogenomics."""

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "substrate", "activated", "induced", "unaffected", "inhibitor", "inducer", "risk", "cause", "affected"
]  # fmt: skip
OrganAction = Literal["contraindicated", "avoid", "reduce", "monitor"]
Forbidden = Literal["strong_inhibitor", "strong_inducer"]
WarningKind = Literal["boxed", "dose_limiting", "monitoring"]
PgxAction = Literal[
    "contraindicated", "avoid", "alternative", "reduce", "monitor", "increase", "label_dose", "no_recommendation"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class InteractionRole:
    """What a drug does to, or suffers from, one system (an enzyme, a transporter, QT, acid suppression, ...).

    ``activated``: the enzyme makes its active metabolite. ``induced``: inducers lower it, and its source names no rise
    beside inhibitors. ``unaffected``: a source says that the system does not matter for it.

    ``strong_percent`` and ``moderate_percent`` (0-100) are the shares of the label dose that the source leaves a
    substrate beside a strong and a moderate inhibitor: 0 to avoid, None where it names no number. ``absolute`` names
    what it forbids beside the drug.
    """

    name: str
    system: str
    role: Role
    strength: str
    citations: tuple[str, ...]
    note: str = ""
    strong_percent: float | None = None
    moderate_percent: float | None = None
    absolute: tuple[Forbidden, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownMedication:
    """One of the patient's possible other medicines."""

    name: str
    names: tuple[str, ...]
    group: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganRule:
    """What to do with a drug when a parameter passes a value; ``percent`` of the label dose where that is told."""

    drug: str
    parameter: str
    operator: str
    value: str
    unit: str
    action: OrganAction
    reduce_to: str
    percent: float | None
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LabGrades:
    """The CTCAE terms of a low and a high value, and the conditions of grades 1-4, empty where there is none."""

    low_term: str
    low: tuple[str, str, str, str]
    high_term: str
    high: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class LabRule:
    """How a laboratory value is named, converted and graded.

    ``factors`` turn a value in a unit into ``unit``; ``v5`` and ``v6`` are the grades of these CTCAE versions.
    """

    name: str
    names: tuple[str, ...]
    loinc: str
    unit: str
    factors: tuple[tuple[str, float], ...]
    v5: LabGrades
    v6: LabGrades
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PgxAllele:
    """One allele: its function, and its activity where the gene is scored."""

    gene: str
    allele: str
    names: tuple[str, ...]
    function: str
    activity: float | None
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PgxPhenotype:
    """The phenotype of two functions (``none + normal``) or of a range of activity scores."""

    gene: str
    functions: str
    low: float | None
    high: float | None
    phenotype: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PgxRule:
    """What a guideline or label says of one drug and phenotype; percentages of the dose, and how often where rarer."""

    gene: str
    phenotype: str
    low: float | None
    high: float | None
    diplotypes: tuple[str, ...]
    drug: str
    action: PgxAction
    percent: float | None
    percent_low: float | None
    words: str
    citations: tuple[str, ...]
    note: str = ""
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class DrugWarning:
    """What a label warns of in a box, what limited the dose, or what it asks to be watched, for one organ system."""

    drug: str
    kind: WarningKind
    organ: str
    words: str
    citations: tuple[str, ...]
    note: str = ""
