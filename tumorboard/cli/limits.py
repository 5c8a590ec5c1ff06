"""The options that say what a regimen must keep: a limits file, a formulary, payer decisions."""

from pathlib import Path
from typing import Annotated

import typer

from tumorboard import service
from tumorboard.domain.limits import Limits

LimitsFile = Annotated[str | None, typer.Option("--limits", help="a limits file, or none for no limits")]
FormularyFile = Annotated[Path | None, typer.Option("--formulary", help="a CSV file: drug,status", show_default=False)]
PayerFile = Annotated[Path | None, typer.Option("--payer", help="a CSV file: drug,decision,reason", show_default=False)]


def read_limits(
    kb: service.KnowledgeBase, limits: str | None, formulary: Path | None = None, payer: Path | None = None
) -> Limits:
    """Read the limits, with formulary and payer decisions on top; a bad name is told with the file it stands in.

    Parameters
    ----------
    limits : str or None
        A file, ``none`` for no limits, or None for the defaults.
    """
    asked = Limits.none() if limits == "none" else service.open_limits(Path(limits), kb) if limits else Limits()
    asked = service.with_formulary(asked, formulary, kb) if formulary else asked
    return service.with_payer(asked, payer, kb) if payer else asked
