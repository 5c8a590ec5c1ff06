"""Generated parts of the documentation have not drifted from the code."""

from scripts.write_schemas import FOLDER, texts


def test_published_schemas_are_current() -> None:
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == texts(), (
        "run python -m scripts.write_schemas"
    )
