"""What organ function and performance status say against a drug, by the rules of labels and protocols."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tumorboard.domain.case import Case, Patient
from tumorboard.domain.limits import Tightening
from tumorboard.domain.safety import OrganAction, OrganRule
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.clearance import SOURCE, estimated
from tumorboard.safety.lab_values import LabValue, compare
from tumorboard.safety.labs import LabCheck, check_labs, regraded, worked_out
from tumorboard.safety.ties import TIMES_UPPER

_GRAVITY: tuple[OrganAction, ...] = ("monitor", "reduce", "avoid", "contraindicated")
_MG_DL_PER_UMOL = 0.05848
_LETTERS = "ABC"
_SEVERE = 3
TIMES_LOWER = "xLLN"
CLEARANCE = "creatinine_clearance"
ASSUMED = Tightening()
NO_RULE = "no rule in the tables: not known, which is not the same as none needed"
# A rule on the right speaks of the value on the left as well.
_ALSO = {
    "alt": ("ast_alt",),
    "ast": ("ast_alt",),
    "creatinine": (CLEARANCE,),
    "diastolic_pressure": ("systolic_pressure",),
}


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

    @property
    def against(self) -> str:
        """Why the drug is not to be given, with its sources; nothing where it may be."""
        cited = ", ".join(self.sources)
        if self.action == "contraindicated":
            return f"contraindicated for this patient: {self.parameter.replace('_', ' ')} {self.value} ({cited})"
        if self.action == "avoid":
            return f"to be avoided in this patient: {self.words.removeprefix('avoid: ')}; {self.value} ({cited})"
        return ""


@dataclass(frozen=True, slots=True)
class OrganCheck:
    """What the rules say, and where they say nothing.

    Parameters
    ----------
    findings : tuple of OrganFinding
        The gravest first.
    open : tuple of (str, str)
        Drug and why a rule of it could not be applied.
    labs : LabCheck
        The laboratory values.
    assumed : tuple of (str, str)
        Value that a rule asks for, and the upper limit of normal that was assumed for it.
    without_rule : tuple of (tuple of str, str)
        Drugs without any rule, and those for which a value of CTCAE grade 3 or more met none, with the reason.
    """

    findings: tuple[OrganFinding, ...]
    open: tuple[tuple[str, str], ...]
    labs: LabCheck
    assumed: tuple[tuple[str, str], ...] = ()
    without_rule: tuple[tuple[tuple[str, ...], str], ...] = ()


def check_organs(kb: KnowledgeBase, drugs: Iterable[str], case: Case, assumed: Tightening = ASSUMED) -> OrganCheck:
    """Apply the rules of each drug to the patient's values; of one parameter the strictest rule that is met counts.

    Bilirubin, ALT and AST without an upper limit of normal are held against a usual one, and told so: a rule that is
    not applied holds no dose.

    Parameters
    ----------
    kb : KnowledgeBase
        Rules and tests.
    drugs : iterable of str
        Generic names.
    case : Case
        Its laboratory values and performance status.
    assumed : Tightening
        The upper limits of normal where the case names none.
    """
    labs = _with_clearance(kb, case.patient, check_labs(kb, case.labs))
    values = {value.name: _with_upper(kb, value, assumed) for value in labs.values}
    taken = {value.name for value in labs.values if value.upper is None and values[value.name].upper is not None}
    rules = safety_tables(kb).organ_rules
    findings: list[OrganFinding] = []
    open_rules: list[tuple[str, str]] = []
    asked: set[str] = set()
    names = sorted(set(drugs))
    for drug in names:
        of_parameter: dict[str, list[OrganRule]] = defaultdict(list)
        for rule in rules.get(drug, ()):
            of_parameter[rule.parameter].append(rule)
        for parameter, own in sorted(of_parameter.items()):
            judged = [(rule, _applies(rule, values, case.patient.ecog)) for rule in own]
            if any(rule.unit == TIMES_UPPER for rule in own):
                asked |= {"alt", "ast"} if parameter == "ast_alt" and parameter not in values else {parameter}
            met = [rule for rule, answer in judged if answer]
            if met:
                finding = _finding(max(met, key=_severity), _told(parameter, values, case.patient.ecog, taken))
                how = values[parameter].how if parameter in values else ""
                findings.append(replace(finding, sources=(*finding.sources, SOURCE)) if how else finding)
            elif any(answer is None for _, answer in judged):
                there = parameter in values or (parameter == "ast_alt" and {"ast", "alt"} & set(values))
                lacks = f"has no {_lacking(own)} limit of normal beside it" if there else "is not known"
                if parameter == CLEARANCE and not there:
                    lacks += "; give it, or age, sex, weight and creatinine with its unit"
                open_rules.append((drug, f"{parameter.replace('_', ' ')} {lacks}"))
    findings.sort(key=lambda each: (-_GRAVITY.index(each.action), each.drug, each.parameter))
    return OrganCheck(
        tuple(findings),
        tuple(open_rules),
        labs,
        tuple((values[name].told, _assumed(values[name])) for name in sorted(asked & taken)),
        tuple(_without_rule(names, rules, findings, values, case)),
    )


def _with_upper(kb: KnowledgeBase, value: LabValue, assumed: Tightening) -> LabValue:
    """Return a value with the upper limit of normal that is assumed where none is given."""
    upper = assumed.upper_of(value.name)
    return regraded(kb, replace(value, upper=upper)) if value.upper is None and upper is not None else value


def _without_rule(
    drugs: list[str],
    rules: Mapping[str, list[OrganRule]],
    findings: list[OrganFinding],
    values: dict[str, LabValue],
    case: Case,
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the drugs without any rule, then, for each grave value, those of which no rule is met by it."""
    if not case.labs and case.patient.ecog is None:
        return
    if bare := tuple(drug for drug in drugs if not rules.get(drug)):
        yield bare, NO_RULE
    met = {(finding.drug, finding.parameter) for finding in findings}
    for name, value in sorted(values.items()):
        if (value.grade or 0) < _SEVERE:
            continue
        told = (name, *_ALSO.get(name, ()))
        if silent := tuple(drug for drug in drugs if not any((drug, one) in met for one in told)):
            yield silent, f"{value.told} (CTCAE grade {value.grade}) met no rule"


def _assumed(value: LabValue) -> str:
    return f"upper limit of normal not given: {value.upper:g} {value.unit} assumed"


def _lacking(rules: list[OrganRule]) -> str:
    return "lower" if any(rule.unit == TIMES_LOWER for rule in rules) else "upper"


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


def _told(parameter: str, values: dict[str, LabValue], ecog: int | None, taken: Collection[str]) -> str:
    if parameter == "ecog":
        return f"ECOG {ecog}"
    if parameter == "ast_alt" and parameter not in values:
        there = [values[name] for name in ("alt", "ast") if name in values]
        return ", ".join(value.told + (f" ({_assumed(value)})" if value.name in taken else "") for value in there)
    value = values[parameter]
    how = f" ({_assumed(value)})" if parameter in taken else f" ({value.how})" if value.how else ""
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
    if rule.unit == TIMES_UPPER:
        if value.unit != TIMES_UPPER:
            if not value.upper:
                return None
            amount = value.value / value.upper
    elif rule.unit == TIMES_LOWER:
        if not value.lower:
            return None
        amount = value.value / value.lower
    elif value.unit == TIMES_UPPER:
        return None
    elif rule.unit == "umol/L":
        limit *= _MG_DL_PER_UMOL
    elif rule.unit not in ("", value.unit):
        return None
    return compare(amount, rule.operator, limit)
