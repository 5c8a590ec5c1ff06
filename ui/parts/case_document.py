"""Correcting the case document on the page: the patient, laboratory values, medicines, genotypes, earlier lines.

The findings stay with the report: they are read anew where another report is imported.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import streamlit as st

from tumorboard.domain.case import Case, Genotype, LabResult, Medication, Patient, PriorTherapy
from tumorboard.domain.record import Record
from tumorboard.service import CaseFile, Desk
from ui.parts.fields import Fields
from ui.parts.forms import Form, built, open_form

SEXES = {"female": "female", "male": "male", "other": "other", "unknown": "not known"}
RESPONSES = ("CR", "PR", "SD", "PD", "NE")
ORIGINS = get_args(Genotype.model_fields["origin"].annotation)
MOST = 40
"""Rows of a kind that the form draws; more are kept as they are."""


def document_form(desk: Desk, file: CaseFile) -> None:
    """Let the case document be corrected: a new version with its reason."""
    case, case_id = file.case.value, file.item.case_id
    st.caption(
        "Scores, options, doses and interactions follow it from now on; what was frozen or recorded stays as it was. "
        "The findings are corrected by importing the report again."
    )
    start = {
        **case.patient.model_dump(), "stage": case.diagnosis.stage,
        "labs": _start(case.labs), "medications": _start(case.medications),
        "pharmacogenomics": _start(case.pharmacogenomics), "prior_therapies": _start(case.prior_therapies),
    }  # fmt: skip
    with open_form(desk, case_id, "document", start, seen=file.case.version, latest=file.case) as form:
        patient, stage = _patient(form)
        st.markdown("**Earlier lines of treatment**")
        lines = [_line(row, desk) for row in form.rows("prior_therapies", "line", most=MOST)]
        st.markdown("**Laboratory values and organ function**")
        labs = [_lab(row) for row in form.rows("labs", "value", most=MOST)]
        st.markdown("**Other medicines of the patient**")
        medicines = [_medicine(row) for row in form.rows("medications", "medicine", most=MOST)]
        st.markdown("**Genotypes that decide on doses**")
        genotypes = [_genotype(row) for row in form.rows("pharmacogenomics", "genotype", most=MOST)]
        reason = form.line("reason", "Reason of the correction")

        def save(seen: int) -> object:
            changed = {
                "patient": built(Patient, **{**case.patient.model_dump(), **patient}),
                "diagnosis": case.diagnosis.model_copy(update={"stage": stage or None}),
                "prior_therapies": _records(PriorTherapy, "prior_therapies", lines, case.prior_therapies),
                "labs": _records(LabResult, "labs", labs, case.labs),
                "medications": _records(Medication, "medications", medicines, case.medications),
                "pharmacogenomics": _records(
                    Genotype, "pharmacogenomics", genotypes, case.pharmacogenomics
                ),
            }  # fmt: skip
            corrected: Case = case.model_copy(update=changed)
            return desk.amend_case(case_id, corrected, seen, reason)

        form.submit("Save the corrected document", save, "The case document is corrected.")


def _start(records: Sequence[Record]) -> list[dict[str, Any]]:
    return [one.model_dump() for one in records[:MOST]]


def _records(
    kind: type[Record], name: str, rows: Sequence[Mapping[str, Any]], held: Sequence[Record]
) -> tuple[Any, ...]:
    """Return the rows as records, and behind them those that the form did not draw."""
    return (*(built(kind, f"{name}[{place}]", **row) for place, row in enumerate(rows)), *held[MOST:])


def _patient(form: Form) -> tuple[dict[str, Any], str]:
    columns = st.columns(5)
    with columns[0]:
        age = form.whole("age", "Age, years")
    with columns[1]:
        sex = form.choose("sex", "Sex", list(SEXES), SEXES.__getitem__)
    with columns[2]:
        ecog = form.whole("ecog", "ECOG", help="0-4")
    with columns[3]:
        weight = form.number("weight_kg", "Weight, kg")
    with columns[4]:
        stage = form.line("stage", "Stage", max_chars=60)
    return {"age": age, "sex": sex, "ecog": ecog, "weight_kg": weight}, stage


def _line(row: Fields, desk: Desk) -> dict[str, Any]:
    one, two = st.columns([1, 5])
    with one:
        number = row.whole("line", "Line", help="1 is the first line.")
    with two:
        drugs = row.several(
            "drugs", "Drugs", sorted(desk.kb.drugs), accept_new_options=True, placeholder="Choose, or type a name"
        )
    columns = st.columns([2, 2, 1.5, 2, 2])
    with columns[0]:
        begun = row.day("start", "From")
    with columns[1]:
        ended = row.day("end", "Until")
    with columns[2]:
        best = row.choose("best_response", "Best response", RESPONSES)
    with columns[3]:
        why = row.line("reason_ended", "Ended because of", max_chars=200)
    with columns[4]:
        pfs = row.whole("pfs_days", "PFS, days", help="From its first day to progression; empty without progression.")
    return {
        "drugs": tuple(drugs), "line": number, "start": begun, "end": ended, "best_response": best,
        "reason_ended": why or None, "pfs_days": pfs,
    }  # fmt: skip


def _lab(row: Fields) -> dict[str, Any]:
    columns = st.columns([2.4, 1.4, 1.5, 1.4, 1.4, 1.5, 2.4])
    with columns[0]:
        test = row.line("test", "Test", placeholder="creatinine", max_chars=120)
    with columns[1]:
        value = row.number("value", "Value")
    with columns[2]:
        unit = row.line("unit", "Unit (UCUM)", placeholder="mg/dL", max_chars=40)
    with columns[3]:
        low = row.number("lower_normal", "Normal from")
    with columns[4]:
        high = row.number("upper_normal", "Normal to")
    with columns[5]:
        loinc = row.line("loinc", "LOINC", max_chars=20)
    with columns[6]:
        when = row.day("date", "Day")
    return {
        "test": test, "value": value, "unit": unit or None, "lower_normal": low, "upper_normal": high,
        "loinc": loinc or None, "date": when,
    }  # fmt: skip


def _medicine(row: Fields) -> dict[str, Any]:
    left, right = st.columns([3, 2])
    with left:
        name = row.line("name", "Medicine", max_chars=120)
    with right:
        dose = row.line("dose", "Dose", max_chars=120)
    return {"name": name, "dose": dose or None}


def _genotype(row: Fields) -> dict[str, Any]:
    columns = st.columns([2, 3, 2])
    with columns[0]:
        gene = row.line("gene", "Gene", max_chars=20)
    with columns[1]:
        diplotype = row.line("diplotype", "Genotype", placeholder="*1/*2", max_chars=120)
    with columns[2]:
        origin = row.one_of("origin", "Origin", ORIGINS)
    return {"gene": gene, "diplotype": diplotype, "origin": origin}
