"""Which tumour type a diagnosis means: OncoTree code, ICD-O-3 code, the words of the chart, or ICD-10 code."""

from tumorboard.domain.case import Diagnosis
from tumorboard.errors import InputError
from tumorboard.knowledge.diseases import OncoTree, TumorType
from tumorboard.knowledge.icd import MappedCode, of_icd10, of_icdo

# Tumours of these branches lie in any organ, so that a code of the site contradicts nothing.
ANYWHERE = frozenset({"Soft Tissue", "Bone", "Peripheral Nervous System", "Lymphoid", "Myeloid", "Other"})


def read_diagnosis(diagnosis: Diagnosis, diseases: OncoTree, messages: list[str]) -> Diagnosis:
    """Return the diagnosis with a current OncoTree code, or without one where nothing leads to it.

    Parameters
    ----------
    diagnosis : Diagnosis
        As written.
    diseases : OncoTree
        The tree.
    messages : list of str
        What was assumed, and which of the codes contradict each other.

    Raises
    ------
    InputError
        If an OncoTree code is given that does not exist.
    """
    code = (diagnosis.oncotree or "").strip()
    kind = _coded(code, diseases, messages) if code else _without_code(diagnosis, diseases, messages)
    if kind is not None:
        _compare(kind, diagnosis, diseases, messages)
    return diagnosis.model_copy(update={"oncotree": kind.code if kind else None})


def _coded(code: str, diseases: OncoTree, messages: list[str]) -> TumorType:
    found = diseases.resolve(code)
    if found.type is None:
        near = f"Did you mean {', '.join(found.suggestions)}?" if found.suggestions else "Use an OncoTree code"
        raise InputError(f"unknown tumour type {code!r}", field="diagnosis.oncotree", remedy=near)
    if found.type.code != code:
        messages.append(f"diagnosis.oncotree: {code} ({found.how}) is read as {found.type.code}, {found.type.name}")
    return found.type


def _without_code(diagnosis: Diagnosis, diseases: OncoTree, messages: list[str]) -> TumorType | None:
    missing = "diagnosis.oncotree is not given"
    mapped = of_icdo(diagnosis.icdo or "")
    if mapped is not None:
        return _mapped(mapped, f"ICD-O-3 {diagnosis.icdo}", diseases, messages)
    described = (diagnosis.description or "").strip()
    found = diseases.resolve(described) if described else None
    if found is not None and found.type is not None:
        messages.append(f"{missing}: {found.type.code} is taken from the description")
        return found.type
    mapped = of_icd10(diagnosis.icd10 or "")
    if mapped is not None:
        return _mapped(mapped, f"ICD-10 {diagnosis.icd10}", diseases, messages)
    for name, given in (("icdo", diagnosis.icdo), ("icd10", diagnosis.icd10)):
        if given:
            messages.append(f"diagnosis.{name}: {given!r} leads to no tumour type of the map")
    messages.append(f"{missing}: evidence is taken as for a solid tumour of no named type")
    return None


def _mapped(mapped: MappedCode, given: str, diseases: OncoTree, messages: list[str]) -> TumorType:
    kind = diseases.types[mapped.code]
    limits = f" ({mapped.note})" if mapped.note else ""
    messages.append(f"diagnosis.oncotree is not given: {kind.code}, {kind.name}, is taken from {given}{limits}")
    return kind


def _compare(kind: TumorType, diagnosis: Diagnosis, diseases: OncoTree, messages: list[str]) -> None:
    """Say where another code of the diagnosis names another organ; the type that was taken stays."""
    if kind.tissue in ANYWHERE:
        return
    for name, mapped in (("icdo", of_icdo(diagnosis.icdo or "")), ("icd10", of_icd10(diagnosis.icd10 or ""))):
        tissue = diseases.types[mapped.code].tissue if mapped else kind.tissue
        if tissue != kind.tissue:
            given = getattr(diagnosis, name)
            messages.append(f"diagnosis.{name}: {given} names {tissue}, but {kind.code} lies in {kind.tissue}")
