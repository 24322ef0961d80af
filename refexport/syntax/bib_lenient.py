"""Entries that are not well-formed, read by guess, and values as BibTeX concatenates them.

Source: BibTeX 0.99d: a brace counts whether a backslash stands before it or not; "btxdoc" on `#` and `@string`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from refexport.limits import limit
from refexport.syntax.bib import Entry

_HEAD = re.compile(r'@(\w+)[ \t]*[{(]\s*(?:(?:([^,{}"=\s]+)\s*)?(?:,|(?=[})]))|(?=[A-Za-z][\w-]*\s*=))')
_NAME = re.compile(r"""[\s,;]*(?:%[^\n]*\n\s*)*([^\s{}"=,;@#()\\%][^\s{}"=,@#()\\%]*)\s*=\s*""")
_MACRO = re.compile(r'[^\s{}",#=()@\\]+')
_END = re.compile(r"[\s,]*[)}]")
_LOST_COMMA = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")

MONTHS = "january february march april may june july august september october november december".split()
MACROS: dict[str, str] = {name[:3]: name.capitalize() for name in MONTHS}
"""The macros that every style of BibTeX defines."""


def lenient_entry(raw: str) -> Entry | None:
    """Return the entry that begins a text and that bibtexparser gave up, or `None` if its braces are not balanced.

    Only the brace that closes the entry may be missing, at the end of the text.
    """
    head = _HEAD.match(raw)
    if not head:
        return None
    fields: list[tuple[str, str]] = []
    at = head.end()
    while match := _NAME.match(raw, at):
        end = value_end(raw, match.end())
        if end is None:
            return None
        fields.append((match[1], raw[match.end() : end].strip()))
        at = end
    closing = _END.match(raw, at)
    if closing:
        return Entry(head[1].lower(), head[2] or "", fields, 0, end=closing.end())
    if raw[at:].strip(", \t\n") or not fields:
        return None
    return Entry(head[1].lower(), head[2] or "", fields, 0, end=len(raw), is_open=True)


def value_end(text: str, at: int) -> int | None:
    """Return where the value that begins here ends, or `None` if it does not."""
    end = part_end(text, at)
    while end is not None:
        joint = re.compile(r"\s*#\s*").match(text, end)
        if not joint:
            return end
        end = part_end(text, joint.end())
    return None


def part_end(text: str, at: int) -> int | None:
    """Return where a group, a quote or a macro ends that begins here, braces counted as BibTeX does."""
    if text.startswith("{", at):
        return _group_end(text, at)
    if not text.startswith('"', at):
        match = _MACRO.match(text, at)
        return match.end() if match else None
    depth = 0
    for match in re.compile(r'[{}]|(?<!\\)"').finditer(text, at + 1):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0] == '"' and depth <= 0:
            return match.end()
    return None


def _group_end(text: str, at: int) -> int | None:
    depth = 0
    for match in re.compile(r"[{}]").finditer(text, at):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return None


def split_values(fields: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return fields of which each value is one, and the names of those that a missing comma had hidden.

    Args:
        fields: as bibtexparser gives them: `title = {A} year = {2001}` is one field for it.
    """
    found: list[tuple[str, str]] = []
    hidden = []
    for name, value in fields:
        name = name.split()[-1] if name.split() else name
        end = _escaped_value_end(value)
        while end is not None and (match := _LOST_COMMA.match(value, end)):
            found.append((name, value[:end].strip()))
            name, value = match[1], value[match.end() :]
            hidden.append(name)
            end = _escaped_value_end(value)
        found.append((name, value))
    return found, hidden


def _escaped_value_end(text: str) -> int | None:
    """Return where the first value ends, braces behind a backslash not counted, as bibtexparser does."""
    if not text.startswith("{"):
        return value_end(text, 0)
    depth = 0
    for match in re.compile(r"(?<!\\)[{}]").finditer(text):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.end()
    return None


def value_of(written: str, macros: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the text of a value as it is written, and the macro in it that is not defined.

    Args:
        written: `{text}`, `"text"`, `2001`, `jan`, or these joined by `#`.
        macros: by name, lower case.
    """
    first = written[:1]
    if "#" not in written or (first == "{" and _group_end(written, 0) == len(written)):
        return _part(written, macros)
    texts: list[str] = []
    unknown, at, left = None, 0, len(written) + limit("expansion")
    while at < len(written) and left > 0:
        end = part_end(written, at)
        if end is None:
            return _part(written, macros)
        text, missing = _part(written[at:end], macros)
        texts.append(text[:left])
        left -= len(text)
        unknown = unknown or missing
        joint = re.compile(r"\s*#?\s*").match(written, end)
        at = joint.end() if joint else len(written)
    return "".join(texts), unknown


def goes_on(written: str) -> bool:
    """Return whether a value goes on behind the brace that closes it: `{Unbalanced } brace}`."""
    if not written.startswith("{"):
        return False
    end = _escaped_value_end(written)
    return end is not None and end < len(written) and not written[end:].lstrip().startswith("#")


def is_cut(written: str, text: str) -> bool:
    """Return whether the text of a value was cut because its macros grew too long."""
    return len(text) > len(written) and len(text) >= len(written) + limit("expansion")


def _part(written: str, macros: Mapping[str, str]) -> tuple[str, str | None]:
    if len(written) > 1 and written[0] + written[-1] in ("{}", '""'):
        return written[1:-1], None
    if written.isdigit():
        return written, None
    name = written.lower()
    if name in macros:
        return macros[name], None
    if name in MACROS:
        return MACROS[name], None
    return written, written or None
