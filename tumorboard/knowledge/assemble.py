"""Putting a version together: the curated tables, the rows of every source, and both merged."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tumorboard.knowledge import snapshot
from tumorboard.knowledge.base import KnowledgeBase, curated_digest, curated_version
from tumorboard.knowledge.imported import SourceInfo, canonical, parse, read_claims, write_citations, write_claims
from tumorboard.knowledge.merge import merge
from tumorboard.knowledge.sources.adapter import Adapter
from tumorboard.knowledge.sources.rows import Reading, tally

FORMAT = "tumorboard.knowledge/1"


def source_info(adapter: Adapter, reading: Reading, files: Mapping[str, str]) -> SourceInfo:
    """Return what is told of a source; its date is that of the file's name, or the newest that its rows carry."""
    dated = max((adapter.file_date(name) for name in files), default="")
    return SourceInfo(
        adapter.name, adapter.title, dated or reading.date, adapter.licence, adapter.attribution, adapter.address,
        files, asdict(tally(reading.rows)),
    )  # fmt: skip


def written(info: SourceInfo, reading: Reading) -> bytes:
    """Return a source with all its rows as it is stored."""
    rows = [
        {"id": row.id, "status": row.status, "reason": row.reason, "said": row.said, "facts": row.facts,
         "claims": write_claims(row.claims)}
        for row in reading.rows
    ]  # fmt: skip
    return canonical({"source": asdict(info), "rows": rows, "citations": write_citations(reading.citations)})


def assemble(folder: Path, curated: Path, kb: KnowledgeBase, sources: Mapping[str, bytes]) -> snapshot.Version:
    """Merge the sources into the curated claims and store the version.

    Parameters
    ----------
    folder, curated : Path
        The user's data folder, and the curated tables.
    kb : KnowledgeBase
        Those tables, read.
    sources : mapping of str to bytes
        Name of a source -> its rows as `written` returns them.
    """
    held = {name: parse(data, name) for name, data in sorted(sources.items())}
    claims = [claim for found in held.values() for row in found["rows"] for claim in read_claims(row["claims"])]
    merged = merge(kb.claims(), claims)
    cited = {citation.partition("#")[0] for claim in (*merged.claims, *merged.aside) for citation in claim.citations}
    known = {row[0]: row for found in held.values() for row in found["citations"]}
    shown = [
        {"id": row["id"], "reason": row["reason"], **row["said"]}
        for found in held.values()
        for row in found["rows"]
        if row["status"] == "usable" and not row["claims"] and not row["facts"]
    ]
    facts = [
        {"id": row["id"], **row["facts"]}
        for found in held.values()
        for row in found["rows"]
        if row["facts"] and row["status"] == "usable"
    ]
    body = {
        "claims": write_claims(merged.claims),
        "aside": write_claims(merged.aside),
        "citations": [row for name, row in sorted(known.items()) if name in cited and name not in kb.citations],
        "sources": [found["source"] for found in held.values()],
        "shown": shown,
        "facts": facts,
    }
    digest, name = curated_digest(curated), curated_version(curated)
    infos = [SourceInfo(**found["source"]) for found in held.values()]
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": "+".join((name, *(info.label for info in infos))),
        "curated": {"version": name, "sha256": digest},
        "sources": {info.name: {"date": info.date, "licence": info.licence, "title": info.title} for info in infos},
    }
    if not infos:
        manifest["stamp"] = digest
    files = {f"curated/{path.relative_to(curated).as_posix()}": path.read_bytes() for path in _tables(curated)}
    files |= {f"sources/{source}.json": data for source, data in sources.items()}
    files["merged.json"] = canonical(body)
    return snapshot.write(folder, files, manifest)


def _tables(curated: Path) -> list[Path]:
    return [*sorted(curated.rglob("*.csv")), curated / "VERSION"]
