"""Every source by the name that ``kb update`` takes."""

from tumorboard.errors import InputError
from tumorboard.knowledge.sources import cgi, civic, clinicaltrials, cpic, moalmanac, oncokb, openfda
from tumorboard.knowledge.sources.adapter import Adapter

ADAPTERS: dict[str, Adapter] = {
    adapter.name: adapter
    for adapter in (
        cgi.ADAPTER, civic.ADAPTER, clinicaltrials.ADAPTER, cpic.ADAPTER, moalmanac.ADAPTER, oncokb.ADAPTER,
        openfda.ADAPTER,
    )
}  # fmt: skip


def adapter_of(name: str) -> Adapter:
    """Return a source.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    found = ADAPTERS.get(name.strip().lower())
    if found is None:
        raise InputError(f"there is no source {name!r}", remedy=f"Choose one of {', '.join(ADAPTERS)}, curated, all")
    return found
