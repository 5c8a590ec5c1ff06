"""Cancer Genome Interpreter: biomarkers of drug response, ``cgi_biomarkers_per_variant.tsv``.

One row is one biomarker and one of the mutations that were found for it; rows of one biomarker make one claim. The
table was last published in 2017-2018: what it calls a guideline is taken as a clinical study (level B), and a guideline
against a drug as a warning (C), since both may have been changed since. A trial known from an abstract alone counts as
case reports do.
"""

import io
import re
import zipfile

from tumorboard.domain.evidence import Assertion, Citation, Effect, Level
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get, table_rows
from tumorboard.knowledge.sources.claims import Said, Shown, spell_out
from tumorboard.knowledge.sources.components import Component, Conjunction, fusion_component, gene_component
from tumorboard.knowledge.sources.names import DiseaseNamed, Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading
from tumorboard.knowledge.sources.therapies import Joined

ADDRESS = "https://www.cancergenomeinterpreter.org/data/biomarkers/cgi_biomarkers_latest.zip"
FILE = "cgi_biomarkers_per_variant.tsv"
SOURCE = "DB:CGI"
COLUMNS = (
    "Alteration", "Alteration type", "Association", "Biomarker", "Drug", "Drug family", "Evidence level", "Gene",
    "Primary Tumor type", "Source", "individual_mutation",
)  # fmt: skip
_EFFECTS: dict[str, Effect] = {"responsive": "sensitivity", "resistant": "resistance", "no responsive": "no_benefit"}
_LEVELS: dict[str, Level] = {
    "fda guidelines": "A", "nccn guidelines": "A", "european leukemianet guidelines": "A", "cpic guidelines": "A",
    "nccn/cap guidelines": "A", "late trials": "B", "early trials": "B", "clinical trials": "B", "case report": "C",
    "pre-clinical": "D",
}  # fmt: skip
_WORDS = {
    "amp": "Amplification", "del": "Deletion", "over": "Overexpression", "under": "Underexpression",
    "norm": "Expression", ".": "Oncogenic Mutations",
}  # fmt: skip
_ROW = re.compile(r"^(?P<gene>[A-Za-z0-9-]+)(?P<sign>::|__|:)(?P<what>.*)$")
_CONSEQUENCE = re.compile(
    r"^:{0,2}(?:consequence::)?(?P<what>[a-z_]+_variant|inframe_[a-z]+|stop_[a-z]+|promoters_core):(?P<place>.*)$"
)
_SHAPES = {
    "inframe_deletion": "del", "inframe_insertion": "ins", "inframe_variant": "indel", "missense_variant": "mis",
    "stop_gained": "trunc", "frameshift_variant": "fs", "splice_donor_variant": "splice",
    "splice_acceptor_variant": "splice",
}  # fmt: skip
_WHOLE = {
    "frameshift_variant": "Frameshift", "inframe_insertion": "In-frame insertion", "promoters_core": "Promoter",
    "splice_donor_variant": "Splice site", "splice_acceptor_variant": "Splice site",
}  # fmt: skip
_RESIDUES = re.compile(r"^(?P<start>\d+)-(?P<end>\d+)$")
_INSERTED = re.compile(r"^(?P<ref>[A-Z]?|\.)(?P<place>\d+)(?P<new>[A-Z]*|\.)$")
_PMID = re.compile(r"PMID:?\s*(\d{4,9})")
_NCT = re.compile(r"NCT\d{8}")


def _download(get: Get, _: Names) -> Files:
    packed = get(ADDRESS)
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return {FILE: archive.read(FILE)}
    except (zipfile.BadZipFile, KeyError) as problem:
        raise KnowledgeError(f"holds no {FILE} ({problem})", file="cgi_biomarkers_latest.zip") from None


def read(files: Files, names: Names) -> Reading:
    """Read the biomarkers."""
    rows = table_rows(files, COLUMNS, "CGI's table of biomarkers per variant")
    cited = {SOURCE: Citation(SOURCE, "2018", "Tamborero 2018, Cancer Genome Interpreter biomarkers", ("cgi",))}
    for row in rows:
        cited |= {name: Citation(name, "", f"cited by CGI: {name}", ("cgi",)) for name in _citations(row)[:-1]}
    return Reading(tuple(_row(n, row, names) for n, row in enumerate(rows, start=2)), tuple(cited.values()), "")


def _citations(row: dict[str, str]) -> tuple[str, ...]:
    """Return the references that a row names, and the table itself behind them."""
    found = [f"PMID:{number}" for number in _PMID.findall(row["Source"])] + _NCT.findall(row["Source"])
    return (*dict.fromkeys(found), SOURCE)


def _row(number: int, row: dict[str, str], names: Names) -> ImportedRow:
    name = f"CGI:{number}"
    said = {
        "finding": row["Biomarker"], "mutation": row["individual_mutation"], "disease": row["Primary Tumor type"],
        "therapy": row["Drug"].strip("[]") or row["Drug family"].strip("[]"), "effect": row["Association"],
        "level": row["Evidence level"], "citation": row["Source"],
    }  # fmt: skip
    said = {key: value.strip() for key, value in said.items() if value.strip()}
    if row["Association"].lower().startswith("increased toxicity"):
        return ImportedRow(name, "not_predictive", "toxicity", said)
    found = _claims(name, row, names)
    if isinstance(found, Problem):
        return ImportedRow(name, found.status, found.reason, said)
    if isinstance(found, Shown):
        return ImportedRow(name, "usable", found.reason, said)
    return ImportedRow(name, "usable", "", said, found)


def _claims(name: str, row: dict[str, str], names: Names) -> tuple[Assertion, ...] | Shown | Problem:
    effect = _EFFECTS.get(row["Association"].strip().lower())
    levels = [_LEVELS.get(part.strip().lower()) for part in row["Evidence level"].split(",")]
    known: list[Level] = [level for level in levels if level is not None]
    if effect is None or len(known) != len(levels):
        return Problem("other_effect", f"{row['Association']} {row['Evidence level']}")
    weakest = max(known)
    if not _reported(row["Source"]):
        return Shown("cites a registered trial without a result")
    level: Level = weakest
    if weakest == "A":
        level = "B" if effect == "sensitivity" else "C"
    if weakest == "B" and not _PMID.search(row["Source"]):
        level = "C"
    findings = read_alteration(row["Alteration"], names)
    if isinstance(findings, Problem):
        return findings
    diseases: list[DiseaseNamed] = []
    for part in row["Primary Tumor type"].split(";"):
        found = names.diseases(part, level=level)
        if isinstance(found, Problem):
            return found
        diseases += found
    parts, joined = _therapy(row)
    return spell_out(
        Said(
            id=name, findings=findings, therapy=names.therapies.read(parts, joined), joined=joined,
            diseases=tuple(dict.fromkeys(diseases)), effect=effect, level=level, citations=_citations(row),
            note="a guideline or label of 2017" if weakest == "A" else "",
        ),
        names,
    )  # fmt: skip


def _reported(source: str) -> bool:
    """Say whether a source holds more than the numbers of registered trials."""
    return bool(_NCT.sub("", source).strip(" ;,")) or not source.strip()


def _therapy(row: dict[str, str]) -> tuple[list[str], Joined]:
    """Return the therapies of a row: ``A;B`` together, ``[A,B]`` examples of a class, ``[]`` and a family the class."""
    drug = row["Drug"].strip()
    if drug.startswith("[") and drug.strip("[]"):
        return [part.strip() for part in drug.strip("[]").split(",")], "substitutes"
    text = drug.strip("[]") or row["Drug family"].strip("[]")
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return parts, "combination" if len(parts) > 1 else "one"


def read_alteration(text: str, names: Names) -> tuple[Conjunction, ...] | Problem:
    """Read an alteration of CGI: ``BRAF:V600E,V600K``, ``ERBB2:amp``, ``ALK__.``, ``MET:amp;BRAF:V600E``.

    Alternatives of one gene become one criterion; ``;`` before another gene asks for both.
    """
    needed: list[Component] = []
    for part in _parts(text):
        component = _component(part, names)
        if isinstance(component, Problem):
            return component
        needed.append(component)
    return (tuple(dict.fromkeys(needed)),)


def _parts(text: str) -> list[str]:
    """Part at ``;``; a part without a gene goes with the gene before it."""
    parts: list[str] = []
    for part in text.split(";"):
        found = _ROW.match(part)
        parts.append(part if found else f"{parts[-1].partition(':')[0]}:{part}" if parts else part)
    return parts


def _component(text: str, names: Names) -> Component | Problem:
    found = _ROW.match(text.strip())
    if found is None:
        return Problem("no_criterion", text)
    gene, what = found["gene"], found["what"]
    if found["sign"] == "__":
        return fusion_component((gene, "?" if what == "." else what), names)
    if found["sign"] == "::" and what.startswith("wildtype"):
        return gene_component(gene, "Wildtype", names)
    criteria = [_change(part) for part in what.split(",")]
    if any(not each for each in criteria):
        return Problem("no_criterion", text)
    return gene_component(gene, " or ".join(dict.fromkeys(criteria)), names)


def _change(text: str) -> str:
    """Return one change of CGI as a criterion; empty where it cannot be written as one."""
    if word := _WORDS.get(text):
        return word
    worded = _CONSEQUENCE.match(text)
    if worded is not None:
        return _consequence(worded["what"], worded["place"])
    if ranged := _RESIDUES.match(text):
        return f"{ranged['start']}_{ranged['end']}any"
    if text.endswith(".") and (codon := _INSERTED.match(text)):
        return f"{codon['ref'].strip('.') or 'X'}{codon['place']}"
    return text


def _consequence(what: str, place: str) -> str:
    """Return ``inframe_deletion:729-761`` as ``729_761del``, ``inframe_insertion:P780GSP`` as ``P780_781insGSP``."""
    if what in _SHAPES and (ranged := _RESIDUES.match(place)):
        return f"{ranged['start']}_{ranged['end']}{_SHAPES[what]}"
    if what == "stop_lost":
        return "Stop loss"
    if what in _WHOLE and place == ".":
        return _WHOLE[what]
    at = _INSERTED.match(place)
    if at is None:
        return ""
    ref, start, new = at["ref"].strip("."), int(at["place"]), at["new"].strip(".")
    match what:
        case "frameshift_variant":
            return f"{ref or 'X'}{start}fs"
        case "inframe_deletion":
            return f"{start}_{start}del"
        case "inframe_insertion" if not new:
            return f"{start}_{start}ins"
        case "inframe_insertion":
            return f"{ref or 'X'}{start}_{start + 1}ins{new}"
        case _:
            return ""


ADAPTER = Adapter(
    name="cgi", title="Cancer Genome Interpreter, biomarkers", licence="CC0 1.0", address=ADDRESS,
    attribution="Tamborero 2018, Cancer Genome Interpreter (cancergenomeinterpreter.org)",
    hosts=("www.cancergenomeinterpreter.org", "cancergenomeinterpreter.org"), download=_download, read=read,
)  # fmt: skip
