"""The patient's other medicines against the drugs of a regimen; what cannot be read is listed as not checked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tumorboard.domain.case import Case, Medication
from tumorboard.domain.drug import Drug
from tumorboard.domain.limits import SEVERITIES, Limits, Severity
from tumorboard.domain.safety import InteractionRole
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.coverage import gap, interaction_gaps
from tumorboard.safety.interactions import answer_to, in_common, raised_by, rules_against, untold
from tumorboard.safety.marrow import roles_of
from tumorboard.safety.roles import Answer, derive
from tumorboard.safety.vaccines import beside_live_vaccine

_ORDER = {severity: place for place, severity in enumerate(SEVERITIES)}
_SALT = re.compile(
    r"\s+(?:sodium|potassium|calcium|magnesium|hydrochloride|hcl|hydrobromide|succinate|succ\.?|tartrate|fumarate|maleate"
    r"|mesilate|mesylate|besilate|besylate|phosphate|sulfate|sulphate|acetate|citrate|bisulfate)\b.*$",
    re.IGNORECASE,
)
"""The salt behind a name, and whatever follows."""
_DOSE = re.compile(r"\b\d+(?:[.,]\d+)?\s*(?:mg|g|µg|ug|mcg|ml|iu|u|%)?\b.*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MedicationFinding:
    """What is known against a drug together with a medicine that the patient takes.

    ``raises`` is the drug whose exposure the medicine raises, if it does, and ``answer`` what the drug's own source
    leaves of its dose. ``about`` says what the finding speaks
    against: an ``interaction``, the ``vaccine`` that is not to be given, or a second drug for the ``same_target``.
    """

    drug: str
    medication: str
    severity: Severity
    mechanism: str
    sources: tuple[str, ...]
    raises: str = ""
    system: str = ""
    about: Literal["interaction", "vaccine", "same_target"] = "interaction"
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class MedicationCheck:
    """The findings, and the medicines that could not be checked, wholly or in part, with the reason."""

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
        As the case lists them; a cancer drug among them is checked as a drug, for its class and targets too.
    """
    names = sorted(set(drugs))
    findings: list[MedicationFinding] = []
    unchecked: list[tuple[str, str]] = []
    for written in medications:
        found = read_medication(written.name, kb)
        if found is None:
            unchecked.append((written.name, "not a medicine of the tables: not checked"))
            continue
        if missing := _missing(kb, found):
            unchecked.append((written.name, missing))
        for drug in names:
            if drug != found:
                findings += _against(kb, drug, found)
    ordered = sorted(
        set(findings), key=lambda each: (-_ORDER[each.severity], each.drug, each.medication, each.mechanism)
    )
    return MedicationCheck(tuple(ordered), tuple(unchecked))


def ruled_out(kb: KnowledgeBase, case: Case, drugs: Iterable[str], limits: Limits) -> dict[str, str]:
    """Return the drugs that a medicine of the patient speaks against so gravely that the limits leave them out.

    Parameters
    ----------
    kb : KnowledgeBase
        Drugs, medicines and named pairs.
    case : Case
        The patient's medicines.
    drugs : iterable of str
        Generic names.
    limits : Limits
        ``interaction`` is the mildest severity that leaves a drug out; ``same_target`` allows a second drug for a
        class or target. A live vaccine never leaves a drug out: the vaccine is not given.

    Returns
    -------
    dict of str to str
        Drug -> the gravest reason, with its sources.
    """
    if not case.medications or limits.interaction == "none":
        return {}
    floor = _ORDER[limits.interaction]
    reasons: dict[str, str] = {}
    for found in check_medications(kb, drugs, case.medications).findings:
        allowed = found.about == "vaccine" or (found.about == "same_target" and limits.same_target)
        if _ORDER[found.severity] >= floor and not allowed:
            cited = f" ({', '.join(found.sources)})" if found.sources else ""
            words = f"the patient takes {found.medication}: {found.severity}: {found.mechanism}{cited}"
            reasons.setdefault(found.drug, words)
    return reasons


def _missing(kb: KnowledgeBase, name: str) -> str:
    """Say what the tables lack of a medicine; of a vaccine, an antibody and the like nothing is missing."""
    missing = "" if _live(_roles(kb, name)) else gap(_roles(kb, name))
    return "" if name in kb.drugs and not interaction_gaps(kb, (name,)) else missing


def _roles(kb: KnowledgeBase, name: str) -> list[InteractionRole]:
    tables = safety_tables(kb)
    return [*tables.medication_roles.get(name, ()), *tables.drug_roles.get(name, ())]


def _live(roles: Iterable[InteractionRole]) -> tuple[str, ...]:
    """Return the sources that call a medicine a live vaccine."""
    return tuple(dict.fromkeys(c for role in roles if role.system == "live_vaccine" for c in role.citations))


@lru_cache(maxsize=100_000)
def _against(kb: KnowledgeBase, name: str, medication: str) -> tuple[MedicationFinding, ...]:
    """Return what is known of a drug with a medicine; kept, as every candidate of every patient asks for it."""
    return tuple(_find(kb, name, medication))


def _find(kb: KnowledgeBase, name: str, medication: str) -> Iterator[MedicationFinding]:
    own, roles = safety_tables(kb).drug_roles.get(name, []), _roles(kb, medication)
    theirs = [*safety_tables(kb).medication_roles.get(medication, ()), *roles_of(kb, medication)]
    derived = derive(roles_of(kb, name), theirs)
    rules = rules_against(kb, name, medication) if medication in kb.drugs else ()
    for rule in rules:
        raised = raised_by(rule, (name, medication))
        yield MedicationFinding(
            name, medication, rule.severity, rule.mechanism, rule.citations, raised, answer=answer_to(raised, derived)
        )
    treats = medication in kb.drugs and _treats(kb.drugs[name]) and _treats(kb.drugs[medication])
    if treats and (same := in_common(kb, name, medication)):
        words = f"{same}, and no label or guideline names them together"
        yield MedicationFinding(name, medication, "major", words, (), about="same_target")
    for each in untold(derived, rules):
        yield MedicationFinding(
            name, medication, each.severity, each.mechanism, each.sources, each.raises, each.system, answer=each.answer
        )
    cited = _live(roles)
    if cited and (said := beside_live_vaccine(kb.drugs[name], own, medication)):
        severity, words = said
        yield MedicationFinding(name, medication, severity, words, cited, system="live_vaccine", about="vaccine")


def _treats(drug: Drug) -> bool:
    return drug.category not in ("supportive", "other")


def read_medication(text: str, kb: KnowledgeBase) -> str | None:
    """Return the name by which the tables know a medicine: generic, brand or other name; dose and salt are ignored."""
    index = _index(kb)
    for words in (text, _DOSE.sub("", text), text.split("(")[0], _SALT.sub("", _DOSE.sub("", text))):
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
            if medication.group == "live vaccine":
                for word in ("vaccine", "vaccination"):
                    index.setdefault(_key(f"{name} {word}"), medication.name)
    return index


def _key(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
