"""One question of the board: a case under a policy, limits and a state of knowledge; its answers are remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from tumorboard import service
from tumorboard.domain.recommendation import OptionView, Recommendation
from tumorboard.domain.tradeoffs import FrontDocument, RobustnessDocument, WhyNotDocument
from tumorboard.service import KnowledgeBase, Limits, Policy, ReadCase

REMEMBERED = 24
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A case and all that the answer depends on.

    Answers are kept in the session of the one who asks, never between sessions: most clicks change neither case nor
    limits.
    """

    read: ReadCase
    kb: KnowledgeBase
    policy: Policy
    limits: Limits
    input_sha256: str

    def recommended(self) -> Recommendation:
        """Return the recommendation."""
        return self._remembered("recommend", lambda: service.recommend(self.read, self.kb, self.limits, self.policy))

    def front(self) -> FrontDocument:
        """Return the Pareto front."""
        return self._remembered("front", lambda: service.frontier(self.read, self.kb, self.limits, self.policy))

    def robustness(self) -> RobustnessDocument:
        """Return what small changes would do."""
        return self._remembered("robust", lambda: service.robustness(self.read, self.kb, self.limits, self.policy))

    def why_not(self, drugs: tuple[str, ...]) -> WhyNotDocument:
        """Say why some drugs are not in the best option."""
        return service.why_not(self.read, self.kb, drugs, self.limits, self.policy)

    def exactly(self, drugs: tuple[str, ...]) -> OptionView | None:
        """Return the option of just these drugs; None where they keep not all limits."""
        number = len(drugs)
        bound = self.limits.model_copy(update={"pin": drugs, "min_drugs": number, "max_drugs": number})

        def ask() -> OptionView | None:
            found = service.recommend(self.read, self.kb, bound, self.policy, top=1).options
            return next((one for one in found if {view.drug for view in one.drugs} == set(drugs)), None)

        return self._remembered(f"exactly {'+'.join(drugs)}", ask)

    def _remembered(self, name: str, call: Callable[[], T]) -> T:
        asked = (
            name,
            self.input_sha256,
            self.read.messages,
            self.kb.sha256,
            self.policy,
            self.limits.model_dump_json(),
        )
        memory: dict[object, T] = st.session_state.setdefault("remembered", {})
        if asked not in memory:
            while len(memory) >= REMEMBERED:
                memory.pop(next(iter(memory)))
            memory[asked] = call()
        return memory[asked]
