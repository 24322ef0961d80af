"""The built wheel, installed in an empty environment, as a user has it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from places import PROJECT

PAGE = PROJECT / "tests" / "data" / "article-page.txt"


def test_holds_the_styles(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"refexport/_styles/vancouver.csl", "refexport/_styles/apa.csl", "refexport/_styles/aliases.toml"} <= {
        *names
    }
    assert "refexport/py.typed" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_formats_in_a_style_from_the_wheel(environment) -> None:
    done = environment.command("refexport", "bibliography", str(PAGE), "--style", "vancouver")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1.")


def test_says_its_version(environment) -> None:
    done = environment.command("refexport", "--version")
    assert done.stdout.startswith("refexport, version 0.")


def test_runs_as_a_module(environment) -> None:
    done = environment.command("python", "-m", "refexport", "formats", "--json")
    assert '"id": "bibtex"' in done.stdout
