"""RIS's lines, in the spellings of vendors and people: one or two blanks or none around the hyphen, small letters.

Source: RIS format specification (Reference Manager 10), and exports as they are found.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from refexport.record import Record
from refexport.syntax.tagged import Split

if TYPE_CHECKING:
    from refexport.syntax.tag_writer import TagWriter

QUICK = re.compile(r"^([A-Z][A-Z0-9])  - (.*)$", re.M)
"""A line as most programs write it, of which `split_line` makes the same."""
_TAG = re.compile(r"([A-Za-z][A-Za-z0-9])(?: {0,2}-(?: (.*)|$)| {1,2}-(.*))")
_LOWER_START = re.compile(r"^ty - [A-Za-z]+\s*$", re.M)
"""Begins a record of a file that has its tags in small letters, with one blank: no other file is taken to have such."""
_LOWER_TAG = re.compile(r"([a-z][a-z0-9]) -(?: (.*)|$)")


def splitter(text: str, known: frozenset[str]) -> Split:
    """Return what splits the lines of a text.

    Args:
        text: the whole, or a part.
        known: tags that a line in an unusual spelling may have.
    """
    return partial(split_lower_line if _LOWER_START.search(text) else split_line, known=known)


def split_line(line: str, known: frozenset[str]) -> tuple[str, str] | tuple[None, str]:
    """Return tag and value of a line, or `None` and its text: `AU  - Lu, Y.`, `au -Lu, Y.`, `ER  -`."""
    if line[2:6] == "  - " and line[:2].isupper():
        return line[:2], line[6:].strip()
    match = _TAG.fullmatch(line)
    if match and (line[2:5] == "  -" or match[1].isupper()):
        tag = match[1].upper()
        # Text may begin with two letters and a hyphen, so what is unusual must be a tag that there is.
        if tag in known or (match[1].isupper() and line[2] == " " and match[3] is None):
            return tag, (match[2] or match[3] or "").strip()
    return None, line.strip()


def split_lower_line(line: str, known: frozenset[str]) -> tuple[str, str] | tuple[None, str]:
    """Return what `split_line` does, for a file with lines such as `au - Lu, Y.`."""
    match = _LOWER_TAG.fullmatch(line)
    if match and match[1].upper() in known:
        return match[1].upper(), (match[2] or "").strip()
    return split_line(line, known)


def whole(writer: TagWriter, record: Record, lines: list[str]) -> str:
    """Return the text of a record: its lines between those of its type, its key and its end."""
    kind = writer.kind(record)
    key = [f"ID  - {writer.escape('ID', writer.key(record))}"] if record.id else []
    first = f"TY  - {writer.target.ris_generic_type if kind == 'GEN' else kind}"
    return "\r\n".join([first, *lines, *key, "ER  - ", "", ""])
