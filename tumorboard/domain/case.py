"""The case document ``tumorboard.case/1``: one patient's tumour, as the board receives it."""

import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from tumorboard.domain.alteration import Alteration, ProteinMarker, Signatures
from tumorboard.domain.record import Record

# Without control characters: it stands in tables, messages and names of files.
CaseId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$"),
]


class Patient(Record):
    """Who is treated. ``ecog`` is the performance status, 0-4; ``age`` in years, ``weight_kg`` in kg."""

    age: int | None = Field(None, ge=0, le=120)
    sex: Literal["female", "male", "other", "unknown"] | None = None
    weight_kg: float | None = Field(None, ge=0.3, le=400)
    ecog: int | None = Field(None, ge=0, le=4)


class Diagnosis(Record):
    """The tumour. ``oncotree`` is an OncoTree code (2025-10-03 or older); ``description`` as written in the chart.

    ``icdo`` is an ICD-O-3 morphology with its site (``8140/3 C34.1``). Where no OncoTree code is given, ``icdo``, then
    ``description``, then ``icd10`` is read as one, as far as the map goes.
    """

    oncotree: str | None = Field(None, max_length=40)
    description: str | None = Field(None, max_length=500)
    icd10: str | None = Field(None, max_length=20)
    icdo: str | None = Field(None, max_length=40)
    stage: str | None = Field(None, max_length=60)


class Medication(Record):
    """Another medicine that the patient takes."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    dose: str | None = Field(None, max_length=120)


class LabResult(Record):
    """One laboratory or organ-function value with its UCUM unit.

    ``upper_normal`` and ``lower_normal`` are the laboratory's limits of normal in the same unit; ``xULN`` as unit says
    that the value is a multiple of the upper one. Child-Pugh is given in points (5-15).
    """

    test: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    value: float
    unit: str | None = Field(None, max_length=40)
    loinc: str | None = Field(None, max_length=20)
    date: datetime.date | None = None
    upper_normal: float | None = Field(None, gt=0)
    lower_normal: float | None = Field(None, ge=0)


class Genotype(Record):
    """A genotype that decides on a dose. Only ``germline`` counts; what was read from a tumour is unconfirmed."""

    gene: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    diplotype: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    origin: Literal["germline", "tumour", "unknown"] = "germline"


class PriorTherapy(Record):
    """A line of treatment that was given before.

    ``pfs_days`` are the days from its first day to progression, where the disease progressed under it or after it; the
    ratio of the next line's PFS is taken to them. Missing where it did not progress, or where the day is not known.
    """

    drugs: tuple[str, ...] = Field(max_length=20)
    line: int | None = Field(None, ge=0, le=30)
    start: datetime.date | None = None
    end: datetime.date | None = None
    best_response: Literal["CR", "PR", "SD", "PD", "NE"] | None = None
    reason_ended: str | None = Field(None, max_length=200)
    pfs_days: int | None = Field(None, gt=0, le=40000)


class Case(Record):
    """One patient's tumour.

    Only ``case_id``, ``diagnosis`` and ``alterations`` are required; the list may be empty.
    ``sample`` marks invented cases, which every screen and document then says.
    """

    schema_: Literal["tumorboard.case/1"] = Field("tumorboard.case/1", alias="schema")
    case_id: CaseId
    sample: bool = False
    patient: Patient = Patient()
    diagnosis: Diagnosis
    alterations: tuple[Alteration, ...] = Field(max_length=20000)
    signatures: Signatures = Signatures()
    protein_markers: tuple[ProteinMarker, ...] = Field((), max_length=200)
    medications: tuple[Medication, ...] = Field((), max_length=200)
    labs: tuple[LabResult, ...] = Field((), max_length=1000)
    pharmacogenomics: tuple[Genotype, ...] = Field((), max_length=100)
    prior_therapies: tuple[PriorTherapy, ...] = Field((), max_length=100)
