"""The way in: the worklist finds a case, the import shows first what it would do."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.board import BOARD, ONCOLOGIST, buttons, by_label, desk, heads, opened, press, said, taken_in, text
from tests.ui.test_recommend_view import HOSTILE
from tumorboard import service
from tumorboard.domain.board import CaseState
from tumorboard.errors import StoreError
from tumorboard.service import Records

Body = Callable[..., dict[str, Any]]


def uploaded(app: Any, *bodies: Any) -> Any:
    content = b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in bodies)
    app.file_uploader[0].set_value(("cases.jsonl", content, "application/json"))
    app.run()
    assert not app.exception
    return app


def test_every_case_of_the_team_is_listed_with_state_due_date_and_score(demo: Records) -> None:
    app = opened(demo, BOARD)
    app.text_input(key="worklist:text").set_value("SAMPLE").run()  # cases of other tests may fill the first page
    told = text(app)
    for item in desk(demo, BOARD).worklist(text="SAMPLE"):
        assert said(item.diagnosis) in told and (item.due is None or item.due.isoformat() in told)
    assert "◑ on the board" in told and "◎ in follow-up" in told and "(invented)" in told


def test_a_click_opens_the_case_and_keeps_it_in_the_address(demo: Records) -> None:
    app = press(opened(demo, BOARD), "SAMPLE-2")
    assert heads(app) == ["Case: SAMPLE-2"]
    assert app.query_params["case"] in ("SAMPLE-2", ["SAMPLE-2"])


def test_search_and_states_narrow_the_list(demo: Records) -> None:
    app = opened(demo, BOARD)
    app.text_input(key="worklist:text").set_value("melanoma").run()
    assert [one for one in buttons(app) if one.startswith("SAMPLE")] == ["SAMPLE-1"]
    app.text_input(key="worklist:text").set_value("nothing like this").run()
    assert "No case of your teams fits" in text(app)
    app.text_input(key="worklist:text").set_value("").run()
    app.button_group(key="worklist:states").set_value([CaseState.ON_BOARD]).run()
    assert [one for one in buttons(app) if one.startswith("SAMPLE")] == ["SAMPLE-3"]


def test_a_long_list_is_shown_page_by_page_and_an_overdue_case_says_so(demo: Records, body: Body) -> None:
    taken_in(demo, *(body("KRAS p.G12D") | {"case_id": f"PAGE-{number:02}"} for number in range(30)), due=0)
    app = opened(demo, ONCOLOGIST)
    assert not [one for one in buttons(app) if one.startswith("PAGE")], "not on the team"
    app = opened(demo, BOARD)
    app.text_input(key="worklist:text").set_value("PAGE-").run()
    first = [one for one in buttons(app) if one.startswith("PAGE")]
    assert len(first) == 20 and "30 cases, 1–20 shown" in text(app) and "today" in text(app)
    app.session_state["worklist:page"] = 2
    app.run()
    second = [one for one in buttons(app) if one.startswith("PAGE")]
    assert len(second) == 10 and not set(first) & set(second)


def test_text_of_a_case_stays_text_in_the_list_and_on_its_pages(demo: Records, body: Body) -> None:
    case = body("KRAS p.G12D") | {"case_id": HOSTILE[:100], "diagnosis": {"description": HOSTILE}}
    taken_in(demo, case)
    app = opened(demo, BOARD)
    app.text_input(key="worklist:text").set_value("evil").run()
    shown = [str(one.value) for one in app.markdown] + [one.label for one in app.button]
    for page in ("overview", "findings", "decision"):
        other = opened(demo, BOARD, page, HOSTILE[:100])
        assert "evil" in text(other), page
        shown += [str(one.value) for one in (*other.markdown, *other.header, *other.caption, *other.info)]
        shown += [one.value.to_csv() for one in other.table]
    for mark in ("](http://evil", "![x]", "<script>", ":red[", "$x$"):
        assert not any(mark in one for one in shown), mark


def test_nothing_is_saved_before_it_is_confirmed(demo: Records, body: Body) -> None:
    app = uploaded(opened(demo, BOARD, "import"), body("KRAS p.G12D") | {"case_id": "NEW-1"})
    assert "● new **1**" in text(app) and "NEW-1" in text(app)
    assert not desk(demo, BOARD).worklist(text="NEW-1")
    press(app, "Take in 1 new case")
    assert heads(app) == ["Worklist"] and "1 case taken in: NEW-1" in text(app)
    assert desk(demo, BOARD).worklist(text="NEW-1")


def test_new_changed_same_and_bad_are_told_apart_and_the_good_ones_go_on(demo: Records, body: Body) -> None:
    first, second = (body("KRAS p.G12D") | {"case_id": name} for name in ("OLD-1", "OLD-2"))
    taken_in(demo, first, second)
    changed = body("KRAS p.G12D", "TP53 p.R248Q") | {"case_id": "OLD-1"}
    bad = body("KRASS p.G12D") | {"case_id": "BAD-1"}
    app = uploaded(opened(demo, BOARD, "import"), changed, second, bad, body("BRAF p.V600E") | {"case_id": "NEW-2"})
    told = text(app)
    for words in ("● new 1", "◐ changed 1", "= nothing new 1", "✕ cannot be read 1", "there is no gene 'KRASS'"):
        assert words in told.replace("**", ""), words
    assert any("In the records" in one.value.columns for one in app.table)
    by_label(app.multiselect, "Leave out").set_value(["NEW-2"]).run()
    by_label(app.text_input, "Reason of the change").set_value("the second sample").run()
    press(app, "Take in no new cases and 1 changed case")
    taken = desk(demo, BOARD).file("OLD-1").case
    assert (len(taken.value.alterations), taken.reason) == (2, "the second sample")
    assert not desk(demo, BOARD).worklist(text="NEW-2")


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[]", b"[3]"], ids=["json", "utf8", "empty", "number"])
def test_a_file_that_cannot_be_read_saves_nothing_and_says_why(demo: Records, content: bytes) -> None:
    app = uploaded(opened(demo, BOARD, "import"), content)
    assert app.error and "Traceback" not in text(app)
    assert not [one for one in buttons(app) if one.startswith("Take in")]


def test_records_that_fail_while_importing_lose_nothing(
    demo: Records, body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = uploaded(opened(demo, BOARD, "import"), body("KRAS p.G12D") | {"case_id": "NEW-3"})

    def full(*_: Any, **__: Any) -> None:
        raise StoreError("the disk is full", remedy="Free some space")

    with monkeypatch.context() as broken:
        broken.setattr(service.Desk, "import_cases", full)
        press(app, "Take in 1 new case")
        assert "the disk is full" in text(app) and "Nothing was taken in" in text(app)
    press(app, "Take in 1 new case")
    assert desk(demo, BOARD).worklist(text="NEW-3")
