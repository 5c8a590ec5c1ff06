"""``tumorboard kb``: what the knowledge holds, whether it agrees, where it comes from, and its versions."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName
from tumorboard.errors import InputError

app = typer.Typer(no_args_is_help=True, help="The knowledge: contents, checks, sources, versions.")

Version = Annotated[
    str, typer.Option("--knowledge", help="a version: its name, its sha256 or the start of it, or curated [in use]")
]
_CASES = (".json", ".jsonl")
_SHOWN = 20
_SOURCES = "civic, moalmanac, cgi, oncokb, clinicaltrials, openfda, cpic; curated (after an upgrade); or all"


def _write(body: dict[str, Any], format: Format) -> None:
    if format is Format.JSON:
        print(json.dumps(body, indent=2, ensure_ascii=False))
        return
    for name, value in body.items():
        if isinstance(value, list):
            print(f"{name}:")
            for entry in value:
                print(f"  - {entry if isinstance(entry, str) else _line(entry)}")
        elif isinstance(value, dict):
            print(f"{name}: " + ", ".join(f"{k} {v}" for k, v in value.items()))
        else:
            print(f"{name}: {value}")


def _line(entry: dict[str, Any]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in entry.items() if value)


@app.command()
def info(knowledge: Version = "", format: FormatName = Format.TABLE) -> None:
    """Print version, hash, counts, sources with their licences, and where sources contradict each other."""
    kb = service.open_knowledge(knowledge)
    body = service.knowledge_info(kb)
    if notice := service.knowledge_notice(kb):
        body["notice"] = notice
    _write(body, format)


@app.command()
def check(knowledge: Version = "", format: FormatName = Format.TABLE) -> None:
    """Validate the tables: every reference between them must resolve. Exit 2 if one does not."""
    problems = service.knowledge_problems(service.open_knowledge(knowledge))
    if format is Format.JSON:
        print(json.dumps({"problems": problems}, indent=2, ensure_ascii=False))
    else:
        print("\n".join(problems) or "all tables agree")
    if problems:
        raise typer.Exit(2)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a gene symbol or alias, or a drug by any name")],
    knowledge: Version = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Print what is known of one gene or drug, each fact with its citation."""
    _write(service.knowledge_about(service.open_knowledge(knowledge), name), format)


@app.command()
def trials(
    drug: Annotated[str, typer.Option(help="by any name")] = "",
    gene: Annotated[str, typer.Option(help="symbol or alias")] = "",
    tumor: Annotated[str, typer.Option(help="OncoTree code or name")] = "",
    knowledge: Version = "",
    format: FormatName = Format.TABLE,
) -> None:
    """List recruiting trials by drug, gene and tumour type (after `kb update clinicaltrials`)."""
    kb = service.open_knowledge(knowledge)
    found = service.recruiting_trials(kb, drug, gene, tumor)
    if format is Format.JSON:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for row in found:
        phases = "/".join(row["phases"]).replace("PHASE", "phase ").lower()
        print(f"{row['nct']}  {phases}  {row['title']} ({', '.join(row['drugs'])}; {', '.join(row['countries'])})")
    if not found:
        held = any(source.name == "clinicaltrials" for source in kb.imports.sources)
        print("no recruiting trial fits" if held else "no trials here: run `tumorboard kb update clinicaltrials`")


@app.command()
def update(
    source: Annotated[str, typer.Argument(help=_SOURCES)],
    given: Annotated[Path | None, typer.Option("--from", help="your own file or folder, not the network")] = None,
    sha256: Annotated[str, typer.Option(help="the sha256 that the file must have")] = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Take in a source and use the new version; whatever goes wrong, the version in use stays."""
    failed = 0
    for done in service.update_knowledge(source, given, sha256):
        failed += done["status"] == "failed"
        if format is Format.JSON:
            print(json.dumps(done, ensure_ascii=False), flush=True)
            continue
        print(f"{done['source']}: {done['status']}{': ' + done['message'] if 'message' in done else ''}")
        for key in ("version", "sha256", "rows", "usable", "matched"):
            if key in done:
                print(f"  {key}: {done[key]}")
        for key in ("shown only", "not usable"):
            for words, count in done.get(key, {}).items():
                print(f"  {key}: {count:,} {words}")
    if failed:
        raise typer.Exit(2)


@app.command("list")
def list_versions(format: FormatName = Format.TABLE) -> None:
    """List the versions here, with their sources, dates and licences; ``*`` marks the one in use."""
    found = service.knowledge_versions()
    if format is Format.JSON:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for row in found:
        made = f", made {row['made']}" if row["made"] else ""
        print(f"{'*' if row['in use'] else ' '} {row['sha256'][:12]}  {row['version']}{made}")
        for source in row["sources"]:
            print(f"      {source}")


@app.command()
def use(version: Annotated[str, typer.Argument(help="a name, a sha256 or the start of it, or curated")]) -> None:
    """Use a version from now on; ``curated`` goes back to the tables of this installation."""
    chosen = service.use_knowledge(version)
    print(f"in use: {chosen['version']} ({chosen['sha256'][:12]})")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="a version, or curated")],
    after: Annotated[str, typer.Argument(help="a version, or curated")],
    cases: Annotated[Path | None, typer.Option(help="a folder or file with cases: which of them change")] = None,
    all_claims: Annotated[bool, typer.Option("--all", help="every claim, not the first of each kind")] = False,
    format: FormatName = Format.TABLE,
) -> None:
    """Compare two versions: claims added, removed and changed, and which recommendations change and why."""
    old, new = service.open_knowledge(before), service.open_knowledge(after)
    changes = service.compare_knowledge(old, new)
    changed = list(service.compare_recommendations(_files(cases), old, new)) if cases else []
    if format is Format.JSON:
        print(json.dumps(_document(old, new, changes, changed), indent=2, ensure_ascii=False))
        return
    print(f"{old.version} ({old.sha256[:12]}) -> {new.version} ({new.sha256[:12]})")
    for kind in ("added", "removed", "changed"):
        these = [change for change in changes if change.kind == kind]
        print(f"{kind}: {len(these):,} claims" + (f", {_by_effect(these)}" if these else ""))
        for change in these if all_claims else these[: _SHOWN if kind == "changed" and not cases else 0]:
            print(f"  {_claim_line(change)}")
    if changed:
        _tell_cases(changed)


def _claim_line(change: Any) -> str:
    claim = change.claim
    what = f": {change.what}" if change.what else f" ({', '.join(claim.citations[:2])})"
    return (
        f"{claim.id} {claim.biomarker} {claim.criterion}, {' + '.join(claim.therapy)}, {claim.disease}: {claim.effect} "
        f"{claim.level}{what}"
    )


def _by_effect(changes: list[Any]) -> str:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.claim.effect] = counts.get(change.claim.effect, 0) + 1
    return ", ".join(f"{count:,} {effect.replace('_', ' ')}" for effect, count in sorted(counts.items()))


def _tell_cases(changed: list[Any]) -> None:
    same = [each for each in changed if not isinstance(each, service.BadCase) and not each.changed]
    print(f"recommendations: {len(changed) - len(same)} of {len(changed)} cases change")
    for each in changed:
        if isinstance(each, service.BadCase):
            print(f"error: {each.error}")
        elif each.changed:
            print(f"{each.case_id}: {each.before} -> {each.after}")
            for reason in each.reasons:
                print(f"  {reason}")
            print(f"  in all: {each.gained} matches gained, {each.lost} lost, {each.regraded} of another level")
    if same:
        print(f"as before: {', '.join(each.case_id for each in same)}")


def _document(old: Any, new: Any, changes: list[Any], changed: list[Any]) -> dict[str, Any]:
    return {
        "before": {"version": old.version, "sha256": old.sha256},
        "after": {"version": new.version, "sha256": new.sha256},
        "claims": [
            {"kind": c.kind, "id": c.claim.id, "finding": f"{c.claim.biomarker} {c.claim.criterion}",
             "therapy": list(c.claim.therapy), "disease": c.claim.disease, "effect": c.claim.effect,
             "level": c.claim.level, "sources": list(c.claim.citations), "what": c.what}
            for c in changes
        ],
        "cases": [
            {"error": str(each.error)} if isinstance(each, service.BadCase) else
            {"case_id": each.case_id, "changed": each.changed, "before": each.before, "after": each.after,
             "reasons": list(each.reasons), "gained": each.gained, "lost": each.lost, "regraded": each.regraded}
            for each in changed
        ],
    }  # fmt: skip


def _files(place: Path) -> list[Path]:
    """Return the files with cases at a place."""
    found = sorted(p for p in place.iterdir() if p.suffix in _CASES) if place.is_dir() else [place]
    if not found:
        raise InputError("holds no .json or .jsonl file", file=place.name, field="--cases")
    return found
