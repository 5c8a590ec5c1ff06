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
    _further(report)
    published = [
        (p["study"], p["measure"], p["cut"], interval(p, "estimate") or p["words"], p["ours"] or "-", p["citation"])
        for p in service.published_beside_ours(report)
    ]
    _table("Published results beside ours", ("study", "measure", "cut", "published", "ours", "citation"), published)


def _further(report: Block) -> None:
    """Print what the score is held against beside the main models."""
    cells = [(r["kind"], r["name"], interval(r) or r["words"]) for r in service.policy_ratios(report)]
    _table("Hazard ratio of PFS under every policy and cut", ("policy", "score", "ratio"), cells)
    apart = report["sensitivity"].get("numerator_and_denominator", {"terms": [], "words": ""})
    _model("Numerator and denominator apart, PFS", apart)
    for block in report["endpoints"].values():
        if "time_dependent" in block:
            _model(f"{block['label']}: the score as it was at each moment", block["time_dependent"])
    control = report["response"]["disease_control"]
    shares = [(c["cut"], *(_share(group) for group in c["groups"]), _p(c["p"])) for c in control["by_cut"]]
    title = f"Disease control: {control['definition']}"
    _table(title, ("cut", "low score", "high score", "p, not adjusted"), shares)
    odds = [
        (r["kind"], r["name"], interval(r, "odds_ratio") or r["words"], _p(r["p"]))
        for r in service.odds_ratios(report)
    ]  # fmt: skip
    _table("Odds ratios (Firth), with the number of alterations in each model", ("", "", "ratio", "p"), odds)
    ratio = report["response"]["pfs_ratio"]
    above = [(f"above {cut['above']}", f"{cut['share']:.0%}") for cut in ratio["cuts"]]
    _table(f"PFS ratio of {_count(ratio['n'])} patients", ("PFS ratio", "share"), above)
    bullets([ratio["caveat"], *([ratio["words"]] if ratio["words"] else [])])
    for category in report["diversity"]["categories"]:
        groups = [_group(group) for group in category["groups"]]
        columns = ("group", "treated", "matched", "disease control", "median PFS")
        _table(f"By what patients said of themselves: {category['category']}", columns, groups)


def _model(title: str, model: Block) -> None:
    if model["terms"]:
        _table(title, ("covariate", "hazard ratio (95 %)", "p"), [_term(term) for term in model["terms"]])
    else:
        bullets([f"{title}: {model['words'] or 'no model can be fitted'}"])


def _share(group: Block) -> str:
    if group["share"] is None:
        return str(group["words"])
    return f"{group['count']} of {group['n']} ({group['share']:.0%})"


def _group(group: Block) -> tuple[str, ...]:
    share = group["control_share"]
    control = "-" if share is None else f"{share:.0%}"
    return group["group"], _count(group["n"]), _count(group["matched"]), control, group["median_pfs"] or "-"


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
