"""Starting doses: the order of what they rest on, and what they never do."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from tumorboard import service
from tumorboard.domain.case import Case
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.safety_report import SafetyReport
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.dosing import propose
from tumorboard.safety.interactions import PairFinding
from tumorboard.safety.label_doses import label_dose
from tumorboard.safety.proposals import OF_DAILY, caps, held
from tumorboard.safety.proposed import ProposedDose
from tumorboard.safety.store import evidence


def test_no_proposal_is_above_the_label_dose_and_each_says_what_it_rests_on() -> None:
    kb = service.open_knowledge()
    known = sorted(name for name in kb.drugs if name in kb.doses)
    random = Random(4)
    sets = [random.sample(known, random.randint(1, 5)) for _ in range(400)]
    sets += [list(trial.drugs) for trial in evidence(kb).trials]
    sets += [list(regimen.drugs) for regimen in kb.regimens]
    for drugs in sets:
        for dose in propose(kb, drugs, evidence(kb)):
            assert dose.basis
            assert dose.percent_of_label is None or 0 < dose.percent_of_label <= 100, (drugs, dose)
            if dose.percent_of_label is not None and dose.dose is not None:
                assert dose.unit and dose.schedule is not None


@pytest.mark.parametrize(
    ("drugs", "basis"),
    [
        (("dabrafenib", "trametinib"), "established regimen"),
        (("cisplatin", "gemcitabine"), "established regimen"),
        (("gemcitabine", "trametinib"), "phase I"),
        (("lapatinib", "topotecan"), "published floor 82 %"),
        (("olaparib", "topotecan"), "published floor 41 %"),
        (("erlotinib", "gefitinib"), "published floor 60 %"),
        (("olaparib", "palbociclib"), "rule of thumb"),
        (("palbociclib", "trametinib", "olaparib"), "rule of thumb"),
    ],
)
def test_the_order_is_regimen_then_phase_one_then_floor_then_rule(drugs: tuple[str, ...], basis: str) -> None:
    kb = service.open_knowledge()
    proposed = propose(kb, drugs, evidence(kb))
    assert any(dose.basis.startswith(basis) for dose in proposed), [dose.basis for dose in proposed]


def test_what_other_combinations_tolerated_lowers_and_never_raises() -> None:
    kb = service.open_knowledge()
    drugs = [
        name for name in ("capecitabine", "docetaxel", "everolimus", "sunitinib", "irinotecan") if name in kb.doses
    ]
    for pair in combinations(drugs, 2):
        free = {dose.drug: dose for dose in propose(kb, pair, ())}
        if any(dose.basis.startswith("established") for dose in free.values()) or evidence(kb).exact(pair):
            continue
        for dose in propose(kb, pair, evidence(kb)):
            assert (dose.dose or 0) <= (free[dose.drug].dose or 0), pair


def test_a_left_out_trial_has_no_part_in_a_proposal() -> None:
    kb = service.open_knowledge()
    for trial in evidence(kb).trials[:60]:
        for dose in propose(kb, trial.drugs, evidence(kb), {trial.pmid}):
            assert f"PMID:{trial.pmid}" not in dose.sources


def test_the_patient_caps_a_proposal_and_the_reason_is_told() -> None:
    kb = service.open_knowledge()
    case = Case.model_validate(
        {
            "case_id": "T",
            "diagnosis": {"oncotree": "COADREAD"},
            "alterations": [],
            "pharmacogenomics": [{"gene": "DPYD", "diplotype": "*1/*2A"}],
            "medications": [{"name": "ketoconazole"}],
        }
    )
    report = service.safety(["capecitabine"], kb, read=service.ReadCase(case, ()))
    (dose,) = report.doses
    label = label_dose(kb, "capecitabine")
    assert label is not None
    assert dose.percent_of_label == 50
    assert dose.dose == label.amount / 2
    assert "DPYD" in dose.basis


def _of_genotype(drugs: list[str], gene: str, diplotype: str) -> dict[str, tuple[DoseView, DoseView]]:
    kb = service.open_knowledge()
    body = {"case_id": "T", "diagnosis": {"oncotree": "BREAST"}, "alterations": []}
    case = Case.model_validate({**body, "pharmacogenomics": [{"gene": gene, "diplotype": diplotype}]})
    plain, own = service.safety(drugs, kb), service.safety(drugs, kb, read=service.ReadCase(case, ()))
    return {one.drug: (one, other) for one, other in zip(plain.doses, own.doses, strict=True)}


@pytest.mark.parametrize("others", [["olaparib"], ["trastuzumab", "tucatinib"]])
def test_a_genotype_lowers_what_is_proposed_also_where_that_is_a_part_already(others: list[str]) -> None:
    plain, own = _of_genotype(["capecitabine", *others], "DPYD", "*1/*2A")["capecitabine"]
    assert plain.percent_of_label is not None and own.percent_of_label is not None
    assert own.percent_of_label == pytest.approx(plain.percent_of_label / 2, abs=0.1)
    assert plain.dose is not None and own.dose is not None and own.dose <= plain.dose / 2
    assert "50 % of it: germline DPYD" in own.basis


def test_a_genotype_that_asks_for_fewer_days_changes_the_schedule() -> None:
    plain, own = _of_genotype(["mercaptopurine"], "TPMT", "*3A/*3A")["mercaptopurine"]
    assert plain.schedule == "once daily" and own.schedule == "three times a week"
    assert plain.dose is not None and own.dose == pytest.approx(plain.dose / 10)
    assert own.percent_of_label == pytest.approx(10 * 3 / 7, abs=0.05)
    rules = safety_tables(service.open_knowledge()).pgx_rules
    assert {rule.schedule for own_rules in rules.values() for rule in own_rules} == {"", *OF_DAILY}


def _with_ketoconazole(drugs: list[str]) -> tuple[SafetyReport, SafetyReport]:
    kb = service.open_knowledge()
    body = {"case_id": "T", "diagnosis": {"oncotree": "COADREAD"}, "alterations": []}
    with_it = Case.model_validate({**body, "medications": [{"name": "ketoconazole"}]})
    return service.safety(drugs, kb), service.safety(drugs, kb, read=service.ReadCase(with_it, ()))


def test_a_strong_inhibitor_halves_what_would_be_proposed_without_it() -> None:
    """Its effect is on exposure, so that it comes on top of what a combination already lowered."""
    free, held = _with_ketoconazole(["gilteritinib", "palbociclib"])
    for before, after in zip(free.doses, held.doses, strict=True):
        assert before.percent_of_label == 50 and after.percent_of_label == 25
        assert (after.dose or 0) <= (before.dose or 0) / 2
        assert "halved" in after.basis and after.caps[0].of == "proposal"
    alone, halved = _with_ketoconazole(["palbociclib"])
    assert (alone.doses[0].percent_of_label, halved.doses[0].percent_of_label) == (100, 50)


def test_two_inhibitors_halve_once() -> None:
    kb = service.open_knowledge()
    body = {"case_id": "T", "diagnosis": {"oncotree": "BRCA"}, "alterations": [],
            "medications": [{"name": "ketoconazole"}, {"name": "itraconazole"}]}  # fmt: skip
    (dose,) = service.safety(["palbociclib"], kb, read=service.ReadCase(Case.model_validate(body), ())).doses
    assert len(dose.caps) == 2 and dose.percent_of_label == 50


@pytest.mark.parametrize(("together", "share", "percent"), [(False, "1/2", 25), (True, "1/2", 50), (True, "9/10", 50)])
def test_an_inhibitor_among_the_drugs_was_reckoned_with_where_they_were_given_together(
    together: bool, share: str, percent: float
) -> None:
    proposed = [
        ProposedDose("everolimus", Fraction(share), 10 * Fraction(share), "mg", "daily", "x", (), together=together),
        ProposedDose("ribociclib", Fraction(1), Fraction(600), "mg", "daily", "x", (), together=together),
    ]
    pair = PairFinding(
        "everolimus",
        "ribociclib",
        "major",
        "ribociclib raises everolimus",
        ("DB:Flockhart",),
        False,
        raises="everolimus",
    )
    by_drug = caps(["everolimus", "ribociclib"], None, None, None, [pair], proposed)
    everolimus, ribociclib = held(proposed, by_drug)
    assert everolimus.percent_of_label == percent and everolimus.dose == percent / 10
    assert ribociclib.percent_of_label == 100 and not ribociclib.caps
