"""The menu: ranked options that differ in substance, or the rules that leave no option; and what each drug adds.

The first option is the best regimen. Each further option is the best valid regimen that does not contain an earlier
one, interchangeable drugs counting as the same drug: those by which a drug of an option may be replaced are listed as
its alternatives instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tumorboard.matching.obstacles import Obstacle, obstacles
from tumorboard.matching.problem import RegimenProblem, Value, item_worth, value, within_limits
from tumorboard.matching.regimen import Search, SolverParams, Status


@dataclass(frozen=True, slots=True)
class MenuOption:
    """One option.

    Parameters
    ----------
    drugs : tuple of str
        The regimen, sorted.
    value : Value
        What it is worth.
    alternatives : mapping of str to tuple of str
        For drugs that can be exchanged one by one: the interchangeable drugs with which the regimen is valid as well.
    status : str
        ``optimal`` if proved to be the best of its rank, else ``feasible``.
    bound : int
        No regimen of this rank can have a greater sum of gains.
    """

    drugs: tuple[str, ...]
    value: Value
    alternatives: Mapping[str, tuple[str, ...]]
    status: Status
    bound: int


@dataclass(frozen=True, slots=True)
class Menu:
    """The options, the best first.

    Parameters
    ----------
    options : tuple of MenuOption
        Empty where no regimen is valid.
    obstacles : tuple of Obstacle
        Where no regimen is valid: rules that together exclude every regimen, while any of them being relaxed lets one
        through. Empty otherwise.
    complete : bool
        Whether it is proved that there are no further options.
    """

    options: tuple[MenuOption, ...]
    obstacles: tuple[Obstacle, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """What one more drug adds to the drugs before it.

    Parameters
    ----------
    drug : str
        The drug.
    items : tuple of str
        The items that gain, sorted.
    gain, points, burden : int
        What the sums grow by. Points may fall where a weaker match gives way to one that counts more.
    """

    drug: str
    items: tuple[str, ...]
    gain: int
    points: int
    burden: int


def menu(problem: RegimenProblem, top: int = 10, params: SolverParams | None = None) -> Menu:
    """Return the best options.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    top : int
        Greatest number of options, 1 or more.
    params : SolverParams, optional
        How to search.
    """
    search = Search(problem, params)
    options = []
    status: Status = "optimal"
    for _ in range(top):
        found = search.solution()
        status = found.status
        if found.value is None:
            break
        alternatives = _alternatives(problem, found.drugs, search.groups)
        options.append(MenuOption(found.drugs, found.value, alternatives, found.status, found.bound))
    complete = status == "infeasible"
    return Menu(tuple(options), obstacles(problem, params) if complete and not options else (), complete)


def _alternatives(
    problem: RegimenProblem, drugs: tuple[str, ...], groups: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return for each drug those that can take its place; as they are interchangeable only limits can forbid it."""
    chosen = frozenset(drugs)
    found = {}
    for drug in drugs:
        others = [d for d, head in groups.items() if head == groups.get(drug) and d not in chosen]
        fitting = tuple(d for d in others if within_limits(problem, chosen - {drug} | {d}))
        if fitting:
            found[drug] = fitting
    return found


def marginal(problem: RegimenProblem, drugs: Iterable[str]) -> tuple[Addition, ...]:
    """Return the drugs in the order in which they add the most gain, then points, then by name.

    Parameters
    ----------
    problem : RegimenProblem
        What the drugs are worth.
    drugs : iterable of str
        A regimen, valid or not.
    """
    left = sorted(set(drugs))
    own = [provider for provider in problem.providers if set(left).issuperset(provider.drugs)]
    given: frozenset[str] = frozenset()
    steps = []
    while left:
        before = value(problem, given, own)

        def worth(drug: str, given: frozenset[str] = given) -> tuple[int, int]:
            matched = item_worth(problem, given | {drug}, own).values()
            return sum(gain for gain, _ in matched), sum(points for _, points in matched)

        drug = max(left, key=worth)
        after = value(problem, given | {drug}, own)
        had, has = item_worth(problem, given, own), item_worth(problem, given | {drug}, own)
        items = tuple(sorted(item for item in has if has[item] > had.get(item, (0, 0))))
        steps.append(
            Addition(drug, items, after.gain - before.gain, after.points - before.points, after.burden - before.burden)
        )
        given |= {drug}
        left.remove(drug)
    return tuple(steps)
