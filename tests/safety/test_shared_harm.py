"""Harm that two drugs add up: the heart under an anthracycline and HER2 drugs, the marrow by the rates of toxicity."""

from itertools import combinations

import pytest

from tumorboard import service
from tumorboard.domain.case import Medication
from tumorboard.domain.limits import Limits
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.interactions import forbidden_pairs, pair_findings
from tumorboard.safety.marrow import COUNTED, FROM, SYSTEM, roles_of
from tumorboard.safety.medications import check_medications

ANTHRACYCLINES = ("daunorubicin", "doxorubicin", "epirubicin", "idarubicin", "pegylated liposomal doxorubicin")
HER2 = ("margetuximab", "pertuzumab", "trastuzumab", "trastuzumab emtansine")


@pytest.mark.parametrize("anthracycline", ANTHRACYCLINES)
@pytest.mark.parametrize("her2", HER2)
def test_an_anthracycline_with_a_her2_drug_harms_the_heart(kb: KnowledgeBase, anthracycline: str, her2: str) -> None:
    (found,) = [one for one in pair_findings(kb, [anthracycline, her2], Limits()) if "heart" in one.mechanism]
    assert found.severity == "major" and not found.forbids
    boxed = {
        citation
        for drug in (anthracycline, her2)
        for row in safety_tables(kb).warnings[drug]
        if (row.kind, row.organ) == ("boxed", "cardiac")
        for citation in row.citations
    }
    assert set(found.sources) == boxed
    assert [
        one for one in check_medications(kb, [her2], [Medication(name=anthracycline)]).findings
        if "heart" in one.mechanism
    ]  # fmt: skip


@pytest.mark.parametrize("group", [ANTHRACYCLINES, HER2])
def test_two_of_one_kind_are_not_called_so(kb: KnowledgeBase, group: tuple[str, ...]) -> None:
    """Labels give pertuzumab with trastuzumab."""
    for pair in combinations(group, 2):
        assert not [one for one in pair_findings(kb, pair, Limits()) if "weaken the heart" in one.mechanism]


def test_the_rates_say_who_suppresses_the_marrow_with_number_and_source(kb: KnowledgeBase) -> None:
    (found,) = [
        one for one in pair_findings(kb, ["gemcitabine", "carboplatin"], Limits()) if "suppress" in one.mechanism
    ]
    rate = kb.toxicity["carboplatin"]["haematological"]
    assert found is not None and found.severity == "moderate" and not found.forbids
    assert f"carboplatin: {rate.event} of grade 3 or higher in {100 * rate.probability:g} %" in found.mechanism
    assert "gemcitabine:" not in found.mechanism  # its role stands in the table
    assert set(rate.citations) <= set(found.sources)


def test_only_known_rates_from_a_fifth_on_count(kb: KnowledgeBase) -> None:
    for drug in kb.drugs:
        counted = [row for row in roles_of(kb, drug) if row.strength == COUNTED]
        listed = any(row.system == SYSTEM for row in safety_tables(kb).drug_roles.get(drug, ()))
        rate = kb.toxicity.get(drug, {}).get("haematological")
        assert bool(counted) == (rate is not None and rate.probability >= FROM and not listed), drug
        assert all(row.citations and row.note for row in counted)


def test_marrow_and_heart_forbid_no_regimen_by_the_default_limits(kb: KnowledgeBase) -> None:
    for regimen in kb.regimens:
        for one in pair_findings(kb, regimen.drugs, Limits()):
            shared = "suppress the marrow" in one.mechanism or "weaken the heart" in one.mechanism
            assert not (shared and one.forbids), (regimen.id, one)
        assert forbidden_pairs(kb, regimen.drugs, Limits()) == (), regimen.id


def test_a_rate_makes_no_live_vaccine_more_dangerous(kb: KnowledgeBase) -> None:
    """Who may not have a live vaccine follows from the kind of drug alone, and a rate does not change that."""
    told = check_medications(kb, ["aflibercept"], [Medication(name="MMR vaccine")]).findings
    assert any(row.strength == COUNTED for row in roles_of(kb, "aflibercept"))
    assert [one.severity for one in told if one.about == "vaccine"] == ["moderate"]


def test_what_a_named_rule_tells_of_the_marrow_is_not_told_again(kb: KnowledgeBase) -> None:
    found = pair_findings(kb, ["carboplatin", "niraparib"], Limits())
    assert [one.mechanism for one in found if "suppress" in one.mechanism] == ["prolonged myelosuppression"]


def test_a_document_tells_the_basis(kb: KnowledgeBase) -> None:
    report = service.safety(("carboplatin", "gemcitabine"), kb)
    assert any("suppress the marrow (carboplatin: neutropenia" in pair.mechanism for pair in report.interactions)
