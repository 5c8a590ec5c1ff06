"""What the knowledge offers for one finding: drugs and combinations, and what speaks against them.

These offers depend on the finding and the tumour type only, so they are kept and used again for the next patient.
`tumorboard.matching.candidates` decides, case by case, which of them hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.drug import Drug, Target
from tumorboard.domain.evidence import Assertion, Effect, Level, LevelFrom, Requirement
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.evidence_rank import COVERING, points
from tumorboard.matching.findings import Evidence, MarkerState
from tumorboard.matching.markers import meets
from tumorboard.matching.observed import Observed
from tumorboard.matching.variants import relation

MATCHING_CATEGORIES = frozenset({"targeted", "checkpoint", "hormone", "other"})
QUIETING = frozenset({"inhibits", "degrades", "antagonises", "blocks_ligand", "depletes"})
RAISING = frozenset({"gain_of_function", "switch_of_function"})
# The proteins through which a positive marker is treated (design note: ER/PR, HER2, AR).
MARKER_TARGETS = {"HR": ("ESR1", "CYP19A1"), "AR": ("AR", "CYP17A1"), "HER2": ("ERBB2",)}
CHECKPOINT_MARKERS = frozenset({"PD-L1", "TMB", "MSI"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One reason why a drug, or a combination, would or would not act on a finding.

    ``kind`` is direct, pathway or biomarker; ``exactness`` is how closely an assertion names the finding (0 where no
    assertion does), ``points`` its strength (1-22). ``drugs`` holds the matching drugs, ``with_others``
    the cytotoxic partners they were studied with.
    """

    drugs: tuple[str, ...]
    effect: Effect
    kind: Literal["direct", "pathway", "biomarker"]
    level: Level
    level_from: LevelFrom
    points: int
    exactness: int
    rule: str
    sources: tuple[str, ...]
    path: str = ""
    requirements: tuple[Requirement, ...] = ()
    with_others: tuple[str, ...] = ()
    note: str = ""
    approval: str = ""


class OfferBook:
    """All offers of one knowledge base.

    Parameters
    ----------
    kb : KnowledgeBase
        Loaded once.
    steps : int
        Greatest number of steps of a pathway.
    """

    def __init__(self, kb: KnowledgeBase, steps: int = 3) -> None:
        self.kb = kb
        self.steps = steps
        self.of_alteration = lru_cache(maxsize=20000)(self._of_alteration)
        self.of_markers = lru_cache(maxsize=5000)(self._of_markers)

    def offers(self, evidence: Evidence, tumor: str | None) -> tuple[Offer, ...]:
        """Return the offers for one finding in one tumour type."""
        if evidence.observed is not None:
            return self.of_alteration(evidence.observed, tumor)
        return self.of_markers(evidence.states, evidence.finding.gene, tumor)

    def matchable(self, drug: Drug) -> bool:
        """Say whether a drug can be a match at all: cytotoxic and supportive drugs cannot."""
        return drug.category in MATCHING_CATEGORIES

    def _of_alteration(self, observed: Observed, tumor: str | None) -> tuple[Offer, ...]:
        offers = list(self._asserted(observed, tumor))
        if observed.oncogenic:
            offers += self._direct(observed)
            offers += self._pathway(observed)
        return tuple(offers)

    def _asserted(self, observed: Observed, tumor: str | None) -> Iterator[Offer]:
        for assertion in self.kb.assertions.get(observed.gene, ()):
            criterion = read_criterion(assertion.criterion)
            if criterion is None:
                continue
            found = relation(observed, criterion)
            if found.matches:
                yield from self._offer(assertion, tumor, found.rank, observed)

    def _offer(
        self, assertion: Assertion, tumor: str | None, exactness: int, observed: Observed | None
    ) -> Iterator[Offer]:
        origin = self.kb.diseases.reach(tumor, assertion.disease)
        if origin == "parent_type" and assertion.level == "A" and self.kb.diseases.sibling(tumor, assertion.disease):
            # A label or guideline for one subtype does not cover its siblings.
            origin = "other_type"
        matching = tuple(name for name in assertion.therapy if self.matchable(self.kb.drugs[name]))
        if origin is None or not matching:
            return
        others = tuple(name for name in assertion.therapy if name not in matching)
        kind, path = self._how(matching, observed)
        if observed is not None and kind == "biomarker" and assertion.effect == "sensitivity":
            checkpoint = any(self.kb.drugs[name].drug_class.checkpoint for name in matching)
            if origin not in COVERING or assertion.level not in (("A",) if checkpoint else ("A", "B")):
                return
        strength = points(assertion.level, origin, "fda")
        yield Offer(
            matching, assertion.effect, kind, assertion.level, origin, strength, exactness, assertion.id,
            assertion.citations, path, assertion.requirements, others, assertion.note, assertion.approval,
        )  # fmt: skip

    def _how(
        self, drugs: tuple[str, ...], observed: Observed | None
    ) -> tuple[Literal["direct", "pathway", "biomarker"], str]:
        """Say whether drugs act on the altered protein itself, downstream of it, or are known by association only."""
        if observed is None:
            return "biomarker", ""
        if any(target.gene == observed.gene for name in drugs for target in self.kb.drugs[name].targets):
            return "direct", ""
        for offer in self._pathway(observed):
            if offer.drugs[0] in drugs:
                return "pathway", offer.path
        return "biomarker", ""

    def _direct(self, observed: Observed) -> Iterator[Offer]:
        """Yield the drugs whose target is the altered protein, where the alteration makes it active."""
        for target in self.kb.targets.get(observed.gene, ()):
            if not self.matchable(self.kb.drugs[target.drug]) or not self._acts(target, observed):
                continue
            yield Offer(
                (target.drug,), "sensitivity", "direct", "D", "target", self._mechanism("target", target.drug), 0,
                f"target:{target.gene}", target.citations, note=target.note,
            )  # fmt: skip

    @staticmethod
    def _acts(target: Target, observed: Observed) -> bool:
        if target.criterion:
            # "|" separates several groups of alterations of one target.
            criteria = [read_criterion(text.strip()) for text in target.criterion.split("|")]
            return any(c is not None and relation(observed, c).matches for c in criteria)
        if target.action == "delivers":
            return observed.kind.value == "amplification"
        return target.action in QUIETING and observed.effect in RAISING

    def _pathway(self, observed: Observed) -> Iterator[Offer]:
        """Yield the drugs that quiet a protein which the alteration has made more active, downstream of it."""
        activity = {"gain_of_function": 1, "loss_of_function": -1}.get(observed.effect)
        if activity is None:
            return
        seen: set[str] = set()
        for reached in self.kb.network.downstream(observed.gene, activity, self.steps):
            if reached.activity < 0 or reached.gene == observed.gene:
                continue
            for target in self.kb.targets.get(reached.gene, ()):
                # One step away (a receptor of an amplified ligand) what a drug also inhibits counts; further down only
                # what it was made for does.
                near = target.primary or len(reached.path) == 1
                acts = near and not target.criterion and target.action in QUIETING
                if not acts or target.drug in seen or not self.matchable(self.kb.drugs[target.drug]):
                    continue
                seen.add(target.drug)
                cited = dict.fromkeys(c for edge in reached.path for c in edge.citations)
                strength = self._mechanism("pathway", target.drug)
                yield Offer(
                    (target.drug,), "sensitivity", "pathway", "E", "pathway", strength, 0,
                    f"path:{reached}", (*cited, *target.citations), path=str(reached),
                )  # fmt: skip

    def _mechanism(self, basis: LevelFrom, drug: str) -> int:
        """Return the strength of a match that rests on the drug's mechanism alone."""
        return points("D", basis, self.kb.drugs[drug].approval)

    def _of_markers(self, states: tuple[MarkerState, ...], marker: str, tumor: str | None) -> tuple[Offer, ...]:
        offers: list[Offer] = []
        for state in states:
            for assertion in self.kb.assertions.get(state.biomarker, ()):
                if meets(state, assertion.criterion):
                    offers += self._offer(assertion, tumor, 1, None)
        if any("Positive" in state.words for state in states):
            offers += self._by_marker(marker)
        return tuple(offers)

    def _by_marker(self, marker: str) -> Iterator[Offer]:
        """Yield what acts on a positive marker whether or not an assertion names this tumour type."""
        if marker in CHECKPOINT_MARKERS:
            drugs: Iterable[Drug] = (drug for drug in self.kb.drugs.values() if drug.drug_class.checkpoint)
        else:
            genes = MARKER_TARGETS.get(marker, ())
            names = dict.fromkeys(
                target.drug
                for gene in genes
                for target in self.kb.targets.get(gene, ())
                if target.primary and not target.criterion
            )
            drugs = (self.kb.drugs[name] for name in names)
        for drug in drugs:
            if self.matchable(drug):
                yield Offer(
                    (drug.name,), "sensitivity", "biomarker", "D", "target", self._mechanism("target", drug.name), 0,
                    f"marker:{marker}", drug.citations,
                )  # fmt: skip
