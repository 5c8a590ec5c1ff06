"""Live vaccines beside antitumour drugs: which drugs suppress marrow or immunity, and what follows."""

from collections.abc import Iterable

from tumorboard.domain.drug import Drug
from tumorboard.domain.limits import Severity
from tumorboard.domain.safety import InteractionRole

# Which drugs count as suppressing is a choice of this project, by what the class is known to do; it errs on the side of
# caution, since the vaccine can wait.
_MODALITIES = frozenset({"adc", "cell_therapy", "radioligand"})
_CLASSES = frozenset(
    {
        "abl_inhibitor", "aurora_inhibitor", "bcl2_inhibitor", "bet_inhibitor", "btk_inhibitor",
        "cd20_antibody", "cdk46_inhibitor", "cdk_other_inhibitor", "cell_therapy", "ddr_kinase_inhibitor",
        "dll3_bispecific", "ezh2_inhibitor", "flt3_inhibitor", "glucocorticoid", "hdac_inhibitor",
        "hypomethylating_agent", "imid", "jak_inhibitor",
        "mdm2_inhibitor", "menin_inhibitor", "mtor_inhibitor", "nedd8_inhibitor", "parp_inhibitor", "pi3k_inhibitor",
        "pi3k_mtor_inhibitor", "plk1_inhibitor", "proteasome_inhibitor", "surface_antigen_antibody",
        "surface_antigen_bispecific", "telomerase_inhibitor", "xpo1_inhibitor",
    }
)  # fmt: skip
_ANTITUMOUR = frozenset({"targeted", "checkpoint", "chemotherapy"})


def suppresses(drug: Drug, roles: Iterable[InteractionRole]) -> bool:
    """Return whether a drug suppresses marrow or immunity, by its category, kind or class, or by a role of its own."""
    return (
        drug.category == "chemotherapy"
        or drug.modality in _MODALITIES
        or drug.drug_class.name in _CLASSES
        or any(role.system == "myelosuppressive" for role in roles)
    )


def beside_live_vaccine(drug: Drug, roles: Iterable[InteractionRole], vaccine: str) -> tuple[Severity, str] | None:
    """Return what is to be said of a live vaccine during treatment: severity and words.

    Parameters
    ----------
    drug : Drug
        An antitumour drug. Hormones say nothing: they suppress neither marrow nor immunity.
    roles : iterable of InteractionRole
        What the tables know of the drug.
    vaccine : str
        Name of the vaccine.

    Notes
    -----
    Contraindicated beside a drug that suppresses marrow or immunity: IDSA 2013 contraindicates live vaccines under
    chemotherapy and other strong immunosuppression. Not recommended (moderate) beside any other antitumour drug: ASCO
    2024 asks to avoid them in people with cancer where possible. It is the vaccine that is not given: the drug is not
    left out for it. The rows of the vaccine name the sources.
    """
    if suppresses(drug, roles):
        words = f"{vaccine} is a live vaccine: not to be given during treatment with {drug.name}, which suppresses"
        return "contraindicated", f"{words} marrow or immunity"
    if drug.category in _ANTITUMOUR:
        return "moderate", f"{vaccine} is a live vaccine: not recommended during treatment with {drug.name}"
    return None
