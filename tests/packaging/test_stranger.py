"""A stranger's package, installed for real, adds a format, an engine, a markup and a style folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from places import PROJECT

RIS = "TY  - JOUR\nTI  - Of mice\nPY  - 1937\nER  - \n"


@pytest.fixture(scope="module")
def stranger(environment, tmp_path_factory: pytest.TempPathFactory):
    copy = tmp_path_factory.mktemp("stranger") / "stranger"
    shutil.copytree(PROJECT / "tests" / "data" / "stranger", copy)
    environment.install("--no-deps", str(copy))
    return environment


def test_format_is_written_and_recognised(stranger, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    output = tmp_path / "out.titles"
    done = stranger.command("refexport", "convert", str(tmp_path / "in.ris"), "-o", str(output))
    assert done.returncode == 0, done.stderr
    assert output.read_text() == "%TITLES\ntitle: Of mice\n"
    assert "issued dropped: this format has titles only" in done.stderr
    back = stranger.command("refexport", "convert", str(output), "--to", "csl-json")
    assert json.loads(back.stdout)[0]["title"] == "Of mice"


def test_diagnostics_of_its_reader_are_shown(stranger, tmp_path: Path) -> None:
    path = tmp_path / "in.titles"
    path.write_text("%TITLES\ntitle: A\nnonsense\n")
    done = stranger.command("refexport", "convert", str(path), "--to", "ris")
    assert done.returncode == 1
    assert f"{path}:3: not a title; write 'title: …'" in done.stderr
    assert "TI  - A" in done.stdout


def test_engine_is_used(stranger, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    words = ("bibliography", str(tmp_path / "in.ris"), "--style", "apa", "--engine", "shouting")
    done = stranger.command("refexport", *words)
    assert done.stdout == "OF MICE (APA)\n"


def test_markup_is_used(stranger, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS.replace("JOUR", "BOOK"))
    done = stranger.command("refexport", "bibliography", str(tmp_path / "in.ris"), "--style", "apa", "--to", "stars")
    assert done.stdout == "** *Of mice*. (1937).\n"


def test_style_folder_is_searched(stranger, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    done = stranger.command("refexport", "bibliography", str(tmp_path / "in.ris"), "--style", "stranger-titles")
    assert done.stdout == "Stranger: Of mice\n"
    listed = stranger.command("refexport", "styles", "stranger", "--json")
    assert "stranger-titles" in [row["id"] for row in json.loads(listed.stdout)]


def test_broken_plugin_is_named_and_breaks_nothing(stranger) -> None:
    rows = {row["id"]: row for row in json.loads(stranger.command("refexport", "formats", "--json").stdout)}
    assert "ImportError: no module named missing_library" in rows["broken"]["error"]
    assert "stranger-refexport" in rows["broken"]["error"]
    assert "is not a refexport.registry.Format" in rows["wrong"]["error"]
    assert rows["titles"] == {
        "id": "titles",
        "package": "stranger-refexport",
        "name": "Titles, one a line",
        "read": True,
        "write": True,
        "suffixes": [".titles"],
    }
    table = stranger.command("refexport", "formats").stdout
    assert "broken" in table
    assert "does not work" in table


def test_broken_plugin_is_not_unknown(stranger, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    done = stranger.command("refexport", "convert", str(tmp_path / "in.ris"), "--to", "broken")
    assert done.returncode != 0
    assert "does not load: ImportError" in done.stderr
    assert "Traceback" not in done.stderr
