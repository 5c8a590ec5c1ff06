"""The documents on what can be traded as readable tables."""

from functools import singledispatch

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.record import Record

OUTCOMES = {
    "same": "stays", "fewer": "stays, with fewer drugs", "equal": "an interchangeable drug takes a place",
    "other": "changes", "none": "nothing is feasible",
}  # fmt: skip
_console = Console(highlight=False)


@singledispatch
def show(document: Record) -> None:
    """Print a document as tables."""
    raise TypeError(type(document).__name__)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _row(table: Table, *cells: object) -> None:
    table.add_row(*(escape(str(cell)) for cell in cells))


def _head(document: doc.CaseDocument) -> None:
    mark = " (invented sample case)" if document.sample else ""
    _console.print(f"[bold]{escape(document.case_id)}[/bold]{mark}")
    stamp = f"policy {document.policy}; knowledge {document.knowledge.version} ({document.knowledge.sha256[:12]})"
    _console.print(escape(stamp))
    _console.print(escape(document.notice), "")


def _lines(lines: tuple[str, ...]) -> None:
    for line in lines:
        _console.print(f"- {escape(line)}")


def _names(view: doc.RegimenView | None) -> str:
    return " + ".join(view.drugs) if view else "-"


def _matched(view: doc.RegimenView | None) -> str:
    return f"{view.matched:g}/{view.total}" if view else "-"


def _toxicity(view: doc.RegimenView | None) -> str:
    return f"{view.any_toxicity:.0%}" if view else "-"


@show.register
def _front(document: doc.FrontDocument) -> None:
    _head(document)
    title = "What no other regimen beats in items matched, grade ≥3 toxicity and number of drugs at once"
    table = _table(title, "matched", "grade ≥3", "drugs", "regimens (the best evidence first)", "evidence", "proved")
    for point in document.points:
        regimens = "; or ".join(_names(view) for view in point.regimens) + ("; or others" if point.more else "")
        first = point.regimens[0]
        proved = "yes" if point.proved else "no"
        _row(table, _matched(first), f"{point.any_toxicity:.1%}", point.drug_count, regimens, first.points, proved)
    if document.points:
        _console.print(table, "")
    else:
        _console.print("[bold]No regimen is feasible[/bold]")
        _lines(tuple(obstacle.words for obstacle in document.infeasible))
    if not document.complete:
        _console.print("There may be further points.")
    _lines(document.messages)


@show.register
def _why_not(document: doc.WhyNotDocument) -> None:
    _head(document)
    _lines(document.words)
    _console.print()
    table = _table("", "", "regimen", "matched", "evidence", "grade ≥3")
    rows = (("best option", document.best), ("best with them", document.with_them), ("exactly these", document.exactly))
    for name, view in rows:
        if view:
            _row(table, name, _names(view), _matched(view), view.points, _toxicity(view))
    if table.row_count:
        _console.print(table)
    if document.broken:
        _console.print("", "Exactly these drugs:")
        _lines(document.broken)
    _lines(document.messages)


@show.register
def _robustness(document: doc.RobustnessDocument) -> None:
    _head(document)
    if document.best is None:
        _console.print("[bold]No regimen is feasible[/bold]")
        return
    word = "stable" if document.stable else "not stable"
    _console.print(f"Best option: [bold]{escape(_names(document.best))}[/bold] ({word})", "")
    table = _table("What it becomes", "if", "the best option", "regimen", "matched", "grade ≥3")
    unmoved = [one for one in document.scenarios if one.kind == "limit" and one.outcome == "same"]
    for one in (each for each in document.scenarios if each not in unmoved):
        proof = "" if one.proved else " (not proved)"
        regimen = "" if one.outcome == "same" else _names(one.best)
        _row(table, one.words, OUTCOMES[one.outcome] + proof, regimen, _matched(one.best), _toxicity(one.best))
    if unmoved:
        _row(table, f"{len(unmoved)} other moves of a limit", OUTCOMES["same"], "", "", "")
    _console.print(table, "")
    scenarios = sum(one.kind != "drug" for one in document.scenarios)
    table = _table("Options", "#", "drugs", f"the best in (of {scenarios})", "stable")
    for option in document.options:
        _row(table, option.rank, " + ".join(option.drugs), option.best_in, "yes" if option.stable else "no")
    _console.print(table)
    _lines(document.messages)
