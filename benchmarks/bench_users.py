"""25 people at once on one process, twice: at the desk, without pages; and in 25 tabs of the app, pages drawn whole."""

import asyncio
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from statistics import quantiles

from benchmarks.tabs import Tab, server
from tumorboard import service
from tumorboard.domain.followup import Status
from tumorboard.service import Records

USERS, ROUNDS, THINKING = 25, 6, 1.0
"""People, turns of each, and seconds between two of one person's requests."""
AIM = 1_000.0
"""Milliseconds for the 95th percentile of a request, or of a page."""
READING = 10.0
"""Seconds in which a person looks at a page of a case before the next click."""
PAGES = ("", "overview", "findings", "recommendation", "compare", "decision", "course", "follow_up")
PEOPLE = ("Dr. Bea Sample (board)", "Dr. Ben Sample (board)", "Dr. Olga Sample (oncologist)")
CASES = ("SAMPLE-5", "SAMPLE-6", "SAMPLE-7")


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _tell("requests at the desk", _at_the_desk(folder))
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as address:
        _tell(f"pages in tabs, {READING:g} s between two clicks", asyncio.run(_in_tabs(address)))


def _tell(what: str, taken: list[float]) -> None:
    cuts = quantiles(taken, n=20)
    print(
        f"{USERS} scripted users, {len(taken)} {what}: median {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms "
        f"(aim <= {AIM:.0f} ms)"
    )


def _at_the_desk(folder: str) -> list[float]:
    os.environ |= {"TUMORBOARD_DEMO": "1", "TUMORBOARD_DATA_DIR": folder}
    try:
        records = service.records()
        taken: list[float] = []
        with ThreadPoolExecutor(USERS) as people:
            for one in [people.submit(_person, records, n, taken) for n in range(USERS)]:
                one.result()
        records.store.close()
    finally:
        del os.environ["TUMORBOARD_DEMO"], os.environ["TUMORBOARD_DATA_DIR"]
    return taken


async def _in_tabs(address: str) -> list[float]:
    """Let everybody go through the pages of a case, each beginning with another; what warms the server up is apart."""
    first = Tab(address)
    await first.open()
    await first.press(PEOPLE[0])
    for page in PAGES:
        await first.go(page, case=CASES[0])
    await first.close()
    tabs = [Tab(address) for _ in range(USERS)]
    taken: list[float] = []

    async def visit(number: int, tab: Tab) -> None:
        await tab.open()
        await tab.press(PEOPLE[number % len(PEOPLE)])
        await asyncio.sleep(READING * (1 + number / USERS))
        start = number % len(PAGES)
        for page in PAGES[start:] + PAGES[:start]:
            begun = time.perf_counter()
            await tab.go(page, case=CASES[number % len(CASES)])
            taken.append(1_000 * (time.perf_counter() - begun))
            await asyncio.sleep(READING)
        await tab.close()

    await asyncio.gather(*(visit(number, tab) for number, tab in enumerate(tabs)))
    return taken


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
            lambda turn=turn: _status(records, token, kb, case, number * ROUNDS + turn),
        )
        for request in requests:
            begun = time.perf_counter()
            request()
            taken.append(1_000 * (time.perf_counter() - begun))
            time.sleep(THINKING)


def _status(records: Records, token: str, kb: service.KnowledgeBase, case: str, nth: int) -> None:
    """Record a condition that nobody recorded yet: the same one twice is refused."""
    desk = service.desk(records, token, kb)
    desk.save_status(case, "", Status(when=desk.today - timedelta(days=nth % 30), ecog=nth // 30), 0)
