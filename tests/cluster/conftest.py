"""Inputs for shards, and what a run leaves in its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

RECORD = "TY  - JOUR\nID  - s{0}r{1}\nTI  - Of mice {1}\nAU  - Lu, Yan\nPY  - 2020\nKW  - b\nKW  - a\nER  - \n\n"


def ris(shard: int, count: int = 3) -> str:
    """Return a file of RIS whose records tell which shard they are of."""
    return "".join(RECORD.format(shard, number) for number in range(count))


def outputs(folder: Path) -> dict[str, bytes]:
    """Return what stands in an output folder but for the manifest, hidden files too."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in found
        if "_manifest" not in str(path.relative_to(folder))
    }


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of an output folder."""
    found: dict[str, Any] = json.loads((folder / "_manifest.json").read_text())
    return found


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with three files of three records each."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(3):
        (folder / f"f{number}.ris").write_text(ris(number))
    return folder
