"""The same evidence in the three scales that boards use, side by side, each with the rule that gave it.

- AMP/ASCO/CAP tiers: Li 2017, PMID:27993330.
- ESCAT: ESMO Scale of Clinical Actionability of molecular Targets (Mateo 2018).
- NCT/DKTK levels m1A-m4: doi:10.1002/ijc.32358, as the German MTB data model carries them.

Our tables say whether a claim rests on a label or guideline (A), a clinical study (B), case reports or a small series
(C) or preclinical work (D), and in which disease; they do not say how a study was designed. Where a scale divides finer
than that, the lesser grade is given.
"""

from dataclasses import dataclass
from functools import cache

from tumorboard.domain.evidence import Effect, Level, LevelFrom

_HERE = frozenset({"this_type", "parent_type"})
_ANY = frozenset({"any_solid", "any_haematological"})
_PLACES = {
    "this_type": "in this tumour type", "parent_type": "in the parent type", "any_solid": "in any solid tumour",
    "any_haematological": "in any haematological disease", "other_type": "in another tumour type",
    "other_origin": "for another origin of the variant",
}  # fmt: skip
_BASES = {
    "A": "label or guideline",
    "B": "clinical study",
    "C": "case reports or small series",
    "D": "preclinical work",
}


@dataclass(frozen=True, slots=True)
class Scales:
    """One piece of evidence on three scales; ``rule`` tells in words what it was derived from."""

    amp: str
    escat: str
    nct: str
    rule: str


@cache
def scales(level: Level, origin: LevelFrom, effect: Effect = "sensitivity") -> Scales:
    """Grade evidence.

    Parameters
    ----------
    level : {"A", "B", "C", "D", "E"}
        Our level within the disease of the evidence.
    origin : LevelFrom
        How that disease relates to the patient's.
    effect : Effect
        ``no_benefit`` is ESCAT X; ESCAT does not grade resistance.
    """
    if origin in ("target", "pathway"):
        basis = "the drug's own target" if origin == "target" else "a signalling path"
        return Scales("none", "IV-B", "m4", f"{basis} only: no clinical or preclinical claim for this finding")
    here, anywhere = origin in _HERE, origin in _ANY
    escat = _escat(level, here, anywhere)
    if effect == "no_benefit":
        escat = "X"
    elif effect == "resistance":
        escat = "not graded"
    return Scales(_amp(level, here, anywhere), escat, _nct(level, here, anywhere), f"{_BASES[level]} {_PLACES[origin]}")


def _amp(level: Level, here: bool, anywhere: bool) -> str:
    match level:
        case "A":
            return "I-A" if here or anywhere else "II-C"
        case "B":
            return "I-B" if here else "II-C"
        case _:
            return "II-D"


def _escat(level: Level, here: bool, anywhere: bool) -> str:
    match level:
        case "A":
            return "I" if here or anywhere else "III-A"
        case "B":
            return "II-B" if here else "III-A"
        case "C":
            return "II-B" if here else "III-A"
        case _:
            return "IV-A"


def _nct(level: Level, here: bool, anywhere: bool) -> str:
    if level in ("D", "E"):
        return "m3"
    same = here or (anywhere and level == "A")
    return f"m{1 if same else 2}{level}"
