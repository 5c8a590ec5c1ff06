"""Processes that write until they are killed and tell each change after it was acknowledged.

``python -m tests.records.writer``: for each line ``URL FOLDER NAME THREADS FILE`` of the input a process is forked, as
that is quicker than starting one, and its id is told. It writes a line ``case kind key version`` a change into FILE.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from tumorboard.errors import Conflict, StoreError
from tumorboard.records.store import Actor, Store


def write(store: Store, name: str, number: int) -> None:
    actor = Actor(name, name)
    case_id = f"{name}-{number}"
    with store.writing(actor, "import_case", case_id) as change:
        change.open_case(case_id, {"by": name})
    tell(f"{case_id} case - 1")
    version, step = 1, 0
    while True:
        step += 1
        with store.writing(actor, "change_case", case_id) as change:
            change.append(case_id, "assessment", f"a{step}", {"step": step}, 0)
            change.append(case_id, "case", "", {"by": name, "step": step}, version, "next step")
            change.set_state(case_id, "prepared")
        version += 1
        tell(f"{case_id} assessment a{step} 1\n{case_id} case - {version}")
        try:  # all writers edit one case as well
            with store.reading(actor, "read_case", "shared") as read:
                seen = read.latest("shared", "case")
            assert seen is not None
            with store.writing(actor, "change_case", "shared") as change:
                made = change.append("shared", "case", "", {"by": case_id, "step": step}, seen.version, "edit")
            tell(f"shared case - {made.version}")
        except Conflict:
            pass


def tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def guarded(store: Store, name: str, number: int) -> None:
    try:
        write(store, name, number)
    except StoreError:  # the database was killed: what was told stays told
        os._exit(3)


def run(url: str, folder: str, name: str, threads: str, file: str) -> None:
    os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
    store = Store.open(url, Path(folder))
    workers = [threading.Thread(target=guarded, args=(store, name, number)) for number in range(int(threads))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(*line.split())
            os._exit(0)
        print(child, flush=True)
