"""Commands that a file of BibTeX defines for itself in `@preamble`, and texts with their definitions in their place.

Source: LaTeX 2e, `\\newcommand` and `\\providecommand`; TeX's `\\def` with plain parameters; BibTeX's own `xampl.bib`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from refexport.limits import limit
from refexport.text.latex_raw import group_end
from refexport.text.latex_tables import is_known

_DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?\s*(?:\{\s*\\([a-zA-Z]+)\s*\}|\\([a-zA-Z]+))"
    r"\s*(?:\[(\d)\])?\s*(?=\{)|\\[gex]?def\s*\\([a-zA-Z]+)\s*((?:#\d)*)\s*(?=\{)"
)
_COMMAND = re.compile(r"\\([a-zA-Z]+)[ \t\n]*")
_PARAMETER = re.compile(r"#([1-9])")
_MOST = 100
"""Commands of one text that are replaced."""


class Definition(NamedTuple):
    """What a command stands for."""

    arguments: int
    """Number of its arguments."""
    text: str
    """TeX, with `#1` for the first argument."""


def definitions(preamble: str) -> dict[str, Definition]:
    """Return the commands that a preamble defines, by name.

    What needs more than its arguments in their places is left out, what has no end, and what we know better: a
    preamble says of `\\url` how it looks.

    Args:
        preamble: TeX.
    """
    found = {name: definition for name, definition in _defined(preamble) if not is_known(name)}
    calls = {name: f"\\{name}" + "{}" * definition.arguments for name, definition in found.items()}
    return {name: found[name] for name, call in calls.items() if expand(call, found) != call}


def _defined(preamble: str) -> Iterator[tuple[str, Definition]]:
    for match in _DEFINITION.finditer(preamble):
        end = group_end(preamble, match.end())
        if end is None:
            continue
        text = preamble[match.end() + 1 : end - 1]
        count = int(match[3] or 0) if match[4] is None else match[5].count("#")
        if max(map(int, _PARAMETER.findall(text)), default=0) <= count and "##" not in text:
            yield match[1] or match[2] or match[4], Definition(count, text)


def expand(text: str, known: Mapping[str, Definition]) -> str:
    """Return a text in which commands are replaced by what they stand for, or the text as it is where that has no end.

    Args:
        text: TeX.
        known: the commands, by name.
    """
    found, at, longest = text, 0, limit("expansion")
    for _ in range(_MOST):
        match = next((match for match in _COMMAND.finditer(found, at) if match[1] in known), None)
        if match is None:
            return found
        arguments, end = _arguments(found, match.end(), known[match[1]].arguments)
        value = _filled(known[match[1]].text, arguments)
        if not arguments and found.startswith("{}", end):
            end += 2
        elif _COMMAND.fullmatch(value[value.rfind("\\") :] if "\\" in value else ""):
            value += "{}"  # what follows is no part of the name of its last command
        at = match.start()
        found = found[:at] + value + found[end:]
        if len(found) > max(len(text), longest):
            break
    return text


def _filled(text: str, arguments: list[str]) -> str:
    return _PARAMETER.sub(lambda match: arguments[int(match[1]) - 1], text)


def _arguments(text: str, at: int, count: int) -> tuple[list[str], int]:
    """Return the arguments that stand at a place, groups or single signs, and the place behind them."""
    found = []
    for _ in range(count):
        while text[at : at + 1].isspace():
            at += 1
        end = group_end(text, at)
        found.append(text[at + 1 : end - 1] if end else text[at : at + 1])
        at = end or at + 1
    return found, at
