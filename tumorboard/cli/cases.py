"""``tumorboard recommend | match | score``: one case or many, as tables or as JSON documents."""

import json
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from tumorboard import service
from tumorboard.cli.batch import Totals, run
from tumorboard.cli.limits import FormularyFile, LimitsFile, PayerFile, read_limits
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import Policy, read_policy
from tumorboard.domain.record import Record
from tumorboard.errors import InputError


class Format(StrEnum):
    """How answers are printed."""

    TABLE = "table"
    JSON = "json"


Files = Annotated[list[Path], typer.Argument(help="JSON or JSONL files with cases", show_default=False)]
PolicyName = Annotated[str, typer.Option("--policy", help="NAME or NAME:switch=value,... (see docs/method.md)")]
FormatName = Annotated[Format, typer.Option("--format", help="table for people, json for the documents")]
Lines = Annotated[bool, typer.Option("--jsonl", help="with several cases: one JSON document a line")]
VersionName = Annotated[
    str, typer.Option("--knowledge", help="a version of the knowledge (tumorboard kb list) [in use]")
]


def register(app: typer.Typer) -> None:
    """Add the commands on cases."""
    app.command()(recommend)
    app.command()(match)
    app.command()(score)
    app.command()(schema)


def recommend(
    cases: Files,
    top: Annotated[int, typer.Option(min=1, max=50, help="greatest number of options")] = 10,
    min_drugs: Annotated[int | None, typer.Option(min=1, max=5, help="fewest drugs of a regimen [2]")] = None,
    max_drugs: Annotated[int | None, typer.Option(min=1, max=5, help="most drugs of a regimen [5]")] = None,
    policy: PolicyName = "ipredict2019",
    limits: LimitsFile = None,
    pin: Annotated[list[str] | None, typer.Option(help="a drug that must be in every option; repeatable")] = None,
    veto: Annotated[list[str] | None, typer.Option(help="a drug that must be in no option; repeatable")] = None,
    formulary: FormularyFile = None,
    payer: PayerFile = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="processes [number of cores]")] = os.cpu_count() or 1,
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
    jsonl: Lines = False,
) -> None:
    """Recommend regimens: ranked options of 2-5 drugs, each with its basis."""
    kb = service.open_knowledge(knowledge)
    asked = _limits(read_limits(kb, limits, formulary, payer), min_drugs, max_drugs, pin or [], veto or [], kb)
    task = partial(_recommend, limits=asked, policy=read_policy(policy), top=top, version=knowledge)
    _answer(cases, task, format, jsonl, jobs, knowledge)


def match(
    cases: Files,
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
    jsonl: Lines = False,
) -> None:
    """List the drugs that match each finding, with their evidence; no regimens."""
    task = partial(_match, policy=read_policy(policy), version=knowledge)
    _answer(cases, task, format, jsonl, version=knowledge)


def score(
    case: Annotated[Path, typer.Argument(help="a JSON file with one case", show_default=False)],
    drugs: Annotated[str, typer.Option(help='drugs given, "trametinib,palbociclib"; generic, brand or code names')],
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Score a regimen that was given or is proposed, under every policy."""
    kb = service.open_knowledge(knowledge)
    names = [name for name in (part.strip() for part in drugs.split(",")) if name]
    if not names:
        raise InputError("no drug is named", field="--drugs", remedy='Write --drugs "trametinib,palbociclib"')
    document = service.score(service.open_case(case, kb), kb, names, read_policy(policy))
    _print(iter([document]), format, jsonl=False)


def schema(
    name: Annotated[str, typer.Argument(help="tumorboard.case/1, or another document; all names where left out")] = "",
) -> None:
    """Print the JSON Schema of a document, or the names of all documents."""
    from tumorboard.domain.schemas import SCHEMAS

    if not name:
        print("\n".join(SCHEMAS))
        return
    if name not in SCHEMAS:
        raise InputError(f"there is no document {name!r}", remedy=f"Choose one of {', '.join(SCHEMAS)}")
    print(json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False))


def _recommend(read: service.ReadCase, limits: Limits, policy: Policy, top: int, version: str) -> Record:
    return service.recommend(read, service.open_knowledge(version), limits, policy, top)


def _match(read: service.ReadCase, policy: Policy, version: str) -> Record:
    return service.match(read, service.open_knowledge(version), policy)


def _limits(
    limits: Limits,
    min_drugs: int | None,
    max_drugs: int | None,
    pin: list[str],
    veto: list[str],
    kb: service.KnowledgeBase,
) -> Limits:
    """Put together the limits as they were read and the options of the command line, which win."""
    changes: dict[str, Any] = {"pin": (*limits.pin, *pin), "veto": (*limits.veto, *veto)}
    if min_drugs is not None:
        changes["min_drugs"] = min_drugs
    if max_drugs is not None:
        changes["max_drugs"] = max_drugs
    changed = limits.model_copy(update=changes)
    if changed.min_drugs > changed.max_drugs:
        raise InputError(
            f"--min-drugs {changed.min_drugs} is greater than --max-drugs {changed.max_drugs}",
            field="--min-drugs",
            remedy=f"Give --min-drugs {changed.max_drugs} or less as well"
            if min_drugs is None
            else "Change one of them",
        )
    # Refused once, before the first case, and not again for every case.
    for option, names in (("--pin", pin), ("--veto", veto)):
        for drug in names:
            kb.require_drug(drug, option)
    service.check_limits(changed, kb)
    return changed


def _answer(paths: list[Path], task: Any, format: Format, jsonl: bool, jobs: int = 1, version: str = "") -> None:
    """Run a task over all cases and print the answers; exit 2 if a case was refused."""
    totals = Totals()
    several = len(paths) > 1
    answers = run(paths, task, totals, jobs, version, wrap=_line if format is Format.JSON else None)
    _print(answers, format, jsonl, several)
    totals.tell()
    if totals.refused:
        raise typer.Exit(2)


def _line(answer: Record | str) -> str:
    """Return a document as one line; one that comes from another process is a line already."""
    return answer if isinstance(answer, str) else answer.model_dump_json(by_alias=True)


def _print(answers: Iterator[Any], format: Format, jsonl: bool, several: bool = False) -> None:
    if format is Format.TABLE:
        from tumorboard.cli import tables  # rich is slow to import

        for answer in answers:
            tables.show(answer)
        return
    write = sys.stdout.write
    if jsonl:
        for answer in answers:
            write(_line(answer) + "\n")
        return
    # One case is written as a document, several as a list; which it is shows with the second answer.
    held = next(answers, None)
    second = next(answers, None)
    if held is not None and second is None and not several:
        write(held.model_dump_json(by_alias=True, indent=2) + "\n")
        return
    write("[")
    for place, answer in enumerate(each for each in (held, second) if each is not None):
        write(",\n" if place else "\n")
        write(_line(answer))
    for answer in answers:
        write(",\n" + _line(answer))
    write("\n]\n")
