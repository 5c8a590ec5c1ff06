"""What follows from two medicines' roles: the direction of an effect, its gravity, and that every role can speak."""

import pytest

from tumorboard.domain.safety import InteractionRole, Role
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.coverage import IN_PART, NOTHING, gap, in_short, interaction_gaps
from tumorboard.safety.roles import METABOLIC, derive

# Roles that say nothing of themselves, with the reason.
SILENT = {
    "unaffected": "says that the system does not matter for the drug, so that its interactions count as known",
    "live_vaccine": "is judged by the class of the drug, in vaccines.py",
}


def role(name: str, system: str, kind: Role, strength: str = "known") -> InteractionRole:
    return InteractionRole(name, system, kind, strength, ("DB:CPIC",))


@pytest.mark.parametrize(
    ("actor", "victim", "words", "raises"),
    [
        ("inhibitor", "substrate", "a (strong CYP2D6 inhibitor) raises b", "b"),
        ("inducer", "substrate", "a (strong CYP2D6 inducer) lowers b", ""),
        ("inhibitor", "activated", "a (strong CYP2D6 inhibitor) lowers the active metabolite of b, which may lose its"
         " effect", ""),
        ("inducer", "activated", "a (strong CYP2D6 inducer) raises the active metabolite of b", ""),
        ("inducer", "induced", "a (strong CYP2D6 inducer) lowers b", ""),
    ],
)  # fmt: skip
def test_the_direction_follows_from_what_the_enzyme_does(actor: Role, victim: Role, words: str, raises: str) -> None:
    (found,) = derive([role("a", "CYP2D6", actor, "strong")], [role("b", "CYP2D6", victim)])
    assert (found.mechanism, found.severity, found.raises) == (words, "major", raises)


@pytest.mark.parametrize("victim", ["induced", "unaffected"])
def test_an_inhibitor_does_not_matter_where_only_inducers_or_nothing_does(victim: Role) -> None:
    assert derive([role("a", "CYP3A4", "inhibitor", "strong")], [role("b", "CYP3A4", victim)]) == ()


def test_an_inhibitor_of_dpd_is_contraindicated_with_a_fluoropyrimidine_whatever_its_grade() -> None:
    (found,) = derive([role("a", "DPD", "inhibitor", "weak")], [role("b", "DPD", "substrate", "minor")])
    assert found.severity == "contraindicated"


def test_every_role_of_the_tables_can_speak_with_some_partner_of_the_tables(kb: KnowledgeBase) -> None:
    tables = safety_tables(kb)
    rows = [row for table in (tables.drug_roles, tables.medication_roles) for own in table.values() for row in own]
    by_kind: dict[tuple[str, str], list[InteractionRole]] = {}
    for row in rows:
        by_kind.setdefault((row.system, row.role), []).append(row)
    mute = []
    for (system, kind), own in by_kind.items():
        if system in SILENT or kind in SILENT:
            continue
        others = [row for row in rows if row.system == system]
        if not any(derive([one], [other]) for one in own for other in others if one.name != other.name):
            mute.append((system, kind))
    assert mute == []


def test_a_drug_without_rows_is_unknown_and_one_without_enzymes_known_in_part() -> None:
    assert gap([]) == NOTHING
    assert gap([role("a", "QT", "risk")]) == IN_PART
    assert gap([role("a", "QT", "risk"), role("a", "CYP3A4", "unaffected")]) == ""


def test_gaps_name_each_drug_once_and_leave_out_what_no_enzyme_handles(kb: KnowledgeBase) -> None:
    drugs = ("alvocidib", "bevacizumab", "eribulin", "olaparib")
    assert interaction_gaps(kb, drugs) == (("alvocidib", NOTHING), ("eribulin", IN_PART))
    assert in_short(kb, drugs) == (
        "interactions not fully checked: alvocidib (nothing is in the tables); eribulin (enzymes are not in the tables)"
    )
    assert in_short(kb, ("bevacizumab", "olaparib")) == ""


def test_strengths_and_roles_fit_their_system(kb: KnowledgeBase) -> None:
    """Two-sided roles stand at enzymes and transporters only, with a strength of their side."""
    tables = safety_tables(kb)
    sides = {
        "inhibitor": {"strong", "moderate", "weak", "known", "possible"},
        "inducer": {"strong", "moderate", "weak", "known", "possible"},
        "substrate": {"sensitive", "major", "known", "minor"},
        "activated": {"sensitive", "major", "known", "minor"},
        "induced": {"sensitive", "major", "known", "minor"},
        "unaffected": {"known"},
    }
    for table in (tables.drug_roles, tables.medication_roles):
        for own in table.values():
            seen = [(row.system, row.role) for row in own]
            assert len(seen) == len(set(seen)), own
            for row in own:
                assert (row.system in METABOLIC) == (row.role in sides), row
                assert row.strength in sides.get(row.role, {row.strength}), row
