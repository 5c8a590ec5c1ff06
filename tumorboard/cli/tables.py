"""Documents as readable tables for the terminal."""

from functools import singledispatch

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tumorboard.domain import recommendation as doc
from tumorboard.domain.record import Record

_console = Console(highlight=False)
_WORDS = {
    "this_type": "this tumour type", "parent_type": "parent type", "any_solid": "any solid tumour",
    "any_haematological": "any haematological", "other_type": "other tumour type", "target": "drug's target",
    "pathway": "pathway",
}  # fmt: skip


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


def _head(case_id: str, sample: bool, lines: list[str]) -> None:
    mark = " (invented sample case)" if sample else ""
    _console.print(f"[bold]{escape(case_id)}[/bold]{mark}")
    for line in (*lines, doc.NOTICE):
        _console.print(escape(line))
    _console.print()


def _percent(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.1%}"


def _findings(alterations: tuple[doc.AlterationView, ...]) -> None:
    table = _table("Findings", "finding", "class", "counted", "why")
    for view in alterations:
        _row(table, view.label, view.classification.replace("_", " "), "yes" if view.counted else "no", view.reason)
    _console.print(table, "")


def _candidates(candidates: tuple[doc.CandidateView, ...]) -> None:
    table = _table("Candidates", "drug", "finding", "how", "level", "sources")
    for candidate in candidates:
        for match in candidate.matches:
            how = f"{match.kind}: {match.path}" if match.path else match.kind
            partners = f" with {', '.join(match.with_drugs)}" if match.with_drugs else ""
            level = f"{match.level} ({_WORDS[match.level_from]})"
            _row(table, candidate.drug + partners, match.alteration, how, level, ", ".join(match.sources))
    _console.print(table, "")


def _messages(messages: tuple[str, ...]) -> None:
    for message in messages:
        _console.print(f"- {escape(message)}")


@show.register
def _recommendation(document: doc.Recommendation) -> None:
    stamp = f"policy {document.policy}; knowledge {document.knowledge.version} ({document.knowledge.sha256[:12]})"
    _head(document.case_id, document.sample, [stamp])
    _findings(document.alterations)
    if document.standard_of_care:
        table = _table("Standard of care for this tumour type comes first", "drugs", "for", "basis", "sources")
        for standard in document.standard_of_care:
            basis = _WORDS[standard.basis] + (f"; {standard.line}" if standard.line else "")
            _row(table, " + ".join(standard.drugs), ", ".join(standard.alterations), basis, ", ".join(standard.sources))
        _console.print(table, "")
    table = _table("Options", "#", "drugs", "score", "matched", "evidence", "grade ≥3", "warnings")
    for option in document.options:
        drugs = " + ".join(
            drug.drug + (f" (or {', '.join(drug.alternatives)})" if drug.alternatives else "") for drug in option.drugs
        )
        proof = "" if option.solver.status == "optimal" else " (not proved)"
        single = " (one drug)" if option.single_drug else ""
        items = "; ".join(f"{e.alteration} {e.level} ({_WORDS[e.level_from]})" for e in option.evidence.items)
        _row(
            table, f"{option.rank}{proof}", drugs + single,
            f"{option.matched}/{option.total} = {_percent(option.score)}", ", ".join(option.matched_alterations),
            f"{items}. {option.evidence.combination}", f"{option.any_toxicity:.0%}", len(option.warnings),
        )  # fmt: skip
    if document.options:
        _console.print(table, "")
    else:
        _console.print("[bold]No regimen is feasible[/bold]")
        _messages(tuple(obstacle.words for obstacle in document.infeasible))
    for excluded in document.excluded_drugs:
        _console.print(f"- {escape(excluded.drug)} is left out: {escape(excluded.reason)}")
    _messages(document.messages)


@show.register
def _match(document: doc.MatchDocument) -> None:
    _head(document.case_id, document.sample, [f"knowledge {document.knowledge.version}"])
    _findings(document.alterations)
    _candidates(document.candidates)
    _messages(document.messages)


@show.register
def _score(document: doc.ScoreDocument) -> None:
    _head(document.case_id, document.sample, [f"drugs: {', '.join(document.drugs)}"])
    table = _table("Matching score", "policy", "score", "high?", "matched", "not matched")
    for policy in document.policies:
        high = "-" if policy.high is None else f"{'yes' if policy.high else 'no'} ({policy.high_rule})"
        matched = "; ".join(f"{item.label} ({', '.join(item.drugs)}, {item.kind})" for item in policy.matched)
        missed = "; ".join(item.label for item in policy.unmatched)
        _row(table, policy.policy, f"{policy.num}/{policy.den} = {_percent(policy.score)}", high, matched, missed)
    _console.print(table, "")
    for finding in document.policies[0].excluded:
        _console.print(f"- not counted: {escape(finding.label)}: {escape(finding.reason)}")
    _messages(document.messages)
