"""Every change of a case in one line of words."""

from collections.abc import Callable, Iterable
from typing import Any

from tumorboard.records.store import Entry
from tumorboard.service.desks.values import HistoryLine


def lines(entries: Iterable[Entry]) -> list[HistoryLine]:
    """Tell every version of everything about a case, the newest first."""
    told = [
        HistoryLine(
            entry.at, entry.author, entry.kind, entry.key, entry.version, _WORDS[entry.kind](entry), entry.reason
        )
        for entry in entries
    ]
    return told[::-1]


def _again(first: str, later: str) -> Callable[[Entry], str]:
    return lambda entry: first if entry.version == 1 else later


def _finding(entry: Entry) -> str:
    if not entry.body:
        return f"{entry.key}: choice withdrawn"
    return f"{entry.key}: {'included' if entry.body['include'] else 'left out'} by the board: {entry.body['reason']}"


def _recommendation(entry: Entry) -> str:
    options = entry.body["document"]["options"]
    best = " + ".join(view["drug"] for view in options[0]["drugs"]) if options else "no regimen"
    return f"recommendation frozen: {best} ({entry.body['policy']}, knowledge {entry.body['knowledge']})"


def _decision(entry: Entry) -> str:
    signed = entry.body["signature"]
    what = "; ".join(" + ".join(one["drugs"]) for one in entry.body["chosen"]) or "no regimen"
    if not signed:
        return f"decision drafted: {what}"
    return f"decision {'amended' if entry.reason != SIGNED else 'signed'}: {what} ({signed['by']})"


SIGNED = "signed"
"""The reason under which a signature is kept."""


def _course(entry: Entry) -> str:
    drugs = " + ".join(given["drug"] for given in entry.body["drugs"]) or "no drug"
    since = f" from {entry.body['start']}" if entry.body["start"] else ""
    return f"course {entry.body['status']}: {drugs}{since}"


def _assessment(entry: Entry) -> str:
    body = entry.body
    total = "" if body["target_sum"] is None else f", {body['target_sum']:g} mm"
    return f"assessment of {body['when']}: {body['response'] or 'no category'}{total}"


def _status(entry: Entry) -> str:
    body: dict[str, Any] = entry.body
    if not body["alive"]:
        return f"died on {body['when']}"
    ecog = "" if body["ecog"] is None else f", ECOG {body['ecog']}"
    return f"seen on {body['when']}{ecog}"


_WORDS: dict[str, Callable[[Entry], str]] = {
    "case": _again("case opened", "case document changed"),
    "profile": _again("profile written", "profile changed"),
    "report": _again("specimen written", "specimen changed"),
    "finding": _finding,
    "recommendation": _recommendation,
    "decision": _decision,
    "course": _course,
    "assessment": _assessment,
    "adverse_event": lambda entry: f"{entry.body['term']}, grade {entry.body['grade']}, from {entry.body['onset']}",
    "dose_change": lambda entry: (
        f"{entry.body['drug']} at {entry.body['percent_of_label']:g} % of the label dose from {entry.body['when']}"
    ),
    "status": _status,
    "claim": lambda entry: f"claim of {entry.body['filed']}: {entry.body['answer'] or 'no answer yet'}",
    "state": lambda entry: f"{entry.body['state'].replace('_', ' ')}, due {entry.body['due'] or 'on no day'}",
    "team": lambda entry: f"team: {', '.join(entry.body['people'])}",
}
