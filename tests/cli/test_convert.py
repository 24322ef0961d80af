"""`refexport convert`: what comes out, what is said, and the exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

RIS = "TY  - JOUR\r\nAU  - Lu, Yi\r\nTI  - Of mice\r\nPY  - 1937\r\nER  - \r\n"
BIB = "@article{Lu37, author = {Yi Lu}, title = {Of mice}, journal = {J Mice}, year = 1937}\n"


def test_output_suffix_decides(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    done = run("convert", "in.ris", "-o", "out.bib")
    assert done.returncode == 0
    assert done.stdout == b""
    assert "1 record → out.bib" in done.stderr.decode()
    assert (tmp_path / "out.bib").read_text().startswith("@article{lu1937mice,")


def test_to_wins_over_the_suffix(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    assert run("convert", "in.ris", "--to", "csl-json", "-o", "out.txt").returncode == 0
    assert json.loads((tmp_path / "out.txt").read_text())[0]["title"] == "Of mice"


def test_standard_input_and_output(run) -> None:
    done = run("convert", "-", "--to", "ris", stdin=BIB.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"TY  - JOUR\r\n")


def test_dash_as_output(run) -> None:
    done = run("convert", "-", "--to", "csl-json", "-o", "-", stdin=BIB.encode())
    assert json.loads(done.stdout)[0]["id"] == "Lu37"


def test_several_inputs_make_one_output(run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.bib").write_text(BIB)
    done = run("convert", "a.ris", "b.bib", "--to", "csl-json")
    assert [item["id"] for item in json.loads(done.stdout)] == ["lu1937mice", "Lu37"]


def test_several_outputs(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert run("convert", "a.bib", "-o", "b.ris", "-o", "b.json").returncode == 0
    assert (tmp_path / "b.ris").exists()
    assert (tmp_path / "b.json").exists()


def test_equal_keys_of_two_inputs_become_two_records(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "b.bib").write_text(BIB)
    done = run("convert", "a.bib", "b.bib", "--to", "csl-json")
    assert [item["id"] for item in json.loads(done.stdout)] == ["Lu37", "Lu37a"]
    assert "b.bib: key 'Lu37' stands here twice" in done.stderr.decode()


def test_part_of_a_page(run) -> None:
    page = Path(__file__).parents[1] / "data" / "article-page.txt"
    counts = {}
    for part in ("article", "citing", "references", "all"):
        done = run("convert", page, "--part", part, "--to", "csl-json")
        assert done.returncode == 0, done.stderr
        counts[part] = len(json.loads(done.stdout))
    assert counts["article"] == 1
    assert counts["citing"] > 1
    assert counts["references"] > 1
    assert counts["all"] == counts["article"] + counts["citing"] + counts["references"]


def test_report(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS.replace("PY", "QQ  - whatever\r\nPY"))
    done = run("convert", "in.ris", "--to", "csl-json", "--report", "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert done.returncode == 0
    assert report["records"] == 1
    assert {"diagnostics", "losses"} <= set(report)


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    path = tmp_path / "lossy.json"
    item = {"id": "a", "type": "article-journal", "title": "Of mice", "custom": {"wos": {"UT": "WOS:1"}}}
    path.write_text(json.dumps([item]))
    return path


def test_strict_writes_nothing_if_anything_is_lost(run, tmp_path: Path, lossy: Path) -> None:
    (tmp_path / "out.ris").write_text("before")
    done = run("convert", lossy, "-o", "out.ris", "--strict")
    assert done.returncode == 1
    assert (tmp_path / "out.ris").read_text() == "before"
    assert "nothing written" in done.stderr.decode()


def test_loss_alone_is_no_failure(run, tmp_path: Path, lossy: Path) -> None:
    done = run("convert", lossy, "-o", "out.ris")
    assert done.returncode == 0
    assert "dropped" in done.stderr.decode()


def test_dry_run_writes_nothing(run, tmp_path: Path, lossy: Path) -> None:
    done = run("convert", lossy, "-o", "out.ris", "--dry-run")
    assert done.returncode == 0
    assert "dropped" in done.stderr.decode()
    assert not (tmp_path / "out.ris").exists()


def test_quiet_says_nothing_of_losses(run, lossy: Path) -> None:
    assert run("convert", lossy, "--to", "ris", "--quiet").stderr == b""


# What is wrong, the words that do it, the exit code, and what the one line must name.
WRONG = {
    "missing file": (["convert", "nowhere.ris", "--to", "ris"], 2, ["nowhere.ris: no such file"]),
    "directory": (["convert", "folder", "--to", "ris"], 2, ["folder: is a directory"]),
    "empty file": (["convert", "empty.ris", "--to", "ris"], 1, ["empty.ris: the file is empty"]),
    "blank file": (["convert", "blank.ris", "--to", "ris"], 1, ["blank.ris: the file is empty"]),
    "PDF": (["convert", "paper.pdf", "--to", "ris"], 1, ["paper.pdf: this is a PDF"]),
    "binary": (["convert", "binary.ris", "--to", "ris"], 1, ["binary.ris: this is a binary file"]),
    "unrecognised": (
        ["convert", "prose.txt", "--to", "ris"],
        1,
        ["prose.txt: the format was not recognised", "--from"],
    ),
    "unknown format": (["convert", "good.ris", "--to", "bibtx"], 2, ["unknown format 'bibtx'", "bibtex"]),
    "unknown input format": (["convert", "good.ris", "--from", "riss", "--to", "ris"], 2, ["unknown format 'riss'"]),
    "unknown suffix": (["convert", "good.ris", "-o", "out.xyz"], 2, ["out.xyz: the suffix names no format", "--to"]),
    "no output format": (["convert", "good.ris"], 2, ["--to"]),
    "format that is not written": (["convert", "good.ris", "--to", "article-page"], 2, ["is read, not written"]),
    "unknown target": (["convert", "good.ris", "--to", "ris", "--target", "zotro"], 2, ["unknown target", "zotero"]),
    "no input": (["convert", "--to", "ris"], 2, ["INPUT"]),
    "unknown option": (["convert", "good.ris", "--too", "ris"], 2, ["--too"]),
    "output is a directory": (["convert", "good.ris", "--to", "ris", "-o", "folder"], 1, ["folder: is a directory"]),
    "output folder is missing": (["convert", "good.ris", "-o", "no/out.bib"], 1, ["out.bib: cannot be written"]),
    "unknown style": (["bibliography", "good.ris", "--style", "vancuver"], 2, ["vancuver", "vancouver"]),
    "missing style file": (["bibliography", "good.ris", "--style", "no.csl"], 2, ["no.csl"]),
    "unknown engine": (["bibliography", "good.ris", "--style", "apa", "--engine", "no"], 2, ["unknown engine 'no'"]),
    "unknown command": (["convrt", "good.ris"], 2, ["convrt"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_usage_is_one_clear_line(what: str, run, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.ris").write_text(RIS)
    (tmp_path / "empty.ris").write_bytes(b"")
    (tmp_path / "blank.ris").write_bytes(b" \n\n")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n\0\1\2")
    (tmp_path / "binary.ris").write_bytes(os.urandom(500) + b"\0" * 50)
    (tmp_path / "prose.txt").write_text("Dear colleague,\nplease find attached nothing at all.\n")
    words, code, named = WRONG[what]
    done = run(*words)
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    assert done.stdout == b""
    for part in named:
        assert part in said
    assert len([line for line in said.splitlines() if line.startswith("refexport: ")]) <= 1


GOOD = "TY  - JOUR\nTI  - Before\nER  - \n\n"

# Damaged input: its name, its bytes, the titles that must still come out, the line that must be named.
DAMAGED: dict[str, tuple[str, bytes, list[str], str | None]] = {
    "RIS without ER": ("a.ris", (GOOD + "TY  - JOUR\nTI  - No end\n").encode(), ["Before", "No end"], "a.ris:5"),
    "BibTeX with unbalanced braces": (
        "a.bib",
        b"@book{a, title = {Before}}\n\n@book{b, title = {Open {brace}, year = 1999\n\n@book{c, title = {After}}\n",
        ["Before", "After"],
        "a.bib:3",
    ),
    "truncated JSON": (
        "a.json",
        b'[{"id": "a", "type": "book", "title": "Before"},\n{"id": "b", "type": "bo',
        ["Before"],
        "a.json:2",
    ),
    "duplicate keys": ("a.bib", b"@book{a, title={One}}\n@book{a, title={Two}}\n", ["One", "Two"], None),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_good_records_come_out_of_damaged_input(what: str, run, tmp_path: Path) -> None:
    name, data, titles, place = DAMAGED[what]
    (tmp_path / name).write_bytes(data)
    done = run("convert", name, "--to", "jsonl")
    found = [json.loads(line)["title"] for line in done.stdout.decode().splitlines()]
    assert found == titles
    assert b"Traceback" not in done.stderr
    if place:
        assert f"{place}: " in done.stderr.decode()
        assert done.returncode in (0, 1)


TITLE = "Über naïve Größen – “é”"
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ris", f"TY  - JOUR\r\nTI  - {TITLE}\r\nER  - \r\n"),
        ("a.bib", f"@article{{a, title = {{{TITLE}}}}}\n"),
        ("a.json", json.dumps([{"id": "a", "type": "book", "title": TITLE}], ensure_ascii=False)),
    ],
)
def test_encodings(encoding: str, name: str, text: str, run, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(text.encode(encoding))
    done = run("convert", name, "--to", "jsonl")
    assert json.loads(done.stdout)["title"] == TITLE
    assert done.returncode == 0
    assert ("read as Windows-1252" in done.stderr.decode()) == (encoding == "cp1252")


def test_unreadable_input_among_good_ones(run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.ris").write_bytes(b"")
    done = run("convert", "b.ris", "a.ris", "--to", "ris")
    assert done.returncode == 1
    assert "b.ris: the file is empty" in done.stderr.decode()
    assert b"Of mice" in done.stdout


def test_existing_output_survives_a_failure(run, tmp_path: Path) -> None:
    (tmp_path / "out.bib").write_text("before")
    (tmp_path / "in.ris").write_bytes(b"")
    assert run("convert", "in.ris", "-o", "out.bib").returncode == 1
    assert (tmp_path / "out.bib").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_output_may_be_its_own_input(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert run("convert", "a.bib", "-o", "a.bib").returncode == 0
    assert "Of mice" in (tmp_path / "a.bib").read_text()


def test_gzip_is_read(run, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "a.ris.gz").write_bytes(gzip.compress(RIS.encode()))
    assert b"Of mice" in run("convert", "a.ris.gz", "--to", "csl-json").stdout
