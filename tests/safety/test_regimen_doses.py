"""The doses of established regimens: by tumour type, as their words say, never those of another partnership."""

import re
from collections.abc import Iterator

import pytest

from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.domain.drug import EstablishedRegimen
from tumorboard.knowledge.regimen_dose_table import regimen_doses
from tumorboard.safety.dosing import propose
from tumorboard.safety.proposed import ProposedDose
from tumorboard.safety.schedule import doses_per_day, fit
from tumorboard.safety.store import evidence

NOT_TOLD = "the dose of this regimen is not in the tables"
AMOUNT = re.compile(r"(\d[\d,]*\.?\d*) (mg/m2|mg/kg|mg)\b")


def proposed(drugs: str, tumor: str | None = None) -> dict[str, ProposedDose]:
    kb = service.open_knowledge()
    return {dose.drug: dose for dose in propose(kb, drugs.split(","), evidence(kb), tumor=tumor)}


def words_of(regimen: EstablishedRegimen, drug: str) -> str:
    """Return what the words of a regimen say of one drug: from its name to that of the next."""
    after = regimen.doses.partition(drug)[2] if drug in regimen.doses else ""
    for other in regimen.drugs:
        after = after.partition(other)[0] if other != drug else after
    return after


def amounts(words: str) -> set[tuple[float, str]]:
    return {(float(number.replace(",", "")), unit) for number, unit in AMOUNT.findall(words)}


def schedules(words: str) -> list[str]:
    """Return the schedules that words offer, written as labels write them."""
    plain = re.sub(r" \([^)]*\)", "", words).replace("once or twice daily", "once daily or twice daily")
    return re.split(r" or |, at most|, then", plain.replace("21 of 28 days", "on days 1 to 21 of 28"))


def told() -> Iterator[tuple[EstablishedRegimen, str, str]]:
    for regimen in service.open_knowledge().regimens:
        for drug in regimen.drugs:
            if amounts(words := words_of(regimen, drug)):
                yield regimen, drug, words


def test_the_table_has_no_loose_references() -> None:
    table = regimen_doses(service.open_knowledge())
    assert not table.problems
    assert len(list(told())) >= 60


@pytest.mark.parametrize(
    ("regimen", "drug", "words"), list(told()), ids=lambda value: getattr(value, "id", str(value))[:24]
)
def test_every_dose_in_words_is_proposed_as_the_words_say(regimen: EstablishedRegimen, drug: str, words: str) -> None:
    kb = service.open_knowledge()
    doses = {dose.drug: dose for dose in propose(kb, regimen.drugs, evidence(kb), tumor=regimen.diseases[0])}
    ours = doses[drug]
    assert ours.basis.startswith(f"established regimen {regimen.id}:") or regimen.drugs in same_drugs_twice()
    assert (ours.dose, ours.unit) in amounts(words)
    rates = {doses_per_day(part, None) for part in schedules(words)} - {None}
    row = regimen_doses(kb).of(regimen.id)[drug]
    assert not rates or doses_per_day(ours.schedule, ours.per_day) in rates
    assert (row.amount, row.unit) == (ours.dose, ours.unit)


def same_drugs_twice() -> set[tuple[str, ...]]:
    """Return the sets of drugs that several rows name for one tumour type, by biomarker."""
    seen: dict[tuple[tuple[str, ...], str], int] = {}
    for regimen in service.open_knowledge().regimens:
        key = (regimen.drugs, regimen.diseases[0])
        seen[key] = seen.get(key, 0) + 1
    return {drugs for (drugs, _), number in seen.items() if number > 1}


def test_a_row_of_a_regimen_that_says_its_doses_says_nothing_else() -> None:
    kb = service.open_knowledge()
    for regimen in kb.regimens:
        for drug, row in regimen_doses(kb).of(regimen.id).items():
            found = amounts(words_of(regimen, drug))
            assert not found or (row.amount, row.unit) in found, (regimen.id, drug)


@pytest.mark.parametrize(
    ("drugs", "tumor", "doses"),
    [
        ("ipilimumab,nivolumab", "MEL", {"ipilimumab": (3, "every 3 weeks"), "nivolumab": (1, "every 3 weeks")}),
        ("ipilimumab,nivolumab", "SKCM", {"ipilimumab": (3, "every 3 weeks"), "nivolumab": (1, "every 3 weeks")}),
        ("ipilimumab,nivolumab", "LUAD", {"ipilimumab": (1, "every 6 weeks"), "nivolumab": (360, "every 3 weeks")}),
        ("cisplatin,gemcitabine", "IHCH", {"cisplatin": (25, "days 1 and 8 of 21"), "gemcitabine": (1000, "1 and 8")}),
        ("cisplatin,gemcitabine", "PAAD", {"cisplatin": (50, "days 1 and 15 of 28")}),
        ("cisplatin,gemcitabine", "BLCA", {"cisplatin": (70, "day 1 of 21")}),
        ("bevacizumab,carboplatin,paclitaxel", "LUAD", {"bevacizumab": (15, "every 3 weeks")}),
        ("paclitaxel,ramucirumab", "STAD", {"paclitaxel": (80, "days 1, 8 and 15 of 28")}),
        ("bevacizumab,fluorouracil,oxaliplatin", "COADREAD", {"bevacizumab": (10, "every 2 weeks")}),
        ("erlotinib,ramucirumab", "LUAD", {"ramucirumab": (10, "every 2 weeks"), "erlotinib": (150, "daily")}),
        ("durvalumab,tremelimumab", "HCC", {"durvalumab": (1500, "every 4 weeks"), "tremelimumab": (300, "once")}),
    ],
)
def test_the_regimen_of_the_tumour_type_decides(drugs: str, tumor: str, doses: dict[str, tuple[float, str]]) -> None:
    found = proposed(drugs, tumor)
    for drug, (amount, schedule) in doses.items():
        assert found[drug].dose == amount
        assert schedule in found[drug].schedule


def test_the_case_passes_its_tumour_type() -> None:
    kb = service.open_knowledge()
    told = {}
    for code in ("MEL", "LUAD"):
        case = Case.model_validate({"case_id": code, "diagnosis": {"oncotree": code}, "alterations": []})
        report = service.safety(["ipilimumab", "nivolumab"], kb, read=service.ReadCase(case, ()))
        told[code] = {dose.drug: dose.dose for dose in report.doses}
    assert told == {"MEL": {"ipilimumab": 3, "nivolumab": 1}, "LUAD": {"ipilimumab": 1, "nivolumab": 360}}


def test_without_a_tumour_type_each_drug_has_the_lowest_dose_and_the_others_are_named() -> None:
    found = proposed("ipilimumab,nivolumab")
    assert (found["ipilimumab"].dose, found["ipilimumab"].schedule) == (1, "every 6 weeks")
    assert (found["nivolumab"].dose, found["nivolumab"].unit) == (1, "mg/kg")
    assert "RG087" in found["ipilimumab"].basis and "differ by tumour type" in found["ipilimumab"].basis
    pair = proposed("cisplatin,gemcitabine")
    assert (pair["cisplatin"].dose, pair["gemcitabine"].dose) == (25, 1000)
    assert {dose.schedule for dose in pair.values()} == {"days 1 and 8 of 21"}


def test_a_regimen_of_another_tumour_type_says_so() -> None:
    assert all("for another tumour type" in dose.basis for dose in proposed("ipilimumab,nivolumab", "PAAD").values())


def test_cycles_of_a_regimen_fit_each_other() -> None:
    kb = service.open_knowledge()
    for regimen in kb.regimens:
        for tumor in (None, regimen.diseases[0]):
            doses = [dose for dose in propose(kb, regimen.drugs, evidence(kb), tumor=tumor) if dose.dose is not None]
            for one in doses:
                assert all(fit(one.schedule, other.schedule) for other in doses), (regimen.id, tumor)


def test_no_dose_of_another_partnership_is_borrowed() -> None:
    """Cisplatin beside etoposide is no dose of a regimen with pemetrexed; a dose alone is marked as such."""
    for drugs in ("cisplatin,ipilimumab,nivolumab,pemetrexed", "bevacizumab,cisplatin,paclitaxel"):
        dose = proposed(drugs)["cisplatin"]
        assert dose.dose is None and dose.percent_of_label is None and dose.basis.endswith(NOT_TOLD)
    kb = service.open_knowledge()
    for regimen in kb.regimens:
        for dose in propose(kb, regimen.drugs, evidence(kb), tumor=regimen.diseases[0]):
            if dose.drug in regimen_doses(kb).of(regimen.id):
                continue
            if dose.dose is not None and "label dose alone" in dose.basis:
                mono = [row for row in kb.doses[dose.drug] if row.context.startswith("mono")]
                assert (dose.dose, dose.unit) in {(row.amount, row.unit) for row in mono}, (regimen.id, dose)


def test_chemotherapy_beside_other_chemotherapy_is_not_given_at_its_dose_alone() -> None:
    found = proposed("bevacizumab,paclitaxel,topotecan")
    assert found["topotecan"].dose is None and found["bevacizumab"].dose == 15
