"""Word documents from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import Run
from manuscript.test_word import FOLDER
from manuscript.word_files import build, para, paragraphs, unpack
from manuscript.word_paper import paper

LIBRARY = FOLDER / "library.json"


def test_there_and_back(run: Run, tmp_path: Path) -> None:
    before = paper()
    (tmp_path / "paper.docx").write_bytes(before)
    done = run("manuscript", "paper.docx", "-b", LIBRARY, "-s", "apa", "--live", "zotero", "-o", "live.docx")
    assert (done.returncode, b"31 citations of 14 works" in done.stderr) == (0, True), done.stderr
    assert (tmp_path / "paper.docx").read_bytes() == before
    done = run("extract", "live.docx", "-o", "library.bib")
    assert (done.returncode, done.stderr) == (0, "14 records → library.bib\n".encode())
    assert (tmp_path / "library.bib").read_text("utf-8").startswith("@book{adler2011,\n")


def test_extract_to_standard_output_wants_a_format(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(paper())
    done = run("extract", "paper.docx")
    assert (done.returncode, b"--to" in done.stderr) == (2, True)


def test_nothing_to_extract_replaces_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(paper())
    (tmp_path / "library.bib").write_text("mine")
    done = run("extract", "paper.docx", "-o", "library.bib")
    assert (done.returncode, b"no records are embedded" in done.stderr) == (1, True)
    assert (tmp_path / "library.bib").read_text() == "mine"


@pytest.mark.parametrize("name", ["missing.docx", "text.docx"])
def test_what_is_no_document(name: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.docx").write_text("Dear colleague")
    for words in (("extract", name, "-o", "x.bib"), ("manuscript", name, "-b", LIBRARY, "-s", "apa", "-o", "x.docx")):
        done = run(*words)
        assert done.returncode in (1, 2)
        assert name.encode() in done.stderr
        assert b"Traceback" not in done.stderr
        assert not (tmp_path / "x.bib").exists()
        assert not (tmp_path / "x.docx").exists()


def test_unknown_keys_and_a_suffix_that_word_does_not_open(run: Run, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(build(para("A [@adler2011] [@adler2o11].")))
    done = run("manuscript", "paper.docx", "-b", LIBRARY, "-s", "apa", "-o", "out.docx")
    assert done.returncode == 1
    assert b"paper.docx:1: no record has the key 'adler2o11'; nearest: adler2011" in done.stderr
    assert not (tmp_path / "out.docx").exists()
    done = run("manuscript", "paper.docx", "-b", LIBRARY, "-s", "apa", "-o", "out.docm", "--keep-going")
    assert (done.returncode, b"as .docx only" in done.stderr) == (2, True)
    done = run("manuscript", "paper.docx", "-b", LIBRARY, "-s", "apa", "-o", "out.docx", "--keep-going")
    assert paragraphs((tmp_path / "out.docx").read_bytes())[0] == "A (Adler, 2011) [?adler2o11]."


@pytest.mark.parametrize("to", ["docx", "odt"])
def test_list_as_a_document(to: str, run: Run, tmp_path: Path) -> None:
    # The suffix says it, without `--to`.
    done = run("bibliography", LIBRARY, "-s", "apa", "-o", f"list.{to}")
    assert (done.returncode, done.stderr) == (0, b"")
    assert unpack((tmp_path / f"list.{to}").read_bytes())
    piped = run("bibliography", LIBRARY, "-s", "apa", "--to", to)
    assert piped.stdout.startswith(b"PK")
