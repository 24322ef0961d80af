"""Inputs cut between records, outputs put together: how a file of any size is read and written part by part.

A format that can be cut says where (`Format.parts`); each part is then read as if it were a whole file, with the lines
of the file and what the whole file tells every part.  Where the borders are depends on the input alone, so the parts,
and what comes of them, are the same however many of them are worked on at a time.

A format that can be put together says what stands before, between and behind its records (`Format.frame`), and writes
the records of a part without that (`Format.body`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from refexport.errors import InputError
from refexport.limits import advice, limit

if TYPE_CHECKING:
    from refexport.record import Record
    from refexport.report import Report
    from refexport.source import Source
    from refexport.targets import Target

PART = 1 << 17
"""Characters that a part has at least, if it is not the last."""

Border = Callable[[str], int]
"""Return where in a text the last record begins before which all are whole; 0 if that cannot be said."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the records of an output."""

    start: str = ""
    """Before the first record."""
    between: str = ""
    """Between two records."""
    end: str = ""
    """Behind the last record."""
    empty: str | None = None
    """The whole output, where there is no record; `None` if it is start and end."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the writer of a part knows of the parts before it."""

    number: int
    """Number of records in them."""
    key: Callable[[str], str]
    """The key that the output has for a record's id, where the format has keys of its own (`Format.keys`)."""


Body = Callable[["Iterable[Record]", "Report", "Target", Before], Iterator[str]]
"""Yield the text of each record."""
Keys = Callable[[], Callable[[str], str]]
"""Return what turns the ids of records, one after the other, into the keys of an output."""


def framed(
    body: Body, frame: Callable[[Target], Frame], keys: Keys | None = None
) -> Callable[[Iterable[Record], Report, Target], Iterator[str]]:
    """Return the function that writes a whole output, from what writes a part of one."""

    def write(records: Iterable[Record], report: Report, target: Target) -> Iterator[str]:
        around = frame(target)
        before = around.start
        written = False
        for text in body(records, report, target, Before(0, keys() if keys else str)):
            yield before + text
            before, written = around.between, True
        yield around.end if written else around.start + around.end if around.empty is None else around.empty

    return write


def plain_frame(target: Target) -> Frame:
    """Return the frame of a format whose records just follow each other."""
    return Frame()


def cut(source: Source, border: Border, shared: object = None) -> Iterator[Source]:
    """Yield the parts of a source, each of at least `PART` characters.

    Args:
        source: the whole.
        border: says where a text may be cut.
        shared: what the reader of each part must know of the whole.

    Raises:
        InputError: one record is longer than any can be.
    """
    line, pieces, size, enough = 1, [""], 0, PART
    for block in _small(source.blocks()):
        pieces.append(block)
        size += len(block)
        if size < enough:
            continue
        text = "".join(pieces)
        place = border(text)
        if place <= 0:
            # Looking again only in twice as much keeps a record of any length linear.
            pieces, enough = [text], 2 * size
            _refuse(source, size, line)
            continue
        yield source.part(text[:place], line, shared)
        line += text.count("\n", 0, place)
        pieces, size, enough = [text[place:]], len(text) - place, PART
    yield source.part("".join(pieces), line, shared)


def _small(blocks: Iterator[str]) -> Iterator[str]:
    return (block[place : place + PART] for block in blocks for place in range(0, len(block), PART))


def _refuse(source: Source, size: int, line: int) -> None:
    most = limit("record-bytes")
    if size > most:
        reason = f"no end of a record within {most:,} characters; {advice('record-bytes')}"
        raise InputError(f"{source.name}:{line}: {reason}")


def before_line(needle: str, pattern: str = "") -> Border:
    """Return a border: the last line that begins with some text.

    Args:
        needle: what the line begins with.
        pattern: a regular expression that the line must match as well.
    """
    matches = re.compile(pattern or re.escape(needle)).match

    def border(text: str) -> int:
        place = text.rfind("\n" + needle)
        while place > 0 and not matches(text, place + 1):
            place = text.rfind("\n" + needle, 0, place)
        return place + 1 if place > 0 else 0

    return border


def parts_before_line(needle: str, pattern: str = "") -> Callable[[Source], Iterator[Source]]:
    """Return what cuts a source before such lines; see `before_line`."""
    return lambda source: cut(source, before_line(needle, pattern))
