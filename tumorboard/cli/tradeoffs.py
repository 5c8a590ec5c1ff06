"""``tumorboard frontier | why-not | robustness``: what can be traded, why not a drug, how robust the best option is."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName, PolicyName, VersionName
from tumorboard.cli.limits import FormularyFile, LimitsFile, PayerFile, read_limits
from tumorboard.domain.policy import read_policy
from tumorboard.domain.record import Record
from tumorboard.service import KnowledgeBase, Limits, Policy, ReadCase

OneCase = Annotated[Path, typer.Argument(help="a JSON file with one case", show_default=False)]
Files = tuple[str | None, Path | None, Path | None]
Question = Callable[[ReadCase, KnowledgeBase, Limits, Policy], Record]


def register(app: typer.Typer) -> None:
    """Add the commands on what can be traded."""
    app.command()(frontier)
    app.command(name="why-not")(why_not)
    app.command()(robustness)


def frontier(
    case: OneCase,
    limits: LimitsFile = None,
    formulary: FormularyFile = None,
    payer: PayerFile = None,
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """List every regimen that no other one beats in items matched, toxicity and number of drugs at once."""
    _answer(service.frontier, case, (limits, formulary, payer), policy, knowledge, format)


def why_not(
    case: OneCase,
    drugs: Annotated[
        str, typer.Option(help='drugs asked for, "cetuximab,MEK162"; left out: why there is no option')
    ] = "",
    limits: LimitsFile = None,
    formulary: FormularyFile = None,
    payer: PayerFile = None,
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Say why some drugs are not in the best option, what insisting on them costs, and which limit is in the way."""
    names = [name for name in (part.strip() for part in drugs.split(",")) if name]

    def question(read: ReadCase, kb: KnowledgeBase, asked: Limits, by: Policy) -> Record:
        return service.why_not(read, kb, names, asked, by)

    _answer(question, case, (limits, formulary, payer), policy, knowledge, format)


def robustness(
    case: OneCase,
    limits: LimitsFile = None,
    formulary: FormularyFile = None,
    payer: PayerFile = None,
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Say what the best option becomes if a finding falls away, a drug is not granted or a limit moves by a step."""
    _answer(service.robustness, case, (limits, formulary, payer), policy, knowledge, format)


def _answer(question: Question, case: Path, files: Files, policy: str, version: str, format: Format) -> None:
    by = read_policy(policy)
    kb = service.open_knowledge(version)
    asked = read_limits(kb, *files)
    document = question(service.open_case(case, kb), kb, asked, by)
    if format is Format.JSON:
        print(document.model_dump_json(by_alias=True, indent=2))
        return
    from tumorboard.cli import tradeoff_tables  # rich is slow to import

    tradeoff_tables.show(document)
