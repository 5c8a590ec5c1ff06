"""The rules of organ function against the labels' warnings: what a text forbids, a rule forbids too."""

import re

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.organs import check_organs

CONDITION = re.compile(
    r"\bnot (?:below|with|in|for patients with)\b|\bdo not (?:give|start)\b|\bnot to be started\b|\bnever in\b"
    r"|\bnot (?:recommended|studied|established) (?:in|below)\b|\bnone below\b|\bonly above\b|\bdelay until\b"
    r"|\b(?:withhold|stop|interrupt|pause) (?:below|from|above|when above)\b|\bstop for creatine kinase\b"
    r"|\bcontraindicated above\b|\bof at least \d"
)
PARAMETERS = {
    "neutrophils": r"neutrophils", "platelets": r"platelets", "bilirubin": r"bilirubin", "qtc": r"\bQT",
    "creatinine_clearance": r"clearance|renal impairment", "child_pugh": r"Child-Pugh|significant hepatic impairment",
    "lvef": r"LVEF|ejection fraction", "albumin": r"albumin", "creatine_kinase": r"creatine kinase",
    "potassium": r"potassium", "magnesium": r"magnesium", "systolic_pressure": r"uncontrolled hypertension|mmHg",
    "alt": r"\bALT\b", "haemoglobin": r"haemoglobin",
}  # fmt: skip
# The condition of the text is of something else, or has a rule of another parameter; why.
ELSEWHERE = {
    ("etoposide", "haemoglobin"): "measured beside the counts that hold the dose",
    ("ixabepilone", "alt"): "a rule on ast_alt",
}


def test_a_warning_that_names_a_parameter_and_a_limit_has_a_rule(kb: KnowledgeBase) -> None:
    tables = safety_tables(kb)
    missing, seen = [], set()
    for drug, rows in tables.warnings.items():
        ruled = {rule.parameter for rule in tables.organ_rules.get(drug, ())}
        for row in rows:
            for part in row.words.split(";"):
                if not CONDITION.search(part):
                    continue
                for parameter, words in PARAMETERS.items():
                    if re.search(words, part):
                        seen.add((drug, parameter))
                        if parameter not in ruled and (drug, parameter) not in ELSEWHERE:
                            missing.append(f"{drug}: {parameter}: {row.words}")
    assert missing == []
    assert {
        ("docetaxel", "neutrophils"), ("docetaxel", "bilirubin"), ("vandetanib", "qtc"), ("toremifene", "potassium"),
        ("ribociclib", "qtc"), ("mitoxantrone", "neutrophils"), ("nilotinib", "magnesium"),
    } <= seen  # fmt: skip


def test_every_rule_can_be_applied(kb: KnowledgeBase) -> None:
    tables = safety_tables(kb)
    for rules in tables.organ_rules.values():
        for rule in rules:
            assert rule.parameter == "ecog" or rule.parameter in tables.labs, rule
            if rule.parameter in ("ecog", "child_pugh"):
                continue
            known = {"xULN", "xLLN", tables.labs[rule.parameter].unit}
            assert rule.unit in known | ({"umol/L"} if rule.parameter == "bilirubin" else set()), rule


@pytest.mark.parametrize(
    ("drug", "test", "value", "unit", "action"),
    [
        ("docetaxel", "neutrophils", 1.4, "10^9/L", "contraindicated"),
        ("docetaxel", "bilirubin", 1.1, "xULN", "avoid"),
        ("docetaxel", "bilirubin", 1.0, "xULN", None), ("docetaxel", "neutrophils", 1.5, "10^9/L", None),
        ("cabazitaxel", "neutrophils", 1.5, "10^9/L", "contraindicated"),
        ("paclitaxel", "neutrophils", 1.4, "10^9/L", "contraindicated"),
        ("nab-paclitaxel", "neutrophils", 1.4, "10^9/L", "contraindicated"),
        ("vandetanib", "QTc", 451, "ms", "avoid"), ("vandetanib", "QTc", 450, "ms", None),
        ("ribociclib", "QTc", 451, "ms", "avoid"), ("nilotinib", "QTc", 450, "ms", "avoid"),
        ("arsenic trioxide", "QTc", 470, "ms", "avoid"), ("toremifene", "QTc", 470, "ms", "avoid"),
        ("toremifene", "potassium", 2.9, "mmol/L", "avoid"), ("nilotinib", "magnesium", 0.4, "mmol/L", "avoid"),
        ("etoposide", "platelets", 40, "10^9/L", "avoid"), ("oxaliplatin", "neutrophils", 1.4, "10^9/L", "avoid"),
        ("copanlisib", "systolic blood pressure", 150, "mmHg", "avoid"), ("neratinib", "CrCl", 25, "mL/min", "avoid"),
        ("aldesleukin", "CrCl", 25, "mL/min", "avoid"), ("erlotinib", "bilirubin", 3.5, "xULN", "monitor"),
        ("sonidegib", "CK", 11, "xULN", "avoid"), ("pyrotinib", "LVEF", 45, "%", "monitor"),
    ],
)  # fmt: skip
def test_the_limit_of_the_text_is_the_limit_of_the_rule(
    kb: KnowledgeBase, drug: str, test: str, value: float, unit: str, action: str | None
) -> None:
    body = case_body("KRAS p.G12D", labs=[{"test": test, "value": value, "unit": unit}])
    found = check_organs(kb, [drug], service.read_body(body, "case", kb).case).findings
    assert [one.action for one in found] == ([action] if action else [])


def test_low_is_low_by_the_limit_of_the_laboratory(kb: KnowledgeBase) -> None:
    def check(**more: float) -> tuple[list[str], list[str]]:
        body = case_body("KRAS p.G12D", labs=[{"test": "potassium", "value": 3.3, "unit": "mmol/L", **more}])
        found = check_organs(kb, ["toremifene"], service.read_body(body, "case", kb).case)
        return [one.action for one in found.findings], [why for _, why in found.open if "potassium" in why]

    assert check(lower_normal=3.5) == (["avoid"], [])
    assert check(lower_normal=3.2) == ([], [])
    assert check() == ([], ["potassium has no lower limit of normal beside it"])
