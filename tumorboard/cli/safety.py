"""``tumorboard safety | pgx | safety-import``: what is known of giving some drugs together, and to whom not."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tumorboard import service
from tumorboard.cli.cases import Format, FormatName, VersionName
from tumorboard.cli.limits import FormularyFile, LimitsFile, PayerFile, read_limits
from tumorboard.domain.limits import Limits
from tumorboard.domain.record import Record
from tumorboard.errors import InputError

WithoutPmid = Annotated[list[str] | None, typer.Option(help="leave out the trials of a PMID; repeatable")]


def register(app: typer.Typer) -> None:
    """Add the commands on safety."""
    app.command()(safety)
    app.command()(pgx)
    app.command(name="safety-import")(safety_import)


def safety(
    drugs: Annotated[str, typer.Option(help='drugs, "dabrafenib,trametinib"; any names')] = "",
    case: Annotated[Path | None, typer.Option(help="a JSON file with one case", show_default=False)] = None,
    limits: LimitsFile = None,
    formulary: FormularyFile = None,
    payer: PayerFile = None,
    without_pmid: WithoutPmid = None,
    batch: Annotated[
        Path | None, typer.Option(help="a JSONL file: id, drugs, without_pmid a line", show_default=False)
    ] = None,
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Say what is known of giving some drugs together: toxicity, interactions, evidence, starting doses."""
    kb = service.open_knowledge(knowledge)
    asked = read_limits(kb, limits, formulary, payer)
    read = service.open_case(case, kb) if case else None
    left_out = _pmids(without_pmid or [])
    if batch is not None:
        if drugs:
            raise InputError("give either --drugs or --batch FILE")
        for answer in _batch(batch, kb, asked, read, left_out):
            sys.stdout.write(answer + "\n")
        return
    document = service.safety(drugs.split(","), kb, asked, read, left_out)
    _print(document, format)


def _pmids(given: list[Any]) -> list[str]:
    found = [str(pmid).strip().upper().removeprefix("PMID:").strip() for pmid in given]
    wrong = [pmid for pmid in found if not pmid.isdigit()]
    if wrong:
        raise InputError(f"{wrong[0]!r} is not a PMID", field="without_pmid", remedy="Write its digits")
    return found


def _batch(
    path: Path, kb: service.KnowledgeBase, limits: Limits, read: service.ReadCase | None, left_out: list[str]
) -> Iterator[str]:
    """Answer every line of a file; a bad one is answered with its error."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name) from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name: Any = ""
        try:
            body = _object(line)
            name = body.get("id", "")
            _check(body)
            without = [*left_out, *_pmids(body.get("without_pmid") or [])]
            report = service.safety(body["drugs"], kb, limits, read, without, name)
            yield report.model_dump_json(by_alias=True)
        except InputError as problem:
            told = {"id": name, "line": number, "error": str(problem)}
            yield json.dumps(told, ensure_ascii=False)


def _object(line: bytes) -> dict[str, Any]:
    try:
        body = service.parse_json(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("is not text in UTF-8") from None
    except (ValueError, RecursionError) as problem:
        twice = f" ({problem})" if "stands twice" in str(problem) else ""
        raise InputError(f"is not JSON{twice}") from None
    if not isinstance(body, dict):
        raise InputError("is not an object", remedy='Write {"id": ..., "drugs": [...]}')
    return body


def _check(body: dict[str, Any]) -> None:
    """Refuse fields that are unknown or of the wrong kind."""
    if isinstance(body.get("id", ""), bool) or not isinstance(body.get("id", ""), str | int):
        raise InputError("is neither a text nor a whole number", field="id")
    unknown = sorted(set(body) - {"id", "drugs", "without_pmid"})
    if unknown:
        raise InputError("is not a known field", field=unknown[0], remedy="The fields are id, drugs, without_pmid")
    drugs, without = body.get("drugs"), body.get("without_pmid", [])
    if not isinstance(drugs, list) or not all(isinstance(drug, str) for drug in drugs):
        raise InputError("is not a list of names", field="drugs")
    if without is not None and not isinstance(without, list):
        raise InputError("is not a list of PMIDs", field="without_pmid")


def pgx(
    gene: Annotated[str, typer.Argument(help="DPYD, UGT1A1, TPMT, ...", show_default=False)],
    diplotype: Annotated[str, typer.Argument(help="two alleles, *1/*2A", show_default=False)],
    drug: Annotated[str, typer.Option(help="one drug or medicine; all of the tables where left out")] = "",
    knowledge: VersionName = "",
    format: FormatName = Format.TABLE,
) -> None:
    """Read a germline diplotype: phenotype, and what guideline or label say of a drug."""
    _print(service.pharmacogenomics(service.open_knowledge(knowledge), gene, diplotype, drug), format)


def safety_import(
    collection: Annotated[Path, typer.Argument(help="the folder of the drugcombo-data tables", show_default=False)],
    format: FormatName = Format.TABLE,
) -> None:
    """Read published phase I combination trials (github.com/langli-lab/drugcombo-data) into the user's data folder."""
    report, path = service.import_trials(service.open_knowledge(), collection)
    body = {
        "store": path.name,
        "combinations": report.combinations,
        "combinations_of_known_drugs": report.combinations_known,
        "share_of_combinations": round(report.combinations_known / max(report.combinations, 1), 4),
        "drug_rows": report.drug_rows,
        "drug_rows_read": report.drug_rows_known,
        "share_of_drug_rows": round(report.drug_rows_known / max(report.drug_rows, 1), 4),
        "unread": [{"name": name, "rows": rows} for name, rows in report.unread],
    }
    if format is Format.JSON:
        print(json.dumps(body, indent=2, ensure_ascii=False))
        return
    print(f"{report.combinations} combinations kept, of {report.combinations_known} every drug is known")
    print(f"{report.drug_rows_known} of {report.drug_rows} drug rows read ({body['share_of_drug_rows']:.1%})")
    print("most often not read: " + ", ".join(f"{name} ({rows})" for name, rows in report.unread[:15]))


def _print(document: Record, format: Format) -> None:
    if format is Format.JSON:
        sys.stdout.write(document.model_dump_json(by_alias=True, indent=2) + "\n")
        return
    from tumorboard.cli import safety_words

    sys.stdout.write("\n".join(safety_words.lines(document)) + "\n")
