"""BibTeX and BibLaTeX through the programs that read them: biber, bibtex and bibutils, where they are installed.

Whatever a program says to the corpus is a mistake of ours, or stands with its reason in `bib_program_reasons.toml`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from formats.zotero_items import fold
from places import DATA

from refexport import Record, dumps, loads

REASONS = tomllib.loads((Path(__file__).parent / "bib_program_reasons.toml").read_text(encoding="utf-8"))


def run(command: list[str], package: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program, or skip, saying which package has it."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed (Debian: apt-get install {package})")
    here = {**os.environ, **environment}
    return subprocess.run(
        command, cwd=cwd, env=here, capture_output=True, encoding="utf-8", errors="replace", timeout=300
    )


def check(program: str, messages: list[str]) -> None:
    """Hold the messages of a program to the reasons that are listed for it."""
    reasons = REASONS[program]
    assert all(entry["reason"] for entry in reasons)
    patterns = [re.compile(entry["pattern"]) for entry in reasons]
    unlisted = [message for message in messages if not any(pattern.fullmatch(message) for pattern in patterns)]
    assert unlisted == [], "not listed"
    gone = [pattern.pattern for pattern in patterns if not any(map(pattern.fullmatch, messages))]
    assert gone == [], "listed, but gone"


@pytest.fixture(scope="module")
def corpus(shared: Path) -> list[Record]:
    return loads((shared / "corpus" / "real-records.csl.json").read_bytes(), "csl-json")


@pytest.fixture(scope="module", params=["bibtex", "biblatex"])
def converted(request: pytest.FixtureRequest, corpus: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus in either format."""
    path = tmp_path_factory.mktemp("bib") / f"{request.param}.bib"
    path.write_text(dumps(corpus, request.param), encoding="utf-8")
    return path


# BibLaTeX's mandatory fields, and the variables that would have filled them.
_VARIABLES = {
    "author": ("author",),
    "booktitle": ("container_title",),
    "date, year": ("issued",),
    "editor": ("editor",),
    "institution": ("publisher",),
    "journaltitle": ("container_title",),
    "number": ("number",),
    "title": ("title",),
    "type": ("genre",),
}
_BIBER = re.compile(r"(?:WARN|ERROR) - (?:Datamodel: Entry '(?P<key>[^']*)' \([^)]*\): )?(?P<message>.*)")
_MISSING = re.compile(r"Missing mandatory field (?:- one of )?'([^']*)'")


def test_biber_takes_the_corpus(corpus: list[Record], tmp_path: Path) -> None:
    (tmp_path / "in.bib").write_text(dumps(corpus, "biblatex"), encoding="utf-8")
    command = ["biber", "--tool", "--validate-datamodel", "--output-file=out.bib", "in.bib"]
    done = run(command, "biber", tmp_path)
    assert done.returncode == 0
    found = [match for line in done.stdout.splitlines() if (match := _BIBER.fullmatch(line))]
    check("biber", [match["message"] for match in found])
    records = {record.id: record for record in corpus}
    for match in found:
        if missing := _MISSING.match(match["message"]):
            record = records[match["key"]]
            assert not any(getattr(record, name) for name in _VARIABLES[missing[1]]), match[0]
    again = loads((tmp_path / "out.bib").read_text(encoding="utf-8"), "biblatex")
    assert {record.id for record in again} == records.keys()


def test_biber_keeps_what_we_write(corpus: list[Record], tmp_path: Path) -> None:
    # What biber writes anew of what we wrote is what we wrote, but for what it drops or sets out itself.
    (tmp_path / "in.bib").write_text(dumps(corpus, "biblatex"), encoding="utf-8")
    run(["biber", "--tool", "--output-file=out.bib", "in.bib"], "biber", tmp_path)
    ours = {record.id: record for record in loads((tmp_path / "in.bib").read_text(encoding="utf-8"), "biblatex")}
    for record in loads((tmp_path / "out.bib").read_text(encoding="utf-8"), "biblatex"):
        assert fold(record.title or "") == fold(ours[record.id].title or "")
        assert record.author == ours[record.id].author
        assert record.issued == ours[record.id].issued


# Biber passes on everything by default; what names or describes the parent itself is not the child's.
_PARENTS_OWN = frozenset({"DOI", "URL", "abstract", "keyword", "note", "title_short"})


def test_biber_inherits_as_we_do(tmp_path: Path) -> None:
    text = (DATA / "inheritance.bib").read_text(encoding="utf-8")
    (tmp_path / "in.bib").write_text(text, encoding="utf-8")
    options = ["--output-resolve-crossrefs", "--output-resolve-xdata", "--output-file=out.bib"]
    done = run(["biber", "--tool", *options, "in.bib"], "biber", tmp_path)
    assert done.returncode == 0
    resolved = {record.id: record for record in loads((tmp_path / "out.bib").read_text(encoding="utf-8"), "biblatex")}
    ours = loads(text, "biblatex")
    assert len(ours) == len(resolved) == 20
    for record in ours:
        fields = set(record.__struct_fields__) - _PARENTS_OWN
        found = {name: getattr(record, name) for name in fields}
        assert found == {name: getattr(resolved[record.id], name) for name in fields}, record.id


_STYLE = r"""ENTRY{author title journal booktitle year month pages volume number publisher}{}{label}
FUNCTION{default.type}{cite$ write$ newline$ title empty$ {""} {title "t" change.case$} if$ write$ newline$
author empty$ {""} {author #1 "{ff }{vv }{ll}{, jj}" format.name$} if$ write$ newline$}
MACRO{jan}{"1"} MACRO{feb}{"2"} MACRO{mar}{"3"} MACRO{apr}{"4"} MACRO{may}{"5"} MACRO{jun}{"6"}
MACRO{jul}{"7"} MACRO{aug}{"8"} MACRO{sep}{"9"} MACRO{oct}{"10"} MACRO{nov}{"11"} MACRO{dec}{"12"}
READ
ITERATE{call.type$}
"""


def _bibtex(corpus: list[Record], style: str, folder: Path, styles: str) -> tuple[list[str], str]:
    """Return what bibtex says to the corpus, and what it makes of it."""
    (folder / "out.bib").write_text(dumps(corpus, "bibtex"), encoding="utf-8")
    (folder / "t.aux").write_text(f"\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{out}}\n", encoding="utf-8")
    done = run(["bibtex", "-terse", "t"], "texlive-binaries", folder, BSTINPUTS=styles, BIBINPUTS=".")
    told = [line for line in done.stdout.splitlines() if line and not line.startswith(("--line", "(There were"))]
    return told, (folder / "t.bbl").read_text("utf-8", errors="replace")


def test_bibtex_reads_the_corpus(corpus: list[Record], tmp_path: Path) -> None:
    (tmp_path / "own.bst").write_text(_STYLE, encoding="utf-8")
    told, output = _bibtex(corpus, "own", tmp_path, ".")
    assert [line for line in told if "isn't style-file defined" not in line] == []
    lines = output.splitlines()
    assert lines[0] == corpus[0].id
    assert {record.id for record in corpus} <= set(lines)


def test_bibtex_styles_the_corpus(corpus: list[Record], tmp_path: Path) -> None:
    if not shutil.which("kpsewhich") or not run(["kpsewhich", "plain.bst"], "texlive-base", tmp_path).stdout:
        pytest.skip("BibTeX's style plain.bst is not installed (Debian: apt-get install texlive-base)")
    told, output = _bibtex(corpus, "plain", tmp_path, "")
    check("bibtex", told)
    assert output.count("\\bibitem{") == len(corpus)


def _told(program: str, text: str) -> list[str]:
    """Return what bibutils says, a message a line, without the titles that it repeats."""
    tags = re.findall(r"^\w+:        '([A-Z:]+)', '", text, re.M)
    return re.findall(r"^\w+: Did not .*", text, re.M) + [f"{program}: '{tag}' unused" for tag in tags]


# bibutils parts titles at `? ` and sets colons its own way.
_PARTED = re.compile(r"\s*([?:!])\s*:?\s*")


def test_bibutils_reads_the_corpus(corpus: list[Record], converted: Path) -> None:
    program = {"bibtex": "bib2xml", "biblatex": "biblatex2xml"}[converted.stem]
    done = run([program, str(converted)], "bibutils", converted.parent)
    assert done.returncode == 0
    check(program, _told(program, done.stderr))
    back = {record.id: record for record in loads(done.stdout, "mods")}
    assert back.keys() == {record.id for record in corpus}
    wrong = [record.id for record in corpus if not _is_right(record, back[record.id])]
    assert len(wrong) <= len(corpus) / 100, wrong


def _is_right(record: Record, back: Record) -> bool:
    """Return whether bibutils has the title, the volume and the authors of a record as it is."""
    titles = {_PARTED.sub(r"\1 ", fold(found.title or "")) for found in (record, back)}
    # Directors of films stand in `author`; a name that stands twice, bibutils has once.
    people = [{fold(name.family or name.literal or "") for name in found.author} for found in (record, back)]
    return len(titles) == 1 and record.volume == back.volume and (people[0] == people[1] or bool(record.director))
