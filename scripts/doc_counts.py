"""What the knowledge tables hold, in numbers, and what the numbers hide."""

from collections import Counter
from collections.abc import Callable

from scripts.doc_tables import code, table
from tumorboard import service
from tumorboard.knowledge import lookup
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.matches import OfferBook

TABLES = {
    "citations": "references, each with the place where it was found",
    "oncotree": "tumour types",
    "tumor_names": "other names of tumour types",
    "genes": "cancer genes and how each is altered",
    "gene_aliases": "other names of genes",
    "drug_classes": "drug classes",
    "drugs": "drugs",
    "drug_targets": "drug-target pairs",
    "variants": "variants or groups of variants of known effect",
    "assertions": "claims: finding, therapy, disease, effect, level",
    "edges": "steps of the signalling graph",
    "regimens": "combinations that a label or guideline names",
    "partners": "drugs that in one disease need a partner",
    "toxicity": "rates of grade >= 3 events, one drug and organ each",
    "doses": "label doses, one drug and setting each",
    "disease_map": "names of tumour types in outside sources",
    "therapy_names": "names of therapies in outside sources",
    "drug_roles": "what a drug does to enzymes, transporters and risks",
    "medications": "other medicines that patients take",
    "medication_roles": "what those medicines do to enzymes, transporters and risks",
    "labs": "laboratory tests with units and grades",
    "labs_v6": "tests that CTCAE version 6 grades otherwise than version 5",
    "drug_warnings": "what a label warns of in a box or asks to be watched, one drug and organ each",
    "organ_rules": "what a label says for impaired organs",
    "pgx_alleles": "alleles of pharmacogenes and their function",
    "pgx_phenotypes": "from two alleles to a phenotype",
    "pgx_recommendations": "what a guideline says for a phenotype and a drug",
    "germline_rules": "genes whose variants in a tumour call for a look at the germline",
    "pairs": "pairs of drugs or classes that should not simply be combined",
}
LEVELS = ("A", "B", "C", "D")
STANDINGS = ("fda", "ema", "other", "investigational", "withdrawn")


def counts() -> str:
    """Return how many rows each table of the knowledge has."""
    kb = service.open_knowledge()
    rows = ([code(name), count, TABLES.get(name, "")] for name, count in kb.counts.items())
    return f"Version `{kb.version}`.\n\n{table(['table', 'rows', 'one row is about'], rows)}"


def coverage() -> str:
    """Return the levels of the claims, the standing of the drugs, and what has no toxicity rate or no date."""
    kb = service.open_knowledge()
    matching = [drug.name for drug in kb.drugs.values() if OfferBook(kb).matchable(drug)]
    rated = sum(name in kb.toxicity for name in matching)
    kinds = ", ".join(f"{kind} {number}" for kind, number in lookup.info(kb)["citations"].items())
    toxicity = (
        f"Of the {len(matching)} drugs that can be a match, {rated} have at least one toxicity rate and"
        f" {len(matching) - rated} have none."
    )
    undated = sum(not citation.date for citation in kb.citations.values())
    citations = f"Citations by kind: {kinds}. {undated} of them have no date yet."
    return "\n\n".join([_claims(kb), _drugs(kb), toxicity, citations])


def _claims(kb: KnowledgeBase) -> str:
    claims = {claim.id: claim for rows in kb.assertions.values() for claim in rows}
    found = Counter((claim.effect.replace("_", " "), str(claim.level)) for claim in claims.values())
    rows = []
    for effect in sorted({effect for effect, _ in found}):
        numbers = [found[effect, level] for level in LEVELS]
        rows.append([effect, *numbers, sum(numbers)])
    return table(["claims by effect and level", *LEVELS, "all"], rows)


def _drugs(kb: KnowledgeBase) -> str:
    found = Counter((str(drug.category), str(standing)) for drug in kb.drugs.values() for standing in drug.approvals)
    categories = sorted({category for category, _ in found})
    rows = ([category, *(found[category, standing] for standing in STANDINGS)] for category in categories)
    return table(["drugs by category and standing (approved by both agencies: in both columns)", *STANDINGS], rows)


BLOCKS: dict[str, Callable[[], str]] = {"counts": counts, "coverage": coverage}
