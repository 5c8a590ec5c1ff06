"""Scoring policies: the fine rules of the matching score, each a named switch.

The headline definition is published: alterations matched by the drugs given, divided by the tumour's deleterious
alterations (Sicklick 2019, PMID:31011206; Kato 2020, PMID:33009371; Sicklick 2021, Genome Med 13:155). The abstracts
leave the fine rules open, so that none of these policies is called "the I-PREDICT rule"; every result prints the policy
it was counted under.
"""

from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import isfinite
from typing import Any, Literal, get_args, get_type_hints

from tumorboard.errors import InputError

Collapse = Literal["gene", "gene_and_kind", "variant"]
IoRule = Literal["set_100", "count_one", "off"]
TmbItem = Literal["high", "intermediate_or_high"]
MarkerItem = Literal["own", "with_amplification"]
PathwayWeight = Literal["0", "1/2", "1"]
HighRule = Literal[">1/2", ">=1/2", ">=3/5"]

_WEIGHTS: dict[PathwayWeight, Fraction] = {weight: Fraction(weight) for weight in get_args(PathwayWeight)}


@dataclass(frozen=True)
class Policy:
    """How alterations are counted.

    Parameters
    ----------
    name : str
        Name and version in one word; a changed switch is added to the name.
    high : HighRule
        When a score is called high; compared exactly.
    collapse : Collapse
        What counts as one item when a gene carries several alterations.
    amplicon_collapse : bool
        Whether co-amplified neighbours (CCND1/FGF3/FGF4/FGF19) are one item.
    pathway_weight : PathwayWeight
        What a pathway match counts; a direct match counts 1.
    io_rule : IoRule
        What a checkpoint inhibitor counts where TMB is high or MSI-H/dMMR: the whole score, one item, or nothing.
    tmb_cut : float
        Mutations per megabase from which TMB is high (20 at the time of the trials, 10 since FDA 2020).
    tmb_item : TmbItem
        Which TMB is an item of its own.
    marker_item : MarkerItem
        Whether a positive HER2 or AR by protein is an item of its own where the gene is amplified as well, or one item
        with the amplification.
    """

    name: str
    high: HighRule
    collapse: Collapse = "gene"
    amplicon_collapse: bool = False
    pathway_weight: PathwayWeight = "1"
    io_rule: IoRule = "set_100"
    tmb_cut: float = 20.0
    tmb_item: TmbItem = "high"
    marker_item: MarkerItem = "own"

    @property
    def weight(self) -> Fraction:
        """The weight of a pathway match as a fraction."""
        return _WEIGHTS[self.pathway_weight]

    def is_high(self, score: Fraction) -> bool:
        """Say whether an exact score is high under this policy."""
        strict = not self.high.startswith(">=")
        cut = Fraction(self.high.lstrip(">="))
        return score > cut if strict else score >= cut


BUILT_IN: tuple[Policy, ...] = (
    Policy("ipredict2019", high=">1/2", tmb_item="intermediate_or_high"),
    Policy("kato2020", high=">=1/2"),
    Policy("ipredict2021", high=">=3/5"),
)
DEFAULT = BUILT_IN[0]


def read_policy(text: str) -> Policy:
    """Read ``NAME`` or ``NAME:switch=value,switch=value``.

    Examples
    --------
    >>> read_policy("kato2020:collapse=variant").collapse
    'variant'

    Raises
    ------
    InputError
        If the name, a switch or a value is unknown; the message lists those that exist.
    """
    name, _, switches = text.partition(":")
    by_name = {policy.name: policy for policy in BUILT_IN}
    if name not in by_name:
        raise InputError(f"unknown policy {name!r}", field="--policy", remedy=f"Choose one of {', '.join(by_name)}")
    policy = by_name[name]
    hints = get_type_hints(Policy)
    changeable = [f.name for f in fields(Policy) if f.name != "name"]
    for part in filter(None, switches.split(",")):
        switch, _, value = part.partition("=")
        if switch not in changeable:
            raise InputError(
                f"unknown policy switch {switch!r}", field="--policy", remedy=f"Choose one of {', '.join(changeable)}"
            )
        policy = replace(policy, **{switch: _switch_value(switch, value, hints[switch])})
    return replace(policy, name=text) if switches else policy


def _switch_value(switch: str, value: str, hint: Any) -> Any:
    """Convert the text of one switch to its type."""
    if hint is bool and value in ("true", "false"):
        return value == "true"
    if hint is float:
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not (isfinite(number) and number > 0):
            raise InputError(f"{switch} needs a number above 0, not {value!r}", field="--policy")
        return number
    allowed = ("true", "false") if hint is bool else get_args(hint)
    if value not in allowed:
        raise InputError(
            f"{switch} cannot be {value!r}", field="--policy", remedy=f"Choose one of {', '.join(map(str, allowed))}"
        )
    return value
