"""The board's own word on findings, written into the case before anything is counted."""

from collections import Counter
from collections.abc import Mapping

from tumorboard.domain.board import FindingChoice
from tumorboard.domain.case import Case
from tumorboard.domain.policy import DEFAULT
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.findings import find


def alteration_ids(case: Case, kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the id of the finding that each alteration of a case becomes, in the order of the case.

    Parameters
    ----------
    case : Case
        After `tumorboard.intake.normalise`.
    kb : KnowledgeBase
        Reads the alterations.
    """
    alone = Case.model_validate({"case_id": case.case_id, "diagnosis": case.diagnosis, "alterations": ()})
    named = []
    for place, alteration in enumerate(case.alterations):
        (evidence,) = find(alone.model_copy(update={"alterations": (alteration,)}), kb, DEFAULT)
        named.append((evidence.finding.id, evidence.finding.label, place))
    # As `find` does for the whole case: equal ids are numbered in the order of their labels.
    ids = [""] * len(named)
    seen: Counter[str] = Counter()
    for name, _, place in sorted(named):
        seen[name] += 1
        ids[place] = name if seen[name] == 1 else f"{name}#{seen[name]}"
    return tuple(ids)


def overruled(case: Case, kb: KnowledgeBase, choices: Mapping[str, FindingChoice]) -> Case:
    """Return the case with the board's choices in its alterations; a choice for a finding it has not is left out.

    Parameters
    ----------
    choices : mapping of str to FindingChoice
        Finding id -> choice.
    """
    if not choices:
        return case
    told = tuple(
        alteration.model_copy(update={"include": choices[name].include, "include_reason": choices[name].reason})
        if name in choices
        else alteration
        for name, alteration in zip(alteration_ids(case, kb), case.alterations, strict=True)
    )
    return case.model_copy(update={"alterations": told})
