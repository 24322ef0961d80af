"""Time grows with the length of a value, not with its square, whatever the value is made of.

Each piece is repeated to 40,000 characters, which takes what grows as the square from eight seconds to minutes.
"""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from fuzz import works

from refexport import Name, Record, RefexportError, dedupe, dumps, loads

LENGTH = 40_000
MOST = 4.0
"""Seconds of the processor; a tenth is usual."""
PIECES = [
    " ",
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "\u00a0",
    "\u2028",
    "a ",
    "a, ",
    " and ",
    "{",
    "\\",
    "-",
    ".",
    '"',
    "1-",
    "&",
    "$",
]
WRITTEN = ["bibtex", "biblatex", "ris", "enw", "nbib", "endnote-xml", "mods", "csl-yaml", "csv", "hayagriva"]
READ = {
    "key": ("bibtex", "@book{"),
    "field's name": ("bibtex", "@book{a,"),
    "title": ("bibtex", "@book{a, title={"),
    "list of names": ("biblatex", "@book{a, author={"),
    "RIS": ("ris", "TY  - JOUR\nAU  - "),
    "full author": ("nbib", "PMID- 1\nFAU - A, "),
    "EndNote tagged": ("enw", "%0 Book\n%A "),
}


def record(text: str) -> Record:
    """Return a record with a text in its values of each kind."""
    people = (Name(family=text, given=text), Name(literal=text))
    return Record(id="a", type="book", title=text, author=people, note=text, page=text, volume=text, URL=text)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("format", WRITTEN)
def test_writing_takes_time_in_line_with_the_length(format: str, piece: str) -> None:
    value = "x" + piece * (LENGTH // len(piece)) + "x"
    start = time.process_time()
    dumps([record(value)], format)
    assert time.process_time() - start < MOST


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("place", READ)
def test_reading_takes_time_in_line_with_the_length(place: str, piece: str) -> None:
    format, before = READ[place]
    start = time.process_time()
    with suppress(RefexportError):
        loads(before + piece * (LENGTH // len(piece)), format)
    assert time.process_time() - start < MOST


FOUND = [
    ("read bibtex: '@book{a, keywords = {{}}}\\n'", "\n"),
    ("read bibtex: '@book{a, keywords = {{}}}\\n'", " "),
    ("read biblatex: '@book{a, title = {{}}}\\n'", "\\("),
    ("read biblatex: '@book{a, title = {{}}}\\n'", "\\url{\\}"),
    ("text parse_name", "\\("),
    ("read ris: 'TY  - JOUR\\nTI  - {}\\nER  - \\n'", "x\ny: "),
    ("read ris: 'TY  - JOUR\\nUR  - {}\\nER  - \\n'", "x\ny: "),
    ("read enw: '%0 Book\\n%U {}\\n'", "\nkey: "),
    ("read wos: 'FN Clarivate\\nPT J\\nAU {}\\nER\\n'", " "),
    ("read csl-json: file", "{"),
    ("read csl-json: file", '{"'),
    ("read datacite: file", "{\\"),
    ("read mods: file", "<a "),
    (f"read mods: {works.MODS.replace('{}', '<note>{}</note>')!r}", "<a "),
    ("write bibtex: title", "<i>a"),
    ("write bibtex: title", '<span class="nocase">'),
    ("write endnote-xml: title", "<i>a"),
    ("write endnote-xml: DOI", '<span class="nocase">'),
    ("cite apa: title", "{"),
    ("cite apa: names", "von "),
    ("check: page", "\u00a0"),
    ("check: names", " and "),
    ("check: names", ","),
    ("manuscript latex: '\\\\cite{{}}'", "%"),
    ("manuscript markdown: '{}'", "@book{"),
    (f"manuscript latex: {works.PAPERS['latex'][1]!r}", " "),
]
"""What `fuzz/scaling.py` found."""


@pytest.mark.parametrize(("name", "piece"), FOUND)
def test_what_the_search_found_takes_time_in_line_with_the_length(name: str, piece: str) -> None:
    work = dict(works.works())[name]
    work("a")  # what is loaded on first use is loaded now
    start = time.process_time()
    work("x" + piece * (LENGTH // len(piece)) + "x")
    assert time.process_time() - start < MOST


def test_entries_of_one_line_are_read_in_line_with_their_number() -> None:
    text = "".join(f"@book{{k{number}, title={{A}}, year={{2001}}}}\n" for number in range(20_000))
    start = time.process_time()
    assert len(loads(text, "bibtex")) == 20_000
    assert time.process_time() - start < 2 * MOST


@pytest.mark.parametrize("piece", [".", ". ", "... ", "- ", " ", ": ", "…"])
@pytest.mark.parametrize("end", ["x", "|", ""])
def test_titles_are_compared_in_time_in_line_with_their_length(piece: str, end: str) -> None:
    titles = [f"{begin}{piece * (LENGTH // len(piece))}{end}" for begin in "AB"]
    start = time.process_time()
    dedupe([Record(id=title[0], type="book", title=title) for title in titles])
    assert time.process_time() - start < MOST


@pytest.mark.parametrize("end", [")", "]", ")]", "),", "."])
def test_what_ends_a_doi_is_cut_in_time_in_line_with_its_length(end: str) -> None:
    start = time.process_time()
    records = loads(f"TY  - JOUR\nDO  - 10.1000/a{end * 100_000}\nER  - \n", "ris")
    assert records[0].DOI == "10.1000/a"
    assert time.process_time() - start < MOST / 2
