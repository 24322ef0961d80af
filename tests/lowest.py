"""The tests, with the oldest version of each dependency that `pyproject.toml` allows.

    python tests/lowest.py                       # the whole suite
    python tests/lowest.py tests/formats -x      # what is said to pytest

Makes a virtual environment in `REFEXPORT_VENVS` (by default a temporary folder) for the Python that runs it.  A lower
bound that is too low fails here, and nowhere else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = "test,zstd,docx"
_BOUND = re.compile(r"([\w.-]+)(?:\[.*\])?>=([\w.]+)")


def lower_bounds() -> list[str]:
    """Return a constraint for each dependency, of the extras too: `lxml==5.4`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    bounds = filter(None, map(_BOUND.fullmatch, chain(project["dependencies"], *extras)))
    return sorted({f"{bound[1]}=={bound[2]}" for bound in bounds})


def main() -> int:
    """Run pytest in an environment with these versions."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("REFEXPORT_VENVS", temporary)) / "lowest"
        folder.mkdir(parents=True, exist_ok=True)
        constraints, python = folder / "constraints.txt", folder / "bin" / "python"
        constraints.write_text("\n".join(lower_bounds()) + "\n")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
        subprocess.run([*pip, "--editable", f".[{EXTRAS}]", "--constraint", str(constraints)], cwd=ROOT, check=True)
        tests = [str(python), "-m", "pytest", "-q", *(sys.argv[1:] or ["-n", "auto"])]
        return subprocess.run(tests, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
