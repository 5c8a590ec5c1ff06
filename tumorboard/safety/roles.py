"""Interactions derived from what two medicines do to one system: enzymes, transporters, QT, acid, bleeding, marrow, ...

The severity follows from the strengths: a strong inhibitor or inducer with a substrate is major, a moderate one with a
sensitive or major substrate too is worth a warning; weak ones are told only where the substrate is sensitive.

A medicine that an enzyme *activates* is read the other way round: an inhibitor lowers its active metabolite, so that it
may lose effect, and an inducer raises it. It never asks for a lower dose beside an inhibitor (CPIC for tamoxifen,
codeine and tramadol with CYP2D6 and for clopidogrel with CYP2C19: the poor metaboliser, who is like a patient with an
inhibitor, lacks the effect).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tumorboard.domain.limits import SEVERITIES, Severity
from tumorboard.domain.safety import InteractionRole
from tumorboard.safety.marrow import COUNTED

METABOLIC = frozenset(
    {
        "CYP3A4", "CYP2C8", "CYP2C9", "CYP2C19", "CYP2D6", "CYP1A2", "CYP2B6", "UGT1A1", "P-gp", "BCRP", "OATP1B1",
        "DPD", "xanthine_oxidase", "renal_secretion",
    }
)  # fmt: skip
# Without this enzyme a fluoropyrimidine kills: the labels forbid its inhibitors and do not ask how strong they are.
_ABSOLUTE = frozenset({"DPD"})
_NAMES = {"xanthine_oxidase": "xanthine oxidase", "renal_secretion": "renal secretion"}
_GRADED = re.compile(
    r"(?<=\()(?:strong|moderate|weak|possible) (?=[^()]+ in(?:hibitor|ducer)\))| \(possible for one of them\)$"
)
_BOTH = {
    "QT": "both prolong the QT interval",
    "hepatotoxic": "both may harm the liver",
    "myelosuppressive": "both suppress the marrow",
    "anticoagulation": "both raise the risk of bleeding",
    "antifolate": "both act against folate, which adds to the harm to marrow and mucosa",
}
HEART = "cardiotoxic"
SHARED = frozenset({*_BOTH, HEART})


@dataclass(frozen=True, slots=True)
class Derived:
    """One interaction of ``a`` with ``b``, derived from a role of each; ``raises`` is the medicine that it raises.

    ``answer`` is what the source of the raised medicine's role leaves of its dose, where it names that.
    """

    system: str
    severity: Severity
    mechanism: str
    sources: tuple[str, ...]
    raises: str = ""
    answer: "Answer | None" = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A label's own answer to an inhibitor of a drug: ``percent`` (0-100) of its label dose, 0 to avoid both together.

    ``grade`` is that of the inhibitors for which it stands, ``note`` what the source says.
    """

    percent: float
    grade: str
    note: str
    sources: tuple[str, ...]


def derive(a: Iterable[InteractionRole], b: Iterable[InteractionRole]) -> tuple[Derived, ...]:
    """Return the interactions that follow from the roles of two medicines, ordered by system and words."""
    ours, theirs = list(a), list(b)
    found = [*_metabolic(ours, theirs), *_metabolic(theirs, ours), *_shared(ours, theirs)]
    found += [*_acid(ours, theirs), *_acid(theirs, ours), *_heart(ours, theirs), *_heart(theirs, ours)]
    best: dict[tuple[str, str], Derived] = {}
    for each in sorted(found, key=lambda one: (-SEVERITIES.index(one.severity), _GRADED.search(one.mechanism) is None)):
        # A medicine that two tables know is told once, by its gravest grade.
        best.setdefault((each.system, _GRADED.sub("", each.mechanism)), each)
    return tuple(best[key] for key in sorted(best))


def _metabolic(actors: list[InteractionRole], victims: list[InteractionRole]) -> Iterator[Derived]:
    for actor in actors:
        if actor.system not in METABOLIC or actor.role not in ("inhibitor", "inducer"):
            continue
        for victim in victims:
            effect = _EFFECTS.get((victim.role, actor.role))
            if victim.system != actor.system or effect is None:
                continue
            severity = "contraindicated" if actor.system in _ABSOLUTE else _strength(actor.strength, victim.strength)
            if severity:
                system = _NAMES.get(actor.system, actor.system)
                how = "" if actor.strength == "known" else f"{actor.strength} "
                words = f"{actor.name} ({how}{system} {actor.role}) {effect.format(victim.name)}"
                if f"{actor.strength}_{actor.role}" in victim.absolute:
                    severity, words = "contraindicated", f"{words}: contraindicated with a strong {actor.role}"
                raised = victim.name if (victim.role, actor.role) == ("substrate", "inhibitor") else ""
                answer = _answer(actor, victim) if raised else None
                yield Derived(actor.system, severity, words, _sources(actor, victim), raised, answer)


def _answer(actor: InteractionRole, victim: InteractionRole) -> Answer | None:
    """Return the answer of the victim's source to such an inhibitor; an ungraded one counts as moderate."""
    grade = "moderate" if actor.strength == "known" else actor.strength
    percent = {"strong": victim.strong_percent, "moderate": victim.moderate_percent}.get(grade)
    return None if percent is None else Answer(percent, grade, victim.note, victim.citations)


# What an inhibitor or inducer does to a medicine by the medicine's role; nothing where it does not matter.
_EFFECTS = {
    ("substrate", "inhibitor"): "raises {}",
    ("substrate", "inducer"): "lowers {}",
    ("induced", "inducer"): "lowers {}",
    ("activated", "inhibitor"): "lowers the active metabolite of {}, which may lose its effect",
    ("activated", "inducer"): "raises the active metabolite of {}",
}


def _strength(actor: str, victim: str) -> Severity | None:
    if victim == "minor":
        return "moderate" if actor == "strong" else None
    if actor == "strong":
        return "major"
    if actor in ("moderate", "known"):
        return "moderate"
    return "moderate" if victim == "sensitive" else None


def _shared(ours: list[InteractionRole], theirs: list[InteractionRole]) -> Iterator[Derived]:
    """Yield what two medicines do to one system alike."""
    for one in ours:
        for other in theirs:
            if one.system != other.system or one.role != "risk" or other.role != "risk" or one.system not in _BOTH:
                continue
            grades = {"known" if role.strength == COUNTED else role.strength for role in (one, other)}
            if "weak" in grades and "known" not in grades:
                continue
            firm = one.system in ("QT", "anticoagulation", "antifolate") and grades <= {"known", "major"}
            severity: Severity = "major" if firm else "moderate"
            doubt = "" if grades <= {"known", "major"} else " (possible for one of them)"
            counted = "; ".join(role.note for role in (one, other) if role.strength == COUNTED)
            rates = f" ({counted})" if counted else ""
            yield Derived(one.system, severity, _BOTH[one.system] + rates + doubt, _sources(one, other))


def _heart(actors: list[InteractionRole], victims: list[InteractionRole]) -> Iterator[Derived]:
    """Yield an anthracycline beside what acts on HER2: not two of one kind, which labels give together (pertuzumab)."""
    for actor in actors:
        for victim in victims:
            if actor.system == victim.system == HEART and (actor.role, victim.role) == ("cause", "affected"):
                words = f"both may weaken the heart: {actor.name} and {victim.name} have a boxed warning for it"
                yield Derived(HEART, "major", words, _sources(actor, victim))


def _acid(actors: list[InteractionRole], victims: list[InteractionRole]) -> Iterator[Derived]:
    for actor in actors:
        for victim in victims:
            if actor.system == victim.system == "acid_suppression" and actor.role == "cause":
                if victim.role != "affected":
                    continue
                severity: Severity = "major" if victim.strength == "strong" else "moderate"
                words = f"{actor.name} suppresses gastric acid, which lowers the absorption of {victim.name}"
                yield Derived("acid_suppression", severity, words, _sources(actor, victim))


def _sources(one: InteractionRole, other: InteractionRole) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.citations, *other.citations)))
