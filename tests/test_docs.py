"""The documentation: generated parts have not drifted, links lead somewhere, examples hold, commands run."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from shutil import which

import pytest
from jsonschema import Draft202012Validator

from scripts.doc_runs import PROGRAM, run
from scripts.write_docs import BLOCKS, ROOT, documents, filled, names
from scripts.write_schemas import FOLDER, texts
from tumorboard import service
from tumorboard.domain.schemas import SCHEMAS
from tumorboard.intake.documents import read_limits
from tumorboard.knowledge.base import KnowledgeBase

LINKED = [*documents(), ROOT / "data" / "README.md"]
FENCE = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def code(path: Path, *languages: str) -> list[str]:
    return [text for language, text in FENCE.findall(path.read_text(encoding="utf-8")) if language in languages]


def test_published_schemas_are_current() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == texts(), (
        "run python -m scripts.write_schemas"
    )


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_generated_blocks_are_current(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert filled(text) == text, "run python -m scripts.write_docs"
    assert text.count("<!-- generated: ") == len(list(names(text))) == text.count("<!-- end -->")


def test_every_generated_block_is_shown_somewhere() -> None:
    assert {name for path in documents() for name in names(path.read_text(encoding="utf-8"))} == set(BLOCKS)


def anchors(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    found: dict[str, int] = {}
    told = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        anchor = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        number = found[anchor] = found.get(anchor, -1) + 1
        told.add(f"{anchor}-{number}" if number else anchor)
    return told


@pytest.mark.parametrize("path", LINKED, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    broken = []
    for link in LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_json_examples_follow_their_schema(path: Path, kb: KnowledgeBase, tmp_path: Path) -> None:
    for text in code(path, "json"):
        body = json.loads(text)
        Draft202012Validator(SCHEMAS[body["schema"]]()).validate(body)
        if body["schema"] == "tumorboard.case/1":
            assert service.read_body(body, "example", kb).case.case_id == body["case_id"]
        if body["schema"] == "tumorboard.limits/1":
            (tmp_path / "limits.json").write_text(text, encoding="utf-8")
            assert read_limits(tmp_path / "limits.json").pin == tuple(body.get("pin", ()))


def commands() -> list[str]:
    lines = [line for path in documents() for text in code(path, "sh", "console") for line in text.splitlines()]
    shown = {line.removeprefix("$ ").removeprefix(f"{PROGRAM} ") for line in lines if PROGRAM in line}
    return sorted(line for line in shown if "case.json" not in line and "NAME" not in line)


@pytest.mark.parametrize("command", commands())
def test_commands_run(command: str) -> None:
    done = run(command)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert done.stdout


def test_make_targets_exist() -> None:
    if which("make") is None:
        pytest.skip("make is not here")
    lines = [line for path in documents() for text in code(path, "sh") for line in text.splitlines()]
    targets = sorted({shlex.split(line, comments=True)[1] for line in lines if line.startswith("make ")})
    assert {"app", "test"} <= set(targets)
    for target in targets:
        # A dry run: the recipe is printed, not followed.
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        named = [word for word in done.stdout.split() if word.startswith(("data/", "ui/"))]
        assert all((ROOT / word).exists() for word in named), named


def test_documents_mention_no_machine_path() -> None:
    for path in documents():
        assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|opt)/", path.read_text(encoding="utf-8")), path.name
