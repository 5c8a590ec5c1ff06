"""Which recommendations change between two states of the knowledge, and why: two documents of one case side by side."""

from collections.abc import Iterable
from dataclasses import dataclass

from tumorboard.domain.recommendation import CandidateView, MatchView, OptionView, Recommendation

_LEVELS = "ABCDE"
CAME = "its own evidence has not changed; with what is new it belongs to the best regimen"
WENT = "its own evidence has not changed; other drugs now cover the findings better"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """What changed for one case.

    Parameters
    ----------
    case_id : str
        The case.
    before, after : str
        The first option in words.
    changed : bool
        Whether the first option has other drugs or another score.
    reasons : tuple of str
        Why: for each drug that came, went or was taken away, the evidence that made it so.
    gained, lost, regraded : int
        Matches of a drug and a finding that are new, gone, or of another level, over all candidates.
    """

    case_id: str
    before: str
    after: str
    changed: bool
    reasons: tuple[str, ...]
    gained: int
    lost: int
    regraded: int


def compare(before: Recommendation, after: Recommendation) -> CaseChange:
    """Compare two recommendations for the same case under the same limits and policy."""
    old, new = _matches(before.candidates), _matches(after.candidates)
    first, second = _first(before), _first(after)
    changed = _drugs(first) != _drugs(second) or (first and first.score) != (second and second.score)
    return CaseChange(
        case_id=after.case_id,
        before=_words(first),
        after=_words(second),
        changed=bool(changed),
        reasons=tuple(_reasons(before, after, first, second)) if changed else (),
        gained=len(new.keys() - old.keys()),
        lost=len(old.keys() - new.keys()),
        regraded=sum(_grade(old[key]) != _grade(new[key]) for key in old.keys() & new.keys()),
    )


def _first(document: Recommendation) -> OptionView | None:
    return document.options[0] if document.options else None


def _drugs(option: OptionView | None) -> tuple[str, ...]:
    return tuple(sorted(view.drug for view in option.drugs)) if option else ()


def _words(option: OptionView | None) -> str:
    if option is None:
        return "no regimen"
    return f"{' + '.join(_drugs(option))} ({option.matched:g}/{option.total})"


Pair = tuple[str, str]


def _matches(candidates: Iterable[CandidateView]) -> dict[Pair, MatchView]:
    """Return the best match of every drug and finding."""
    best: dict[Pair, MatchView] = {}
    for candidate in candidates:
        for match in candidate.matches:
            if match.kind != "resistance":
                best.setdefault((candidate.drug, match.alteration), match)
    return best


def _grade(match: MatchView) -> tuple[str, str, str]:
    return (match.kind, match.level, match.level_from)


def _reasons(
    before: Recommendation, after: Recommendation, first: OptionView | None, second: OptionView | None
) -> list[str]:
    """Say for each drug that came or went what the knowledge said of it before and after."""
    old, new = _matches(before.candidates), _matches(after.candidates)
    gone = {each.drug: each.reason for each in after.excluded_drugs}
    back = {each.drug: each.reason for each in before.excluded_drugs}
    came, went = set(_drugs(second)) - set(_drugs(first)), set(_drugs(first)) - set(_drugs(second))
    said = []
    for drug in sorted(came):
        told = [_told(key, match, old.get(key)) for key, match in sorted(new.items()) if key[0] == drug]
        fresh = [words for words in told if words]
        if drug in back:
            fresh.append(f"no longer excluded ({back[drug]})")
        said.append(f"+ {drug}: {'; '.join(fresh) or CAME}")
    for drug in sorted(went):
        lost = [f"no match any more for {key[1]}" for key in sorted(old) if key[0] == drug and key not in new]
        if drug in gone:
            lost = [f"excluded: {gone[drug]}"]
        said.append(f"- {drug}: {'; '.join(lost) or WENT}")
    return said


def _told(key: Pair, match: MatchView, was: MatchView | None) -> str:
    """Say how a match is new or graded otherwise; empty where it is as before."""
    if was is not None and _grade(was) == _grade(match):
        return ""
    sources = ", ".join(match.sources[:2])
    where = match.level_from.replace("_", " ")
    now = f"{key[1]} level {match.level} ({where}; {match.rules[0]}; {sources})"
    return f"new: {now}" if was is None else f"{now}, before {was.level} ({was.level_from.replace('_', ' ')})"
