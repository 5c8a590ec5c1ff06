"""The recommendation view without a browser: opening it, and what it shows."""

import json
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

# The view alone: what leads to it is none of its concern.
VIEW = "from tumorboard import service\nfrom ui.views import recommend\nrecommend.show(service.open_knowledge())\n"


def opened() -> AppTest:
    app = AppTest.from_string(VIEW, default_timeout=120).run()
    assert not app.exception
    return app


def tab(app: AppTest, name: str, where: str = "option") -> AppTest:
    """Open a tab of the detail."""
    app.session_state[f"tabs:{where}"] = name
    app.run()
    assert not app.exception
    return app


def with_file(name: str, content: bytes) -> AppTest:
    app = opened()
    app.file_uploader(key="upload").set_value((name, content, "application/json"))
    app.run()
    assert not app.exception
    return app


def with_case(*bodies: dict[str, Any]) -> AppTest:
    return with_file("case.json", json.dumps(bodies[0] if len(bodies) == 1 else bodies).encode())


def tables(app: AppTest, column: str) -> list[pd.DataFrame]:
    return [table.value for table in app.table if column in table.value.columns]


def options(app: AppTest) -> list[str]:
    found = tables(app, "Rank")
    return list(found[0]["Drugs"]) if found else []


def first_drugs(app: AppTest) -> list[str]:
    """The drugs of option 1."""
    return list(tables(app, "May be replaced by")[0]["Drug"].str.strip("*").str.replace("\\", ""))


def text(app: AppTest) -> str:
    said = [*app.markdown, *app.caption, *app.error, *app.warning, *app.info, *app.subheader, *app.header]
    cells = [table.value.to_csv() for table in app.table]
    return "\n".join([*(str(element.value) for element in said), *cells])


def multiselect(app: AppTest, start: str) -> Any:
    return next(one for one in app.multiselect if one.label.startswith(start))
