"""Documents as readable tables for the terminal."""

from collections.abc import Iterable
from functools import singledispatch

from tumorboard.cli.printing import bullets, console, head, row, stamp, table, tighter
from tumorboard.domain import recommendation as doc
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.record import Record
from tumorboard.domain.telling import dose

_WORDS = {
    "this_type": "this tumour type", "parent_type": "parent type", "any_solid": "any solid tumour",
    "any_haematological": "any haematological", "other_type": "other tumour type",
    "other_origin": "asks for another origin", "target": "drug's target", "pathway": "pathway",
}  # fmt: skip


@singledispatch
def show(document: Record) -> None:
    """Print a document as tables."""
    raise TypeError(type(document).__name__)


def _percent(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.1%}"


def _findings(alterations: tuple[doc.AlterationView, ...]) -> None:
    rows = table("Findings", "finding", "class", "counted", "why")
    for view in alterations:
        row(rows, view.label, view.classification.replace("_", " "), "yes" if view.counted else "no", view.reason)
    console.print(rows, "")


def _candidates(candidates: tuple[doc.CandidateView, ...]) -> None:
    rows = table("Candidates", "drug", "finding", "how", "level", "sources")
    for candidate in candidates:
        for match in candidate.matches:
            how = f"{match.kind}: {match.path}" if match.path else match.kind
            partners = f" with {', '.join(match.with_drugs)}" if match.with_drugs else ""
            level = f"{match.level} ({_WORDS[match.level_from]})"
            row(rows, candidate.drug + partners, match.alteration, how, level, ", ".join(match.sources))
    console.print(rows, "")


def _told(title: str, each: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Print lines on options or therapies; a line that holds for several once, with their names."""
    named: dict[str, list[str]] = {}
    for name, lines in each:
        for line in lines:
            named.setdefault(line, []).append(name)
    if named:
        console.print(f"[bold]{title}[/bold]")
        bullets(f"{', '.join(names)}: {line}" for line, names in named.items())
        console.print()


def _harm(standard: doc.StandardView) -> str:
    """Return the chance of any event, and the organ nearest to its limit or above it."""
    worst = next(organ for organ in standard.toxicity if organ.organ == standard.worst_organ)
    limit = "no limit" if worst.limit is None else f"limit {worst.limit:.0%}"
    mark = " OVER" if worst.organ in standard.over_limit else ""
    overall = "; OVER the overall limit" if "overall" in standard.over_limit else ""
    mild = "~" if any(organ.assumed_for or organ.unlisted_for for organ in standard.toxicity) else ""
    name = worst.organ.replace("_", " ")
    return f"{mild}{standard.any_toxicity:.0%}; {name} {worst.probability:.0%} ({limit}{mark}){overall}"


def _against(standard: doc.StandardView) -> tuple[str, ...]:
    return tuple(f"{one.drug}: {reason}" for one in standard.access for reason in one.against)


def _doses(doses: tuple[DoseView, ...]) -> tuple[str, ...]:
    """Return the starting doses in one line; none where there are none."""
    return ("; ".join(map(dose, doses)),) if doses else ()


def _assumed(toxicity: tuple[doc.OrganView, ...]) -> tuple[str, ...]:
    """Say drug by drug for which organs the rate was assumed."""
    organs: dict[str, list[str]] = {}
    for organ in toxicity:
        for drug in organ.unlisted_for:
            organs.setdefault(drug, []).append(organ.organ.replace("_", " "))
    unknown = {drug: None for organ in toxicity for drug in organ.assumed_for}
    return (
        *(f"{drug}: no rate of any organ is known" for drug in unknown),
        *(f"{drug}: its rates do not mention {', '.join(names)}" for drug, names in organs.items()),
    )


@show.register
def _recommendation(document: doc.Recommendation) -> None:
    made = stamp(document.policy, document.knowledge.version, document.knowledge.sha256)
    head(document.case_id, document.sample, (made, doc.NOTICE))
    _findings(document.alterations)
    if document.standard_of_care:
        title = "Standard of care for this tumour type comes first"
        rows = table(title, "drugs", "for", "basis", "grade ≥3", "sources")
        for each in document.standard_of_care:
            basis = _WORDS[each.basis] + (f"; {each.line}" if each.line else "")
            cells = (" + ".join(each.drugs), ", ".join(each.alterations), basis, _harm(each), ", ".join(each.sources))
            row(rows, *cells)
        console.print(rows, "")
        told = [(" + ".join(each.drugs), each) for each in document.standard_of_care]
        _told("Starting doses (advisory)", ((name, _doses(each.doses)) for name, each in told))
        _told("Warnings", ((name, (*each.warnings, *_against(each))) for name, each in told))
    tighter(document.tightened)
    rows = table("Options", "#", "drugs", "score", "matched: level (from)", "grade ≥3")
    for option in document.options:
        drugs = " + ".join(
            drug.drug + (f" (or {', '.join(drug.alternatives)})" if drug.alternatives else "") for drug in option.drugs
        )
        proof = "" if option.solver.status == "optimal" else " (not proved)"
        single = " (one drug)" if option.single_drug else ""
        items = "; ".join(f"{e.alteration}: {e.level} ({_WORDS[e.level_from]})" for e in option.evidence.items)
        score = f"{option.matched}/{option.total} = {_percent(option.score)}"
        mild = "~" if any(organ.assumed_for or organ.unlisted_for for organ in option.toxicity) else ""
        row(rows, f"{option.rank}{proof}", drugs + single, score, items, f"{mild}{option.any_toxicity:.0%}")
    if document.options:
        console.print(rows, "")
        _told("Together", ((f"option {o.rank}", (o.evidence.combination,)) for o in document.options))
        _told("Starting doses (advisory)", ((f"option {o.rank}", _doses(o.doses)) for o in document.options))
        _told("Toxicity that is assumed (~)", ((f"option {o.rank}", _assumed(o.toxicity)) for o in document.options))
        _told("Warnings", ((f"option {option.rank}", option.warnings) for option in document.options))
    else:
        console.print("[bold]No regimen is feasible[/bold]")
        bullets(obstacle.words for obstacle in document.infeasible)
    bullets(f"{excluded.drug} is left out: {excluded.reason}" for excluded in document.excluded_drugs)
    bullets(document.messages)


@show.register
def _match(document: doc.MatchDocument) -> None:
    head(document.case_id, document.sample, (f"knowledge {document.knowledge.version}", doc.NOTICE))
    _findings(document.alterations)
    _candidates(document.candidates)
    bullets(document.messages)


@show.register
def _score(document: doc.ScoreDocument) -> None:
    head(document.case_id, document.sample, (f"drugs: {', '.join(document.drugs)}", doc.NOTICE))
    rows = table("Matching score", "policy", "score", "high?", "matched", "not matched")
    for policy in document.policies:
        high = "-" if policy.high is None else f"{'yes' if policy.high else 'no'} ({policy.high_rule})"
        matched = "; ".join(f"{item.label} ({', '.join(item.drugs)}, {item.kind})" for item in policy.matched)
        missed = "; ".join(item.label for item in policy.unmatched)
        row(rows, policy.policy, f"{policy.num}/{policy.den} = {_percent(policy.score)}", high, matched, missed)
    console.print(rows, "")
    bullets(f"not counted: {finding.label}: {finding.reason}" for finding in document.policies[0].excluded)
    bullets(document.messages)
