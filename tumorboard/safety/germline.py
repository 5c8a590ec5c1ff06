"""From a pathogenic variant of a tumour to the germline: confirm it, counsel, or why neither.

After the ESMO Precision Medicine Working Group (Mandelker 2019, Ann Oncol 30:1221; Kuzbari 2023, Ann Oncol 34:215):
seven genes whatever the tumour, others for the gene's own tumours, some only where the tumour came before 30, and only
above an allele fraction that a germline variant would have. The guideline looked at sequence variants of solid tumours.
"""

from dataclasses import dataclass
from typing import Literal

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence
from tumorboard.domain.returned import FollowUp, GermlineRule, HereditaryView
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.germline_table import ANY, germline_rules

WORDS: dict[FollowUp, str] = {
    "counselling": "germline: counselling",
    "confirm": "germline confirmation and counselling",
    "consider": "ask genetics whether to confirm",
    "none": "nothing to follow up by the rules",
}
SUBSTITUTIONS = (Consequence.MISSENSE, Consequence.NONSENSE, Consequence.SYNONYMOUS)
NOT_INHERITED = (
    AlterationKind.AMPLIFICATION, AlterationKind.GAIN, AlterationKind.EXPRESSION, AlterationKind.WILD_TYPE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules ask of the patient: OncoTree code, age in years, and whether that is the age at diagnosis."""

    tumour: str | None
    age: int | None
    at_diagnosis: bool = False
    unstable: bool = False


def follow_up(
    kb: KnowledgeBase, person: Person, alteration: Alteration, consequence: Consequence | None, finding: str, label: str
) -> HereditaryView | None:
    """Say what is to be done about the germline of one pathogenic or likely pathogenic finding.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds the rules and the tumour types.
    person : Person
        Whose tumour it is.
    alteration : Alteration
        As read; its classification is the caller's concern.
    consequence : Consequence, optional
        What it does to the protein, where that is known.
    finding, label : str
        Its id, and its name for a screen.

    Returns
    -------
    HereditaryView or None
        None where the gene has no rule, or the kind of alteration is never inherited.
    """
    rule = germline_rules(kb).rules.get(alteration.gene)

    def told(action: FollowUp, why: str, sources: tuple[str, ...]) -> HereditaryView:
        return HereditaryView(
            finding=finding, label=label, gene=alteration.gene, origin=alteration.origin,
            allele_fraction=alteration.vaf, action=action, words=WORDS[action], why=why, sources=sources,
        )  # fmt: skip

    if alteration.kind in NOT_INHERITED:
        return None
    if alteration.origin == "germline":
        why = "the report calls the variant germline: relatives may carry it"
        return told("counselling", why, rule.citations if rule else ())
    if rule is None:
        return None
    if alteration.origin == "somatic":
        return told("none", "the report calls it somatic (matched normal): nothing to confirm", rule.citations)
    action, why = _judged(kb, person, rule, alteration, consequence)
    return told(action, why, rule.citations)


def _judged(
    kb: KnowledgeBase, person: Person, rule: GermlineRule, alteration: Alteration, consequence: Consequence | None
) -> tuple[FollowUp, str]:
    if alteration.kind is not AlterationKind.SMALL_VARIANT:
        return "none", "the guideline speaks of sequence variants, not of copy numbers and rearrangements of a tumour"
    least = rule.substitution if _kind(alteration, consequence) == "substitution" else rule.indel
    fraction = alteration.vaf
    if fraction is not None and fraction <= least:
        return "none", f"allele fraction {fraction:.0%}: the guideline follows up what is above {least:.0%}"
    said = ["the origin is not known"]
    said.append("its allele fraction is not given" if fraction is None else f"allele fraction {fraction:.0%}")
    action: FollowUp = "confirm"
    if rule.age_below is not None:
        when = "at diagnosis" if person.at_diagnosis else "today"
        if person.age is None:
            action = "consider"
            said.append(f"the guideline asks only below {rule.age_below} years at diagnosis, and the age is not given")
        elif person.age >= rule.age_below:
            why = (
                f"the guideline asks only below {rule.age_below} years at diagnosis; the patient is {person.age} {when}"
            )
            return "none", why + ("" if person.at_diagnosis else ": ask where the tumour came earlier")
        else:
            said.append(f"{person.age} years {when}, below {rule.age_below}")
    if ANY in rule.tumours:
        said.append("one of the genes that are followed up whatever the tumour")
    elif any(kb.diseases.covers(person.tumour, code) for code in rule.tumours):
        said.append("the tumour is one of those of the gene")
    else:
        action = "consider"
        said.append(_elsewhere(kb, rule))
    if person.unstable:
        said.append("the tumour is microsatellite unstable and has many variants of its own")
    return action, "; ".join(said)


def _kind(alteration: Alteration, consequence: Consequence | None) -> Literal["substitution", "indel"]:
    """Return the kind of a small variant; one that cannot be told is held to the lower fraction."""
    coding = (alteration.cdna_change or "").lower()
    if any(word in coding for word in ("del", "ins", "dup")):
        return "indel"
    return "substitution" if ">" in coding or consequence in SUBSTITUTIONS else "indel"


def _elsewhere(kb: KnowledgeBase, rule: GermlineRule) -> str:
    if not rule.tumours:
        return "a gene of the guideline whose tumours the tables do not name"
    names = ", ".join(kb.diseases.types[code].name for code in rule.tumours if code in kb.diseases.types)
    return f"the tumour is none of those that the tables name for the gene ({names})"
