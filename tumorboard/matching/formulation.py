"""The constraint model of a regimen problem: variables, rules and the quantities that order regimens.

There is a variable for each drug, for each combination (true only with all its drugs) and for each step that several
providers reach (true only with one of them). Regimens are ordered by sums over these variables, so that the solver
itself leaves superfluous drugs out. It is tempted to keep one only where the regimen without it has too few drugs.
Therefore

- a set of drugs that was found beside superfluous ones (a *core*) may be chosen only together with a provider that
  offers more than it does; this takes many literals and is seldom needed, so that it is said when it is;
- where three or more drugs are asked for, every drug that is not pinned must show a step that only it reaches, or a
  drug whose only partner it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tumorboard.matching.compact import Compact, members
from tumorboard.matching.modeltext import ModelText


@dataclass(frozen=True, slots=True)
class Request:
    """Which regimens of a problem the model is to allow.

    Parameters
    ----------
    kept : int
        The drugs that may be chosen, as a bit mask.
    low, high : int
        The range of the number of drugs.
    alone : int
        Drugs that may stand alone although ``low`` is 2.
    group : sequence of int
        The group of each drug.
    earlier : sequence of mapping of int to int
        Group -> number of drugs, for each regimen that may not be contained in the one sought.
    cores : sequence of int
        Sets of drugs that may be chosen only together with a provider that offers more than they do.
    least : int
        Least sum of gains.
    heaviest : int or None
        Greatest total burden; None where there is none.
    """

    kept: int
    low: int
    high: int
    alone: int
    group: Sequence[int]
    earlier: Sequence[Mapping[int, int]] = ()
    cores: Sequence[int] = ()
    least: int = 0
    heaviest: int | None = None


@dataclass(slots=True)
class Quantity:
    """A sum that orders regimens, never below zero.

    Parameters
    ----------
    terms : dict of int to int
        Variable -> coefficient; the greater sum is better.
    most : int
        No regimen has a greater sum (of absolute value).
    """

    terms: dict[int, int]
    most: int


@dataclass(slots=True)
class Formulation:
    """The model, the variable of each drug, and the quantities in the order in which they count, names last.

    ``follows`` holds the variables whose values follow from those before: from all of some variables, or any of them.
    """

    model: ModelText
    drug: dict[int, int]
    quantities: Sequence[Quantity]
    names: int
    follows: Sequence[tuple[int, bool, tuple[int, ...]]]

    def start(self, drugs: int) -> list[int]:
        """Return the values of the variables under a regimen, for the solver to start from."""
        values = [0] * self.model.variables
        for d, x in self.drug.items():
            values[x] = drugs >> d & 1
        for variable, every, others in self.follows:
            values[variable] = int((all if every else any)(values[x] for x in others))
        return values


class _Builder:
    def __init__(self, part: Compact, request: Request) -> None:
        self.part = part
        self.request = request
        self.model = ModelText()
        self.kept = members(request.kept)
        self.drug = {d: self.model.boolean(fixed=bool(part.pinned >> d & 1)) for d in self.kept}
        self.follows: list[tuple[int, bool, tuple[int, ...]]] = []
        self.provider = [(1 << d, part.single[d], x) for d, x in self.drug.items() if part.single[d]]
        for drugs, steps in part.joint:
            if drugs & ~request.kept == 0:
                self.provider.append((drugs, steps, self._all(drugs)))

    def _all(self, drugs: int) -> int:
        variable = self.model.boolean()
        chosen = tuple(self.drug[d] for d in members(drugs))
        self.follows.append((variable, True, chosen))
        for x in chosen:
            self.model.any_of((~variable, x))
        if self.request.low > 2:
            self.model.any_of((variable, *(~x for x in chosen)))
        return variable

    def hard_rules(self) -> None:
        part, model, high = self.part, self.model, self.request.high
        count = dict.fromkeys(self.drug.values(), 1)
        model.linear(count, 1, high)
        for limit, burden in part.organs:
            terms = {x: burden[d] for d, x in self.drug.items() if burden[d]}
            if sum(sorted(terms.values())[-high:]) > limit:
                model.linear(terms, None, limit)
        self._rivals()
        for d, x in self.drug.items():
            for partners in part.rules[d]:
                model.any_of((~x, *(self.drug[q] for q in members(partners & self.request.kept))))

    def _rivals(self) -> None:
        """Gather pairs of rivals into sets as large as can be found at once."""
        left = {d: self.part.rivals[d] & self.request.kept for d in self.kept}
        for d in self.kept:
            while later := left[d] >> (d + 1) << (d + 1):
                clique, common = [d], later
                while common:
                    other = (common & -common).bit_length() - 1
                    clique.append(other)
                    common &= self.part.rivals[other] & ~(1 << other)
                self.model.at_most_one(self.drug[c] for c in clique)
                gone = sum(1 << c for c in clique)
                for c in clique:
                    left[c] &= ~gone

    def number(self) -> None:
        """Ask for enough drugs, each of them needed."""
        part, request = self.part, self.request
        for core in request.cores:
            if core & ~request.kept == 0:
                self._core(core)
        if request.low == 2:
            self.model.linear({x: 2 if request.alone >> d & 1 else 1 for d, x in self.drug.items()}, 2)
        elif request.low > 2:
            self.model.linear(dict.fromkeys(self.drug.values(), 1), request.low)
            for d in self.kept:
                if not part.pinned >> d & 1:
                    self._needed(d)

    def _core(self, core: int) -> None:
        """Allow the drugs of a core together only with a provider that offers more."""
        reached = self.part.steps(core)
        more = [literal for _, steps, literal in self.provider if steps & ~reached]
        self.model.any_of([*(~self.drug[d] for d in members(core)), *more])

    def _needed(self, drug: int) -> None:
        reasons = []
        steps = 0
        for drugs, reached, _ in self.provider:
            if drugs >> drug & 1:
                steps |= reached
        for step in members(steps):
            reason = self.model.boolean()
            reasons.append(reason)
            reaching = [(drugs, literal) for drugs, reached, literal in self.provider if reached >> step & 1]
            self.model.any_of([~reason, *(literal for drugs, literal in reaching if drugs >> drug & 1)])
            if others := [literal for drugs, literal in reaching if not drugs >> drug & 1]:
                self.model.linear(dict.fromkeys(others, 1), None, 0, where=reason)
        for asking, x in self.drug.items():
            for partners in self.part.rules[asking]:
                if partners >> drug & 1:
                    reason = self.model.boolean()
                    reasons.append(reason)
                    self.model.any_of((~reason, x))
                    if others := members(partners & self.request.kept & ~(1 << drug)):
                        self.model.linear({self.drug[q]: 1 for q in others}, None, 0, where=reason)
        self.model.any_of([~self.drug[drug], *reasons])

    def earlier(self) -> None:
        """Forbid the regimens that contain an earlier one, counting groups instead of drugs."""
        part_of: dict[int, list[int]] = {}
        for d, x in self.drug.items():
            part_of.setdefault(self.request.group[d], []).append(x)
        shown: dict[tuple[int, int], int] = {}
        for regimen in self.request.earlier:
            if all(len(part_of.get(group, ())) >= number for group, number in regimen.items()):
                literals = []
                for key in regimen.items():
                    if key not in shown:
                        shown[key] = self._at_least(part_of[key[0]], key[1])
                    literals.append(~shown[key])
                self.model.any_of(literals)

    def _at_least(self, variables: list[int], number: int) -> int:
        """Return a literal that is true if this number of the variables is."""
        if len(variables) == 1:
            return variables[0]
        literal = self.model.boolean()
        terms = dict.fromkeys(variables, 1)
        terms[literal] = -len(variables)
        self.model.linear(terms, None, number - 1)
        return literal

    def quantities(self) -> tuple[Quantity, Quantity, Quantity]:
        """Return worth, burden and number of drugs."""
        part, high = self.part, self.request.high
        reach: dict[int, list[int]] = {}
        for _, steps, literal in self.provider:
            for step in members(steps):
                if part.worth[step]:
                    reach.setdefault(step, []).append(literal)
        added: dict[tuple[int, ...], int] = {}
        for step, literals in reach.items():
            key = tuple(literals)
            added[key] = added.get(key, 0) + part.worth[step]
        worth: dict[int, int] = {}
        for key, amount in added.items():
            if len(key) == 1:
                worth[key[0]] = worth.get(key[0], 0) + amount
            else:
                variable = self.model.boolean()
                self.model.any_of((~variable, *key))
                self.follows.append((variable, False, key))
                worth[variable] = amount
        burden = {x: -part.total[d] for d, x in self.drug.items() if part.total[d]}
        heaviest = -sum(sorted(burden.values())[:high])
        return (
            Quantity(worth, sum(added.values())),
            Quantity(burden, heaviest),
            Quantity(dict.fromkeys(self.drug.values(), -1), high),
        )


def may_be_single(part: Compact, drug: int) -> bool:
    """Say whether a drug alone keeps the rules, but for the number of drugs: no partner asked for, no other pinned."""
    return not part.rules[drug] and part.pinned & ~(1 << drug) == 0


def formulate(part: Compact, request: Request) -> Formulation:
    """Return the model of the regimens that a request allows."""
    builder = _Builder(part, request)
    builder.hard_rules()
    builder.number()
    builder.earlier()
    worth, burden, number = builder.quantities()
    if request.least:
        builder.model.linear(worth.terms, request.least * part.unit)
    if request.heaviest is not None:
        builder.model.linear(burden.terms, -request.heaviest)
    names = [Quantity({x: 1}, 1) for d, x in builder.drug.items() if not part.pinned >> d & 1]
    return Formulation(builder.model, builder.drug, (worth, burden, number, *names), len(names), builder.follows)
