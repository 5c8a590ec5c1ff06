"""Excerpts of real answers: what the command line prints, documents cut to one of each, the constructed examples."""

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

from scripts.doc_tables import table
from tests.matching.test_score_examples import EXAMPLES
from tumorboard import service
from tumorboard.domain.policy import BUILT_IN, read_policy
from tumorboard.domain.record import Record

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ".venv/bin/tumorboard"
CASE = "data/cases/SAMPLE-5.json"
# Command -> the part of the answer to be shown (all of it where there is no pattern).
RUNS: dict[str, tuple[str, str]] = {
    "run recommend": (f"recommend {CASE} --max-drugs 3 --top 1", r"^Options.*?(?=^\s*$)"),
    "run score": (f'score {CASE} --drugs "Mekinist,palbociclib"', r"^Matching score.*?(?=^\s*$)"),
    "run relation": ('variant relation EGFR L747_P753delinsS "exon 19 deletion"', ""),
}
WIDTH = 110


@cache
def run(command: str, *, width: int = WIDTH) -> subprocess.CompletedProcess[str]:
    """Run the command line in the project's folder; once for the same words."""
    program = Path(sys.executable).with_name("tumorboard")
    words = [str(program), *shlex.split(command)]
    env = {**os.environ, "COLUMNS": str(width), "NO_COLOR": "1"}
    return subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def excerpt(name: str) -> str:
    """Return a command and a part of what it prints."""
    command, pattern = RUNS[name]
    printed = run(command).stdout
    shown = re.search(pattern, printed, re.MULTILINE | re.DOTALL) if pattern else None
    text = "\n".join(line.rstrip() for line in (shown[0] if shown else printed).strip("\n").splitlines())
    return f"```console\n$ {PROGRAM} {command}\n{'...' + chr(10) if pattern else ''}{text}\n```"


def error() -> str:
    """Return what a misspelt gene leads to."""
    misspelt = {"gene": "KRASS", "kind": "amplification"}
    body = {"case_id": "X-1", "diagnosis": {"oncotree": "PAAD"}, "alterations": [misspelt]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.json"
        path.write_text(json.dumps(body), encoding="utf-8")
        told = run(f"recommend {shlex.quote(str(path))}").stderr
    return f"```console\n$ {PROGRAM} recommend case.json\n{told.strip()}\n```"


def _document(record: Record, cut: Callable[[dict[str, Any]], None]) -> str:
    body: dict[str, Any] = record.model_dump(mode="json", by_alias=True)
    body["knowledge"]["sha256"] = body["input_sha256"] = "64 hexadecimal digits"
    cut(body)
    return f"```json\n{json.dumps(body, indent=2, ensure_ascii=False)}\n```"


def _cut_recommendation(body: dict[str, Any]) -> None:
    """Leave one of each: the excerpt is still a whole document."""
    _cut_findings(body)
    for name in ("standard_of_care", "excluded_drugs"):
        body[name] = body[name][:1]
    for option in body["options"]:
        option["evidence"]["items"] = option["evidence"]["items"][:1]
        option["toxicity"] = option["toxicity"][:1]
        option["marginal"] = option["marginal"][:1]


def _cut_findings(body: dict[str, Any]) -> None:
    body["messages"] = body["messages"][:1]
    counted = next(view for view in body["alterations"] if view["gene"] == "KRAS")
    left_out = next(view for view in body["alterations"] if not view["counted"])
    body["alterations"] = [left_out, counted]
    body["candidates"] = [view for view in body["candidates"] if view["drug"] == "trametinib"]
    for view in body["candidates"]:
        view["matches"] = view["matches"][:1]
        for match in view["matches"]:
            match["sources"], match["rules"] = match["sources"][:2], match["rules"][:2]


def _cut_score(body: dict[str, Any]) -> None:
    body["policies"] = body["policies"][:1]


def example(name: str) -> str:
    """Return an answer document of the sample case, cut short."""
    kb = service.open_knowledge()
    read = service.open_case(ROOT / CASE, kb)
    match name:
        case "recommendation":
            found = service.recommend(read, kb, service.Limits(max_drugs=2), top=1)
            return _document(found, _cut_recommendation)
        case "match":
            return _document(service.match(read, kb), _cut_findings)
        case _:
            return _document(service.score(read, kb, ["trametinib", "palbociclib"]), _cut_score)


def constructed() -> str:
    """Return the constructed examples as the tests count them, under every built-in policy."""
    kb = service.open_knowledge()
    rows = []
    for body, drugs, switch, _, _ in EXAMPLES:
        read = service.read_body(body, "example", kb)
        told = []
        for built_in in BUILT_IN:
            policy = read_policy(f"{built_in.name}:{switch}" if switch else built_in.name)
            score = service.score(read, kb, drugs.split(","), policy).policies[0]
            told.append(f"{score.num:g}/{score.den} {'high' if score.high else 'low'}")
        rows.append([_findings(body), drugs.replace(",", ", "), f"`{switch}`" if switch else "", *told])
    return table(["harmful findings", "drugs", "switch", *(policy.name for policy in BUILT_IN)], rows)


def _findings(body: dict[str, Any]) -> str:
    """Say in words what a constructed case holds."""
    names = []
    for line in body["alterations"]:
        what = line.get("protein_change", line["kind"]).removeprefix("p.")
        uncertain = " (uncertain)" if line["pathogenicity"] == "uncertain" else ""
        names.append(f"{line['gene']} {what}{uncertain}")
    if len(names) > 6:
        names = [f"{names[0]} and {len(names) - 1} more alterations"]
    signatures = body.get("signatures", {})
    names += [f"TMB {signatures['tmb']['value']}"] if "tmb" in signatures else []
    names += [signatures["msi"]] if "msi" in signatures else []
    names += [f"{marker['marker']} {marker['result']}" for marker in body.get("protein_markers", ())]
    return ", ".join(names)


BLOCKS: dict[str, Callable[[], str]] = {
    **{name: partial(excerpt, name) for name in RUNS},
    **{f"example {name}": partial(example, name) for name in ("recommendation", "match", "score")},
    "constructed examples": constructed,
    "run error": error,
}
