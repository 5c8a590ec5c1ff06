"""``tumorboard db``: make, upgrade, save, restore and check the board's records."""

from pathlib import Path
from typing import Annotated

import typer

# The modules behind these commands are imported within them: they bring the database along, which others do without.
app = typer.Typer(no_args_is_help=True, help="The board's records: make, upgrade, back up, restore, check.")
File = Annotated[Path, typer.Argument(help="the file of the backup", show_default=False)]
Force = Annotated[bool, typer.Option("--force", help="replace what is there")]


@app.command()
def init() -> None:
    """Make the data folder, the secret and the tables. What is there already stays as it is."""
    from tumorboard.service import upkeep

    made = upkeep.make_records()
    print(f"{made.place}: {'made' if made.tables else 'there already, left as it is'}")
    if made.anchor and not made.tables:
        print("This machine keeps an anchor of the audit trail from now on.")
    if made.secret:
        print("A secret was made. Keep a copy of the file `secret` elsewhere: without it no backup can be restored.")


@app.command()
def ready() -> None:
    """Say whether the program can start with these records; exit code 2 and what to do where it cannot."""
    from tumorboard.service import upkeep

    print(f"{upkeep.ready()}: ready")


@app.command()
def upgrade() -> None:
    """Bring the tables to the form that this version needs, as a whole or not at all."""
    from tumorboard.service import upkeep

    before, present = upkeep.upgrade_records()
    print(f"form {present}: " + ("nothing to do" if before == present else f"upgraded from {before}"))


@app.command()
def backup(file: File, force: Force = False) -> None:
    """Write a backup while others go on working. It holds neither sessions nor the secret."""
    from tumorboard.cli.findings import tell
    from tumorboard.service import upkeep

    saved = upkeep.save_records(file, force=force)
    print(
        f"{file.name}: {saved.cases:,} cases, {saved.entries:,} entries, {saved.audit_rows:,} rows of the audit trail"
    )
    tell(saved.findings)


@app.command()
def restore(file: File, force: Force = False) -> None:
    """Put a backup in place of the records, after it was verified; what was there is kept as a backup."""
    from tumorboard.service import upkeep

    saved, kept = upkeep.restore_records(file, force=force)
    print(f"restored: {saved.cases:,} cases, {saved.entries:,} entries, {saved.audit_rows:,} rows of the audit trail")
    if kept is not None:
        print(f"What was there before: {kept.name}, in the data folder")


@app.command()
def check() -> None:
    """Look through file, entries, accounts, cases, teams and the audit trail; exit code 2 if anything is wrong."""
    from tumorboard.cli.findings import tell
    from tumorboard.service import upkeep

    counts, found = upkeep.check_records()
    print(f"{counts.cases:,} cases, {counts.entries:,} entries, {counts.audit_rows:,} rows of the audit trail")
    tell(found)
    print("Nothing is wrong.")
