"""``tumorboard report``: one page and an appendix of a case, as PDF or DOCX."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tumorboard import service
from tumorboard.cli.cases import PolicyName, VersionName
from tumorboard.cli.files import save
from tumorboard.domain.policy import read_policy
from tumorboard.errors import InputError

KINDS: dict[str, Literal["pdf", "docx"]] = {".pdf": "pdf", ".docx": "docx"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)


def report(
    case: Annotated[Path, typer.Argument(help="a file with one case", show_default=False)],
    out: Annotated[Path, typer.Option(help="FILE.pdf or FILE.docx", show_default=False)],
    policy: PolicyName = "ipredict2019",
    limits: Annotated[Path | None, typer.Option(help="a limits file", show_default=False)] = None,
    knowledge: VersionName = "",
) -> None:
    """Print a case: a summary of one page, and an appendix with every source."""
    kind = KINDS.get(out.suffix.lower())
    if kind is None:
        raise InputError(
            f"{out.suffix or 'no ending'} is no kind of report", field="--out", remedy="End in .pdf or .docx"
        )
    kb = service.open_knowledge(knowledge)
    asked = service.open_limits(limits, kb) if limits else None
    made = service.printed(
        service.material(service.open_case(case, kb), kb, asked, read_policy(policy)),
        "pdf" if kind == "pdf" else "docx",
    )
    save(out, made)
    typer.echo(f"{out}: {len(made)} bytes")
