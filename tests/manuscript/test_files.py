"""Manuscripts from the command line: what is written, what is refused, and watching."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from manuscript.test_markdown import CASES

from refexport import Report, cite_manuscript, cited_records, read
from refexport.errors import UsageError

LIBRARY = CASES / "library.json"


def run(folder: Path, *words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `refexport WORDS...` in a folder."""
    command = [sys.executable, "-m", "refexport", *map(str, words)]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, text=True, timeout=60)


def test_command_writes_and_says_what_it_did(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("One [@darwin1859]. Two @kuhn1962.", encoding="utf-8")
    done = run(tmp_path, "manuscript", "paper.md", "-b", LIBRARY, "-s", "apa", "-o", "out.md")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "2 citations of 2 works → out.md"
    assert "23 entries are not cited: watson1953, " in done.stderr
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("One (Darwin, 1859). Two Kuhn (1962).\n")
    quiet = run(tmp_path, "manuscript", "paper.md", "-b", LIBRARY, "-s", "apa", "-q", "-o", "out.html")
    assert (quiet.returncode, quiet.stderr) == (0, "")


def test_standard_input_and_output(tmp_path: Path) -> None:
    done = run(tmp_path, "manuscript", "-", "-b", LIBRARY, "-s", "ieee", "-q", stdin="One [@darwin1859].")
    assert done.stdout.startswith("One \\[1\\].\n\n")
    html = run(tmp_path, "manuscript", "-", "-b", LIBRARY, "-s", "ieee", "-q", "--to", "html", stdin="# A\n")
    assert "<h1>A</h1>" in html.stdout


def test_unknown_keys_are_exit_1_and_a_report(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("One [@darwin1895].", encoding="utf-8")
    words = ("manuscript", "paper.md", "-b", LIBRARY, "-s", "apa", "-o", "out.md", "--report", "report.json")
    done = run(tmp_path, *words)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "paper.md:1: no record has the key 'darwin1895'; nearest: darwin1859",
        *done.stderr.splitlines()[1:-1],
        "refexport: paper.md: a key is in no library; nothing written (--keep-going marks them)",
    ]
    assert not (tmp_path / "out.md").exists()
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["diagnostics"][0]["line"] == 1
    assert run(tmp_path, *words, "--keep-going").returncode == 1
    assert "?darwin1895" in (tmp_path / "out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("paper.md", "-o", "out.md"), "no style"),
        (("paper.md", "-s", "apa", "-o", "out.md"), "no library"),
        (("paper.md", "-s", "apa", "-b", LIBRARY, "-o", "paper.md"), "the manuscript itself"),
        (("paper.md", "-s", "apa", "-b", LIBRARY, "-o", "out.pdf"), "not written with this suffix"),
        (("paper.md", "-s", "apa", "-b", LIBRARY, "--to", "htm"), "did you mean html?"),
        (("paper.md", "-s", "apa", "-b", LIBRARY, "--live", "zotero"), "not written as 'docx-zotero'"),
        (("paper.md", "-s", "appa", "-b", LIBRARY), "unknown style"),
        (("paper.md", "-s", "apa", "-b", "nix.bib"), "no such file"),
        (("nix.md", "-s", "apa", "-b", LIBRARY), "no such file"),
        (("paper.pdf", "-s", "apa", "-b", LIBRARY), "not a manuscript by its suffix"),
        (("paper.md", "-s", "apa", "-b", LIBRARY, "--watch"), "--watch wants a file"),
    ],
)
def test_wrong_usage_is_exit_2(words: tuple[str | Path, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("One [@darwin1859].", encoding="utf-8")
    done = run(tmp_path, "manuscript", *words)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert (tmp_path / "paper.md").read_text(encoding="utf-8") == "One [@darwin1859]."
    assert len(list(tmp_path.iterdir())) == 1


def test_watch_writes_again_on_every_save(tmp_path: Path) -> None:
    paper, output, library = tmp_path / "paper.md", tmp_path / "out.md", tmp_path / "own.json"
    library.write_bytes(LIBRARY.read_bytes())
    paper.write_text("---\nbibliography: own.json\n---\nOne [@darwin1859].\n", encoding="utf-8")
    command = [sys.executable, "-m", "refexport", "manuscript", paper, "-s", "apa", "-o", output, "--watch", "-q"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(output, "One (Darwin, 1859).")
        paper.write_text("---\nbibliography: own.json\n---\nOne [@nix].\n", encoding="utf-8")
        time.sleep(1.5)  # an unknown key ends nothing, and writes nothing
        assert "One (Darwin, 1859)." in output.read_text(encoding="utf-8")
        paper.write_text("---\nbibliography: own.json\n---\nTwo [@kuhn1962].\n", encoding="utf-8")
        _wait_for(output, "Two (Kuhn, 1962).")
        library.write_text(library.read_text(encoding="utf-8").replace('"Kuhn"', '"Cool"'), encoding="utf-8")
        _wait_for(output, "Two (Cool, 1962).")
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(path: Path, text: str) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if path.exists() and text in path.read_text(encoding="utf-8"):
            return
        time.sleep(0.1)
    raise AssertionError(f"{path.name} never held: {text}")


def test_what_a_manuscript_cites_is_exported(tmp_path: Path) -> None:
    (tmp_path / "paper.tex").write_text(r"\cite{kuhn1962} \nocite{efron1979} \cite{darwin1859}", encoding="utf-8")
    done = run(tmp_path, "convert", LIBRARY, "--cited-in", "paper.tex", "-o", "cited.json")
    assert (done.returncode, done.stderr) == (0, "3 records → cited.json\n")
    assert [record.id for record in read(tmp_path / "cited.json")] == ["kuhn1962", "darwin1859", "efron1979"]
    listed = run(tmp_path, "bibliography", LIBRARY, "--cited-in", "paper.tex", "-s", "ieee")
    assert [line[:8] for line in listed.stdout.splitlines()] == ["[1] T. S", "[2] C. D", "[3] B. E"]


def test_a_cited_record_that_is_missing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("@kuhn1962 and\n@nix", encoding="utf-8")
    report = Report()
    found = cited_records(tmp_path / "paper.md", read(LIBRARY), report)
    assert [record.id for record in found] == ["kuhn1962"]
    assert [(d.code, d.line) for d in report.diagnostics] == [("unknown-key", 2)]
    assert run(tmp_path, "convert", LIBRARY, "--cited-in", "paper.md", "--to", "ris").returncode == 1


def test_files_of_the_manuscript_are_found_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "deep"
    folder.mkdir()
    (folder / "own.json").write_bytes(LIBRARY.read_bytes())
    front = "---\nbibliography: [own.json]\ncsl: ieee.csl\nlang: de\nreference-section-title: Literatur\n---\n\n"
    (folder / "paper.md").write_text(f"{front}Eins [@darwin1859, S. 3].", encoding="utf-8")
    cite_manuscript(folder / "paper.md", tmp_path / "out.md")
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "Eins \\[1, S. 3\\]." in text
    assert "# Literatur\n\n" in text
    assert text.startswith("---\nlang: de\nreference-section-title: Literatur\n---\n")


def test_output_through_a_link_to_the_manuscript_is_refused(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("One [@darwin1859].", encoding="utf-8")
    os.symlink(paper, tmp_path / "link.md")
    with pytest.raises(UsageError, match="the manuscript itself"):
        cite_manuscript(paper, tmp_path / "link.md", bibliography=LIBRARY, style="apa")


@pytest.mark.parametrize(
    ("name", "text"), [("paper.md", "One\r\n[@darwin1859].\r\n"), ("paper.tex", "\\cite{darwin1859}\r\n")]
)
def test_line_ends_stay(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode())
    cite_manuscript(tmp_path / name, tmp_path / f"out-{name}", bibliography=LIBRARY, style="apa")
    written = (tmp_path / f"out-{name}").read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n") > 1
