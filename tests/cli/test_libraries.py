"""`refexport check`, `dedupe`, `merge` and `diff`: what is written and said, and the exit codes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from places import PROJECT

from refexport.errors import UsageError
from refexport.source import Source

GOOD = "@book{moro,\n  author = {Moro, Ugo},\n  title = {Glass in the lagoon},\n  year = {2001},\n}\n"
BAD = GOOD.replace("Glass in", "GlÃ¤ser in").replace("Moro, Ugo", "Moro1, Ugo")
OTHER = (
    "TY  - BOOK\nID  - glass\nAU  - Moro, U.\nTI  - Glass in the Lagoon: A History\nPY  - 2001\nPB  - Lagoon\nER  - \n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "good.bib").write_text(GOOD)
    (tmp_path / "bad.bib").write_text(BAD)
    (tmp_path / "other.ris").write_text(OTHER + "ER  - \n")
    (tmp_path / "empty.bib").write_text("")
    (tmp_path / "broken.bib").write_text(GOOD + "@book{b, title = {Open {brace}, year = 1999\n\n" + BAD)
    (tmp_path / "latin.bib").write_bytes(GOOD.replace("lagoon", "lagün").encode("cp1252"))
    return tmp_path


# The words, the exit code, and what must be said.
RUNS = {
    "clean": (["check", "good.bib"], 0, "nothing found"),
    "findings": (["check", "good.bib", "bad.bib"], 1, "bad.bib:2: moro: digits in a name"),
    "selected away": (["check", "bad.bib", "--ignore", "name,mojibake"], 0, "nothing found"),
    "selected": (["check", "bad.bib", "--select", "mojibake", "-q"], 1, "[mojibake]"),
    "broken entry": (["check", "broken.bib"], 1, "broken.bib:6"),
    "unreadable": (["check", "empty.bib"], 1, "[unreadable]"),
    "fix of an encoding": (["check", "latin.bib", "--fix"], 2, "not UTF-8"),
    "fix of standard input": (["check", "-", "--fix"], 2, "standard input"),
    "no such file": (["check", "nowhere.bib"], 2, "no such file"),
    "no such option": (["check", "good.bib", "--fixx"], 2, "--fixx"),
    "the codes": (["check", "--codes"], 0, "isbn-check-digit"),
    "same": (["diff", "good.bib", "good.bib"], 0, "no difference"),
    "different, counted": (["diff", "good.bib", "bad.bib"], 1, "0 removed, 0 added, 1 changed"),
    "different": (["diff", "good.bib", "bad.bib"], 1, "title: Glass in the lagoon → GlÃ¤ser in the lagoon"),
    "diff with nothing": (["diff", "good.bib", "empty.bib"], 2, "empty.bib: the file is empty"),
    "diff of standard input with itself": (["diff", "-", "-"], 2, "read once"),
    "a code that is none": (["check", "good.bib", "--select", "mojibak"], 0, "'mojibak' is no code of check"),
    "diff with one": (["diff", "good.bib"], 2, "AFTER"),
    "dedupe without a format": (["dedupe", "good.bib"], 2, "--to"),
    "dedupe": (
        ["dedupe", "good.bib", "other.ris", "-o", "out.bib"],
        0,
        "1 duplicate merged: 1 record → out.bib",
    ),
    "dry run": (["dedupe", "good.bib", "other.ris", "-n"], 0, "moro = glass: Glass in the Lagoon: A History"),
    "merge": (["merge", "good.bib", "good.bib", "-o", "out.bib"], 0, "2 records, 1 duplicate"),
    "each input told": (["dedupe", "good.bib", "other.ris", "-n"], 0, "other.ris: 1 record, 1 duplicate"),
    "each input of a merge told": (
        ["merge", "good.bib", "other.ris", "-o", "out.bib"],
        0,
        "good.bib: 1 record, 0 duplicates",
    ),
}


@pytest.mark.parametrize("what", RUNS)
def test_run(what: str, run, files: Path) -> None:
    words, code, said = RUNS[what]
    done = run(*words)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == code, told
    assert said in told
    assert "Traceback" not in told


def test_fix_writes_what_is_certain(run, files: Path) -> None:
    done = run("check", "bad.bib", "--fix")
    assert done.returncode == 1
    assert "[mojibake] fixed" in done.stdout.decode()
    assert (files / "bad.bib").read_text() == BAD.replace("GlÃ¤ser", "Gläser")
    assert run("check", "bad.bib", "--fix", "--ignore", "name").returncode == 0


def test_fix_keeps_line_ends_and_mark(run, files: Path) -> None:
    (files / "bad.bib").write_bytes(b"\xef\xbb\xbf" + BAD.replace("\n", "\r\n").encode())
    run("check", "bad.bib", "--fix")
    expected = BAD.replace("GlÃ¤ser", "Gläser").replace("\n", "\r\n").encode()
    assert (files / "bad.bib").read_bytes() == b"\xef\xbb\xbf" + expected


def test_fix_leaves_a_clean_file_untouched(run, files: Path) -> None:
    before = (files / "good.bib").stat().st_mtime_ns
    assert run("check", "good.bib", "--fix").returncode == 0
    assert (files / "good.bib").stat().st_mtime_ns == before


def test_check_json(run, files: Path) -> None:
    done = run("check", "bad.bib", "--json")
    (told,) = json.loads(done.stdout)
    assert told["source"] == "bad.bib"
    found = {one["code"]: (one["record"], one["line"], one["certain"]) for one in told["findings"]}
    assert found == {"mojibake": ("moro", 3, True), "name-digits": ("moro", 2, False)}


def test_report_tells_where_each_value_comes_from(run, files: Path) -> None:
    run("dedupe", "good.bib", "other.ris", "-o", "out.json", "--report", "report.json")
    report = json.loads((files / "report.json").read_text())
    assert report["sources"] == [
        {"source": "good.bib", "records": 1, "duplicates": 0},
        {"source": "other.ris", "records": 1, "duplicates": 1},
    ]
    (merged,) = report["merged"]
    assert merged["members"] == ["moro", "glass"]
    assert merged["values"]["title"] == {"from": "glass", "rule": "full form"}
    assert merged["values"]["publisher"] == {"from": "glass", "rule": "only"}
    assert merged["values"]["author"] == {"from": "moro", "rule": "fuller"}
    (item,) = json.loads((files / "out.json").read_text())
    assert (item["id"], item["publisher"]) == ("moro", "Lagoon")


def test_a_person_decides(run, files: Path) -> None:
    book = "@book{v,\n  author = {Moro, Ugo},\n  title = {A history of lagoons},\n}\n"
    second, third = (book.replace("{v", f"{{e{edition}").replace("},\n}", f"}},\n  edition = {{{edition}}},\n}}")
                     for edition in (2, 3))  # fmt: skip
    vague = second + third + book
    (files / "vague.bib").write_text(vague)
    done = run("dedupe", "vague.bib", "-o", "out.bib", "--review", "doubts.csv")
    assert done.returncode == 0, done.stderr
    with (files / "doubts.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert {(row[1], row[2]) for row in rows[1:]} == {("e2", "v"), ("e3", "v")}
    for row in rows[1:]:
        row[0] = "same" if row[1] == "e2" else "different"
    with (files / "doubts.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert run("dedupe", "vague.bib", "-o", "out.bib", "--decisions", "doubts.csv").returncode == 0
    assert (files / "out.bib").read_text().count("@book") == 2


def test_no_decision_is_lost_when_doubts_are_written_again(run, files: Path) -> None:
    table = "decision,key 1,key 2\r\ndifferent,moro,glass\r\n,x,y\r\n"
    (files / "doubts.csv").write_bytes(table.encode())
    words = ("dedupe", "good.bib", "other.ris", "-o", "out.bib", "--review", "doubts.csv")
    refused = run(*words)
    assert refused.returncode == 2
    assert "holds decisions" in refused.stderr.decode()
    assert (files / "doubts.csv").read_bytes() == table.encode()
    assert run(*words, "--decisions", "doubts.csv").returncode == 0
    with (files / "doubts.csv").open(newline="") as file:
        assert [row[:3] for row in csv.reader(file)][1:] == [["different", "moro", "glass"]]
    assert (files / "out.bib").read_text().count("@book") == 2
    (files / "notes.csv").write_text("mine")
    assert run(*words[:-1], "notes.csv").returncode == 2
    assert (files / "notes.csv").read_text() == "mine"


def test_a_library_may_be_its_own_output(run, files: Path) -> None:
    (files / "good.bib").write_text(GOOD + GOOD.replace("moro", "copy"))
    assert run("dedupe", "good.bib", "-o", "good.bib").returncode == 0
    assert (files / "good.bib").read_text().strip() == GOOD.strip()


def test_the_hook_runs_what_there_is() -> None:
    text = (PROJECT / ".pre-commit-hooks.yaml").read_text()
    entry = next(line.partition(":")[2].split() for line in text.splitlines() if "entry:" in line)
    assert entry == ["refexport", "check", "--quiet"]


def test_a_file_that_is_changed_while_it_is_checked_is_not_fixed(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from refexport.cli import check

    really = check.check_parts

    def meanwhile(source: Source, *more: Any, **named: Any) -> Iterator[Any]:
        yield from really(source, *more, **named)
        if source.name == "good.bib":
            (files / "good.bib").write_text(BAD)

    monkeypatch.setattr(check, "check_parts", meanwhile)
    monkeypatch.chdir(files)
    before = (files / "bad.bib").read_bytes()
    (files / "good.bib").write_text(BAD + GOOD)
    with pytest.raises(UsageError, match=r"good\.bib: was changed while it was checked; nothing is fixed, run again"):
        check.command.main(["--fix", "bad.bib", "good.bib"], standalone_mode=False)
    assert (files / "bad.bib").read_bytes() == before
    assert (files / "good.bib").read_text() == BAD
