"""Rows of CSV that a spreadsheet shows and does not run.

Source: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""

_SIGNS = r"[=+\-@＝＋－＠]"
_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff]*"
"""Characters that some programs drop before they look at what a cell begins with."""
_BEGINS = rf"'*{_UNSEEN}(?:{_SIGNS}|[\t\r\n])"
_ARMED = re.compile(rf"^(?={_BEGINS})|(?<=[;\n\r\t])(?='*{_UNSEEN}{_SIGNS})")
_DEFUSED = re.compile(rf"^'(?={_BEGINS})|(?<=[;\n\r\t])'(?='*{_UNSEEN}{_SIGNS})")
_SIGN = re.compile(_SIGNS)


def defused(text: str) -> str:
    """Return a text with an apostrophe before what a spreadsheet would run as a formula.

    That is the beginning of the text, and what follows a semicolon, a tab or a line end: a program that expects
    another border between cells than the comma, as in much of Europe, begins a cell there, quotes or not.
    """
    if not _SIGN.search(text) and text[:1] not in ("'", "\t", "\r", "\n"):
        return text
    return _ARMED.sub("'", text)


def armed(text: str) -> str:
    """Return a text as it was before `defused`."""
    return _DEFUSED.sub("", text) if "'" in text else text


def row(cells: Iterable[str]) -> str:
    """Return cells as a row of CSV, quoted where they must be, ended by CR LF."""
    return ",".join(map(_quoted, cells)) + "\r\n"


def _quoted(cell: str) -> str:
    if any(character in cell for character in ',;"\t\r\n') or cell != cell.strip():
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell
