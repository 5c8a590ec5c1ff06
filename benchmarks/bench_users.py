"""25 people at once on one process: each reads worklist and case, keeps a draft, asks for a score, saves a status."""

import os
import tempfile
import threading
import time
from datetime import timedelta
from statistics import quantiles

from tumorboard import service
from tumorboard.domain.followup import Status
from tumorboard.service import Records

USERS, ROUNDS, THINKING = 25, 6, 1.0
"""People, turns of each, and seconds between two of one person's requests."""
AIM = 1_000.0
"""Milliseconds for the 95th percentile of a request."""
CASES = ("SAMPLE-5", "SAMPLE-6", "SAMPLE-7")


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"TUMORBOARD_DEMO": "1", "TUMORBOARD_DATA_DIR": folder}
        try:
            records = service.records()
            taken: list[float] = []
            people = [threading.Thread(target=_person, args=(records, n, taken)) for n in range(USERS)]
            for one in people:
                one.start()
            for one in people:
                one.join()
            records.store.close()
        finally:
            del os.environ["TUMORBOARD_DEMO"], os.environ["TUMORBOARD_DATA_DIR"]
    cuts = quantiles(taken, n=20)
    print(
        f"{USERS} scripted users, {len(taken)} requests: median {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms "
        f"(aim <= {AIM:.0f} ms)"
    )


def _person(records: Records, number: int, taken: list[float]) -> None:
    """Work at an oncologist's desk; every request asks the session first, as a screen does."""
    (who,) = [one for one in service.demo_people(records) if one.name == "oncologist"]
    token = service.sign_in_demo(records, who.id)
    kb = service.open_knowledge()
    case = CASES[number % len(CASES)]
    time.sleep(number * THINKING / USERS)
    for turn in range(ROUNDS):
        requests = (
            lambda: service.desk(records, token, kb).worklist(),
            lambda: service.desk(records, token, kb).file(case),
            lambda turn=turn: service.desk(records, token, kb).save_draft(case, f"bench{number}", {"turn": turn}),
            lambda: service.desk(records, token, kb).administered_score(case, ["palbociclib", "trametinib"]),
            lambda turn=turn: _status(records, token, kb, case, number + turn),
        )
        for request in requests:
            begun = time.perf_counter()
            request()
            taken.append(1_000 * (time.perf_counter() - begun))
            time.sleep(THINKING)


def _status(records: Records, token: str, kb: service.KnowledgeBase, case: str, days: int) -> None:
    desk = service.desk(records, token, kb)
    desk.save_status(case, "", Status(when=desk.today - timedelta(days=days % 15), ecog=1), 0)
