"""The same input gives the same bytes, whatever surrounds the run; between Pythons, `tests/determinism.py` compares."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from places import PROJECT

PLAIN = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "REFEXPORT_JOBS": "1"}
SURROUNDINGS: dict[str, dict[str, str]] = {
    "hashes, processes, time and zone": {
        "PYTHONHASHSEED": "4711",
        "REFEXPORT_JOBS": "3",
        "REFEXPORT_CLOCK": "40000000",
        "TZ": "Pacific/Kiritimati",
    },
    # Text is ASCII to this Python, unless one says otherwise.
    "encoding, language and permissions": {
        "LC_ALL": "POSIX",
        "LANG": "tr_TR.ISO-8859-9",
        "LANGUAGE": "tr",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "random",
    },
}


def start(folder: Path, surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    words = [sys.executable, str(PROJECT / "tests" / "determinism.py")]
    umask = 0o077 if surroundings != PLAIN else 0o022
    return subprocess.Popen(words, env=kept | surroundings, cwd=folder, umask=umask, stdout=subprocess.PIPE)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for package in ("zstandard", "docx"):
        pytest.importorskip(package)
    (tmp_path / "elsewhere").mkdir()
    runs = {"plain": start(PROJECT, PLAIN)}
    for name, surroundings in SURROUNDINGS.items():
        runs[name] = start(tmp_path / "elsewhere", PLAIN | surroundings)
    told = {name: process.communicate(timeout=240)[0] for name, process in runs.items()}
    plain, *others = (json.loads(data) for data in told.values())
    assert len(plain) > 200
    assert not list((tmp_path / "elsewhere").iterdir())
    for name, found in zip(SURROUNDINGS, others, strict=True):
        assert [each for each in plain if plain[each] != found.get(each)] == [], name
