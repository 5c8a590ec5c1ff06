"""Whether each drug of an option can be had: its use, approval, formulary and payer, in words and signs."""

from tumorboard.domain.recommendation import OptionView
from tumorboard.service import KnowledgeBase, Limits
from ui.parts.tables import table
from ui.parts.words import SPACE, approved_in, plain

USES = {
    "on label": f":green-badge[✔{SPACE}on{SPACE}label]", "off label": f":violet-badge[○{SPACE}off{SPACE}label]",
    "trial only": f":blue-badge[△{SPACE}trial{SPACE}only]", "withdrawn": f":red-badge[✕{SPACE}withdrawn]",
}  # fmt: skip
PLACES = {
    "listed": f"✔{SPACE}listed", "restricted": f"△{SPACE}restricted", "not_listed": f"✕{SPACE}not{SPACE}listed",
}  # fmt: skip
DECISIONS = {"approved": f"✔{SPACE}approved", "refused": f"✕{SPACE}refused", "pending": f"?{SPACE}pending"}


def show_drugs(option: OptionView, kb: KnowledgeBase, limits: Limits) -> None:
    """Show the drugs of an option with their availability and what may take their place."""
    places = {kb.require_drug(name, "limits.formulary").name: status for name, status in limits.formulary.items()}
    decided = {kb.require_drug(name, "limits.payer").name: decision for name, decision in limits.payer.items()}
    rows = []
    for view in option.drugs:
        drug = kb.drugs[view.drug]
        payer = decided.get(drug.name)
        because = f": {payer.reason}" if payer and payer.reason else ""
        rows.append(
            {
                "Drug": f"**{plain(drug.name)}**",
                "Class": plain(drug.drug_class.label),
                "Use here": USES.get(view.use, plain(view.use)),
                "Approved in": approved_in(drug.approvals),
                "Formulary": _place(places.get(drug.name), bool(places)),
                "Payer": DECISIONS[payer.decision] + plain(because) if payer else f"–{SPACE}not asked",
                "May be replaced by": plain(", ".join(view.alternatives)) or "–",
            }
        )
    table(rows, "Drugs of the option")


def _place(status: str | None, given: bool) -> str:
    return PLACES[status] if status else f"?{SPACE}not named" if given else f"–{SPACE}no formulary"
