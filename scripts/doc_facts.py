"""Tables of facts in the code: policies, limits, order of the evidence, the numbers of the engine, layers."""

import inspect
import tomllib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

from scripts.doc_tables import code, parameters, table
from tumorboard.domain.drug import ORGANS, Approval
from tumorboard.domain.evidence import Level, LevelFrom
from tumorboard.domain.limits import DEFAULT_ORGAN_LIMITS, Limits
from tumorboard.domain.policy import BUILT_IN, Policy
from tumorboard.matching import evidence_rank
from tumorboard.matching.levels import scales as grade
from tumorboard.matching.matches import OfferBook
from tumorboard.matching.regimen import SolverParams
from tumorboard.safety.toxicity import FEWEST_ORGANS

LEVELS: dict[Level, str] = {
    "A": "label or professional guideline",
    "B": "clinical study with a group of patients",
    "C": "case reports or a small series",
    "D": "preclinical",
}
ORIGINS: dict[LevelFrom, str] = {
    "this_type": "this tumour type",
    "parent_type": "a parent or main type",
    "any_solid": "any solid tumour",
    "any_haematological": "any haematological disease",
    "other_type": "another tumour type",
    "other_origin": "another origin of the variant",
}
MECHANISMS: dict[LevelFrom, str] = {"target": "the drug's target", "pathway": "a pathway"}
STANDINGS: dict[Approval, str] = {
    "fda": "approved in the US or EU",
    "other": "approved elsewhere",
    "investigational": "in trials only or withdrawn",
}


def policies() -> str:
    """Return the built-in policies and their switches."""
    names = [field.name for field in fields(Policy) if field.name != "name"]
    rows = ([code(policy.name), *(code(getattr(policy, name)) for name in names)] for policy in BUILT_IN)
    return table(["policy", *names], rows)


def switches() -> str:
    """Return what each switch of a policy means and which values it takes."""
    hints, told = get_type_hints(Policy), parameters(Policy)
    rows = []
    for name in (field.name for field in fields(Policy) if field.name != "name"):
        allowed = ("true", "false") if hints[name] is bool else get_args(hints[name])
        values = ", ".join(code(value) for value in allowed) or "a number above 0"
        rows.append([code(name), values, told[name]])
    return table(["switch", "values", "meaning"], rows)


def organ_limits() -> str:
    """Return the default limit of each organ system."""
    rows = ([code(organ), f"{DEFAULT_ORGAN_LIMITS[organ]:.2f}"] for organ in ORGANS)
    return table(["organ system", "greatest probability of a grade >= 3 event (0-1)"], rows)


def assumed_rates() -> str:
    """Return what the assumed rates add up to."""
    limits, organs = Limits(), len(ORGANS)
    unknown, unlisted = limits.unknown_probability, limits.unlisted_probability
    return (
        f"With the defaults, a drug without any rate is taken to cause a grade >= 3 event of each of the {organs} organ"
        f" systems in {unknown:.0%} of patients, and of any organ in {1 - (1 - unknown) ** organs:.0%}. Where the rates"
        f" of fewer than {FEWEST_ORGANS} organs are known, the others are taken at {unknown:.0%} too: a source that"
        f" tells one event tells nothing of the rest. Where more are known, an organ that they do not mention is taken"
        f" at {unlisted:.0%}."
    )


def evidence_order() -> str:
    """Return the points of every kind of evidence, the strongest first."""
    found: dict[int, list[str]] = {}
    for origin, place in ORIGINS.items():
        for level, basis in LEVELS.items():
            points = evidence_rank.points(level, origin, "fda")
            found.setdefault(points, []).append(f"level {level} ({basis}), {place}")
    for origin, basis in MECHANISMS.items():
        for approval, standing in STANDINGS.items():
            points = evidence_rank.points("D", origin, approval)
            found.setdefault(points, []).append(f"mechanism only: {basis}, drug {standing}")
    return table(["points", "evidence"], ([points, "; ".join(found[points])] for points in sorted(found, reverse=True)))


def scales() -> str:
    """Return how our levels stand on the three scales that boards use."""
    rows = []
    for level in LEVELS:
        for origin, place in ORIGINS.items():
            graded = grade(level, origin)
            rows.append([level, place, graded.amp, graded.escat, graded.nct])
    for origin, basis in MECHANISMS.items():
        graded = grade("D", origin)
        rows.append(["-", f"{basis} only", graded.amp, graded.escat, graded.nct])
    return table(["level", "from", "AMP/ASCO/CAP", "ESCAT", "NCT/DKTK"], rows)


def constants() -> str:
    """Return the numbers that the engine works with."""
    solver = SolverParams()
    rows = [
        ["greatest number of steps of a pathway", inspect.signature(OfferBook).parameters["steps"].default],
        ["evidence points, least to most", f"1-{evidence_rank.STRONGEST}"],
        ["solver: seed", solver.seed],
        ["solver: threads", solver.workers],
        ["solver: deterministic time for one search (the solver's own units)", f"{solver.deterministic_time:g}"],
    ]
    return table(["what", "value"], rows)


def layers() -> str:
    """Return the layers that the import linter keeps, the uppermost first, and the owners of heavy libraries."""
    with (Path(__file__).resolve().parents[1] / "pyproject.toml").open("rb") as handle:
        contracts = tomllib.load(handle)["tool"]["importlinter"]["contracts"]
    lines = ["```text", *next(c["layers"] for c in contracts if c["type"] == "layers"), "```", ""]
    lines += ["One owner for each heavy library:", ""]
    for contract in contracts:
        if contract["type"] == "forbidden":
            owners = " and ".join(code(line.partition(" -> ")[0]) for line in contract.get("ignore_imports", ()))
            libraries = ", ".join(code(name) for name in contract["forbidden_modules"])
            lines.append(f"- {libraries}: only {owners or 'nothing'}")
    return "\n".join(lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "policies": policies,
    "switches": switches,
    "organ limits": organ_limits,
    "assumed rates": assumed_rates,
    "evidence order": evidence_order,
    "scales": scales,
    "constants": constants,
    "layers": layers,
}
