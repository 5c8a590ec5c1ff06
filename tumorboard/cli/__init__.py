"""The command line ``tumorboard``. Errors are told in one line and end with exit code 2, never with a traceback."""

import sys

import typer

from tumorboard.errors import TumorboardError


def build() -> typer.Typer:
    """Put the command line together."""
    from tumorboard.cli import audit, cases, db, knowledge, outcomes, report, returned, safety, tradeoffs, user, variant

    app = typer.Typer(
        name="tumorboard",
        help="From a tumour's molecular report to ranked, explained regimens of 2-5 drugs. Research use only.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    cases.register(app)
    tradeoffs.register(app)
    safety.register(app)
    report.register(app)
    returned.register(app)
    app.add_typer(knowledge.app, name="kb")
    app.add_typer(variant.app, name="variant")
    outcomes.register(app)
    app.add_typer(db.app, name="db")
    app.add_typer(user.app, name="user")
    app.add_typer(audit.app, name="audit")
    return app


def main(words: list[str] | None = None) -> None:
    """Run the command line.

    Parameters
    ----------
    words : list of str, optional
        Instead of those that the program was called with.
    """
    app = build()
    try:
        app(words)
    except TumorboardError as problem:
        print(f"error: {problem}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(141)
