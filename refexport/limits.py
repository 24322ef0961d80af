"""How much of an input is too much; each limit can be raised by an option or an environment variable.

No list of references comes near them; a file that is made to exhaust a machine does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple

from refexport.errors import UsageError


class Limit(NamedTuple):
    """A limit."""

    default: int
    what: str
    """What it limits, in one line."""
    most: int = sys.maxsize
    """The highest that it can be raised to."""


LIMITS: dict[str, Limit] = {
    "nesting": Limit(
        100, "levels of XML elements, JSON and YAML values, braces, inline markup and style elements", most=1000
    ),
    "value-chars": Limit(10_000_000, "characters that one value of a record may have"),
    "expansion": Limit(
        100_000, "characters that the macros of a BibTeX value may grow to, and values that YAML's aliases stand for"
    ),
    "expansion-ratio": Limit(50, "times its size that a file may grow to by macros and inherited fields, beyond 64 MB"),
    "style-calls": Limit(1_000_000, "elements that a style has when its macros are put in where they are called"),
    "unpack-ratio": Limit(200, "times its size that a compressed file may grow to, beyond 64 MB"),
    "record-bytes": Limit(256_000_000, "characters that one record may have where records are read one by one"),
    "whole-bytes": Limit(2_000_000_000, "characters of a file whose format must be read as a whole"),
}
"""By name."""

FREE = 64 * 1024 * 1024
"""Bytes or characters that any input may grow to."""
_FRAMES = 8
"""Calls of Python that a level of nesting takes at most."""


def limit(name: str) -> int:
    """Return a limit, as `REFEXPORT_MAX_UNPACK_RATIO` and the like say, or else its default.

    Raises:
        UsageError: the variable is not a number, or too large a one.
    """
    text = os.environ.get(variable(name), "")
    return _number(name, text, variable(name)) if text else LIMITS[name].default


def _number(name: str, text: str, what: str) -> int:
    most = LIMITS[name].most
    if not text.isascii() or not text.isdigit() or not int(text):
        raise UsageError(f"{what} must be a whole number, not {text!r}")
    if int(text) > most:
        raise UsageError(f"{what} can be {most:,} at most, not {text}")
    return int(text)


def nesting() -> int:
    """Return the limit of nesting; where it is raised, Python's stack is made to hold so many levels."""
    levels = limit("nesting")
    if levels > LIMITS["nesting"].default:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000 + _FRAMES * levels))
    return levels


def raise_limits(assignments: Iterable[str]) -> None:
    """Set limits for this process and those that it starts.

    Args:
        assignments: each a name, `=` and a number, such as `nesting=500`.

    Raises:
        UsageError: there is no such limit, or it is no number.
    """
    for assignment in assignments:
        name, _, number = assignment.partition("=")
        if name not in LIMITS:
            raise UsageError(f"unknown limit '{name}'; known: {', '.join(sorted(LIMITS))}")
        os.environ[variable(name)] = str(_number(name, number, f"the limit {name}"))


def variable(name: str) -> str:
    """Return the environment variable that raises a limit."""
    return f"REFEXPORT_MAX_{name.upper().replace('-', '_')}"


def advice(name: str) -> str:
    """Return what to do about a limit that is met, for the end of a message: `--limit nesting=N allows more`."""
    return f"--limit {name}=N or {variable(name)} allows more"


def is_nested_deeper(text: str, most: int, opener: str = "{", closer: str = "}") -> bool:
    """Return whether openers in a text stand more than so many deep."""
    if text.count(opener) <= most:
        return False
    depth = 0
    for sign in text:
        if sign == opener:
            depth += 1
            if depth > most:
                return True
        elif sign == closer and depth:
            depth -= 1
    return False


def is_value_deeper(value: object, most: int) -> bool:
    """Return whether lists and mappings stand more than so many deep in a decoded value."""
    level = [value]
    for _ in range(most + 1):
        below: list[object] = []
        for each in level:
            if isinstance(each, dict):
                below += [inner for inner in each.values() if isinstance(inner, dict | list)]
            elif isinstance(each, list):
                below += [inner for inner in each if isinstance(inner, dict | list)]
        if not below:
            return False
        level = below
    return True
