"""``tumorboard audit``: who did what, and whether anybody changed that afterwards."""

from pathlib import Path
from typing import Annotated

import typer

_SEALS = ("wrote", "sealed")
"""What a row of the trail tells for `db check` alone."""
app = typer.Typer(no_args_is_help=True, help="The audit trail: verify, list, export.")


@app.command()
def verify() -> None:
    """Find rows that were edited, deleted, inserted, reordered or cut off; exit code 2 if there are any."""
    from tumorboard.cli.findings import tell
    from tumorboard.service import upkeep

    rows, found = upkeep.verify_trail()
    tell(found)
    print(f"{rows:,} rows, all as they were written.")


@app.command(name="list")
def show(
    limit: Annotated[int, typer.Option(min=1, max=10000, help="rows, the newest first")] = 50,
    case: Annotated[str, typer.Option(help="only this case")] = "",
    user: Annotated[str, typer.Option(help="only this account")] = "",
) -> None:
    """Print the newest rows."""
    from tumorboard.service import upkeep

    for row in upkeep.trail(limit, case, user):
        detail = ", ".join(f"{name}={value}" for name, value in row.detail.items() if name not in _SEALS)
        words = (f"{row.at:%Y-%m-%d %H:%M:%S}", row.name, row.action, row.case_id, row.outcome, detail)
        print(f"{row.seq:>7}  " + "  ".join(word for word in words if word))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="JSON lines; CSV where it ends in .csv", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="replace a file that is there")] = False,
) -> None:
    """Write the whole trail to a file; the export is a row of the trail itself."""
    from tumorboard.service import upkeep

    print(f"{file.name}: {upkeep.export_trail(file, force=force):,} rows")


@app.command()
def accept(
    reason: Annotated[str, typer.Option(help="what was found, and why it may be", show_default=False)],
) -> None:
    """Set the anchor anew after a finding was looked into, for instance when the file was put back by hand."""
    from tumorboard.cli.findings import tell
    from tumorboard.service import upkeep

    tell(upkeep.accept_trail(reason))
    print("The anchor stands at the last row.")
