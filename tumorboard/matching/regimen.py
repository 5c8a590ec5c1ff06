"""The best regimen by CP-SAT: exact, lexicographic and always the same.

`Search` answers one question: which regimen is the best that contains no earlier one. See
`tumorboard.matching.problem` for the definitions, `tumorboard.matching.reduce` for the drugs that are left out of the
model and `tumorboard.matching.formulation` for the model.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from tumorboard.matching.compact import Compact, compact, mask_of, members, trimmed
from tumorboard.matching.formulation import Quantity, Request, formulate, may_be_single
from tumorboard.matching.incumbent import promising
from tumorboard.matching.problem import RegimenProblem, Value, value
from tumorboard.matching.reduce import Dominator, StandIns, groups
from tumorboard.matching.ties import allows, equals

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

_ROOM = 1 << 50
"""Greatest sum of an objective's coefficients: CP-SAT's sums must stay clear of 64 bits."""

_MANY = 64
"""From so many drugs on a good regimen to start from saves more time than it takes to find."""

_SETTINGS = "linearization_level:2 cut_level:0 cp_model_presolve:false cp_model_probing_level:0 symmetry_level:0"
"""After our own reductions the models are so small that the solver's own, and cuts, take longer than they save."""


@dataclass(frozen=True, slots=True)
class SolverParams:
    """How long and in which way the solver searches; the same parameters always give the same answer.

    Parameters
    ----------
    seed : int
        Seed of the solver's random choices.
    deterministic_time : float
        The most work for one solve, in the solver's own units (about seconds on a fast machine, but the same on every
        machine). An answer cut short by it is marked as not proved.
    workers : int
        Threads; more than one makes the way to the answer, though not a proved answer, depend on chance.
    """

    seed: int = 1
    deterministic_time: float = 5.0
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Solution:
    """The answer to a regimen problem.

    Parameters
    ----------
    drugs : tuple of str
        The regimen, sorted; empty where there is none.
    value : Value or None
        What it is worth; None where there is none.
    status : str
        ``optimal``: proved best. ``feasible``: valid, but the solver stopped before the proof. ``infeasible``: proved
        that no regimen is valid. ``unknown``: the solver stopped with nothing.
    bound : int
        No valid regimen has a greater sum of gains; equal to ``value.gain`` where proved.
    """

    drugs: tuple[str, ...]
    value: Value | None
    status: Status
    bound: int


@dataclass(frozen=True, slots=True)
class Found:
    """A set of drugs as a bit mask, with the status and bound of `Solution`."""

    drugs: int
    status: Status
    bound: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the solver says: the values of the variables (none where it found none) and a bound of the objective."""

    status: Status
    values: tuple[int, ...]
    bound: int


def solve(problem: RegimenProblem, params: SolverParams | None = None) -> Solution:
    """Return the best valid regimen.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    params : SolverParams, optional
        How to search.

    Returns
    -------
    Solution
        The best regimen, or the statement that there is none.
    """
    return Search(problem, params).solution()


class Search:
    """The regimens of one problem, the best first, none containing an earlier one.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    params : SolverParams, optional
        How to search.
    """

    def __init__(self, problem: RegimenProblem, params: SolverParams | None = None) -> None:
        self.problem = problem
        self.params = params or SolverParams()
        self._part = compact(problem)
        self.groups = groups(problem) if self._part else {}
        """For each drug of a class the first drug that it is interchangeable with; empty where nothing is feasible."""
        self._earlier: list[Counter[int]] = []
        self._cores: set[int] = set()
        self._proved = True
        if self._part:
            number = {name: place for place, name in enumerate(problem.drugs)}
            self._group = tuple(number[self.groups.get(name, name)] for name in self._part.names)
            self._stand_ins = StandIns(self._part, self._group, problem.max_drugs)
            self._singles = mask_of([d for d in range(len(self._part.names)) if may_be_single(self._part, d)])
            lonely = problem.min_drugs == 1 or (problem.min_drugs == 2 and problem.single_ok)
            self._alone = self._singles if lonely else 0

    def solution(self) -> Solution:
        """Return the next best regimen; from then on it counts as earlier."""
        part = self._part
        if part is None:
            return Solution((), None, "infeasible", 0)
        found = self._best(part, self._alone, self._earlier)
        if not found.drugs:
            return Solution((), None, found.status, 0 if found.status == "infeasible" else found.bound)
        if not self._earlier and self._alone and self.problem.min_drugs == 2:
            self._settle_singles(part, found)
        self._earlier.append(Counter(self._group[d] for d in members(found.drugs)))
        names = tuple(part.names[d] for d in members(found.drugs))
        status = found.status if self._proved else "feasible"
        return Solution(names, value(self.problem, frozenset(names)), status, found.bound)

    def __iter__(self) -> Iterator[Solution]:
        while (solution := self.solution()).drugs:
            yield solution

    def _settle_singles(self, part: Compact, best: Found) -> None:
        """Find out which drugs may stand alone: those that no regimen of two or more drugs exceeds."""
        if best.drugs.bit_count() == 1 and self._singles & ~best.drugs:
            best = self._best(part, 0, ())
        if best.drugs.bit_count() > 1:
            least, _ = part.value(part.steps(best.drugs))
            self._alone = mask_of([d for d in members(self._singles) if part.value(part.single[d])[0] >= least])
        self._proved = best.status in ("optimal", "infeasible")

    def _best(self, part: Compact, alone: int, earlier: Sequence[Counter[int]]) -> Found:
        """Return the best regimen, letting dominated drugs wait while they cannot be part of it."""
        low = self.problem.min_drugs
        spent = {group for regimen in earlier for group in regimen}
        risky = self._singles & ~alone if low == 2 else 0

        def free(by: Dominator) -> bool:
            return by.same_group or (low <= 2 and self._group[by.drug] not in spent)

        def safe(by: Dominator) -> bool:
            return by.same_group or (free(by) and (not risky >> by.drug & 1 or value_alone(by.drug) < reached))

        @cache
        def value_alone(drug: int) -> tuple[int, int]:
            return part.value(part.single[drug])

        waiting = [d for d in range(len(part.names)) if self._stand_ins.first(d, free)]
        while True:
            found = self._solve(part, (1 << len(part.names)) - 1 & ~mask_of(waiting), alone, earlier)
            reached = part.value(part.steps(found.drugs)) if found.drugs else (-1, 0)
            still = [d for d in waiting if self._stand_ins.first(d, safe)]
            if len(still) == len(waiting):
                return found
            waiting = still

    def _solve(self, part: Compact, kept: int, alone: int, earlier: Sequence[Counter[int]]) -> Found:
        """Return the best regimen of the drugs kept; a superfluous drug in it shows what the model must be told."""
        low = self.problem.min_drugs
        while True:
            cores = sorted(core for core in self._cores if core & ~alone or not core)
            request = Request(kept, low, self.problem.max_drugs, alone, self._group, earlier, cores)
            found = lexicographic(part, request, self.params)
            core = trimmed(part, found.drugs)
            if core == found.drugs:
                return found
            if found.status != "optimal":
                fits = core.bit_count() >= low or (core and core & ~alone == 0)
                return replace(found, drugs=core) if fits else Found(0, "unknown", found.bound)
            if core in cores:
                raise RuntimeError(f"the model allows superfluous drugs that it was told of: {found}, {core}")
            self._cores.add(core)
            if core.bit_count() == 1:  # where one drug is in the way, others will be
                self._cores.update(1 << d for d in members(self._singles & ~alone))


def lexicographic(part: Compact, request: Request, params: SolverParams) -> Found:
    """Maximize the quantities in their order, as many at once as an objective has room for."""
    formulation = formulate(part, request)
    model, left = formulation.model, formulation.quantities
    highest = left[0].most // part.unit
    found = Found(0, "unknown", highest)
    values: tuple[int, ...] = ()
    many = request.kept.bit_count() >= _MANY and not request.earlier
    hint: Sequence[int] = formulation.start(promising(part, request)) if many else ()
    while left:
        objective, weight, rest = _packed(left)
        answer = _run(model.text(objective, hint), params)
        if not answer.values:
            return replace(found, status="feasible") if values else replace(found, status=answer.status)
        if not values:
            highest = (answer.bound + weight - 1) // weight // part.unit
        values = hint = answer.values
        found = Found(mask_of([d for d, x in formulation.drug.items() if values[x]]), answer.status, highest)
        if answer.status != "optimal":
            break
        if len(left) > formulation.names >= len(rest):  # all but the names is settled
            others = equals(part, request.kept, found.drugs)
            if others is not None:
                allowed = [found.drugs, *(drugs for drugs in others if allows(part, request, drugs))]
                return replace(found, drugs=min(allowed, key=members))
        for quantity in left[: len(left) - len(rest)]:
            model.linear(quantity.terms, sum(c * values[x] for x, c in quantity.terms.items()))
        left = rest
    return found


def _packed(quantities: Sequence[Quantity]) -> tuple[dict[int, int], int, Sequence[Quantity]]:
    """Return one objective for the first quantities, the weight of the first of them, and those that found no room."""
    objective = dict(quantities[0].terms)
    weight = 1
    for place, quantity in enumerate(quantities[1:], 1):
        factor = quantity.most + 1
        packed = {x: coefficient * factor for x, coefficient in objective.items()}
        for x, coefficient in quantity.terms.items():
            packed[x] = packed.get(x, 0) + coefficient
        if sum(map(abs, packed.values())) > _ROOM:
            return objective, weight, quantities[place:]
        objective, weight = packed, weight * factor
    return objective, weight, ()


def _run(text: str, params: SolverParams) -> _Answer:
    """Maximize a model; the objective is written as a minimum."""
    from ortools.sat.python import cp_model_helper as cp_sat  # loading it takes longer than scoring a regimen

    model, settings, solver = cp_sat.CpModelProto(), cp_sat.SatParameters(), cp_sat.SolveWrapper()
    if not model.parse_text_format(text):
        raise RuntimeError("CP-SAT cannot read the model")
    settings.parse_text_format(
        f"{_SETTINGS} num_workers:{params.workers} random_seed:{params.seed} "
        f"max_deterministic_time:{params.deterministic_time}"
    )
    solver.set_parameters(settings)
    response = solver.solve(model)  # type: ignore[no-untyped-call]
    statuses: dict[Any, Status] = {
        cp_sat.OPTIMAL: "optimal",
        cp_sat.FEASIBLE: "feasible",
        cp_sat.INFEASIBLE: "infeasible",
        cp_sat.UNKNOWN: "unknown",
    }
    if response.status not in statuses:
        raise RuntimeError(f"CP-SAT refuses the model: {cp_sat.CpSatHelper.validate_model(model)}")
    return _Answer(statuses[response.status], tuple(response.solution), -int(response.inner_objective_lower_bound))
