"""``tumorboard returned``: what goes back to the patient's team, hereditary risk and medicine and DNA."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName, PolicyName, VersionName
from tumorboard.domain.policy import read_policy
from tumorboard.domain.returned import Returned


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(returned)


def returned(
    case: Annotated[Path, typer.Argument(help="a file with one case", show_default=False)],
    limits: Annotated[Path | None, typer.Option(help="a limits file", show_default=False)] = None,
    policy: PolicyName = "ipredict2019",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Tell hereditary risk and pharmacogenes, for the drugs of the case's options and its medicines."""
    kb = service.open_knowledge(knowledge)
    read = service.open_case(case, kb)
    asked = service.open_limits(limits, kb) if limits else None
    document = service.returned(read, kb, service.recommend(read, kb, asked, read_policy(policy)))
    if format is Format.JSON:
        sys.stdout.write(document.model_dump_json(by_alias=True, indent=2) + "\n")
        return
    _show(document)


def _show(document: Returned) -> None:
    from tumorboard.cli.printing import bullets, console, head, plain, row, table  # rich is slow to import

    stamp = f"knowledge {document.knowledge.version} ({document.knowledge.sha256[:12]})"
    head(document.case_id, document.sample, [stamp, document.notice])
    made = table("Hereditary risk", "finding", "what to do", "why", "sources")
    for one in document.hereditary:
        row(made, one.label, one.words, one.why, ", ".join(one.sources) or "-")
    if document.hereditary:
        console.print(made)
    else:
        console.print("No pathogenic finding in a gene of hereditary risk.")
    console.print(f"[bold]{plain(document.caution)}[/bold]\n")
    made = table("Medicine and DNA", "gene", "result", "for the drugs and medicines of this case")
    for gene in document.medicines:
        row(made, gene.gene, gene.result, "; ".join(gene.meanings) or "-")
    console.print(made)
    bullets(document.messages)
