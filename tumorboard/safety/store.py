"""The user's store of phase I trials: read from the public collection once, kept beside the shipped table."""

import json
import os
from functools import lru_cache
from pathlib import Path

from tumorboard.domain.combination import CombinationTrial, ImportReport
from tumorboard.errors import InputError, KnowledgeError
from tumorboard.intake.phase1 import read_phase1
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.knowledge.snapshot import user_folder
from tumorboard.safety.evidence import CombinationEvidence

FILE = "phase1.jsonl"
FORMAT = "tumorboard.phase1/1"


def store_path(folder: Path | None = None) -> Path:
    """Return where the trials are kept: in ``TUMORBOARD_DATA_DIR``, or where this system keeps a user's data."""
    return (folder or user_folder()) / FILE


def import_trials(collection: Path, kb: KnowledgeBase, folder: Path | None = None) -> tuple[ImportReport, Path]:
    """Read the collection and keep its trials; an earlier import is replaced at once or not at all.

    Parameters
    ----------
    collection : Path
        The folder with the tables of the collection.
    kb : KnowledgeBase
        Knows the drugs.
    folder : Path, optional
        Where to keep them; the user's data folder where left out.

    Raises
    ------
    InputError
        If the collection cannot be read, or the store cannot be written.
    """
    trials, report = read_phase1(collection, kb)
    path = store_path(folder)
    lines = [json.dumps({"format": FORMAT, "trials": len(trials)})]
    lines += [trial.model_dump_json() for trial in trials]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        with fresh.open("w", encoding="utf-8") as handle:
            handle.write("\n".join(lines) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        fresh.replace(path)
    except OSError as problem:
        remedy = "Set TUMORBOARD_DATA_DIR to a folder that can be written"
        raise InputError(f"cannot be written ({problem.strerror})", file=path.name, remedy=remedy) from None
    return report, path


def stored_trials(folder: Path | None = None) -> tuple[CombinationTrial, ...]:
    """Return the trials of the user's store; none where nothing was imported.

    Raises
    ------
    KnowledgeError
        If the store is damaged.
    """
    path = store_path(folder)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(f"cannot be read ({problem})", file=path.name) from None
    remedy = "Import the collection again with `tumorboard safety-import`"
    try:
        head = json.loads(lines[0])
        trials = tuple(CombinationTrial.model_validate_json(line) for line in lines[1:])
    except (ValueError, IndexError):
        raise KnowledgeError("is damaged", file=path.name, remedy=remedy) from None
    if not isinstance(head, dict) or head.get("format") != FORMAT or head.get("trials") != len(trials):
        raise KnowledgeError("is damaged or incomplete", file=path.name, remedy=remedy)
    return trials


def evidence(kb: KnowledgeBase) -> CombinationEvidence:
    """Return the shipped trials and those of the user's store, indexed; read once while the store does not change."""
    path = store_path()
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _evidence(kb, path, stamp)


@lru_cache(maxsize=4)
def _evidence(kb: KnowledgeBase, path: Path, stamp: int) -> CombinationEvidence:
    own = stored_trials(path.parent) if stamp else ()
    # A trial stands in both under two names; the imported one has its own, and tells more.
    imported = {(trial.pmid, trial.drugs) for trial in own}
    shipped = [trial for trial in shipped_trials(kb).trials if (trial.pmid, trial.drugs) not in imported]
    return CombinationEvidence((*own, *shipped))
