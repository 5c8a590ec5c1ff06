"""One claim from several sources is one assertion with several citations; curated rows win.

Two claims are the same where finding, further conditions, drugs, tumour type and effect are the same. Opposite claims
stay side by side and are listed as contradictions. In matching,

- an imported claim that contradicts a curated one (same finding, drugs and tumour type) is set aside;
- of two imported claims that contradict each other at the same level, the one that a label carries is taken; where none
  does, both are set aside. At different levels both stay, and the stronger wins case by case.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tumorboard.domain.evidence import Assertion, Requirement
from tumorboard.knowledge.criterion_key import criterion_key

_MOST_NAMED = 5
_LABELS = frozenset({"fda", "ema"})

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims for and against the same drugs for the same finding in the same tumour type."""

    favour: tuple[Assertion, ...]
    against: tuple[Assertion, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The claims that take part in matching, and those that were set aside; the note of each says why."""

    claims: tuple[Assertion, ...]
    aside: tuple[Assertion, ...]


def _needs(requirements: Iterable[Requirement]) -> frozenset[tuple[str, str, bool]]:
    return frozenset((r.biomarker, criterion_key(r.criterion), r.absent) for r in requirements)


def subject_key(claim: Assertion) -> Key:
    """Return what a claim is about, without its conditions and effect."""
    return (claim.biomarker, criterion_key(claim.criterion), tuple(sorted(claim.therapy)), claim.disease)


def claim_key(claim: Assertion) -> Key:
    """Return what makes two claims the same."""
    return (*subject_key(claim), _needs(claim.requirements), claim.effect)


def merge(curated: Sequence[Assertion], imported: Sequence[Assertion]) -> Merged:
    """Merge imported claims into the curated ones.

    Parameters
    ----------
    curated : sequence of Assertion
        Stay as they are; a curated claim that an import repeats gains its citations and says so.
    imported : sequence of Assertion
        In a fixed order, source by source.

    Returns
    -------
    Merged
        The curated claims in their order, then the new ones in the order of their biomarkers and ids.
    """
    known: dict[Key, int] = {}
    merged = list(curated)
    for place, claim in enumerate(curated):
        known.setdefault(claim_key(claim), place)
    repeated: dict[int, list[Assertion]] = defaultdict(list)
    fresh: dict[Key, list[Assertion]] = defaultdict(list)
    for claim in imported:
        key = claim_key(claim)
        if key in known:
            repeated[known[key]].append(claim)
        else:
            fresh[*key, claim.origin].append(claim)
    for place, claims in repeated.items():
        merged[place] = _joined(merged[place], claims)
    new = [_best(claims) for claims in fresh.values()]
    new, overruled = _overruled(curated, new)
    new, tied = _tied(new)
    return Merged((*merged, *sorted(new, key=_order)), tuple(sorted((*overruled, *tied), key=_order)))


def _order(claim: Assertion) -> tuple[object, ...]:
    return (claim.biomarker, claim.id, claim.criterion, claim.therapy, claim.disease, claim.effect)


def _joined(claim: Assertion, others: Sequence[Assertion]) -> Assertion:
    """Add the citations of others to a claim, and name their rows."""
    bases = {citation.partition("#")[0] for citation in claim.citations}
    more = dict.fromkeys(c for other in others for c in other.citations if c.partition("#")[0] not in bases)
    rows = list(dict.fromkeys(f"{other.id} ({other.level})" for other in others))
    named = ", ".join(rows[:_MOST_NAMED])
    rest = f" and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    return replace(claim, citations=(*claim.citations, *more), note=_noted(claim.note, f"also {named}{rest}"))


def _noted(note: str, more: str) -> str:
    return f"{note}; {more}" if note else more


def _best(claims: Sequence[Assertion]) -> Assertion:
    """Return the strongest of imported claims that are the same, with the citations of all."""
    best = min(claims, key=_rank)
    others = [claim for claim in claims if claim.id != best.id]
    return _joined(best, others) if others else best


def _rank(claim: Assertion) -> tuple[str, bool]:
    return (claim.level, claim.approval not in _LABELS)


def _overruled(curated: Sequence[Assertion], new: Sequence[Assertion]) -> tuple[list[Assertion], list[Assertion]]:
    """Set aside what contradicts a curated claim."""
    said: dict[Key, dict[bool, str]] = defaultdict(dict)
    for claim in curated:
        said[subject_key(claim)].setdefault(claim.effect == "sensitivity", claim.id)
    kept: list[Assertion] = []
    aside: list[Assertion] = []
    for claim in new:
        opposite = said.get(subject_key(claim), {}).get(claim.effect != "sensitivity")
        if opposite is None:
            kept.append(claim)
        else:
            aside.append(replace(claim, note=_noted(claim.note, f"set aside: the curated {opposite} says otherwise")))
    return kept, aside


def _tied(new: Sequence[Assertion]) -> tuple[list[Assertion], list[Assertion]]:
    """Set aside imported claims that contradict each other at the same level, save the one that a label carries."""
    strongest: dict[Key, dict[bool, tuple[str, bool]]] = defaultdict(dict)
    for claim in new:
        sides = strongest[subject_key(claim)]
        favours = claim.effect == "sensitivity"
        sides[favours] = min(_rank(claim), sides.get(favours, _rank(claim)))
    kept: list[Assertion] = []
    aside: list[Assertion] = []
    for claim in new:
        sides = strongest[subject_key(claim)]
        mine, theirs = sides[claim.effect == "sensitivity"], sides.get(claim.effect != "sensitivity")
        if theirs is None or mine[0] != theirs[0] or mine < theirs:
            kept.append(claim)
        else:
            aside.append(replace(claim, note=_noted(claim.note, "set aside: sources disagree at the same level")))
    return kept, aside


def contradictions(claims: Iterable[Assertion]) -> list[Contradiction]:
    """List what is said for and against the same drugs for the same finding in the same tumour type."""
    subjects: dict[Key, tuple[list[Assertion], list[Assertion]]] = defaultdict(lambda: ([], []))
    for claim in claims:
        subjects[subject_key(claim)][claim.effect != "sensitivity"].append(claim)
    both = [(favour, against) for favour, against in subjects.values() if favour and against]
    found = [Contradiction(tuple(favour), tuple(against)) for favour, against in both]
    return sorted(found, key=lambda c: (*_order(c.favour[0]), c.against[0].id))
