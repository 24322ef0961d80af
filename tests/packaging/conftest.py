"""An empty environment with the built wheel in it, made once for all tests of packaging."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import PROJECT


@dataclass(frozen=True)
class Environment:
    """A virtual environment that holds nothing but what the tests install."""

    folder: Path

    def command(self, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
        """Run one of the environment's programs away from the project, and return what it said."""
        program = self.folder / ("Scripts" if os.name == "nt" else "bin") / words[0]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            [str(program), *words[1:]], cwd=self.folder, env=clean, capture_output=True, text=True, **options
        )

    def install(self, *what: str) -> None:
        """Install packages with the pip of the environment that runs the tests."""
        python = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "install", "-q"]
        done = subprocess.run([*pip, *what], capture_output=True, text=True)
        if done.returncode and "No matching distribution" in done.stderr:
            pytest.skip(f"no package index can be reached: {done.stderr.splitlines()[-1]}")
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the project as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr + done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An empty environment with the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    made = Environment(folder)
    made.install(str(wheel))
    return made
