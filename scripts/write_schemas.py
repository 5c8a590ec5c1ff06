"""Write the JSON Schemas of all documents to ``docs/schemas/``; a test checks that they have not drifted."""

import json
from pathlib import Path

from tumorboard.domain.schemas import SCHEMAS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def texts() -> dict[str, str]:
    """Return file name -> text."""
    return {
        f"{name.replace('/', '.')}.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
        for name, schema in SCHEMAS.items()
    }


if __name__ == "__main__":
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
