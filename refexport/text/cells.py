"""Rows of CSV that a spreadsheet shows and does not run.

Source: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""


def defused(text: str) -> str:
    """Return a text with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def armed(text: str) -> str:
    """Return a text as it was before `defused`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


def row(cells: Iterable[str]) -> str:
    """Return cells as a row of CSV, quoted where they must be, ended by CR LF."""
    return ",".join(map(_quoted, cells)) + "\r\n"


def _quoted(cell: str) -> str:
    if any(character in cell for character in ',;"\t\r\n') or cell != cell.strip():
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'
    return cell
