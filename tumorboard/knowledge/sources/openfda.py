"""openFDA: which US label of a drug is in force, since when; the text stays with the FDA."""

import json
from typing import Any

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Reading

ADDRESS = "https://api.fda.gov/drug/label.json"
_NEWEST = 5
_NOTHING = b'{"meta": {}, "results": []}'


def _download(get: Get, names: Names) -> Files:
    """Ask for the newest labels of each drug; many makers of one drug would crowd out the others in one question."""
    files = {}
    for drug in (name for name, drug in names.kb.drugs.items() if "fda" in drug.approvals):
        params = {"search": f'openfda.generic_name:"{drug}"', "limit": str(_NEWEST), "sort": "effective_time:desc"}
        files[f"{drug.replace(' ', '_')}.json"] = get(ADDRESS, params=params, absent=_NOTHING)
    return files


def read(files: Files, names: Names) -> Reading:
    """Read the labels of every answer."""
    rows: dict[str, ImportedRow] = {}
    date = ""
    for name, data in sorted(files.items()):
        try:
            found = json.loads(data)
            date = max(date, str(found["meta"].get("last_updated") or ""))
            for label in found["results"]:
                row = _row(label, names)
                rows.setdefault(row.id, row)
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise KnowledgeError(f"is no answer of openFDA ({type(problem).__name__})", file=name) from None
    return Reading(tuple(row for _, row in sorted(rows.items())), (), date)


def _row(label: dict[str, Any], names: Names) -> ImportedRow:
    known = label.get("openfda") or {}
    number = str(label.get("set_id") or label.get("application_number") or (known.get("spl_set_id") or ("",))[0])
    products = label.get("products") or ()
    brands = _names(known, "brand_name") or [str(each["brand_name"]) for each in products if each.get("brand_name")]
    generics = _names(known, "generic_name") or [
        str(part["name"]) for each in products for part in each.get("active_ingredients") or ()
    ]
    said = {"therapy": ", ".join(generics), "brand": ", ".join(brands)}
    drugs = _drugs([*generics, *brands], names)
    if not drugs:
        return ImportedRow(f"FDA:{number}", "other_drug", ", ".join(generics) or "not named", said)
    facts = {
        "set_id": number, "drugs": drugs, "brands": sorted({brand.title() for brand in brands}),
        "effective": _date(str(label.get("effective_time") or "")),
        "application": sorted(_names(known, "application_number") or [str(label.get("application_number") or "")]),
        "boxed_warning": "boxed_warning" in label,
    }  # fmt: skip
    return ImportedRow(f"FDA:{number}", "usable", "", said, facts=facts)


def _names(known: dict[str, Any], field: str) -> list[str]:
    return [str(name) for name in known.get(field) or ()]


def _drugs(given: list[str], names: Names) -> list[str]:
    """Find the drugs of a label; a product of several names each (``PEMBROLIZUMAB AND ...``)."""
    found = set()
    for name in given:
        for part in (name, *name.replace(" AND ", ",").replace(" and ", ",").split(",")):
            meaning = names.therapies.find(part)
            if meaning is not None and meaning.kind == "drug":
                found |= set(meaning.means)
    return sorted(found)


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 and text.isdigit() else ""


ADAPTER = Adapter(
    name="openfda", title="openFDA, US drug labels", licence="CC0 1.0 (openFDA terms of service)", address=ADDRESS,
    attribution="openFDA, US Food and Drug Administration", hosts=("api.fda.gov",), download=_download, read=read,
)  # fmt: skip
