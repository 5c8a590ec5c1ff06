"""The outcome report as readable tables for the terminal; the JSON document has all of it."""

from collections.abc import Sequence
from typing import Any

from tumorboard import service
from tumorboard.cli.printing import bullets, console, plain, row, table

Block = dict[str, Any]


def show(report: Block) -> None:
    """Print notices, flow, curves, the model of PFS and the score's ratios, with the published results."""
    mark = "SIMULATED: " if report["simulated"] and not report["title"].startswith("SIMULATED") else ""
    console.print(f"[bold]{plain(mark + report['title'])}[/bold]")
    bullets(report["notices"])
    _table("Flow", ("step", "patients", "left before it"), [_step(step) for step in report["flow"]])
    rows = [_curve(block, cut, word) for block in report["endpoints"].values() for cut, word in _groups(block)]
    _table("Curves by the published cuts", ("endpoint", "score", "patients", "events", "median", "log-rank p"), rows)
    model = report["endpoints"]["pfs"].get("models", {}).get("adjusted")
    if model:
        _table("Cox model of PFS", ("covariate", "hazard ratio (95 %)", "p"), [_term(term) for term in model["terms"]])
        said = (model["words"], *(f"{out['covariate']}: {out['because']}" for out in model["left_out"]))
        bullets(line for line in said if line)
    ratios = service.score_ratios(report, "pfs")
    cells = [(r["kind"], r["name"], r["unit"], interval(r), _count(r["n"]), r["words"]) for r in ratios]
    _table("The score's hazard ratio of PFS, asked in other ways", ("", "", "unit", "ratio", "patients", ""), cells)
    published = [
        (p["study"], p["measure"], p["cut"], interval(p, "estimate") or p["words"], p["ours"] or "-", p["citation"])
        for p in service.published_beside_ours(report)
    ]
    _table("Published results beside ours", ("study", "measure", "cut", "published", "ours", "citation"), published)


def interval(row: Block, name: str = "hazard_ratio") -> str:
    """Return a ratio with its 95 % interval; empty where there is none."""
    if row[name] is None or row["lower"] is None or row["upper"] is None:
        return ""
    return f"{row[name]:.2f} ({row['lower']:.2f}-{row['upper']:.2f})"


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    made = table(title, *columns)
    for cells in rows:
        row(made, *cells)
    console.print("", made)


def _count(number: int | None) -> str:
    return "not shown" if number is None else str(number)


def _p(value: float | None) -> str:
    return "-" if value is None else "< 0.001" if value < 0.001 else f"{value:.3f}"


def _step(step: Block) -> tuple[str, ...]:
    lost = "; ".join(f"{_count(reason['count'])} {reason['because']}" for reason in step["lost"])
    return step["step"], _count(step["count"]), lost


def _groups(block: Block) -> list[tuple[Block, str]]:
    return [(cut, word) for cut in block.get("cuts", []) for word in cut["groups"]]


def _curve(block: Block, cut: Block, word: str) -> tuple[str, ...]:
    group = cut["groups"][word]
    score = cut["cut"] if word == "high" else f"not {cut['cut']}"
    median = group["median"] or group["words"]
    return block["label"], score, _count(group["n"]), _count(group["events"]), median, _p(cut["log_rank"]["p"])


def _term(term: Block) -> tuple[str, ...]:
    told = term.get("per_50_points", term)
    label = "Matching score, per 50 points" if told is not term else term["label"]
    return label, interval(told), _p(term["p"])
