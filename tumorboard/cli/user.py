"""``tumorboard user``: accounts, their roles, the teams of cases. No password is ever an argument."""

import sys
from typing import Annotated

import typer

from tumorboard.domain.access import Role
from tumorboard.errors import InputError

app = typer.Typer(no_args_is_help=True, help="Accounts, roles and the teams of cases.")
Name = Annotated[str, typer.Argument(help="the name that is typed at sign-in", show_default=False)]
Roles = Annotated[list[Role], typer.Option("--role", help="may be given several times", show_default=False)]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="read the password from the first line of the input")]


@app.command()
def add(
    name: Name,
    role: Roles,
    display: Annotated[str, typer.Option(help="the name that others read")] = "",
    password_stdin: FromInput = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="for people who never sign in with a password of ours")
    ] = False,
) -> None:
    """Make an account."""
    from tumorboard.service import upkeep

    password = None if no_password else _password(password_stdin)
    made = upkeep.add_person(name, display, role, password)
    print(f"{made.name}: {', '.join(sorted(made.roles))}")


@app.command(name="list")
def show() -> None:
    """Print all accounts."""
    from tumorboard.service import upkeep

    for person in upkeep.people():
        state = "" if person.active else "  disabled"
        print(f"{person.name}  {person.display}  {', '.join(sorted(person.roles)) or 'no role'}{state}")


@app.command()
def disable(name: Name) -> None:
    """Disable an account. Its sessions end at once; what it wrote stays."""
    from tumorboard.service import upkeep

    print(f"{upkeep.set_active(name, False).name} is disabled")


@app.command()
def enable(name: Name) -> None:
    """Enable an account that was disabled."""
    from tumorboard.service import upkeep

    print(f"{upkeep.set_active(name, True).name} is enabled")


@app.command()
def password(name: Name, password_stdin: FromInput = False) -> None:
    """Set a password. The sessions of the account end."""
    from tumorboard.service import upkeep

    print(f"{upkeep.set_password(name, _password(password_stdin)).name} has a new password")


@app.command(name="role")
def set_role(name: Name, role: Roles) -> None:
    """Replace the roles of an account; they hold at once."""
    from tumorboard.service import upkeep

    print(f"{name}: {', '.join(sorted(upkeep.set_roles(name, role).roles))}")


@app.command()
def sign_out(name: Name) -> None:
    """End all sessions of an account."""
    from tumorboard.service import upkeep

    print(f"{name}: {upkeep.sign_out(name)} sessions ended")


@app.command()
def team(
    case: Annotated[str, typer.Argument(help="the case", show_default=False)],
    add: Annotated[list[str] | None, typer.Option("--add", help="an account that joins the team")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="an account that leaves the team")] = None,
) -> None:
    """Change who may open a case, and print the team."""
    from tumorboard.service import upkeep

    people = upkeep.change_team(case, add or [], remove or [])
    print(f"{case}: {', '.join(person.name for person in people) or 'nobody'}")


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("is missing", field="password", remedy="Pipe it in with --password-stdin")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
