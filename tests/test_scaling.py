"""Time grows with the length of a value, not with its square, whatever the value is made of.

Each piece is repeated to 40,000 characters, which takes what grows as the square from eight seconds to minutes.
"""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from refexport import Name, Record, RefexportError, dumps, loads

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
