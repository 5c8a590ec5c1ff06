"""Boxed warnings, monitoring, and what limited the dose."""

from tumorboard import service
from tumorboard.domain.drug import ORGANS
from tumorboard.knowledge.safety_tables import safety_tables


def test_boxed_warnings_come_first_and_every_row_is_cited() -> None:
    kb = service.open_knowledge()
    told = service.safety(["sunitinib", "cetuximab"], kb).warnings
    assert next(one.kind for one in told if one.drug == "sunitinib") == "boxed"
    assert {one.drug for one in told} == {"sunitinib", "cetuximab"}
    assert all(one.sources and one.organ in ORGANS for one in told)


def test_what_limited_the_dose_is_counted_over_the_combinations_with_a_drug() -> None:
    kb = service.open_knowledge()
    report = service.safety(["temsirolimus"], kb)
    (mucositis,) = (one for one in report.warnings if one.words.startswith("mucositis"))
    assert mucositis.kind == "dose_limiting"
    pmids = {source.removeprefix("PMID:") for source in mucositis.sources}
    without = service.safety(["temsirolimus"], kb, without=pmids)
    assert not pmids & {s.removeprefix("PMID:") for one in without.warnings for s in one.sources}


def test_a_drug_without_a_row_is_told_as_not_known() -> None:
    kb = service.open_knowledge()
    name = next(name for name, drug in kb.drugs.items() if name not in safety_tables(kb).warnings)
    report = service.safety([name], kb)
    assert any("boxed" in gap.reason for gap in report.not_checked if gap.what == name)


def test_an_option_carries_the_boxed_warnings_of_its_drugs() -> None:
    kb = service.open_knowledge()
    read = service.open_case(service.sample_cases() / "SAMPLE-4.json", kb)
    limits = service.Limits(pin=("cetuximab",))
    option = service.recommend(read, kb, limits, top=1).options[0]
    assert any("cetuximab: boxed warning" in warning for warning in option.warnings)
