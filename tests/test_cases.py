"""Every pair of files under `cases/`: what goes in, and what must come out.

`cases/<format>/read/NAME.<suffix>` is read and compared with `NAME.expected.json`;
`cases/<format>/write/NAME.records.json` is written and compared with
`NAME.expected.<suffix>`, byte for byte.  `pytest --update-cases` writes what is
expected from what comes out now: read it before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from refexport import Record, Report, dumps, read
from refexport.registry import FORMATS

CASES = Path(__file__).parent / "cases"
FORMAT_FOLDERS = sorted(folder for folder in CASES.iterdir() if folder.name in FORMATS.ids())
READ = sorted(
    path
    for folder in FORMAT_FOLDERS
    for path in folder.glob("read/*")
    if not path.name.endswith(".expected.json") and path.is_file()
)
WRITE = sorted(path for folder in FORMAT_FOLDERS for path in folder.glob("write/*.records.json"))


def _name(path: Path) -> str:
    return str(path.relative_to(CASES))


def outcome(records: list[Record], report: Report) -> dict[str, Any]:
    """Return what a case compares: the records, and where the report says what."""
    found: dict[str, Any] = {"records": msgspec.to_builtins(records)}
    if report.diagnostics:
        found["diagnostics"] = [[d.severity, d.code, d.line] for d in report.diagnostics]
    if report.losses:
        found["losses"] = [[loss.record, loss.field, loss.change] for loss in report.losses]
    return found


def _compare(path: Path, text: str, update: bool) -> None:
    if update:
        path.write_bytes(text.encode())
    assert path.exists(), f"{path.name} is missing: run pytest --update-cases, and read what it wrote"
    assert text.encode() == path.read_bytes()


@pytest.mark.parametrize("path", READ, ids=_name)
def test_read(path: Path, update_cases: bool) -> None:
    records = read(path, path.parent.parent.name)
    text = json.dumps(outcome(records, records.report), indent=1, ensure_ascii=False) + "\n"
    _compare(path.with_name(path.name.split(".")[0] + ".expected.json"), text, update_cases)


@pytest.mark.parametrize("path", WRITE, ids=_name)
def test_write(path: Path, update_cases: bool) -> None:
    fmt = FORMATS.get(path.parent.parent.name)
    records = msgspec.json.decode(path.read_bytes(), type=list[Record])
    text = dumps(records, fmt.id)
    name = path.name.removesuffix(".records.json") + ".expected" + fmt.suffixes[0]
    _compare(path.with_name(name), text, update_cases)
