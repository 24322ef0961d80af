"""How long it takes to start, beside `import click`, which every command line of this kind loads.

python -m pytest tests/bench/bench_start.py --benchmark-columns=median
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAMS = {
    "python": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "import refexport": ["-c", "import refexport"],
    "refexport --version": ["-m", "refexport", "--version"],
    "refexport formats": ["-m", "refexport", "formats"],
}


@pytest.mark.parametrize("name", PROGRAMS)
def bench_start(benchmark, name: str) -> None:
    benchmark.group = "start"
    command = [sys.executable, *PROGRAMS[name]]
    benchmark.pedantic(subprocess.run, (command,), {"stdout": subprocess.DEVNULL, "check": True}, rounds=20)
