"""Findings that the board overrules, and what is recommended then: live, frozen, computed again, side by side."""

import hashlib

from pydantic import ValidationError

from tumorboard.domain.access import Action
from tumorboard.domain.board import CaseState, FindingChoice, FrozenRecommendation
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import DEFAULT, Policy, read_policy
from tumorboard.domain.recommendation import Recommendation
from tumorboard.errors import Conflict, InputError, KnowledgeError
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.overrule import alteration_ids, overruled
from tumorboard.records.model import canonical
from tumorboard.service import advice
from tumorboard.service.desks.base import Base, sound
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.cases import move, write
from tumorboard.service.desks.casework import case_of, file_of, headline, score_words
from tumorboard.service.desks.drugs import known, named
from tumorboard.service.desks.values import RegimenView, Rerun
from tumorboard.service.knowledge import open_knowledge

TOP = 10
"""Options of a recommendation that is frozen."""
MOST_DRUGS = 5


class Findings(Base):
    """Choices, recommendations and comparisons of one case."""

    def choose_finding(self, case_id: str, alteration_id: str, choice: FindingChoice | None, expected: int) -> int:
        """Overrule whether a finding counts, or withdraw that (None). Return the new version of the choice.

        ``expected`` is ``file.choice_versions[alteration_id]``, 0 where there is none.

        Raises
        ------
        InputError
            If the case has no such alteration.
        Conflict
            If somebody else chose in the meantime.
        """
        body = {} if choice is None else sound(choice).model_dump()
        reason = "choice withdrawn" if choice is None else choice.reason
        with self._writing(Action.CHOOSE_FINDING, case_id) as change:
            entry = change.latest(case_id, "case")
            case = case_of(entry.body) if entry else None
            if case is None or alteration_id not in alteration_ids(case, self.kb):
                raise InputError(
                    f"the case has no alteration {alteration_id!r}", field="finding",
                    remedy="Signatures and markers follow their values: amend the case document to change those",
                )  # fmt: skip
            made = change.append(case_id, "finding", alteration_id, body, expected, reason if expected else "")
            chosen = {one.key: FindingChoice(**one.body) for one in change.all(case_id, "finding") if one.body}
            change.describe(case_id, headline=headline(overruled(case, self.kb, chosen), self.kb))
            return made.version

    def recommend(
        self, case_id: str, limits: Limits | None = None, policy: Policy = DEFAULT, top: int = TOP
    ) -> Recommendation:
        """Recommend for a case with the board's choices; nothing is kept."""
        with self._reading(Action.READ_CASE, case_id, do="recommend") as read:
            file = file_of(read, case_id, self.kb)
        return advice.recommend(file.read, self.kb, limits, policy, top)

    def freeze(
        self, case_id: str, limits: Limits | None = None, policy: Policy = DEFAULT
    ) -> Kept[FrozenRecommendation]:
        """Recommend and keep the answer as it is, with its inputs, the knowledge version and the hash of all.

        Raises
        ------
        Conflict
            If the case changed while the answer was computed.
        """
        with self._reading(Action.FREEZE_RECOMMENDATION, case_id, do="read") as read:
            file = file_of(read, case_id, self.kb)
        frozen, found = _frozen(file, self.kb, limits or Limits(), policy)
        with self._writing(Action.FREEZE_RECOMMENDATION, case_id) as change:
            now = file_of(change, case_id, self.kb)
            if now.read != file.read:
                by, at = now.item.changed_by, now.item.changed_at
                raise Conflict(
                    f"{by} changed the case while the recommendation was computed",
                    field="case", remedy="Recommend again", by=by, at=at,
                )  # fmt: skip
            made = write(change, case_id, "recommendation", "", frozen, 0)
            change.describe(case_id, score=score_words(found))
            if now.item.state is CaseState.NEW:
                move(change, case_id, CaseState.PREPARED, now.item.due, "recommendation frozen")
            return made

    def rerun(self, case_id: str, key: str) -> Rerun:
        """Compute a frozen recommendation again from its kept inputs and say whether it is the same.

        Raises
        ------
        InputError
            If there is no such recommendation.
        """
        with self._reading(Action.READ_CASE, case_id, do="rerun") as read:
            kept = {one.key: one.value for one in file_of(read, case_id, self.kb).recommendations}
        if key not in kept:
            raise InputError(f"there is no recommendation {key!r}", field="key", remedy="Reload the case")
        return _rerun(kept[key], self.kb)

    def compare(
        self,
        case_id: str,
        regimens: list[tuple[str, ...]],
        limits: Limits | None = None,
        policy: Policy = DEFAULT,
    ) -> list[RegimenView]:
        """Put 2-4 regimens side by side, their drugs by any name.

        Raises
        ------
        InputError
            For another number of regimens, an empty one, more than five drugs, or a drug that is unknown.
        """
        if not 2 <= len(regimens) <= 4:
            raise InputError(f"{len(regimens)} regimens cannot be compared", field="regimens", remedy="Choose 2-4")
        wanted = [known(named(self.kb, drugs, f"regimens[{place}]")) for place, drugs in enumerate(regimens)]
        for place, drugs in enumerate(wanted):
            if not 1 <= len(drugs) <= MOST_DRUGS:
                raise InputError(f"has {len(drugs)} drugs", field=f"regimens[{place}]", remedy="Choose 1-5 drugs")
        with self._reading(Action.READ_CASE, case_id, do="compare") as read:
            case = file_of(read, case_id, self.kb).read
        return [
            RegimenView(drugs, advice.score(case, self.kb, drugs, policy), advice.safety(drugs, self.kb, limits, case))
            for drugs in wanted
        ]


def _frozen(
    file: CaseFile, kb: KnowledgeBase, limits: Limits, policy: Policy
) -> tuple[FrozenRecommendation, Recommendation]:
    found = advice.recommend(file.read, kb, limits, policy, TOP)
    inputs = {
        "limits": limits.model_dump(mode="json", by_alias=True),
        "case": file.read.case.model_dump(mode="json", by_alias=True, exclude_none=True),
        "messages": list(file.read.messages),
        "top": TOP,
        "policy": policy.name,
        "knowledge": found.knowledge.version,
    }
    sealed = canonical({**inputs, "knowledge_sha256": found.knowledge.sha256, "engine": found.engine})
    digest = hashlib.sha256(sealed.encode()).hexdigest()
    document = found.model_dump(mode="json", by_alias=True)
    return FrozenRecommendation.model_validate({**inputs, "document": document, "input_sha256": digest}), found


def document_of(frozen: FrozenRecommendation) -> Recommendation | None:
    """Return a frozen recommendation as its noun; None where another version of the program made it."""
    try:
        return Recommendation.model_validate(frozen.document)
    except ValidationError:
        return None


def again(frozen: FrozenRecommendation, kb: KnowledgeBase) -> Recommendation:
    """Recommend with the inputs of a frozen recommendation and some knowledge."""
    read = ReadCase(Case.model_validate(frozen.case), frozen.messages)
    return advice.recommend(read, kb, Limits.model_validate(frozen.limits), read_policy(frozen.policy), frozen.top)


def _rerun(frozen: FrozenRecommendation, kb: KnowledgeBase) -> Rerun:
    was = frozen.document["knowledge"]
    if was["sha256"] != kb.sha256:
        try:
            kb = open_knowledge(frozen.knowledge)
        except (KnowledgeError, InputError) as problem:
            return Rerun(False, f"the knowledge {frozen.knowledge} is not here any more ({problem.message})")
        if was["sha256"] != kb.sha256:
            return Rerun(False, f"the knowledge {frozen.knowledge} of this installation is another one")
    document = again(frozen, kb).model_dump(mode="json", by_alias=True)
    if canonical(document) == canonical(frozen.document):
        return Rerun(True, f"the same bytes, with knowledge {frozen.knowledge}")
    fields = [name for name in sorted(document) if document[name] != frozen.document.get(name)]
    if "engine" in fields:
        return Rerun(False, f"another engine: {document['engine']} instead of {frozen.document.get('engine')}")
    return Rerun(False, f"differs in {', '.join(fields)}")
