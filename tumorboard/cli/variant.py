"""``tumorboard variant parse | relation``: how an alteration is read, and how it stands to a criterion."""

import csv
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tumorboard import service
from tumorboard.cli.cases import VersionName
from tumorboard.errors import InputError

app = typer.Typer(no_args_is_help=True, help="How alterations are read and compared with criteria.")


class RowFormat(StrEnum):
    """How rows are printed."""

    TSV = "tsv"
    JSON = "json"


Batch = Annotated[Path | None, typer.Option(help="a TSV file with a header", show_default=False)]
RowFormatName = Annotated[RowFormat, typer.Option("--format", help="tsv or json")]
Rows = list[dict[str, str]]


@app.command()
def parse(
    text: Annotated[str | None, typer.Argument(help='an alteration, "BRAF p.(Val600Glu)"', show_default=False)] = None,
    gene: Annotated[str, typer.Option(help="its gene, where the text does not name it")] = "",
    batch: Batch = None,
    knowledge: VersionName = "",
    format: RowFormatName = RowFormat.TSV,
) -> None:
    """Read alterations. Columns gene, alteration; adds what each is read as."""
    rows = _rows(batch, ("alteration",), {"gene": gene, "alteration": text} if text is not None else None)
    _print(service.parse_variants(service.open_knowledge(knowledge), rows), format)


@app.command()
def relation(
    words: Annotated[list[str] | None, typer.Argument(help="GENE ALTERATION CRITERION", show_default=False)] = None,
    batch: Batch = None,
    knowledge: VersionName = "",
    format: RowFormatName = RowFormat.TSV,
) -> None:
    """Relate alterations to criteria. Columns gene, alteration, criterion; adds relation and reason."""
    given = None
    if words:
        if len(words) != 3:
            raise InputError(
                f"{len(words)} words are given", remedy="Write GENE ALTERATION CRITERION, quoted where needed"
            )
        given = dict(zip(("gene", "alteration", "criterion"), words, strict=True))
    rows = _rows(batch, ("gene", "alteration", "criterion"), given)
    _print(service.relate_variants(service.open_knowledge(knowledge), rows), format)


def _rows(batch: Path | None, columns: tuple[str, ...], given: dict[str, str] | None) -> Rows:
    """Return the rows of the command line or of a file."""
    if (batch is None) == (given is None):
        raise InputError("give either words or --batch FILE")
    if batch is None:
        return [given] if given else []
    try:
        with batch.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise InputError(f"has no column {', '.join(missing)}", file=batch.name, remedy="Name it in the header")
            return [{name: value or "" for name, value in row.items() if name is not None} for row in reader]
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=batch.name) from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(f"is not a TSV table in UTF-8 ({problem})", file=batch.name) from None


def _print(rows: Rows, format: RowFormat) -> None:
    if format is RowFormat.JSON:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if rows:
        columns = list(rows[0])
        lines = [columns, *([_cell(row.get(column, "")) for column in columns] for row in rows)]
        sys.stdout.write("".join("\t".join(line) + "\n" for line in lines))


def _cell(text: str) -> str:
    return " ".join(text.split())
