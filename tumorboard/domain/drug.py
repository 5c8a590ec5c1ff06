"""Drugs, their targets, and what is known of giving them."""

from dataclasses import dataclass, field
from typing import Literal

Modality = Literal[
    "small_molecule", "antibody", "adc", "bispecific", "fusion_protein", "peptide", "radioligand", "cell_therapy",
    "oligonucleotide", "cytokine", "virus",
]  # fmt: skip
Category = Literal["targeted", "checkpoint", "hormone", "chemotherapy", "supportive", "other"]
Approval = Literal["fda", "ema", "other", "investigational", "withdrawn"]
AGENCIES: tuple[Approval, ...] = ("fda", "ema")
Action = Literal["inhibits", "degrades", "antagonises", "agonises", "blocks_ligand", "delivers", "depletes"]
ORGANS = (
    "haematological", "hepatic", "cardiac", "vascular", "pulmonary", "renal", "gastrointestinal", "skin",
    "neurological", "endocrine_metabolic", "immune", "general",
)  # fmt: skip
NO_SAFE_DOSE = "no safe dose found in some trials"


@dataclass(frozen=True, slots=True)
class Target:
    """A protein on which a drug acts, by its gene's symbol; secondary targets are hit at clinical concentrations."""

    drug: str
    gene: str
    action: Action
    primary: bool
    criterion: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs that do the same thing to the same target."""

    name: str
    label: str
    group: str
    checkpoint: bool


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug by its international non-proprietary name.

    ``approvals`` holds ``fda``, ``ema`` or both; or one of the other states alone.
    """

    name: str
    drug_class: DrugClass
    modality: Modality
    category: Category
    route: str
    approvals: tuple[Approval, ...]
    brands: tuple[str, ...]
    codes: tuple[str, ...]
    ncit: str
    rxnorm: str
    citations: tuple[str, ...]
    note: str = ""
    targets: tuple[Target, ...] = field(default=())

    @property
    def standing(self) -> Approval:
        """The approval that counts where only one can: approved by an agency comes before all else."""
        return self.approvals[0]


@dataclass(frozen=True, slots=True)
class ToxicityRate:
    """Share of patients (0-1) with a grade >= 3 event of one organ system at label dose."""

    drug: str
    organ: str
    probability: float
    event: str
    patients: int | None
    setting: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairRule:
    """Two drugs (or classes, ``class:...``) that should not simply be combined."""

    a: str
    b: str
    severity: Literal["contraindicated", "major", "moderate"]
    mechanism: str
    citations: tuple[str, ...]
    note: str = ""

    @property
    def no_safe_dose(self) -> bool:
        """Whether trials of the two found no dose that was safe; the row begins with these words."""
        return self.mechanism.startswith(NO_SAFE_DOSE)


@dataclass(frozen=True, slots=True)
class EstablishedRegimen:
    """A combination that a label or a guideline names."""

    id: str
    drugs: tuple[str, ...]
    diseases: tuple[str, ...]
    biomarker: str
    criterion: str
    kind: Literal["label", "guideline"]
    line: str
    doses: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartnerRule:
    """A drug that, in one disease, is given only with one of some partners."""

    drug: str
    disease: str
    requires: tuple[str, ...]
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class LabelDose:
    """The starting dose that a label names.

    ``amount`` in ``unit`` (mg, mg/m2, mg/kg, AUC), ``per_day`` doses on a day of treatment, ``schedule`` in words;
    ``context`` is ``mono`` or what it is given with.
    """

    drug: str
    amount: float
    unit: str
    schedule: str
    per_day: int | None
    context: str
    setting: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RegimenDose:
    """The dose at which an established regimen gives one of its drugs; ``amount`` and ``per_day`` as in `LabelDose`."""

    regimen: str
    drug: str
    amount: float
    unit: str
    schedule: str
    per_day: int | None
    citations: tuple[str, ...]
    note: str = ""
