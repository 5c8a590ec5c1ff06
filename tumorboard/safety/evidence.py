"""What phase I trials say of a set of drugs: exactly these, a part of them, more than them, the same classes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from tumorboard.domain.combination import CombinationTrial, Dose
from tumorboard.knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Tolerated:
    """A dose of one drug that was a maximum tolerated (or recommended) dose in some combination."""

    dose: Dose
    amount: float
    pmid: str
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Trials by how their drugs stand to a set of drugs; each tuple ordered by drugs and id."""

    exact: tuple[CombinationTrial, ...]
    subset: tuple[CombinationTrial, ...]
    superset: tuple[CombinationTrial, ...]
    same_classes: tuple[CombinationTrial, ...]

    @property
    def level(self) -> str:
        """Return the nearest kind of evidence that there is, or ``none``."""
        for name in ("exact", "superset", "subset", "same_classes"):
            if getattr(self, name):
                return name
        return "none"


class CombinationEvidence:
    """Phase I trials, indexed.

    Parameters
    ----------
    trials : iterable of CombinationTrial
        Each id is taken once, the first wins.
    """

    def __init__(self, trials: Iterable[CombinationTrial]) -> None:
        by_id: dict[str, CombinationTrial] = {}
        for trial in trials:
            by_id.setdefault(trial.id, trial)
        self.trials = tuple(sorted(by_id.values(), key=lambda trial: (trial.drugs, trial.id)))
        self._with: dict[str, list[CombinationTrial]] = defaultdict(list)
        self._of: dict[tuple[str, ...], list[CombinationTrial]] = defaultdict(list)
        for trial in self.trials:
            self._of[trial.drugs].append(trial)
            for drug in trial.drugs:
                self._with[drug].append(trial)

    def exact(self, drugs: Collection[str], without: Collection[str] = ()) -> tuple[CombinationTrial, ...]:
        """Return the trials of exactly these drugs, but for those of some PMIDs."""
        return tuple(trial for trial in self._of.get(tuple(sorted(set(drugs))), ()) if trial.pmid not in without)

    def of(self, drug: str, without: Collection[str] = ()) -> tuple[CombinationTrial, ...]:
        """Return the trials of combinations with one drug, but for those of some PMIDs."""
        return tuple(trial for trial in self._with.get(drug, ()) if trial.pmid not in without)

    def find(self, kb: KnowledgeBase, drugs: Collection[str], without: Collection[str] = ()) -> Found:
        """Return what is known of a set of drugs.

        Parameters
        ----------
        kb : KnowledgeBase
            Knows the classes.
        drugs : collection of str
            Generic names.
        without : collection of str
            PMIDs of trials to be left out.
        """
        names = set(drugs)
        near = {trial.id: trial for name in sorted(names) for trial in self._with.get(name, ())}
        kept = [trial for _, trial in sorted(near.items()) if trial.pmid not in without]
        return Found(
            self.exact(names, without),
            _ordered(trial for trial in kept if set(trial.drugs) < names),
            _ordered(trial for trial in kept if set(trial.drugs) > names),
            tuple(
                trial
                for trial in self._classes(kb).get(_class_key(kb, names), ())
                if set(trial.drugs) != names and trial.pmid not in without
            ),
        )

    def tolerated(self, drug: str, unit: str, without: Collection[str] = ()) -> tuple[Tolerated, ...]:
        """Return the lowest tolerated single dose of a drug in each trial that has one in a unit, the lowest first."""
        return tuple(dose for dose in self._doses.get((drug, unit), ()) if dose.pmid not in without)

    @cached_property
    def _doses(self) -> dict[tuple[str, str], list[Tolerated]]:
        lowest: dict[tuple[str, str, str], Tolerated] = {}
        for trial in self.trials:
            for dose in trial.mtd:
                key = (dose.drug, dose.unit, trial.id)
                if dose.amount and (key not in lowest or dose.amount < lowest[key].amount):
                    lowest[key] = Tolerated(dose, dose.amount, trial.pmid, trial.drugs)
        found: dict[tuple[str, str], list[Tolerated]] = defaultdict(list)
        for (drug, unit, _), row in lowest.items():
            found[drug, unit].append(row)
        return {key: sorted(rows, key=lambda row: (row.amount, row.pmid)) for key, rows in found.items()}

    def _classes(self, kb: KnowledgeBase) -> dict[tuple[str, ...], list[CombinationTrial]]:
        if self._by_class is None or self._by_class[0] is not kb:
            found: dict[tuple[str, ...], list[CombinationTrial]] = defaultdict(list)
            for trial in self.trials:
                if all(name in kb.drugs for name in trial.drugs):
                    found[_class_key(kb, trial.drugs)].append(trial)
            self._by_class = (kb, dict(found))
        return self._by_class[1]

    _by_class: tuple[KnowledgeBase, dict[tuple[str, ...], list[CombinationTrial]]] | None = None


def _ordered(trials: Iterable[CombinationTrial]) -> tuple[CombinationTrial, ...]:
    """Order by the number of drugs, the larger part first."""
    return tuple(sorted(trials, key=lambda trial: (-len(trial.drugs), trial.drugs, trial.id)))


def _class_key(kb: KnowledgeBase, drugs: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(kb.drugs[name].drug_class.name for name in drugs))
