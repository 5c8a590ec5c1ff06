"""What organ function and performance status say against a drug, by the rules of labels and protocols."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tumorboard.domain.case import Case, Patient
from tumorboard.domain.safety import OrganAction, OrganRule
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.clearance import SOURCE, estimated
from tumorboard.safety.labs import LabCheck, LabValue, check_labs, compare, worked_out

_GRAVITY: tuple[OrganAction, ...] = ("monitor", "reduce", "avoid", "contraindicated")
_MG_DL_PER_UMOL = 0.05848
_LETTERS = "ABC"
CLEARANCE = "creatinine_clearance"


@dataclass(frozen=True, slots=True)
class OrganFinding:
    """What a value of the patient means for one drug; ``percent`` of the label dose where a reduction is told so."""

    drug: str
    parameter: str
    value: str
    action: OrganAction
    words: str
    percent: float | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrganCheck:
    """The findings, the gravest first; the rules that could not be applied; the laboratory values behind them."""

    findings: tuple[OrganFinding, ...]
    open: tuple[tuple[str, str], ...]
    labs: LabCheck


def check_organs(kb: KnowledgeBase, drugs: Iterable[str], case: Case) -> OrganCheck:
    """Apply the rules of each drug to the patient's values; of one parameter the strictest rule that is met counts.

    Parameters
    ----------
    kb : KnowledgeBase
        Rules and tests.
    drugs : iterable of str
        Generic names.
    case : Case
        Its laboratory values and performance status.
    """
    labs = _with_clearance(kb, case.patient, check_labs(kb, case.labs))
    values = {value.name: value for value in labs.values}
    rules = safety_tables(kb).organ_rules
    findings: list[OrganFinding] = []
    open_rules: list[tuple[str, str]] = []
    for drug in sorted(set(drugs)):
        of_parameter: dict[str, list[OrganRule]] = defaultdict(list)
        for rule in rules.get(drug, ()):
            of_parameter[rule.parameter].append(rule)
        for parameter, own in sorted(of_parameter.items()):
            judged = [(rule, _applies(rule, values, case.patient.ecog)) for rule in own]
            met = [rule for rule, answer in judged if answer]
            if met:
                finding = _finding(max(met, key=_severity), _told(parameter, values, case.patient.ecog))
                how = values[parameter].how if parameter in values else ""
                findings.append(replace(finding, sources=(*finding.sources, SOURCE)) if how else finding)
            elif any(answer is None for _, answer in judged):
                there = parameter in values or (parameter == "ast_alt" and {"ast", "alt"} & set(values))
                lacks = "has no upper limit of normal beside it" if there else "is not known"
                if parameter == CLEARANCE and not there:
                    lacks += "; give it, or age, sex, weight and creatinine with its unit"
                open_rules.append((drug, f"{parameter.replace('_', ' ')} {lacks}"))
    findings.sort(key=lambda each: (-_GRAVITY.index(each.action), each.drug, each.parameter))
    return OrganCheck(tuple(findings), tuple(open_rules), labs)


def _with_clearance(kb: KnowledgeBase, patient: Patient, labs: LabCheck) -> LabCheck:
    """Add the creatinine clearance where none is given and it can be worked out."""
    values = {value.name: value for value in labs.values}
    if CLEARANCE in values:
        return labs
    found = estimated(patient, values.get("creatinine"))
    if found is None:
        return labs
    value = worked_out(kb, CLEARANCE, found, "estimated after Cockcroft and Gault")
    return replace(labs, values=tuple(sorted((*labs.values, value), key=lambda each: each.name)))


def _severity(rule: OrganRule) -> tuple[int, float, str]:
    return (_GRAVITY.index(rule.action), -(rule.percent if rule.percent is not None else 100.0), rule.value)


def _finding(rule: OrganRule, value: str) -> OrganFinding:
    how = f" to {rule.reduce_to}" if rule.reduce_to else ""
    note = f" ({rule.note})" if rule.note else ""
    limit = f"{rule.parameter.replace('_', ' ')} {rule.operator} {rule.value} {rule.unit}".strip()
    words = f"{rule.action}{how}: {limit}{note}"
    return OrganFinding(rule.drug, rule.parameter, value, rule.action, words, rule.percent, rule.citations)


def _told(parameter: str, values: dict[str, LabValue], ecog: int | None) -> str:
    if parameter == "ecog":
        return f"ECOG {ecog}"
    if parameter == "ast_alt" and parameter not in values:
        there = [values[name] for name in ("alt", "ast") if name in values]
        return ", ".join(f"{value.name.upper()} {value.value:g} {value.unit}" for value in there)
    value = values[parameter]
    how = f" ({value.how})" if value.how else ""
    return f"class {value.letter}" if value.letter else f"{value.value:g} {value.unit}{how}"


def _applies(rule: OrganRule, values: dict[str, LabValue], ecog: int | None) -> bool | None:
    """Say whether a rule is met; None where the value that it needs is not known."""
    if rule.parameter == "ecog":
        return None if ecog is None else compare(ecog, rule.operator, float(rule.value))
    if rule.parameter == "child_pugh":
        grade = values.get("child_pugh")
        if grade is None:
            return None
        ours, theirs = _LETTERS.index(grade.letter), _LETTERS.index(rule.value)
        return compare(ours, rule.operator, theirs)
    if rule.parameter == "ast_alt" and "ast_alt" not in values:
        answers = [_applied(rule, values[name]) for name in ("ast", "alt") if name in values]
        return True if True in answers else None if not answers or None in answers else False
    value = values.get(rule.parameter)
    return None if value is None else _applied(rule, value)


def _applied(rule: OrganRule, value: LabValue) -> bool | None:
    amount, limit = value.value, float(rule.value)
    if rule.unit == "xULN":
        if value.unit != "xULN":
            if not value.upper:
                return None
            amount = value.value / value.upper
    elif value.unit == "xULN":
        return None
    elif rule.unit == "umol/L":
        limit *= _MG_DL_PER_UMOL
    elif rule.unit not in ("", value.unit):
        return None
    return compare(amount, rule.operator, limit)
