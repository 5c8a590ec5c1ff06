"""``tumorboard kb info | check | show``: what the tables hold, whether they agree, what is known of a gene or drug."""

import json
from typing import Annotated, Any

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName

app = typer.Typer(no_args_is_help=True, help="The knowledge: version, counts, sources, validation, look-up.")


def _write(body: dict[str, Any], format: Format) -> None:
    if format is Format.JSON:
        print(json.dumps(body, indent=2, ensure_ascii=False))
        return
    for name, value in body.items():
        if isinstance(value, list):
            print(f"{name}:")
            for entry in value:
                print(
                    "  - "
                    + (entry if isinstance(entry, str) else "; ".join(f"{k}: {v}" for k, v in entry.items() if v))
                )
        elif isinstance(value, dict):
            print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in value.items()))
        else:
            print(f"{name}: {value}")


@app.command()
def info(format: FormatName = Format.TABLE) -> None:
    """Print version, hash, counts and sources of the knowledge."""
    _write(service.knowledge_info(service.open_knowledge()), format)


@app.command()
def check(format: FormatName = Format.TABLE) -> None:
    """Validate the tables: every reference between them must resolve. Exit 2 if one does not."""
    problems = service.knowledge_problems(service.open_knowledge())
    if format is Format.JSON:
        print(json.dumps({"problems": problems}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(problems) or "all tables agree")
    if problems:
        raise typer.Exit(2)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a gene symbol or alias, or a drug by any name")],
    format: FormatName = Format.TABLE,
) -> None:
    """Print what is known of one gene or drug, each fact with its citation."""
    _write(service.knowledge_about(service.open_knowledge(), name), format)
