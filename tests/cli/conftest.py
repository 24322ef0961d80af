"""Running the command line as a person does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A function that runs `refexport WORDS...` in a folder of its own and returns what it said."""

    def call(*words: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "refexport", *map(str, words)]
        return subprocess.run(command, input=stdin, cwd=tmp_path, capture_output=True, timeout=60)

    return call
