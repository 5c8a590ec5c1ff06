"""What the knowledge offers for one finding: drugs and combinations, and what speaks against them.

These offers depend on the finding and the tumour type only, so they are kept and used again for the next patient.
`tumorboard.matching.candidates` decides, case by case, which of them hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from tumorboard.domain.alteration import AlterationKind
from tumorboard.domain.criterion import Criterion, read_criterion
from tumorboard.domain.drug import Drug, Target
from tumorboard.domain.evidence import Assertion, LevelFrom
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.criterion_index import CriterionIndex
from tumorboard.matching.evidence_rank import COVERING, points
from tumorboard.matching.findings import Evidence, MarkerState
from tumorboard.matching.markers import meets
from tumorboard.matching.observed import Observed
from tumorboard.matching.offer import Offer
from tumorboard.matching.variants import relation

MATCHING_CATEGORIES = frozenset({"targeted", "checkpoint", "hormone", "other"})
QUIETING = frozenset({"inhibits", "degrades", "antagonises", "blocks_ligand", "depletes"})
RAISING = frozenset({"gain_of_function", "switch_of_function"})
# The proteins through which a positive marker is treated (design note: ER/PR, HER2, AR).
MARKER_TARGETS = {"HR": ("ESR1", "CYP19A1"), "AR": ("AR", "CYP17A1"), "HER2": ("ERBB2",)}
CHECKPOINT_MARKERS = frozenset({"PD-L1", "TMB", "MSI"})


@dataclass(frozen=True, slots=True)
class _Filed:
    """An assertion with what of it depends on no case: the drugs that can be matches, and how they act."""

    assertion: Assertion
    matching: tuple[str, ...]
    others: tuple[str, ...]
    direct: bool
    checkpoint: bool


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
        self._filed = cache(self._file)
        self._aimed = cache(self._aim)
        self._downstream = cache(self._pathway)
        self._origin = lru_cache(maxsize=20000)(self._find_origin)
        self._made: dict[tuple[int, str | None, int, str], Offer | None] = {}

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
            offers += self._downstream(observed.gene, observed.effect)
        return tuple(offers)

    def _file(self, biomarker: str) -> tuple[CriterionIndex, tuple[_Filed, ...]]:
        """Return the assertions on a biomarker, with what of them depends on no case."""
        rows = self.kb.assertions.get(biomarker, ())
        return CriterionIndex(row.criterion for row in rows), tuple(self._file_one(row) for row in rows)

    def _file_one(self, assertion: Assertion) -> _Filed:
        drugs = [self.kb.drugs[name] for name in assertion.therapy]
        matching = tuple(drug.name for drug in drugs if self.matchable(drug))
        others = tuple(name for name in assertion.therapy if name not in matching)
        known = [drug for drug in drugs if drug.name in matching]
        direct = any(target.gene == assertion.biomarker for drug in known for target in drug.targets)
        return _Filed(assertion, matching, others, direct, any(drug.drug_class.checkpoint for drug in known))

    def _asserted(self, observed: Observed, tumor: str | None) -> Iterator[Offer]:
        index, filed = self._filed(observed.gene)
        for place, rank in index.met_by(observed):
            each = filed[place]
            key = (id(each), tumor, rank, "" if each.direct else observed.effect)
            if key not in self._made:
                self._made[key] = self._offer(each, tumor, rank, observed)
            offer = self._made[key]
            if offer is not None:
                yield offer

    def _find_origin(self, tumor: str | None, disease: str, label: bool) -> LevelFrom | None:
        origin = self.kb.diseases.reach(tumor, disease)
        if label and origin == "parent_type" and self.kb.diseases.sibling(tumor, disease):
            return "other_type"  # A label or guideline for one subtype does not cover its siblings.
        return origin

    def _offer(self, filed: _Filed, tumor: str | None, exactness: int, observed: Observed | None) -> Offer | None:
        assertion = filed.assertion
        origin = self._origin(tumor, assertion.disease, assertion.level == "A")
        if origin is None or not filed.matching:
            return None
        kind, path = self._how(filed, observed)
        if observed is not None and kind == "biomarker" and assertion.effect == "sensitivity":
            enough = ("A",) if filed.checkpoint else ("A", "B")
            if origin not in COVERING or assertion.level not in enough:
                return None
        return Offer(
            filed.matching, assertion.effect, kind, assertion.level, origin, points(assertion.level, origin, "fda"),
            exactness, assertion.id, assertion.citations, path, assertion.requirements, filed.others, assertion.note,
            assertion.approval, assertion.origin, assertion.line,
        )  # fmt: skip

    def _how(self, filed: _Filed, observed: Observed | None) -> tuple[Literal["direct", "pathway", "biomarker"], str]:
        """Say whether drugs act on the altered protein itself, downstream of it, or are known by association only."""
        if observed is None:
            return "biomarker", ""
        if filed.direct:
            return "direct", ""
        for offer in self._downstream(observed.gene, observed.effect):
            if offer.drugs[0] in filed.matching:
                return "pathway", offer.path
        return "biomarker", ""

    def _aim(self, gene: str) -> tuple[tuple[Target, tuple[Criterion, ...], Offer], ...]:
        """Return the drugs aimed at a gene's protein, each with the alterations that it asks for and its offer."""
        aimed = []
        for target in self.kb.targets.get(gene, ()):
            if not self.matchable(self.kb.drugs[target.drug]):
                continue
            # "|" separates several groups of alterations of one target.
            texts = target.criterion.split("|") if target.criterion else ()
            criteria = tuple(read for text in texts if (read := read_criterion(text.strip())) is not None)
            offer = Offer(
                (target.drug,), "sensitivity", "direct", "D", "target", self._mechanism("target", target.drug), 0,
                f"target:{target.gene}", target.citations, note=target.note,
            )  # fmt: skip
            aimed.append((target, criteria, offer))
        return tuple(aimed)

    def _direct(self, observed: Observed) -> Iterator[Offer]:
        """Yield the drugs whose target is the altered protein, where the alteration makes it active."""
        for target, criteria, offer in self._aimed(observed.gene):
            if self._acts(target, criteria, observed):
                yield offer

    @staticmethod
    def _acts(target: Target, criteria: tuple[Criterion, ...], observed: Observed) -> bool:
        if target.criterion:
            return any(relation(observed, criterion).matches for criterion in criteria)
        if target.action == "delivers":
            return observed.kind is AlterationKind.AMPLIFICATION
        return target.action in QUIETING and observed.effect in RAISING

    def _pathway(self, gene: str, effect: str) -> tuple[Offer, ...]:
        """Return the drugs that quiet a protein which the alteration has made more active, downstream of it."""
        activity = {"gain_of_function": 1, "loss_of_function": -1}.get(effect)
        if activity is None:
            return ()
        offers: list[Offer] = []
        seen: set[str] = set()
        for reached in self.kb.network.downstream(gene, activity, self.steps):
            if reached.activity < 0 or reached.gene == gene:
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
                path = str(reached)
                sources = (*cited, *target.citations)
                offers.append(
                    Offer(
                        (target.drug,), "sensitivity", "pathway", "E", "pathway", strength, 0, f"path:{path}", sources,
                        path=path,
                    )
                )  # fmt: skip
        return tuple(offers)

    def _mechanism(self, basis: LevelFrom, drug: str) -> int:
        """Return the strength of a match that rests on the drug's mechanism alone."""
        return points("D", basis, self.kb.drugs[drug].standing)

    def _of_markers(self, states: tuple[MarkerState, ...], marker: str, tumor: str | None) -> tuple[Offer, ...]:
        offers: list[Offer] = []
        for state in states:
            met = (filed for filed in self._filed(state.biomarker)[1] if meets(state, filed.assertion.criterion))
            offers += [offer for filed in met if (offer := self._offer(filed, tumor, 1, None)) is not None]
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
