"""Two corpora of what people and sources write, answered by the commands that curators use."""

import contextlib
import csv
import io
import json
from pathlib import Path

from tumorboard import service
from tumorboard.cli import main

CORPORA = Path(__file__).parents[1] / "corpora"
READ = ("status", "kind", "consequence", "ref", "alt", "start", "end")


def rows(name: str) -> list[dict[str, str]]:
    with (CORPORA / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_text_is_read_as_it_is_meant() -> None:
    """``-`` in the corpus: not looked at."""
    asked = rows("texts.tsv")
    assert len(asked) >= 180
    found = service.parse_variants(
        service.open_knowledge(), [{k: row[k] for k in ("gene", "alteration")} for row in asked]
    )
    wrong = [
        (row["gene"], row["alteration"], name, answer[name], answer["message"])
        for row, answer in zip(asked, found, strict=True)
        for name in READ
        if row[name] not in ("-", answer[name])
    ]
    assert wrong == []


def test_every_relation_is_the_one_that_is_expected() -> None:
    asked = rows("relations.tsv")
    assert len(asked) >= 300
    given = [{k: row[k] for k in ("gene", "alteration", "criterion")} for row in asked]
    found = service.relate_variants(service.open_knowledge(), given)
    wrong = [
        (*row.values(), answer["relation"], answer["reason"])
        for row, answer in zip(asked, found, strict=True)
        if row["expected"] != answer["relation"]
    ]
    assert wrong == []
    assert all(answer["reason"] for answer in found)


def printed(*words: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        main(["variant", *words])
    return out.getvalue()


def test_batch_and_single_calls_agree_in_both_formats(tmp_path: Path) -> None:
    asked = [list(row.values())[:3] for row in rows("relations.tsv")[::60]]
    batch = tmp_path / "batch.tsv"
    lines = ["\t".join(words) + "\n" for words in (["gene", "alteration", "criterion"], *asked)]
    batch.write_text("".join(lines), "utf-8")
    header, *answers = printed("relation", "--batch", str(batch)).splitlines()
    assert header.split("\t") == ["gene", "alteration", "criterion", "relation", "reason"]
    for words, answer in zip(asked, answers, strict=True):
        single = json.loads(printed("relation", *words, "--format", "json"))
        assert list(single[0].values()) == answer.split("\t")


def test_parse_prints_the_columns_that_are_promised() -> None:
    header, line = printed("parse", "--gene", "BRAF", "p.(Val600Glu)").splitlines()
    columns = "gene alteration status kind consequence ref alt start end normalised message"
    assert header.split("\t") == columns.split()
    assert line.split("\t")[:10] == [
        "BRAF", "p.(Val600Glu)", "ok", "small_variant", "missense", "V", "E", "600", "600", "p.V600E"
    ]  # fmt: skip
