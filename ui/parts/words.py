"""Words of the screen: text from a report made harmless, numbers, levels and references in words."""

import re
from collections.abc import Iterable

from tumorboard.domain import telling
from tumorboard.domain.telling import amount as amount
from tumorboard.domain.telling import words as words  # the screens' other words stand here, too
from tumorboard.service import KnowledgeBase

SPACE = "\u00a0"
REFERENCE = re.compile(r"PMID[: ]\d+|NCT\d{8}|(?:FDA|EMA|GL|DB):[A-Za-z0-9-]+(?:#[0-9.]*[0-9])?")
MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&^=@])")
LEVELS = {
    "A": "label or guideline", "B": "clinical study", "C": "case reports", "D": "preclinical", "E": "pathway only",
}  # fmt: skip
FROM = {
    "this_type": "this tumour type", "parent_type": "parent tumour type", "any_solid": "any solid tumour",
    "any_haematological": "any blood cancer", "other_type": "another tumour type",
    "other_origin": "another origin of the variant", "target": "drug's target only",
    "pathway": "pathway only",
}  # fmt: skip
KINDS = {
    "direct": f"●{SPACE}direct", "pathway": f"◐{SPACE}pathway", "biomarker": f"◆{SPACE}biomarker",
    "resistance": f"✕{SPACE}resistance",
}  # fmt: skip
SEVERITY = {
    "moderate": "moderate and worse", "major": "major and contraindicated", "contraindicated": "contraindicated only",
    "none": "none",
}  # fmt: skip
HARM = {
    "contraindicated": f"✕{SPACE}contraindicated", "major": f"▲{SPACE}major", "moderate": f"△{SPACE}moderate",
}  # fmt: skip
APPROVALS = {
    "fda": "US", "ema": "EU", "other": "elsewhere", "investigational": "trials only", "withdrawn": "withdrawn",
}  # fmt: skip
DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/search.cfm?labeltype=all&query="
EPAR = "https://www.ema.europa.eu/en/medicines/human/EPAR/"


def approved_in(approvals: Iterable[str]) -> str:
    """Say where a drug is approved, or what stands in the place of an approval: `US, EU`."""
    return ", ".join(APPROVALS.get(name, name) for name in approvals)


def plain(text: object) -> str:
    r"""Return a text that Markdown shows as it is: nothing in a report becomes a link, an image or a style.

    Examples
    --------
    >>> plain("*bold* [x](http://y)")
    '\\*bold\\* \\[x\\]\\(http\\://y\\)'
    """
    return MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", str(text)))


def linked(text: object) -> str:
    """Return a text as `plain`, its references as links where `source` has them."""
    told, end = [], 0
    whole = str(text)
    for found in REFERENCE.finditer(whole):
        told += [plain(whole[end : found.start()]), source(found[0].replace(" ", ":"))]
        end = found.end()
    return "".join([*told, plain(whole[end:])])


def percent(share: float) -> str:
    """Return a share (0-1) as a whole percentage that does not break over two lines."""
    return telling.percent(share, SPACE)


def matched(number: float, total: int) -> str:
    """Return ``3 of 5 (60 %)``; a score without items is not computable, which is not zero."""
    return f"{amount(number)}{SPACE}of{SPACE}{total} ({percent(number / total)})" if total else "not computable"


def high(is_high: bool | None) -> str:
    """Say whether a score is high, by sign and word."""
    return "not computable" if is_high is None else f"▲{SPACE}high" if is_high else f"▽{SPACE}not{SPACE}high"


def level(letter: str, level_from: str) -> str:
    """Return an evidence level with where it comes from."""
    return letter if level_from == "pathway" else f"{letter}, {FROM[level_from]}"


def listed(texts: Iterable[str], none: str = "none", most: int = 12) -> str:
    """Return texts as a list in a sentence; of a long list the first ones, and how many more."""
    parts = list(texts)
    if len(parts) > most:
        parts = [*parts[: most - 1], f"{len(parts) - most + 1} more"]
    if not parts:
        return none
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def counted(number: int, noun: str, many: str = "") -> str:
    """Return a number with its noun: ``no findings``, ``1 finding``, ``2 findings``."""
    return f"{number or 'no'} {noun if number == 1 else many or noun + 's'}"


def source(reference: str) -> str:
    """Return a reference as Markdown: a link for PubMed, ClinicalTrials.gov and a label, words for a guideline."""
    identifier, _, section = reference.partition("#")
    kind, _, name = identifier.partition(":")
    if kind == "PMID" and name.isdigit():
        return f"[PMID {name}](https://pubmed.ncbi.nlm.nih.gov/{name}/)"
    if re.fullmatch(r"NCT\d{8}", identifier):
        return f"[{identifier}](https://clinicaltrials.gov/study/{identifier})"
    if kind == "doi" and re.fullmatch(r"10\.[0-9]{4,9}/[A-Za-z0-9._/-]+", name):
        return f"[{plain(identifier)}](https://doi.org/{name})"
    where = f", section {section}" if section else ""
    told = plain(f"{telling.SOURCE_KINDS.get(kind, kind)} {name}{where}")
    if kind in ("FDA", "EMA") and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        # The registers file labels by brand; sections are no part of the address.
        address = f"{DAILYMED}{name.lower()}" if kind == "FDA" else f"{EPAR}{name.lower()}"
        return f"[{told}]({address})"
    return told


def sources(references: Iterable[str]) -> str:
    """Return several references as Markdown."""
    return ", ".join(source(reference) for reference in references) or "–"


def cited(kb: KnowledgeBase, reference: str) -> tuple[str, str]:
    """Return the title and the date of a reference, empty where the tables do not know them."""
    known = kb.citations.get(reference.partition("#")[0])
    return (known.title, known.date) if known else ("", "")


def found_at(kb: KnowledgeBase, reference: str) -> tuple[str, ...]:
    """Return the addresses at which a reference was found, if it was found on the web; at most three."""
    known = kb.citations.get(reference.partition("#")[0])
    places = (place.removeprefix("search:") for place in known.confirmed_in) if known else ()
    return tuple(place for place in places if re.fullmatch(r"https?://[^\s()<>\[\]\\`\"']+", place))[:3]
