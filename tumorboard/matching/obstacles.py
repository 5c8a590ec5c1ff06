"""Why no regimen is valid: a smallest set of rules that are in each other's way.

A set of rules is *minimal* if it excludes every regimen by itself, all other rules being relaxed, and if relaxing any
one of it lets a regimen through. There may be several such sets; the one named keeps pins and limits rather than pairs
of drugs where there is a choice. It is found by leaving out rules, many at a time and then one by one, as long as no
regimen gets through. (Cleverer searches assume that a further rule never lets a regimen through. Pins and partner rules
do: the drugs that they ask for are not superfluous.)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tumorboard.matching.problem import OVERALL, RegimenProblem, breaches
from tumorboard.matching.regimen import SolverParams, solve

Kind = Literal["match", "pin", "limit", "min_drugs", "max_drugs", "partner", "conflict"]

_MOST_DRUGS = 10


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule in the way.

    Parameters
    ----------
    kind : str
        ``pin``, ``limit``, ``min_drugs``, ``max_drugs``, ``partner``, ``conflict``; or ``match`` if no drug that may be
        chosen matches anything, whatever is relaxed.
    parts : tuple of str
        What the rule is about: the pinned drug; the organ; the number; the drug and its partners; the two drugs.
    """

    kind: Kind
    parts: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """What the rule is about in one string."""
        if self.kind == "partner":
            return f"{self.parts[0]} with {' or '.join(self.parts[1:])}"
        return " + ".join(self.parts)

    @property
    def words(self) -> str:
        """The rule in words."""
        match self.kind:
            case "match":
                return "no drug that may be chosen matches an item"
            case "pin":
                return f"{self.subject} is pinned"
            case "limit":
                return "the limit on overall toxicity" if self.parts == (OVERALL,) else f"the limit on {self.subject}"
            case "min_drugs":
                return f"at least {self.subject} drugs are asked for, each adding something"
            case "max_drugs":
                return f"at most {self.subject} drugs are allowed"
            case "partner":
                return f"{self.parts[0]} may only be given with {' or '.join(self.parts[1:])}"
            case "conflict":
                return f"{' and '.join(self.parts)} exclude each other"


def obstacles(problem: RegimenProblem, params: SolverParams | None = None) -> tuple[Obstacle, ...]:
    """Return a minimal set of rules that leave no valid regimen; empty if there is one, or if time is short.

    Parameters
    ----------
    problem : RegimenProblem
        What may be chosen.
    params : SolverParams, optional
        How long each question may take.
    """
    witnesses = [frozenset(problem.pinned)]  # regimens that got through some rules may get through others

    def excluded(some: Sequence[Obstacle]) -> bool:
        trial = only(problem, some)
        if any(drugs and not breaches(trial, drugs) for drugs in witnesses):
            return False
        answer = solve(trial, params)
        witnesses.append(frozenset(answer.drugs))
        return answer.status == "infeasible"

    found = rules(problem)
    if not excluded(found):
        return ()
    size = len(found)
    while size:
        before = len(found)
        for end in range(len(found), 0, -size):
            fewer = found[: max(end - size, 0)] + found[end:]
            if excluded(fewer):
                found = fewer
        if size > 1 or len(found) == before:
            size //= 2
    return tuple(found) or (Obstacle("match"),)


def rules(problem: RegimenProblem) -> list[Obstacle]:
    """Return the rules that can be relaxed, those to be named first."""
    found = [Obstacle("pin", (drug,)) for drug in sorted(problem.pinned)]
    found += [Obstacle("limit", (organ,)) for organ in sorted(problem.limits)]
    if problem.min_drugs > 2 or (problem.min_drugs == 2 and not problem.single_ok):
        found.append(Obstacle("min_drugs", (str(problem.min_drugs),)))
    found.append(Obstacle("max_drugs", (str(problem.max_drugs),)))
    found += sorted({Obstacle("partner", (drug, *others)) for drug, others in problem.partners}, key=_parts)
    found += sorted({Obstacle("conflict", pair) for pair in problem.conflicts}, key=_parts)
    return found


def _parts(rule: Obstacle) -> tuple[str, ...]:
    return rule.parts


def only(problem: RegimenProblem, some: Sequence[Obstacle]) -> RegimenProblem:
    """Return the problem with some of its rules, the others relaxed (a regimen may then have up to ten drugs)."""
    kept: dict[Kind, list[tuple[str, ...]]] = {}
    for rule in some:
        kept.setdefault(rule.kind, []).append(rule.parts)
    return replace(
        problem,
        pinned=tuple(drug for (drug,) in kept.get("pin", ())),
        limits={organ: problem.limits[organ] for (organ,) in kept.get("limit", ())},
        partners=tuple((drug, tuple(others)) for drug, *others in kept.get("partner", ())),
        conflicts=tuple((a, b) for a, b in kept.get("conflict", ())),
        min_drugs=problem.min_drugs if "min_drugs" in kept else 1,
        max_drugs=problem.max_drugs if "max_drugs" in kept else _MOST_DRUGS,
    )
