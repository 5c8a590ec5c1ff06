"""The names that sources give to therapies: drugs, salts, regimens, classes, groups, research compounds.

What a source says of a class is marked as ``wide``; see `tumorboard.knowledge.sources.claims` for what becomes of it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal, get_args

from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.tables import read_table

Kind = Literal["drug", "combination", "any_of", "class", "group", "compound", "background"]
Joined = Literal["one", "combination", "substitutes", "sequential"]
# A combination of classes beyond this says too little of any one pair of drugs.
_MOST_SETS = 60
_SALT = re.compile(
    r"\s+(?:anhydrous|hydrochloride|mesylate|bismesylate|acetate|tosylate|ditosylate|lactate|maleate|phosphate|sodium|"
    r"citrate|besylate|regimen)$", re.I
)  # fmt: skip
_SUFFIX = re.compile(r"-[a-z]{4}$")
_REGIMEN = re.compile(r"^(?P<members>[^/]+(?:/[^/]+)+) regimen$", re.I)


@dataclass(frozen=True, slots=True)
class TherapyName:
    """One row of ``therapy_names.csv``: what a name of a source means.

    ``group`` is too wide to be passed on to single drugs, ``compound`` has no record in ``drugs.csv``, ``background``
    goes with other drugs (chemotherapy, radiation) and is no match by itself.
    """

    name: str
    kind: Kind
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Therapy:
    """What the therapy of a row means.

    Parameters
    ----------
    sets : tuple of tuple of str
        The drugs that are claimed together; several sets are alternatives.
    wide : bool
        Whether the source names a class and not the drugs.
    background : tuple of str
        What was given with them and is no match.
    unlisted : tuple of str
        Compounds without a record, and groups too wide for one drug.
    unknown : tuple of str
        Names that nothing is known of.
    """

    sets: tuple[tuple[str, ...], ...] = ()
    wide: bool = False
    background: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_therapy_names(folder: Path) -> tuple[TherapyName, ...]:
    """Read ``therapy_names.csv``."""
    return tuple(
        TherapyName(row.required("name"), row.choice("kind", get_args(Kind)), row.list("means"))
        for row in read_table(folder / "therapy_names.csv", ("name", "kind", "means", "note"))
    )


class TherapyNames:
    """Finds therapies by the names that sources use.

    Parameters
    ----------
    kb : KnowledgeBase
        Drugs and classes.
    listed : iterable of TherapyName
        What some names mean.
    """

    def __init__(self, kb: KnowledgeBase, listed: Iterable[TherapyName]) -> None:
        self._kb = kb
        self._listed = {_key(row.name): row for row in listed}

    def find(self, name: str) -> TherapyName | None:
        """Find what one name means; None where nothing is known of it."""
        name = " ".join(name.split())
        if not name:
            return None
        listed = self._listed.get(_key(name)) or self._listed.get(_key(_SALT.sub("", name)))
        if listed is not None:
            return listed
        if drug := self._drug(name):
            return TherapyName(name, "drug", (drug,))
        regimen = _REGIMEN.match(name)
        if regimen is not None:
            members = [self._drug(part.strip()) for part in regimen["members"].split("/")]
            if all(members):
                return TherapyName(name, "combination", tuple(member for member in members if member))
        return None

    def _drug(self, name: str) -> str | None:
        """Find a drug by its name, without its salt or the suffix of a biosimilar, or by its code alone."""
        last = name.split()[-1]
        forms = [name, _SALT.sub("", name), _SUFFIX.sub("", name)]
        forms += [last] if re.search(r"\d", last) and len(last) > 4 else []
        for form in forms:
            if drug := self._kb.drug_named(form):
                return drug.name
        return None

    def read(self, names: Sequence[str], joined: Joined = "one") -> Therapy:
        """Read the therapies of one row.

        Parameters
        ----------
        names : sequence of str
            As the source lists them.
        joined : {"one", "combination", "substitutes", "sequential"}
            How several belong together.
        """
        found = [(name, self.find(name)) for name in names if name.strip()]
        unknown = tuple(name for name, meaning in found if meaning is None)
        known = [meaning for _, meaning in found if meaning is not None]
        unlisted = tuple(m.name for m in known if m.kind in ("group", "compound"))
        background = tuple(m.name for m in known if m.kind == "background")
        choices = [sets for m in known if (sets := self._sets(m))]
        wide = any(m.kind == "class" for m in known)
        if joined == "substitutes":
            alternatives = dict.fromkeys(drugs for sets in choices for drugs in sets)
        elif unknown or unlisted:
            alternatives = {}
        else:
            joint = [tuple(sorted({drug for part in parts for drug in part})) for parts in product(*choices)]
            alternatives = dict.fromkeys(joint) if choices and len(joint) <= _MOST_SETS else {}
            unlisted = unlisted if len(joint) <= _MOST_SETS else tuple(m.name for m in known)
        return Therapy(tuple(alternatives), wide, background, unlisted, unknown)

    def _sets(self, meaning: TherapyName) -> list[tuple[str, ...]]:
        """Return the alternatives that one name stands for."""
        match meaning.kind:
            case "drug" | "any_of":
                return [(drug,) for drug in meaning.means]
            case "combination":
                return [tuple(sorted(meaning.means))]
            case "class":
                members = [name for name, drug in self._kb.drugs.items() if drug.drug_class.name in meaning.means]
                return [(name,) for name in members]
            case _:
                return []


def _key(name: str) -> str:
    """Return a name as it is looked up: lower case, single spaces, singular."""
    key = " ".join(name.casefold().split())
    return key[:-1] if key.endswith(("inhibitors", "antagonists", "degraders")) else key
