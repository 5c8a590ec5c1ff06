"""Versions: whole or not at all, addressed by their content, verified on loading; a failed update changes nothing."""

import dataclasses
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import case_body
from tests.knowledge.sources.conftest import shared
from tests.knowledge.sources.fault_server import FaultServer, serving
from tests.knowledge.sources.test_civic import table
from tumorboard import service
from tumorboard.errors import InputError, KnowledgeError
from tumorboard.knowledge import snapshot, versions
from tumorboard.knowledge.base import KnowledgeBase, curated_digest, data_folder, load, load_curated, load_version
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.knowledge.sources import civic
from tumorboard.knowledge.sources import registry as sources
from tumorboard.knowledge.sources.http import FetchLimits
from tumorboard.knowledge.update import update, update_sources

QUICK = FetchLimits(connect=1, silence=0.2, total=0.6, size=200_000, attempts=1, pause=0)
ROWS = (
    {"molecular_profile": "BRAF V600E", "therapies": "Vemurafenib"},
    {"molecular_profile": "KRAS G12C", "therapies": "Sotorasib", "disease": "Lung Non-small Cell Carcinoma"},
    {"molecular_profile": "KRAS RS61764370"},
    {"evidence_type": "Prognostic"},
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(snapshot.FOLDER, str(tmp_path / "data"))
    load.cache_clear()
    yield tmp_path / "data"
    load.cache_clear()
    load_version.cache_clear()


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as state:
        yield state


def given(folder: Path, *rows: dict[str, str], name: str = "civic_2026-05-29.tsv") -> Path:
    path = folder.parent / name
    path.write_bytes(table(*rows))
    return path


def take(folder: Path, *rows: dict[str, str]):
    return update("civic", folder, data_folder(), given(folder, *rows))


def test_without_imports_the_shipped_tables_are_used(folder: Path) -> None:
    kb = load()
    assert kb.sha256 == curated_digest(data_folder())
    assert kb.imports.sources == ()
    assert not folder.exists()


def test_an_update_is_a_version_of_its_own(folder: Path) -> None:
    done = take(folder, *ROWS)
    kb = load()
    assert done.changed
    assert kb.sha256 == done.sha256 == snapshot.current(folder)
    assert kb.version == f"{load(data_folder()).version}+civic-2026-05-29"
    assert [(s.name, s.date, s.licence) for s in kb.imports.sources] == [("civic", "2026-05-29", "CC0 1.0")]
    assert done.counts["total"] == sum(done.counts["by_status"].values()) == 4
    assert "CIViC:EID1" in json.dumps([c.note + c.id for c in kb.claims()])
    assert kb.citations["PMID:1234567"].title == "Somebody et al., 2020"
    assert service.knowledge_problems(kb) == []


def test_the_same_content_is_the_same_version(folder: Path) -> None:
    one, other = take(folder, *ROWS), take(folder, *ROWS)
    assert one.sha256 == other.sha256
    assert not other.changed
    assert len(snapshot.versions(folder)) == 1
    assert take(folder, ROWS[0]).sha256 != one.sha256
    assert take(folder, *ROWS).sha256 == one.sha256


def test_versions_are_listed_chosen_and_opened(folder: Path) -> None:
    first, second = take(folder, ROWS[0]), take(folder, *ROWS)
    assert [row["in use"] for row in versions.listed()].count(True) == 1
    assert versions.choose(first.sha256[:10])["sha256"] == first.sha256
    assert snapshot.current(folder) == first.sha256
    assert versions.opened(second.sha256).sha256 == second.sha256
    assert versions.choose("curated")["sha256"] == curated_digest(data_folder())
    assert snapshot.current(folder) == ""
    for text, told in (("nosuch", "there is no version"), (first.version, "several versions")):
        with pytest.raises(InputError, match=told):
            versions.opened(text)


def test_an_old_version_gives_its_old_answer(folder: Path, kb: KnowledgeBase) -> None:
    first = take(folder, ROWS[0])
    body = case_body("BRAF p.V600E", code="MEL")
    before = service.recommend(service.read_body(body, "t", kb), versions.opened(first.sha256))
    take(folder, *ROWS)
    again = service.recommend(service.read_body(body, "t", kb), versions.opened(first.sha256))
    assert before == again
    assert before.knowledge.sha256 == first.sha256


@pytest.mark.parametrize("name", ["merged.json", "sources/civic.json", "curated/drugs.csv", "version.json"])
@pytest.mark.parametrize("harm", ["change", "cut", "remove"])
def test_a_damaged_version_is_refused(folder: Path, name: str, harm: str) -> None:
    done = take(folder, ROWS[0])
    path = folder / "versions" / done.sha256 / name
    data = path.read_bytes()
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(data[:-9] if harm == "cut" else data[:40] + b"~" + data[41:])
    with pytest.raises(KnowledgeError, match=r"is damaged|is not here") as caught:
        load()
    assert "tumorboard kb use" in caught.value.remedy
    with pytest.raises((KnowledgeError, InputError)):
        versions.choose(done.sha256)
    assert versions.choose("curated")


def test_an_update_mends_a_damaged_version(folder: Path) -> None:
    done = take(folder, ROWS[0])
    (folder / "versions" / done.sha256 / "merged.json").write_bytes(b"{}")
    for raw in (folder / "raw").iterdir():
        raw.write_bytes(b"")
    versions.choose("curated")
    assert take(folder, ROWS[0]).sha256 == done.sha256
    load.cache_clear()
    assert load().sha256 == done.sha256
    assert update("curated", folder, data_folder()).sha256 == done.sha256


def test_a_damaged_pointer_is_told(folder: Path) -> None:
    take(folder, ROWS[0])
    (folder / "current").write_text("0" * 64, encoding="ascii")
    with pytest.raises(KnowledgeError, match="is not here"):
        load()


@pytest.mark.parametrize(
    ("path", "told"),
    [("/stall", "silent"), ("/drip", "not finished|no table has"), ("/cut", "cut in the middle"), ("/page", "web page"),
     ("/elsewhere", "another host"), ("/huge", "too large"), ("/gone", "404"), ("/empty", "empty")],
)  # fmt: skip
def test_a_failed_download_keeps_the_old_version(
    folder: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch, path: str, told: str
) -> None:
    before = take(folder, *ROWS)
    _answers(monkeypatch, server, path)
    files = sorted(p.name for p in (folder / "versions").iterdir())
    with pytest.raises(KnowledgeError, match=told):
        update("civic", folder, data_folder(), limits=QUICK)
    assert snapshot.current(folder) == before.sha256
    assert sorted(p.name for p in (folder / "versions").iterdir()) == files
    assert load().sha256 == before.sha256


def _answers(monkeypatch: pytest.MonkeyPatch, server: FaultServer, path: str) -> None:
    """Let CIViC's address be a path of the fault server."""
    monkeypatch.setattr(civic, "ADDRESS", server.address + path)
    adapter = dataclasses.replace(civic.ADAPTER, hosts=("127.0.0.1",))
    monkeypatch.setitem(sources.ADAPTERS, "civic", adapter)


def test_a_download_that_lost_most_rows_is_refused_but_taken_from_a_file(
    folder: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = take(folder, *ROWS)
    server.bodies["/short"] = table(ROWS[0])
    _answers(monkeypatch, server, "/short")
    with pytest.raises(KnowledgeError, match="looks cut short"):
        update("civic", folder, data_folder(), limits=QUICK)
    assert snapshot.current(folder) == before.sha256
    assert take(folder, ROWS[0]).changed
    server.bodies["/short"] = table(*ROWS, ROWS[1])
    assert update("civic", folder, data_folder(), limits=QUICK).counts["total"] == 5


def test_a_wrong_hash_is_refused(folder: Path) -> None:
    path = given(folder, *ROWS)
    with pytest.raises(KnowledgeError, match="sha256 is not the one"):
        update("civic", folder, data_folder(), path, expected="0" * 64)
    assert snapshot.current(folder) == ""
    right = snapshot.sha256(path.read_bytes())
    assert update("civic", folder, data_folder(), path, expected=right.upper()).changed


def test_a_file_that_is_none_changes_nothing(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.tsv"
    page.write_text("<html>", encoding="utf-8")
    for path in (page, tmp_path / "missing.tsv"):
        with pytest.raises(KnowledgeError):
            update("civic", folder, data_folder(), path)
    with pytest.raises(InputError, match="there is no source"):
        update("nosuch", folder, data_folder(), page)
    assert snapshot.current(folder) == ""


def test_a_full_disk_keeps_the_old_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = take(folder, ROWS[0])

    def full(path: Path, content: bytes) -> None:
        if path.name == "version.json":
            raise OSError(28, "No space left on device")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    monkeypatch.setattr(snapshot, "_write", full)
    with pytest.raises(KnowledgeError, match="No space left on device"):
        take(folder, *ROWS)
    assert snapshot.current(folder) == before.sha256
    assert not [p for p in (folder / "versions").iterdir() if p.name.startswith(".")]


def test_new_curated_tables_are_taken_in_and_sources_read_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = take(folder, *ROWS)
    newer = tmp_path / "newer"
    shutil.copytree(data_folder(), newer, ignore=shutil.ignore_patterns("cases"))
    (newer / "VERSION").write_text("curated-next\n", encoding="utf-8")
    with (newer / "disease_map.csv").open("a", encoding="utf-8") as out:
        out.write("Zzz made up,LUAD,,\n")
    after = update("curated", folder, newer)
    assert after.version == "curated-next+civic-2026-05-29"
    assert after.sha256 != before.sha256
    assert load_version(folder, after.sha256).imports.sources[0].counts["total"] == 4
    monkeypatch.setattr(versions, "data_folder", lambda: newer)
    assert versions.notice(load_version(folder, after.sha256)) == ""
    versions.snapshot.use(folder, before.sha256, "test")
    assert "kb update curated" in versions.notice(load_version(folder, before.sha256))


def test_a_version_answers_with_its_own_tables_of_safety(tmp_path: Path, kb: KnowledgeBase) -> None:
    older = tmp_path / "older"
    shutil.copytree(data_folder(), older, ignore=shutil.ignore_patterns("cases"))
    kept = [line for line in (older / "medications.csv").read_text("utf-8").splitlines() if "warfarin" not in line]
    (older / "medications.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    (older / "combinations.csv").unlink()
    old = load_curated(older)
    assert "warfarin" in safety_tables(kb).medications
    assert "warfarin" not in safety_tables(old).medications
    assert shipped_trials(old).trials == shipped_trials(kb).trials


def test_curated_alone_as_a_version_has_the_hash_of_the_tables(folder: Path) -> None:
    update("curated", folder, data_folder())
    assert load().sha256 == curated_digest(data_folder())
    assert versions.opened("curated").sha256 == load().sha256


def test_all_sources_go_on_where_one_fails(folder: Path, tmp_path: Path) -> None:
    held = tmp_path / "held"
    (held / "civic").mkdir(parents=True)
    (held / "civic" / "a.tsv").write_bytes(table(*ROWS))
    (held / "cgi").mkdir()
    (held / "cgi" / "a.tsv").write_bytes(b"no table\n")
    told = {entry["source"]: entry["status"] for entry in update_sources("all", held)}
    assert told["civic"] == "updated"
    assert told["cgi"] == "failed"
    assert told["oncokb"] == "skipped"


def test_a_hundred_updates_and_recommendations_at_once(folder: Path, kb: KnowledgeBase) -> None:
    """Readers find a version that was stored, whole, while a writer stores and switches."""
    done = take(folder, *ROWS)
    version, files = snapshot.opened(folder, done.sha256)
    read = service.read_body(case_body("BRAF p.V600E", code="MEL"), "t", kb)
    stop, wrong, used = threading.Event(), [], [done.sha256]

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            try:
                made = snapshot.write(folder, files, {**version.manifest, "name": f"turn {turn % 25}"})
                used.append(made.sha256)
                snapshot.use(folder, made.sha256, "turn")
            except Exception as problem:  # whatever it is, the reader's assertions must tell it
                wrong.append(problem)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(100):
            address = snapshot.current(folder)
            opened, found = snapshot.opened(folder, address)
            assert address in used
            assert found == files
            assert opened.sha256 == address
            if turn % 20 == 0:
                load.cache_clear()
                in_use = load()
                assert service.match(read, in_use).knowledge.sha256 in used
                assert in_use.imports.sources[0].counts["total"] == 4
    finally:
        stop.set()
        writer.join()
    assert not wrong
    assert len(set(used)) > 1


def test_an_unfinished_version_is_never_seen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that dies at any file leaves the old version in use and nothing that would be taken for a version."""
    before = take(folder, ROWS[0])
    write = snapshot._write
    for last in range(0, 24, 4):
        count = 0

        def dying(path: Path, content: bytes, last: int = last) -> None:
            nonlocal count
            count += 1
            if count > last:
                raise KeyboardInterrupt
            write(path, content)

        monkeypatch.setattr(snapshot, "_write", dying)
        with pytest.raises(KeyboardInterrupt):
            take(folder, *ROWS)
        load.cache_clear()
        assert load().sha256 == before.sha256
        assert [v.sha256 for v in snapshot.versions(folder)] == [before.sha256]
    monkeypatch.setattr(snapshot, "_write", write)
    assert take(folder, *ROWS).changed


def test_the_user_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(snapshot.FOLDER, str(tmp_path))
    assert snapshot.user_folder() == tmp_path
    monkeypatch.delenv(snapshot.FOLDER)
    assert snapshot.user_folder().name == "tumorboard"


def test_several_sources_agree(folder: Path) -> None:
    for name in ("moalmanac", "cgi"):
        update(name, folder, data_folder(), shared(name))
    kb = load()
    assert [s.name for s in kb.imports.sources] == ["cgi", "moalmanac"]
    assert service.knowledge_problems(kb) == []
    assert len(kb.claims()) > len(load(data_folder()).claims()) + 500
