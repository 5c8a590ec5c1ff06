"""The versions of the knowledge as a user handles them: list, choose, open."""

from typing import Any

from tumorboard.knowledge import snapshot
from tumorboard.knowledge.base import (
    KnowledgeBase,
    curated_digest,
    curated_version,
    data_folder,
    load,
    load_curated,
    load_version,
)

CURATED = "curated"
_SHIPPED = "Apache-2.0; tumour types OncoTree, CC BY 4.0"


def listed() -> list[dict[str, Any]]:
    """Return every version that can be chosen, the tables of this installation first."""
    place, curated = snapshot.user_folder(), data_folder()
    used = snapshot.current(place)
    made: dict[str, str] = {}
    for entry in snapshot.history(place):
        made.setdefault(entry.get("version", ""), entry.get("at", ""))
    rows: list[dict[str, Any]] = [
        {"version": curated_version(curated), "sha256": curated_digest(curated), "in use": not used,
         "made": "", "sources": [f"curated tables of this installation ({_SHIPPED})"]}
    ]  # fmt: skip
    for version in snapshot.versions(place):
        sources = [
            f"{known['title']}, {known['date'] or 'undated'} ({known['licence']})"
            for _, known in sorted(version.manifest["sources"].items())
        ]
        rows.append(
            {"version": version.name, "sha256": version.sha256, "in use": version.sha256 == used,
             "made": made.get(version.sha256, ""), "sources": [f"curated tables ({_SHIPPED})", *sources]}
        )  # fmt: skip
    return rows


def choose(text: str) -> dict[str, Any]:
    """Use a version from now on: its name, its sha256 or the start of it, or ``curated``.

    Raises
    ------
    InputError
        If there is no such version.
    KnowledgeError
        If it is damaged; the version in use stays.
    """
    place = snapshot.user_folder()
    address = "" if _is_shipped(text) else snapshot.find(place, text)
    kb = load_version(place, address) if address else load_curated(data_folder())
    with snapshot.alone(place):
        snapshot.use(place, address, "chosen")
    return {"version": kb.version, "sha256": kb.sha256}


def opened(text: str = "") -> KnowledgeBase:
    """Load a version by its name, its sha256 or the start of it; the one in use where none is named.

    Raises
    ------
    InputError
        If there is no such version.
    KnowledgeError
        If it is damaged.
    """
    if not text.strip():
        return load()
    if _is_shipped(text):
        return load_curated(data_folder())
    place = snapshot.user_folder()
    return load_version(place, snapshot.find(place, text))


def _is_shipped(text: str) -> bool:
    """Say whether a text names the tables of this installation."""
    wanted = text.strip()
    if wanted in (CURATED, curated_version(data_folder())):
        return True
    return len(wanted) >= 6 and curated_digest(data_folder()).startswith(wanted.lower())


def notice(kb: KnowledgeBase) -> str:
    """Say where the version in use has older curated tables than this installation; empty where it has not."""
    place = snapshot.user_folder()
    used = snapshot.current(place)
    if not used or kb.sha256 not in (used, ""):
        return ""
    held = next((v.manifest["curated"]["sha256"] for v in snapshot.versions(place) if v.sha256 == used), "")
    if held == curated_digest(data_folder()):
        return ""
    return "the curated tables of this installation have changed since: run `tumorboard kb update curated`"
