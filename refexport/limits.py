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
        150,
        "levels of JSON and YAML values, braces, markup and a style's elements; of XML's no fewer than 250",
        most=1000,
    ),
    "value-chars": Limit(10_000_000, "characters that one value of a record may have"),
    "expansion": Limit(
        100_000, "characters that the macros of a BibTeX value may grow to, and values that YAML's aliases stand for"
    ),
    "expansion-ratio": Limit(50, "times its size that BibTeX may grow to by macros and inherited fields, beyond 8 MB"),
    "style-steps": Limit(100_000, "elements of a style, those of its macros at each call, that one entry may take"),
    "package-bytes": Limit(1_000_000_000, "bytes that a Word document may unpack to, a fifth of them in one part"),
    "package-parts": Limit(20_000, "parts of a Word document"),
    "unpack-ratio": Limit(200, "times its size that a compressed file may grow to, beyond 64 MB"),
    "record-bytes": Limit(256_000_000, "characters that one record may have where records are read one by one"),
    "whole-bytes": Limit(2_000_000_000, "characters of a file whose format must be read as a whole"),
}
"""By name."""

XML_NESTING = 250
"""Levels of XML that libxml2 reads without being asked for more."""
XML_CHARS = 10_000_000
"""Characters of a text in XML, likewise."""
XML_TOO_MUCH = 114
"""The code of libxml2's error for more than that (`XML_ERR_RESOURCE_LIMIT` of xmlerror.h, since libxml2 2.13), which
older versions of lxml have no name for."""
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


def xml_nesting() -> int:
    """Return how many levels XML may have: no fewer than libxml2 reads, for which no time is spent on counting."""
    return max(nesting(), XML_NESTING)


def is_huge() -> bool:
    """Return whether libxml2 must be asked for more than it reads by itself."""
    return nesting() > XML_NESTING or limit("value-chars") > XML_CHARS


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


def raised() -> tuple[str, ...]:
    """Return the limits that are not as they are by default, as `raise_limits` takes them."""
    return tuple(f"{name}={limit(name)}" for name in LIMITS if os.environ.get(variable(name)))


def variable(name: str) -> str:
    """Return the environment variable that raises a limit."""
    return f"REFEXPORT_MAX_{name.upper().replace('-', '_')}"


def advice(name: str) -> str:
    """Return what to do about a limit that is met, for the end of a message: `--limit nesting=N allows more`."""
    return f"--limit {name}=N or {variable(name)} allows more"
