"""The documents on what can be traded as readable tables."""

from functools import singledispatch

from tumorboard.cli.printing import bullets, console, head, plain, row, stamp, table, tighter
from tumorboard.domain import tradeoffs as doc
from tumorboard.domain.record import Record

OUTCOMES = {
    "same": "stays", "fewer": "stays, with fewer drugs", "equal": "an interchangeable drug takes a place",
    "other": "changes", "none": "nothing is feasible",
}  # fmt: skip


@singledispatch
def show(document: Record) -> None:
    """Print a document as tables."""
    raise TypeError(type(document).__name__)


def _head(document: doc.CaseDocument) -> None:
    made = stamp(document.policy, document.knowledge.version, document.knowledge.sha256)
    head(document.case_id, document.sample, (made, document.notice))


def _names(view: doc.RegimenView | None) -> str:
    return " + ".join(view.drugs) if view else "-"


def _matched(view: doc.RegimenView | None) -> str:
    return f"{view.matched:g}/{view.total}" if view else "-"


def _toxicity(view: doc.RegimenView | None) -> str:
    return f"{view.any_toxicity:.0%}" if view else "-"


@show.register
def _front(document: doc.FrontDocument) -> None:
    _head(document)
    tighter(document.tightened)
    title = "What no other regimen beats in items matched, grade ≥3 toxicity and number of drugs at once"
    rows = table(title, "matched", "grade ≥3", "drugs", "regimens (the best evidence first)", "evidence", "proved")
    for point in document.points:
        regimens = "; or ".join(_names(view) for view in point.regimens) + ("; or others" if point.more else "")
        first = point.regimens[0]
        proved = "yes" if point.proved else "no"
        row(rows, _matched(first), f"{point.any_toxicity:.1%}", point.drug_count, regimens, first.points, proved)
    if document.points:
        console.print(rows, "")
    else:
        console.print("[bold]No regimen is feasible[/bold]")
        bullets(obstacle.words for obstacle in document.infeasible)
    if not document.complete:
        console.print("There may be further points.")
    bullets(document.messages)


@show.register
def _why_not(document: doc.WhyNotDocument) -> None:
    _head(document)
    tighter(document.tightened)
    bullets(document.words)
    console.print()
    rows = table("", "", "regimen", "matched", "evidence", "grade ≥3")
    asked = (
        ("best option", document.best),
        ("best with them", document.with_them),
        ("exactly these", document.exactly),
    )
    for name, view in asked:
        if view:
            row(rows, name, _names(view), _matched(view), view.points, _toxicity(view))
    if rows.row_count:
        console.print(rows)
    if document.broken:
        console.print("", "Exactly these drugs:")
        bullets(document.broken)
    bullets(document.messages)


def _stability(option: doc.RobustOption) -> str:
    """Say against what an option stays the best."""
    words = {"alteration": "if a finding falls away", "limit": "if a limit moves"}
    return "yes" if option.stable else ", ".join(words[kind] for kind in option.stable_to) or "no"


@show.register
def _robustness(document: doc.RobustnessDocument) -> None:
    _head(document)
    tighter(document.tightened)
    if document.best is None:
        console.print("[bold]No regimen is feasible[/bold]")
        return
    word = "stable" if document.stable else "not stable"
    console.print(f"Best option: [bold]{plain(_names(document.best))}[/bold] ({word})", "")
    rows = table("What it becomes", "if", "the best option", "regimen", "matched", "grade ≥3")
    unmoved = [one for one in document.scenarios if one.kind == "limit" and one.outcome == "same"]
    for one in (each for each in document.scenarios if each not in unmoved):
        proof = "" if one.proved else " (not proved)"
        regimen = "" if one.outcome == "same" else _names(one.best)
        row(rows, one.words, OUTCOMES[one.outcome] + proof, regimen, _matched(one.best), _toxicity(one.best))
    if unmoved:
        row(rows, f"{len(unmoved)} other moves of a limit", OUTCOMES["same"], "", "", "")
    console.print(rows, "")
    scenarios = sum(one.kind != "drug" for one in document.scenarios)
    title = "Options, and in how many of the changes tried they are the best or need no other drug"
    rows = table(title, "#", "drugs", f"in (of {scenarios} changes tried)", "stable in those")
    for option in document.options:
        row(rows, option.rank, " + ".join(option.drugs), option.best_in, _stability(option))
    console.print(rows)
    bullets(document.messages)
