"""ClinicalTrials.gov, API v2: recruiting trials by drug, tumour type and gene, for availability."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading

ADDRESS = "https://clinicaltrials.gov/api/v2/"
# Contacts and descriptions are left with the registry.
FIELDS = (
    "NCTId", "BriefTitle", "OverallStatus", "Phase", "StudyType", "Condition", "Keyword", "InterventionName",
    "InterventionOtherName", "LocationCountry", "LastUpdatePostDate",
)  # fmt: skip
RECRUITING = frozenset({"RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION"})
_DRUGS_AT_ONCE = 20
_PAGE = 1000
_MOST_PAGES = 20
_WORD = re.compile(r"[A-Z][A-Z0-9-]{2,9}")
# Symbols that are words of titles as well.
_NOT_GENES = frozenset({"AND", "CAR", "MRI", "PET", "SET", "REST", "TRAP", "MICE", "ACT", "NHL", "CLL", "CHM", "TNF"})


def _download(get: Get, names: Names) -> Files:
    drugs = [name for name, drug in names.kb.drugs.items() if drug.category in ("targeted", "checkpoint", "hormone")]
    files = {"version.json": get(f"{ADDRESS}version")}
    for start in range(0, len(drugs), _DRUGS_AT_ONCE):
        query = " OR ".join(f'"{drug}"' for drug in drugs[start : start + _DRUGS_AT_ONCE])
        params = {
            "query.intr": query, "filter.overallStatus": "RECRUITING", "pageSize": str(_PAGE),
            "fields": ",".join(FIELDS), "format": "json",
        }  # fmt: skip
        for page in range(_MOST_PAGES):
            data = get(f"{ADDRESS}studies", params=params)
            files[f"studies_{start:04}_{page:02}.json"] = data
            token = _parsed(data, "studies").get("nextPageToken")
            if not token:
                break
            params["pageToken"] = str(token)
    return files


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError as problem:
        raise KnowledgeError(f"is not JSON ({problem})", file=name) from None
    if not isinstance(found, dict):
        raise KnowledgeError("is no answer of ClinicalTrials.gov's API v2", file=name)
    return found


def read(files: Files, names: Names) -> Reading:
    """Read the trials of every page; a trial on several pages is one row."""
    rows: dict[str, ImportedRow] = {}
    date = ""
    for name, data in sorted(files.items()):
        found = _parsed(data, name)
        date = str(found.get("dataTimestamp") or "")[:10] or date
        for study in _studies(found, name):
            row = _row(study, name, names)
            rows.setdefault(row.id, row)
    return Reading(tuple(row for _, row in sorted(rows.items())), (), date)


def _studies(found: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    studies = found.get("studies", [found] if "protocolSection" in found else [])
    if not isinstance(studies, list):
        raise KnowledgeError("holds no list of studies", file=name)
    yield from studies


def _row(study: dict[str, Any], file: str, names: Names) -> ImportedRow:
    try:
        protocol = study["protocolSection"]
        identity = protocol["identificationModule"]
        number, title = str(identity["nctId"]), str(identity.get("briefTitle", ""))
        status = str(protocol.get("statusModule", {}).get("overallStatus", ""))
        design = protocol.get("designModule", {})
        conditions = [str(text) for text in protocol.get("conditionsModule", {}).get("conditions", ())]
        keywords = [str(text) for text in protocol.get("conditionsModule", {}).get("keywords", ())]
        given = protocol.get("armsInterventionsModule", {}).get("interventions", ())
        therapies = [str(each["name"]) for each in given]
        others = [str(other) for each in given for other in each.get("otherNames", ())]
        places = protocol.get("contactsLocationsModule", {}).get("locations", ())
        countries = sorted({str(place["country"]) for place in places if place.get("country")})
    except (KeyError, TypeError, AttributeError) as problem:
        raise KnowledgeError(f"holds a study of unknown shape ({problem})", file=file) from None
    said = {"finding": title, "disease": ", ".join(conditions), "therapy": ", ".join(therapies), "status": status}
    drugs = sorted({drug for text in (*therapies, *others) for drug in _drugs(text, names)})
    diseases = sorted({code for text in conditions for code in _codes(text, names)})
    facts = {
        "nct": number, "title": title, "status": status, "phases": list(design.get("phases", ())), "drugs": drugs,
        "diseases": diseases, "genes": _genes(" ".join((title, *keywords, *conditions)), names),
        "countries": countries,
    }  # fmt: skip
    if status not in RECRUITING:
        return ImportedRow(f"CT:{number}", "not_recruiting", status.lower().replace("_", " "), said)
    if not drugs:
        return ImportedRow(f"CT:{number}", "other_drug", ", ".join(therapies) or "not named", said)
    if not diseases:
        return ImportedRow(f"CT:{number}", "unknown_disease", f"tumour type {', '.join(conditions)}", said, facts=facts)
    return ImportedRow(f"CT:{number}", "usable", "", said, facts=facts)


def _drugs(text: str, names: Names) -> list[str]:
    """Find the drugs in the name of an intervention (``Pembrolizumab 200 mg``, ``MK-3475 (pembrolizumab)``)."""
    words = re.split(r"[\s,;/()+]+", text)
    pairs = [f"{one} {two}" for one, two in pairwise(words)]
    return [drug.name for form in (text, *pairs, *words) if len(form) > 3 and (drug := names.kb.drug_named(form))]


def _codes(text: str, names: Names) -> list[str]:
    """Find the tumour types of a condition, also without ``advanced``, ``metastatic`` and the like."""
    plain = re.sub(
        r"\b(?:advanced|metastatic|recurrent|refractory|relapsed|locally|unresectable|stage [IV]+[ABC]?|adult)\b", "",
        text, flags=re.I,
    )  # fmt: skip
    for form in (text, plain, plain.replace("neoplasms", "cancer").replace("Neoplasms", "cancer")):
        found = names.diseases(" ".join(form.split(",")[0].split()))
        if not isinstance(found, Problem):
            return [each.code for each in found]
    return []


def _genes(text: str, names: Names) -> list[str]:
    words = {word for word in _WORD.findall(text) if word not in _NOT_GENES}
    return sorted(word for word in words if word in names.kb.genes)


ADAPTER = Adapter(
    name="clinicaltrials", title="ClinicalTrials.gov, recruiting trials", licence="public domain (US government)",
    address=ADDRESS, attribution="ClinicalTrials.gov, US National Library of Medicine",
    hosts=("clinicaltrials.gov",), download=_download, read=read,
)  # fmt: skip
