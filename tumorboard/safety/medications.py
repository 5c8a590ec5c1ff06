"""The patient's other medicines against the drugs of a regimen; what cannot be read is listed as not checked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tumorboard.domain.case import Medication
from tumorboard.domain.drug import Drug, PairRule
from tumorboard.domain.limits import SEVERITIES, Severity
from tumorboard.domain.safety import InteractionRole
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import SafetyTables, safety_tables
from tumorboard.safety.roles import derive

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}
_DOSE = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:mg|g|µg|ug|mcg|ml|iu|u|%)?\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MedicationFinding:
    """What is known against a drug together with a medicine that the patient takes."""

    drug: str
    medication: str
    severity: Severity
    mechanism: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MedicationCheck:
    """The findings, and the medicines that could not be checked, with the reason."""

    findings: tuple[MedicationFinding, ...]
    unchecked: tuple[tuple[str, str], ...]


def check_medications(kb: KnowledgeBase, drugs: Iterable[str], medications: Iterable[Medication]) -> MedicationCheck:
    """Check drugs against medicines.

    Parameters
    ----------
    kb : KnowledgeBase
        Drugs and named pairs.
    drugs : iterable of str
        Generic names.
    medications : iterable of Medication
        As the case lists them; a cancer drug among them is checked as a drug.
    """
    tables = safety_tables(kb)
    names = sorted(set(drugs))
    findings: list[MedicationFinding] = []
    unchecked: list[tuple[str, str]] = []
    for written in medications:
        found = read_medication(written.name, kb)
        if found is None:
            unchecked.append((written.name, "not a medicine of the tables: not checked"))
            continue
        roles = [*tables.medication_roles.get(found, ()), *tables.drug_roles.get(found, ())]
        named = _named(kb, found)
        if not roles and not named:
            unchecked.append((written.name, "no interaction role of it is in the tables: not known"))
        for drug in names:
            if drug != found:
                findings += _against(kb.drugs[drug], found, roles, tables)
                findings += [
                    MedicationFinding(drug, found, rule.severity, rule.mechanism, rule.citations)
                    for rule in named
                    if drug in (rule.a, rule.b)
                ]
    ordered = sorted(
        set(findings), key=lambda each: (-_ORDER[each.severity], each.drug, each.medication, each.mechanism)
    )
    return MedicationCheck(tuple(ordered), tuple(unchecked))


def _named(kb: KnowledgeBase, name: str) -> list[PairRule]:
    return [rule for rule in kb.pairs if name in (rule.a, rule.b)] if name in kb.drugs else []


def _against(
    drug: Drug, medication: str, roles: list[InteractionRole], tables: SafetyTables
) -> list[MedicationFinding]:
    own = tables.drug_roles.get(drug.name, [])
    found = [
        MedicationFinding(drug.name, medication, each.severity, each.mechanism, each.sources)
        for each in derive(own, roles)
    ]
    live = next((role for role in roles if role.system == "live_vaccine"), None)
    suppressed = drug.category == "chemotherapy" or any(role.system == "myelosuppressive" for role in own)
    if live is not None and suppressed:
        words = f"{medication} is a live vaccine: not to be given during treatment with {drug.name}"
        found.append(MedicationFinding(drug.name, medication, "contraindicated", words, live.citations))
    return found


def read_medication(text: str, kb: KnowledgeBase) -> str | None:
    """Return the name by which the tables know a medicine: generic, brand or other name, a dose behind it ignored."""
    index = _index(kb)
    for words in (text, _DOSE.sub("", text), text.split("(")[0]):
        key = _key(words)
        if key in index:
            return index[key]
        drug = kb.drug_named(words) if key else None
        if drug is not None:
            return drug.name
    return None


@lru_cache(maxsize=4)
def _index(kb: KnowledgeBase) -> dict[str, str]:
    index: dict[str, str] = {}
    for medication in safety_tables(kb).medications.values():
        for name in (medication.name, *medication.names):
            index.setdefault(_key(name), medication.name)
    return index


def _key(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
