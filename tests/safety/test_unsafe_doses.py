"""Where trials found no safe dose, a toxic lowest level, other schedules, and single doses above the label's."""

import pytest

from tumorboard import service
from tumorboard.domain.combination import CombinationTrial, Dose, DoseLevel, Toxic
from tumorboard.safety.dosing import propose
from tumorboard.safety.store import evidence


def trial(drugs: dict[str, tuple[float, str, str]], mtd: bool, toxic: bool, id: str = "T1") -> CombinationTrial:
    doses = tuple(
        Dose(drug=drug, amount=amount, unit=unit, per_day=1, schedule=schedule)
        for drug, (amount, unit, schedule) in sorted(drugs.items())
    )
    event = Toxic(level="1", event="fatigue", grade="3", patients=2, treated=6)
    return CombinationTrial(
        id=id, pmid=f"9{id[1:]}", nct="", drugs=tuple(sorted(drugs)), known=True, other_treatment=(),
        levels=(DoseLevel(level="1", doses=doses),), toxicities=(event,) if toxic else (), mtd=doses if mtd else (),
    )  # fmt: skip


@pytest.mark.parametrize(
    "drugs",
    [
        ("bevacizumab", "sorafenib"),
        ("pazopanib", "temsirolimus"),
        ("bevacizumab", "everolimus"),
        ("bevacizumab", "temsirolimus"),
        ("bevacizumab", "everolimus", "olaparib"),
        ("temsirolimus", "trametinib"),
        ("cobimetinib", "everolimus"),
    ],
)
def test_a_pair_without_a_safe_dose_gets_none_by_a_floor_or_a_rule_of_thumb(drugs: tuple[str, ...]) -> None:
    kb = service.open_knowledge()
    for dose in propose(kb, drugs, evidence(kb)):
        assert dose.dose is None and dose.percent_of_label is None
        assert "some trials found no safe dose of" in dose.basis and dose.sources
    report = service.safety(drugs, kb)
    assert all(view.dose is None and view.basis.startswith("none proposed") for view in report.doses)
    assert not any("raise one drug" in step or "each step up" in step for step in report.plan)


def test_a_tolerated_dose_of_just_these_drugs_is_used_and_the_pair_is_told() -> None:
    kb = service.open_knowledge()
    known = trial({"bevacizumab": (5, "mg/kg", "every 2 weeks"), "everolimus": (5, "mg", "daily")}, True, False)
    for dose in propose(kb, known.drugs, [known]):
        assert dose.dose == 5 and "PMID:91" in dose.sources
        assert "some trials found no safe dose of bevacizumab + everolimus" in dose.basis


def test_no_proposal_is_above_a_lowest_level_that_was_toxic() -> None:
    kb = service.open_knowledge()
    level = {"olaparib": (50, "mg", "twice daily"), "palbociclib": (25, "mg", "days 1-21 of 28")}
    toxic = trial(level, False, True)
    free = {dose.drug: dose.dose for dose in propose(kb, toxic.drugs)}
    assert free == {"olaparib": 150, "palbociclib": 62.5}
    bound = {dose.drug: dose for dose in propose(kb, toxic.drugs, [toxic])}
    assert (bound["olaparib"].dose, bound["palbociclib"].dose) == (50, 25)
    assert all("lowest level" in dose.basis and "PMID:91" in dose.sources for dose in bound.values())
    harmless = trial(
        {"olaparib": (50, "mg", "twice daily"), "palbociclib": (25, "mg", "days 1-21 of 28")}, False, False
    )
    tested = {dose.drug: dose for dose in propose(kb, toxic.drugs, [harmless])}
    assert {name: dose.dose for name, dose in tested.items()} == {"olaparib": 50, "palbociclib": 25}
    assert all("the highest dose that a phase I trial" in dose.basis for dose in tested.values())
    assert {dose.drug: dose.dose for dose in propose(kb, toxic.drugs, [toxic], {toxic.pmid})} == free


def test_no_proposal_is_above_what_the_shipped_trials_of_the_same_drugs_tested() -> None:
    kb = service.open_knowledge()
    found = {dose.drug: dose for dose in propose(kb, ["alpelisib", "everolimus"], evidence(kb))}
    assert (found["everolimus"].dose or 0) <= 2.5


def test_an_infusion_is_not_held_at_the_dose_of_another_kind_of_schedule() -> None:
    kb = service.open_knowledge()
    found = {dose.drug: dose for dose in propose(kb, ["fluorouracil", "oxaliplatin", "folinic acid"], evidence(kb))}
    assert "46 hours" in found["fluorouracil"].schedule
    assert found["fluorouracil"].dose == 1200


def test_a_held_dose_stands_with_a_schedule_on_which_it_was_tolerated_or_below_it() -> None:
    kb = service.open_knowledge()
    others = [
        trial({"docetaxel": (20, "mg/m2", "days 1, 15 of 28"), name: (1, "mg", "daily")}, True, False, f"T{place}")
        for place, name in enumerate(("erlotinib", "sorafenib", "imatinib"), start=1)
    ]
    free = next(dose for dose in propose(kb, ["docetaxel", "lapatinib"]) if dose.drug == "docetaxel")
    held = next(dose for dose in propose(kb, ["docetaxel", "lapatinib"], others) if dose.drug == "docetaxel")
    assert (held.dose, held.schedule) == (20, "days 1, 15 of 28")
    assert (held.percent_of_label or 0) <= (free.percent_of_label or 0)
    daily = [one.model_copy(update={"mtd": tuple(dose.model_copy(update={"schedule": "daily"}) for dose in one.mtd)})
             for one in others]  # fmt: skip
    unlike = next(dose for dose in propose(kb, ["docetaxel", "lapatinib"], daily) if dose.drug == "docetaxel")
    assert (unlike.dose, unlike.schedule) == (free.dose, free.schedule)


def test_a_single_dose_to_swallow_is_never_above_the_labels() -> None:
    kb = service.open_knowledge()
    sets = {one.drugs for one in evidence(kb).trials} | {("carboplatin", "olaparib")}
    for drugs in sorted(sets):
        for dose in propose(kb, drugs, evidence(kb)):
            label = [row.amount for row in kb.doses.get(dose.drug, ()) if row.unit == dose.unit]
            if dose.dose is not None and label and kb.drugs[dose.drug].route == "oral":
                assert dose.dose <= max(label), (drugs, dose)
    olaparib = next(d for d in propose(kb, ["carboplatin", "olaparib"], evidence(kb)) if d.drug == "olaparib")
    assert olaparib.dose == 300 and "held at the label's" in olaparib.basis


def test_shares_are_exact_and_amounts_can_be_given() -> None:
    kb = service.open_knowledge()
    found = {d.drug: d for d in propose(kb, ["dabrafenib", "palbociclib", "trametinib"], evidence(kb))}
    assert {name: (d.dose, d.percent_of_label) for name, d in found.items()} == {
        "dabrafenib": (50, 33.3),
        "palbociclib": (41, 33.3),
        "trametinib": (0.66, 33.3),
    }
    report = service.safety(["dabrafenib", "palbociclib", "trametinib"], kb)
    assert sum("available strength" in step for step in report.plan) == 1


def test_a_floor_cites_its_paper() -> None:
    kb = service.open_knowledge()
    for drugs in (("erlotinib", "gefitinib"), ("olaparib", "topotecan"), ("docetaxel", "lapatinib")):
        for dose in propose(kb, drugs, ()):
            assert any(name in kb.citations for name in dose.sources)
            assert dose.sources[0] in ("GL:Liu2016-two-drug-doses", "GL:Nikanjam2016-targeted-cytotoxic-doses")
    three = propose(kb, ["docetaxel", "lapatinib", "olaparib"], ())
    assert all("PMID:28424323" in dose.sources and "PMID:28424323" in kb.citations for dose in three)
