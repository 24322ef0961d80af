"""No record steers the terminal that its diagnostics, findings and differences are shown on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

NASTY = "\x1b]0;owned\x07\x1b[2J\u202eevil\x9b31m"
STEERING = ("\x1b", "\x07", "\u202e", "\x9b")


def _run(*words: str | Path) -> str:
    made = subprocess.run(
        [sys.executable, "-m", "refexport", *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )
    return made.stdout + made.stderr


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "library.json"
    book = {"id": NASTY, "type": "book", "title": "T", "DOI": NASTY, "publisher": NASTY, "ISBN": NASTY}
    path.write_text(json.dumps([book, book]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "words", [("convert", "--to", "nbib", "-o", "out.nbib", "--verbose"), ("check",), ("diff", "other.json")]
)
def test_nothing_steers(library: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(library.parent)
    Path("other.json").write_text('[{"id": "a", "type": "book", "title": "T"}]', encoding="utf-8")
    said = _run(words[0], library, *words[1:])
    assert "\\u202e" in said
    assert not any(mark in said for mark in STEERING)
