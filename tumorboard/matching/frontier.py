"""What can be traded: the exact Pareto front of items matched, toxicity and number of drugs.

A regimen *dominates* another one if it gains at least as much, with at most the burden and at most as many drugs, and
is better in one of the three. A *point* of the front is a triple (gain, burden, number of drugs) of valid regimens that
no valid regimen dominates; several regimens may share it (a *tie*). The points of an evidence are not a fourth
objective: they only order the regimens of a tie.

The front is walked by number of drugs, and for each number from the greatest gain and burden downwards. Each step asks
the solver for the greatest gain, and for the least burden with it, among regimens that are lighter than the last point
and gain more than any lighter regimen of fewer drugs. What is found has therefore exactly that number of drugs and
is not dominated; where nothing is found, that is proved.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf

from tumorboard.matching.compact import Compact, compact, mask_of, members, trimmed
from tumorboard.matching.formulation import Request, may_be_single
from tumorboard.matching.problem import Provider, RegimenProblem, Value, value
from tumorboard.matching.reduce import Dominator, StandIns
from tumorboard.matching.regimen import Found, SolverParams, lexicographic
from tumorboard.matching.ties import may_tie

MOST_POINTS = 50
MOST_TIES = 10


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One point of the front.

    Parameters
    ----------
    gain, burden, count : int
        What all its regimens share; gain in halves of an item, burden in millionths of ``-ln(1 - p)``.
    regimens : tuple of Value
        The regimens, those with the most points first, then by name; at most `MOST_TIES`.
    more : bool
        Whether there may be further regimens.
    proved : bool
        Whether it is proved that no valid regimen dominates them.
    """

    gain: int
    burden: int
    count: int
    regimens: tuple[Value, ...]
    more: bool
    proved: bool


@dataclass(frozen=True, slots=True)
class Front:
    """The points, the greatest gain first, then the least burden, then the fewest drugs.

    Parameters
    ----------
    points : tuple of FrontPoint
        Empty where no regimen is valid.
    complete : bool
        Whether it is proved that there are no further points.
    """

    points: tuple[FrontPoint, ...]
    complete: bool


def front(
    problem: RegimenProblem, params: SolverParams | None = None, most: int = MOST_POINTS, ties: int = MOST_TIES
) -> Front:
    """Return the Pareto front of the valid regimens.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    params : SolverParams, optional
        How to search.
    most : int
        Greatest number of points, 1 or more; those of the greatest gain are kept.
    ties : int
        Greatest number of regimens named at a point, 1 or more.
    """
    part = compact(problem)
    if part is None:
        return Front((), complete=True)
    walk = _Walk(problem, part, params or SolverParams())
    found = walk.points()
    kept = sorted(found, key=lambda mark: (-mark.gain, mark.burden, mark.count))[:most]
    points = tuple(walk.point(mark, ties) for mark in kept)
    return Front(points, walk.proved and len(kept) == len(found))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A point as the walk finds it, with one regimen as a bit mask."""

    gain: int
    burden: int
    count: int
    drugs: int
    proved: bool

    def dominates(self, other: "_Mark") -> bool:
        better = (-self.gain, self.burden, self.count) != (-other.gain, other.burden, other.count)
        return better and self.gain >= other.gain and self.burden <= other.burden and self.count <= other.count


class _Walk:
    def __init__(self, problem: RegimenProblem, part: Compact, params: SolverParams) -> None:
        self.problem, self.part, self.params = problem, part, params
        self.proved = True
        self._cores: set[int] = set()
        self._own = tuple(range(len(part.names)))
        self._plain = replace(part, worth=part.gain, unit=1)
        self._thresholds = _thresholds(problem, part)
        self._everything = (1 << len(self._own)) - 1

    def points(self) -> list[_Mark]:
        """Return the points, by number of drugs."""
        problem = self.problem
        found: list[_Mark] = []
        if problem.min_drugs == 2 and problem.single_ok:
            best = self._ask(problem.max_drugs, 0, None)
            found += self._singles(self._gain(best.drugs) if best else -1)
        for count in range(problem.min_drugs, problem.max_drugs + 1):
            found += self._level(count, found)
        return found

    def _level(self, count: int, fewer: list[_Mark]) -> list[_Mark]:
        """Return the points of one number of drugs; ``fewer`` are those of fewer drugs."""
        found: list[_Mark] = []
        heaviest: int | None = None
        most = self._gain(self._everything)
        while True:
            below = [m for m in fewer if heaviest is None or m.burden <= heaviest]
            reached = max((m.gain for m in below), default=-1)
            answer = self._ask(count, reached + 1, heaviest) if reached < most else None
            if answer is None or not answer.drugs:
                if not below:
                    return found
                most = min(most, reached)
                heaviest = min(m.burden for m in below if m.gain == reached) - 1
                continue
            gain, burden = self._gain(answer.drugs), self._weight(answer.drugs)
            found.append(_Mark(gain, burden, count, answer.drugs, self.proved))
            most, heaviest = gain - 1, burden - 1

    def _ask(self, count: int, least: int, heaviest: int | None) -> Found | None:
        """Return the regimen of the greatest gain, then the least burden; None where there is none."""
        waiting = [d for d in self._own if self._thresholds[d] < inf]
        while True:
            found = self._solve(mask_of([d for d in self._own if d not in waiting]), count, least, heaviest)
            reached = max(least, self._gain(found.drugs)) if found else least
            still = [d for d in waiting if self._thresholds[d] < reached]
            if len(still) == len(waiting):
                return found
            waiting = still

    def _solve(self, kept: int, count: int, least: int, heaviest: int | None) -> Found | None:
        """Return the best of the drugs kept; a superfluous drug in it shows what the model must be told."""
        while True:
            low, cores = self.problem.min_drugs, sorted(self._cores)
            request = Request(kept, low, count, 0, self._own, (), cores, least, heaviest)
            found = lexicographic(self._plain, request, self.params)
            self.proved &= found.status in ("optimal", "infeasible")
            if found.status in ("infeasible", "unknown"):
                return None
            core = trimmed(self._plain, found.drugs)
            if core == found.drugs:
                return found
            self._cores.add(core)
            if core.bit_count() == 1:  # where one drug is in the way, others will be
                self._cores.update(1 << d for d in self._own if may_be_single(self._plain, d))

    def _alone(self) -> Iterator[_Mark]:
        """Yield the drugs that keep every rule by themselves, but for the number of drugs."""
        for d in self._own:
            if may_be_single(self._plain, d) and trimmed(self._plain, 1 << d):
                yield _Mark(self._gain(1 << d), self.part.total[d], 1, 1 << d, self.proved)

    def _singles(self, least: int) -> Iterator[_Mark]:
        """Yield drugs that may stand alone and that no other one dominates; ``least`` is what two or more can gain."""
        marks = [mark for mark in self._alone() if mark.gain >= least]
        seen = set()
        for mark in marks:
            if (mark.gain, mark.burden) not in seen and not any(other.dominates(mark) for other in marks):
                seen.add((mark.gain, mark.burden))
                yield mark

    def _gain(self, drugs: int) -> int:
        return self._plain.value(self._plain.steps(drugs))[0]

    def _weight(self, drugs: int) -> int:
        return sum(self.part.total[d] for d in members(drugs))

    def point(self, mark: _Mark, ties: int) -> FrontPoint:
        """Return a point with its ties."""
        masks, more = [mark.drugs], False
        if mark.count == 1:
            masks = [m.drugs for m in self._alone() if (m.gain, m.burden) == (mark.gain, mark.burden)]
        elif may_tie(self._plain, self._everything, mark.drugs):
            masks, more = self._ties(mark, ties)
        values = [value(self.problem, frozenset(self.part.names[d] for d in members(mask))) for mask in masks]
        values.sort(key=lambda v: v.key)
        return FrontPoint(
            mark.gain, mark.burden, mark.count, tuple(values[:ties]), more or len(values) > ties, mark.proved
        )

    def _ties(self, mark: _Mark, ties: int) -> tuple[list[int], bool]:
        """Return the regimens that share a point, those with the most points first, and whether there may be more."""
        earlier: list[Counter[int]] = []
        masks: list[int] = []
        cores = set(self._cores)
        while len(masks) <= ties:
            low, kept = self.problem.min_drugs, self._everything
            request = Request(kept, low, mark.count, 0, self._own, earlier, sorted(cores), mark.gain, mark.burden)
            found = lexicographic(self.part, request, self.params)
            if not found.drugs:
                return masks or [mark.drugs], found.status != "infeasible"
            core = trimmed(self.part, found.drugs)
            if core != found.drugs:
                cores.add(core)
                continue
            masks.append(found.drugs)
            earlier.append(Counter(members(found.drugs)))
        return masks, True


def _thresholds(problem: RegimenProblem, part: Compact) -> list[float]:
    """Return for each drug the gain above which no regimen needs it; infinite where there is none.

    It is the gain of a drug that dominates it, gains only being looked at (see `tumorboard.matching.reduce`): in the
    place of the other one it may make all other drugs superfluous, but then the regimen gains what it gains alone.
    The same holds for its rivals beside which the dominated drug gains nothing, and for whoever the dominated drug adds
    nothing but points to: in its place the other one may be superfluous itself, and nobody is left but one drug.
    """
    found = [inf] * len(part.names)
    if problem.min_drugs > 2:
        return found
    plain = compact(
        replace(
            problem,
            providers=tuple(
                Provider(p.drugs, {item: (gain, 0) for item, (gain, _) in p.worth.items()}) for p in problem.providers
            ),
        )
    )
    if plain is None or plain.names != part.names:
        return found
    plain = replace(plain, above=(None,) * len(part.names))  # a drug that reaches more may weigh more
    stands = StandIns(plain, range(len(part.names)), problem.max_drugs)
    for drug in range(len(part.names)):

        def note(by: Dominator, drug: int = drug) -> bool:
            beside = members(plain.rivals[by.drug] & ~plain.rivals[drug] & ~(1 << drug))
            alone = [by.drug, *(c for c in beside if plain.single[drug] & ~plain.single[c] == 0)]
            found[drug] = min(found[drug], max(plain.value(plain.single[c])[0] for c in alone))
            return False

        stands.first(drug, note)
        if found[drug] < inf:
            alone = [plain.value(plain.single[c])[0] for c in range(len(part.names)) if _only_points(part, drug, c)]
            found[drug] = max(found[drug], *alone, 0)
    return found


def _only_points(part: Compact, drug: int, beside: int) -> bool:
    """Say whether a drug may add steps beside another one, but none that gains."""
    reached = part.single[beside]
    own = part.single[drug] & ~reached
    may = own
    for drugs, steps in part.joint:
        if drugs >> drug & 1:
            may |= steps & ~reached
    return not any(part.gain[step] for step in members(own)) and any(not part.gain[step] for step in members(may))
