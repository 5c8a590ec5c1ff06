"""An advisory starting dose, as documents show it."""

from typing import Literal

from tumorboard.domain.record import Record


class CapView(Record):
    """Why a proposal is held at or below a share of the label dose; ``percent`` 0 means that none is proposed.

    ``of`` says of what: of the ``label`` dose, or of the ``proposal`` itself, which is then lowered to that share.
    ``schedule`` says how often the dose is given then; empty where as proposed.
    """

    percent: float
    of: Literal["label", "proposal"] = "label"
    reason: str
    sources: tuple[str, ...]
    schedule: str = ""


class DoseView(Record):
    """An advisory starting dose.

    ``percent_of_label`` (0-100) per unit of time, null where it is not known; ``dose`` is a single dose in ``unit``,
    null where none is known or proposed. ``basis`` says what it rests on.
    """

    drug: str
    percent_of_label: float | None
    dose: float | None
    unit: str
    schedule: str
    basis: str
    sources: tuple[str, ...]
    caps: tuple[CapView, ...] = ()
