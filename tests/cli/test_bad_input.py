"""Bad input: one clear line with file, line and what to do, no traceback; the good records still come out."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest

RIS = "TY  - JOUR\r\nAU  - Lu, Yi\r\nTI  - Of mice\r\nPY  - 1937\r\nER  - \r\n"

FILES: dict[str, bytes] = {
    "good.ris": RIS.encode(),
    "empty.ris": b"",
    "blank.ris": b" \n\n",
    "mark.bib": b"\xef\xbb\xbf",
    "mark16.json": b"\xff\xfe",
    "paper.pdf": b"%PDF-1.7\n\0\1\2",
    "paper.docx": b"PK\3\4\x14\0\6\0",
    "binary.ris": bytes(range(256)) * 4,
    "prose.txt": b"Dear colleague,\nplease find attached nothing at all.\n",
    "words.ris": b"Dear colleague,\nplease find attached nothing at all.\n",
    "words.bib": b"Dear colleague,\nplease find attached nothing at all.\n",
    "broken.json": b'{"a": 1',
    "settings.yaml": b"site_name: Documentation\n",
    "empty.json": b"{}",
    "open.bib": b"\n@book{b, title = {Open\n",
    "child.xml": b'<?xml version="1.0"?>\n<!-- <records> -->\n<child/>',
    "slide.xml": b'<?xml version="1.0"?>\n<p:slide xmlns:p="x"><p:text>A slide</p:text></p:slide>',
    "sources.xml": b"""<?xml version="1.0"?>
<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"/>""",
    "notes.csl": b"<style>\n<info>\n</style>",
}

INPUTS: dict[str, tuple[str, int, list[str]]] = {
    "settings": ("settings.yaml", 1, ["settings.yaml:1: an item has none of CSL's keys"]),
    "empty object": ("empty.json", 1, ["empty.json:1: an item has none of CSL's keys"]),
    "missing file": ("nowhere.ris", 2, ["nowhere.ris: no such file", "check the path"]),
    "directory": ("folder", 2, ["folder: is a directory", "name the files in it"]),
    "empty file": ("empty.ris", 1, ["empty.ris: the file is empty", "export it again"]),
    "blank file": ("blank.ris", 1, ["blank.ris: the file is empty"]),
    "byte-order mark alone": ("mark.bib", 1, ["mark.bib: the file is empty"]),
    "byte-order mark of UTF-16 alone": ("mark16.json", 1, ["mark16.json: the file is empty"]),
    "PDF": ("paper.pdf", 1, ["paper.pdf: this is a PDF", "export the reference list"]),
    "Word document": ("paper.docx", 1, ["paper.docx: this is a ZIP archive or Office document", "save it as text"]),
    "binary": ("binary.ris", 1, ["binary.ris: this is a binary file", "export it as text"]),
    "unrecognised": ("prose.txt", 1, ["prose.txt: the format was not recognised", "--from"]),
    "XML of another kind": ("child.xml", 1, ["child.xml: the format was not recognised", "--from"]),
    "XML with signs of HTML": ("slide.xml", 1, ["slide.xml: the format was not recognised", "--from"]),
    "Word's sources": ("sources.xml", 1, ["sources.xml: Word Sources.xml is written, not read", "export it as RIS"]),
    "not what its suffix says": ("words.ris", 1, ["words.ris:1: ", "a RIS record begins with TY"]),
    "no BibTeX": ("words.bib", 1, ["words.bib:1: no entry begins here", "@"]),
    "nothing but broken JSON": ("broken.json", 1, ["broken.json:1: this is not JSON", "export it again"]),
    "nothing but an open entry": ("open.bib", 1, ["open.bib:2: the entry is not closed", "brace"]),
}
"""Input of which nothing can be read: its file, the exit code, and what the one line must name."""

COMMANDS = {
    "convert": ["convert", "INPUT", "--to", "csl-json"],
    "bibliography": ["bibliography", "INPUT", "--style", "apa"],
}

WORDS: dict[str, tuple[list[str], int, list[str]]] = {
    "suffix as format": (
        ["convert", "good.ris", "--to", "bib"],
        2,
        ["unknown format 'bib'; did you mean bibtex (.bib)?"],
    ),
    "unknown target before a missing format": (
        ["convert", "good.ris", "--target", "zotro"],
        2,
        ["did you mean zotero?"],
    ),
    "unknown command": (["convrt", "good.ris"], 2, ["No such command 'convrt'; did you mean convert?"]),
    "DOI": (["convert", "10.1000/182", "--to", "ris"], 2, ["10.1000/182: no such file, and nothing is fetched"]),
    "pattern that finds nothing": (["convert", "*.nix", "--to", "ris"], 2, ["*.nix: no file's name is like that"]),
    "address": (
        ["convert", "https://doi.org/10.1000/182", "--to", "ris"],
        2,
        ["an address is read", "or save the file"],
    ),
    "unknown format": (["convert", "good.ris", "--to", "bibtx"], 2, ["unknown format 'bibtx'", "bibtex"]),
    "unknown input format": (["convert", "good.ris", "--from", "riss", "--to", "ris"], 2, ["unknown format 'riss'"]),
    "unknown suffix": (["convert", "good.ris", "-o", "out.xyz"], 2, ["out.xyz: the suffix names no format", "--to"]),
    "no output format": (["convert", "good.ris"], 2, ["standard output has no suffix", "--to"]),
    "format that is not written": (["convert", "good.ris", "--to", "article-page"], 2, ["is read, not written"]),
    "unknown target": (["convert", "good.ris", "--to", "ris", "--target", "zotro"], 2, ["unknown target", "zotero"]),
    "unknown part": (["convert", "good.ris", "--to", "ris", "--part", "cited"], 2, ["cited", "citing"]),
    "no input": (["convert", "--to", "ris"], 2, ["INPUT"]),
    "unknown option": (["convert", "good.ris", "--too", "ris"], 2, ["--too", "--to"]),
    "output is a directory": (["convert", "good.ris", "--to", "ris", "-o", "folder"], 1, ["folder: is a directory"]),
    "output folder is missing": (
        ["convert", "good.ris", "-o", "no/out.bib"],
        1,
        ["out.bib: cannot be written: there is no such folder"],
    ),
    "output twice": (
        ["convert", "good.ris", "-o", "a.bib", "-o", "./a.bib"],
        2,
        ["./a.bib: is written twice", "a.bib"],
    ),
    "report is an output": (["merge", "good.ris", "-o", "a.bib", "--report", "a.bib"], 2, ["a.bib: is written twice"]),
    "report is an input": (
        ["convert", "good.ris", "-o", "a.bib", "--report", "good.ris"],
        2,
        ["good.ris: is read, and would be overwritten"],
    ),
    "table is an input": (
        ["dedupe", "good.ris", "-o", "a.bib", "--review", "good.ris"],
        2,
        ["good.ris: is read, and would be overwritten"],
    ),
    "list is the library": (
        ["bibliography", "good.ris", "--style", "apa", "-o", "good.ris"],
        2,
        ["good.ris: is read, and would be overwritten"],
    ),
    "report folder is missing": (
        ["convert", "good.ris", "-o", "a.bib", "--report", "no/r.json"],
        1,
        ["r.json: cannot be written"],
    ),
    "no style": (["bibliography", "good.ris"], 2, ["--style"]),
    "unknown style": (["bibliography", "good.ris", "--style", "vancuver"], 2, ["'vancuver'", "did you mean vancouver"]),
    "missing style file": (["bibliography", "good.ris", "--style", "no.csl"], 2, ["no.csl: no such style file"]),
    "broken style file": (["bibliography", "good.ris", "--style", "notes.csl"], 1, ["notes.csl:3: "]),
    "unknown markup": (["bibliography", "good.ris", "--style", "apa", "--to", "wordstar"], 2, ["wordstar", "html"]),
    "unknown engine": (["bibliography", "good.ris", "--style", "apa", "--engine", "no"], 2, ["unknown engine 'no'"]),
    "style that is nowhere": (["styles", "vancuver"], 1, ["'vancuver'", "did you mean vancouver"]),
    "unknown shell": (["completion", "tcsh"], 2, ["tcsh", "bash"]),
}
"""Words that ask for what is not there: the words, the exit code, and what the one line must name."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def check(done: CompletedProcess[bytes], code: int, named: list[str]) -> None:
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    assert done.stdout == b""
    lines = [line for line in said.splitlines() if not line.startswith(("Usage: ", "Try ", "refexport: 0 records"))]
    # Click shows choices and near misses on a line of their own.
    (line,) = [line for line in lines if line.strip()]
    for part in named:
        assert part in line


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", INPUTS)
def test_input_that_cannot_be_read(what: str, command: str, run, files: Path) -> None:
    name, code, named = INPUTS[what]
    check(run(*[name if word == "INPUT" else word for word in COMMANDS[command]]), code, named)


@pytest.mark.parametrize("what", WORDS)
def test_words_that_name_what_is_not_there(what: str, run, files: Path) -> None:
    check(run(*WORDS[what][0]), *WORDS[what][1:])


@pytest.mark.parametrize("name", [name for name, code, _ in INPUTS.values() if code == 1])
def test_what_cannot_be_read_replaces_no_file(name: str, run, files: Path) -> None:
    for path in ("library.json", "list.txt"):
        (files / path).write_text("before")
    assert run("convert", name, "-o", "library.json").returncode == 1
    assert run("bibliography", name, "--style", "apa", "-o", "list.txt").returncode == 1
    assert (files / "library.json").read_text() == (files / "list.txt").read_text() == "before"
    assert [path.name for path in files.iterdir() if path.suffix == ".part"] == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="whoever runs this may read and write everything")
def test_file_that_may_not_be_read(run, files: Path) -> None:
    (files / "good.ris").chmod(0)
    check(run("convert", "good.ris", "--to", "bibtex"), 2, ["good.ris: cannot be read: Permission denied"])


OPEN_ENTRY = b"@book{a, title={Before}}\n\n@book{b, title={Open {brace}, year=1999\n\n@book{c, title={After}}\n"
ENDLESS = "TY  - JOUR\nTI  - Before\nER  - \n\nTY  - JOUR\nTI  - No end\n"
TWICE = "TY  - JOUR\nID  - a\nTI  - One\nER  - \nTY  - JOUR\nID  - a\nTI  - Two\nER  - \n"

# Damaged input: its name, its bytes, the titles that still come out, the exit code, and the line with what to do.
DAMAGED: dict[str, tuple[str, bytes, list[str], int, str]] = {
    "RIS without ER": ("a.ris", ENDLESS.encode(), ["Before", "No end"], 0, "a.ris:5: the record has no ER"),
    "RIS without ER before another record": (
        "a.ris",
        (ENDLESS.replace("ER  - \n", "") + "ER  - \n").encode(),
        ["Before", "No end"],
        0,
        "a.ris:1: the record has no ER",
    ),
    "BibTeX with unbalanced braces": ("a.bib", OPEN_ENTRY, ["Before", "After"], 1, "a.bib:3: the entry is not closed"),
    "truncated JSON": (
        "a.json",
        b'[{"id": "a", "type": "book", "title": "Before"},\n{"id": "b", "type": "bo',
        ["Before"],
        1,
        "a.json:2: the JSON breaks here",
    ),
    "duplicate keys in BibTeX": (
        "a.bib",
        b"@book{a, title={One}}\n@book{a, title={Two}}\n",
        ["One", "Two"],
        0,
        "a.bib:2: key 'a' stands here twice; the later record is now 'aa'",
    ),
    "duplicate keys in BibTeX whose entries inherit": (
        "a.bib",
        b"@book{a, title={One}}\n@book{p, title={P}}\n\n@inbook{a, title={Two}, crossref={p}}\n",
        ["One", "P", "Two"],
        0,
        "a.bib:4: key 'a' stands here twice",
    ),
    "duplicate keys in RIS": ("a.ris", TWICE.encode(), ["One", "Two"], 0, "a.ris:5: key 'a' stands here twice"),
    "duplicate keys in CSL-JSON": (
        "a.json",
        b'[{"id": "a", "type": "book", "title": "One"},\n{"id": "a", "type": "book", "title": "Two"}]',
        ["One", "Two"],
        0,
        "a.json:2: key 'a' stands here twice",
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_good_records_come_out_of_damaged_input(what: str, run, tmp_path: Path) -> None:
    name, data, titles, code, said = DAMAGED[what]
    (tmp_path / name).write_bytes(data)
    done = run("convert", name, "--to", "jsonl")
    assert [json.loads(line)["title"] for line in done.stdout.decode().splitlines()] == titles
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(said)
    assert done.returncode == code
    listed = run("bibliography", name, "--style", "vancouver")
    assert listed.returncode == code
    assert len(listed.stdout.splitlines()) == len(titles)
    assert line in listed.stderr.decode().splitlines()


@pytest.mark.parametrize("what", DAMAGED)
def test_strict_refuses_damaged_input(what: str, run, tmp_path: Path) -> None:
    name, data, _, code, _ = DAMAGED[what]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "library.jsonl").write_text("before")
    done = run("convert", name, "-o", "library.jsonl", "--strict")
    # A warning is no loss: what it tells of is in the output.
    assert done.returncode == code
    assert ((tmp_path / "library.jsonl").read_text() == "before") == (code == 1)
    assert ("nothing written" in done.stderr.decode()) == (code == 1)


TITLE = "Über naïve Größen – “é”"
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
BOM_AND_16 = ("utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ris", f"TY  - JOUR\r\nTI  - {TITLE}\r\nER  - \r\n"),
        ("a.bib", f"@article{{a, title = {{{TITLE}}}}}\n"),
        ("a.json", json.dumps([{"id": "a", "type": "book", "title": TITLE}], ensure_ascii=False)),
        ("a.txt", f"{TITLE}\n\nOverview\nJournal Cell\nPMID 1\nAuthors\nAffiliations\nSoon will be listed here.\n"),
    ],
)
def test_encodings(encoding: str, name: str, text: str, run, tmp_path: Path) -> None:
    marks = [b"", "\ufeff".encode(encoding)] if encoding in BOM_AND_16 else [b""]
    for mark in marks:
        (tmp_path / name).write_bytes(mark + text.encode(encoding))
        done = run("convert", name, "--to", "jsonl")
        assert json.loads(done.stdout)["title"] == TITLE
        assert done.returncode == 0
        line = text[: text.index("Ü")].count("\n") + 1
        warned = f"{name}:{line}: not UTF-8, read as Windows-1252; save the file as UTF-8"
        assert (warned in done.stderr.decode()) == (encoding == "cp1252")


def test_a_file_is_replaced_only_by_a_complete_one(run, tmp_path: Path) -> None:
    # Somebody presses Ctrl-C when the records have been read and half the output stands in the file beside it.
    (tmp_path / "good.ris").write_text(RIS)
    (tmp_path / "library.bib").write_text("before")
    program = (
        "import refexport.workers as c, refexport.cli as cli, sys\n"
        "real = c.run\n"
        "def broken(*words, **more):\n"
        "    yield from real(*words, **more)\n"
        "    raise KeyboardInterrupt\n"
        "c.run = broken\n"
        "sys.argv = ['refexport', 'convert', 'good.ris', '-o', 'library.bib']\n"
        "cli.main()\n"
    )
    from subprocess import run as call

    done = call([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 130
    assert done.stderr.decode().splitlines()[-1] == "refexport: interrupted"
    assert (tmp_path / "library.bib").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.ris", "library.bib"]
