"""Approvals: a drug that both agencies have approved can be had wherever one of them counts."""

import pytest

from tumorboard.domain.limits import Limits
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.table_records import Tables
from tumorboard.knowledge.tables import Row
from tumorboard.knowledge.vocabulary_rows import take_drug, take_drug_class
from tumorboard.safety.availability import unavailable, use_type
from ui.parts.words import approved_in

BOTH = ("abemaciclib", "bevacizumab", "palbociclib", "trametinib")
CLASS = {"class": "mek_inhibitor", "label": "MEK inhibitors", "group": "MAPK", "checkpoint": "no"}
DRUG = {
    "drug": "anew", "class": "mek_inhibitor", "modality": "small_molecule", "category": "targeted", "route": "oral",
    "approval": "", "brands": "", "codes": "", "ncit": "", "rxnorm": "", "citation": "", "note": "",
}  # fmt: skip


def read(approval: str) -> Tables:
    tables = Tables()
    take_drug_class(tables, Row("drug_classes.csv", 2, CLASS))
    take_drug(tables, Row("drugs.csv", 2, DRUG | {"approval": approval}))
    return tables


@pytest.mark.parametrize("drug", BOTH)
def test_a_drug_approved_by_both_agencies_passes_if_either_is_allowed(drug: str, kb: KnowledgeBase) -> None:
    for agency in ("fda", "ema"):
        assert unavailable(kb.drugs[drug], Limits(availability=(agency,))) == ""
    told = unavailable(kb.drugs[drug], Limits(availability=("investigational",)))
    assert told == "availability: approved by FDA and EMA; the limits allow investigational"
    assert approved_in(kb.drugs[drug].approvals) == "US, EU"


def test_every_drug_with_an_eu_product_information_is_approved_there_unless_its_note_says_otherwise(
    kb: KnowledgeBase,
) -> None:
    informed = {drug.name for drug in kb.drugs.values() if any(name.startswith("EMA:") for name in drug.citations)}
    ended = {name for name in informed if "EU authorisation was withdrawn" in kb.drugs[name].note}
    assert ended == {"pralsetinib"}
    assert all(("ema" in kb.drugs[name].approvals) != (name in ended) for name in informed)


def test_what_is_approved_by_one_agency_only_is_told_so(kb: KnowledgeBase) -> None:
    told = unavailable(kb.drugs["pralsetinib"], Limits(availability=("ema",)))
    assert told == "availability: approved by FDA only; the limits allow ema"


@pytest.mark.parametrize("drug", ["palbociclib", "serplulimab"])
def test_an_approved_drug_is_never_called_trial_only(drug: str, kb: KnowledgeBase) -> None:
    assert use_type(kb.drugs[drug], on_label=False) == "off label"


def test_only_the_two_agencies_can_stand_together() -> None:
    assert read("ema|fda").drugs["anew"].approvals == ("fda", "ema")
    assert any("may be joined" in problem for problem in map(str, read("fda|withdrawn").problems))


@pytest.mark.parametrize("cell", ["", "fda|fda", "usa", "fda|usa"])
def test_an_approval_that_is_no_state_is_refused(cell: str) -> None:
    with pytest.raises(KnowledgeError, match=r"drugs.csv.*approval"):
        read(cell)
