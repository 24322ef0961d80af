"""Addresses and identifiers in LaTeX, which TeX reads as they stand and programs escape all the same.

Source: LaTeX 2e, `\\url`; exports of Mendeley, JabRef and publishers.
"""

from __future__ import annotations

import re


def group_end(source: str, at: int) -> int | None:
    """Return the place behind the group that opens here, or `None` if none does."""
    if not source.startswith("{", at):
        return None
    depth = 0
    for match in re.compile(r"\\.|[{}]", re.S).finditer(source, at):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if not depth:
                return match.end()
    return None


def group_ends(source: str) -> dict[int, int]:
    """Return the place behind each group, by that at which it opens."""
    ends: dict[int, int] = {}
    open: list[int] = []
    for match in re.compile(r"\\.|[{}]", re.S).finditer(source):
        if match[0] == "{":
            open.append(match.start())
        elif match[0] == "}" and open:
            ends[open.pop()] = match.end()
    return ends


def is_nested_deeper(text: str, most: int) -> bool:
    """Return whether braces in a text stand more than so many deep."""
    if len(text) <= most or text.count("{") <= most:
        return False
    depth = 0
    for sign in text:
        if sign == "{":
            depth += 1
            if depth > most:
                return True
        elif sign == "}" and depth:
            depth -= 1
    return False


def is_balanced(text: str) -> bool:
    """Return whether the braces of a text are balanced, escaped or not, as BibTeX counts them."""
    depth = 0
    for sign in text:
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


_RAW_COMMAND = re.compile(r"\\(?:url|path|nolinkurl|href)\s*\{([^{}]*)\}.*", re.S)
_ANGLE = re.compile(r"\{?(?:\$([<>])\$|\\text(less|greater)(?![a-z])(?:\{\}|\s)?)\}?")
_RAW_ESCAPE = re.compile(r"\{?\\([%#&_$~^{}\\ ])(?:\{\})?\}?|\\(?:textasciitilde|sim)(?:\{\}|\s|(?=\W)|$)|\$\\sim\$")


def unescape_raw(text: str) -> str:
    """Return a URL or the like without what programs escape in it: `a\\_b` → `a_b`, `\\~{}` → `~`."""
    text = text.strip()
    if "&" in text:
        text = text.replace("\\&", "&").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    if "\\" not in text and "{" not in text:
        return text
    if match := _RAW_COMMAND.fullmatch(text):
        text = match[1].strip()
    text = _ANGLE.sub(lambda match: match[1] or "<>"[match[2] == "greater"], text)
    text = _RAW_ESCAPE.sub(lambda match: match[1] or "~", text)
    while text.startswith("{") and group_end(text, 0) == len(text):
        text = text[1:-1].strip()
    return text
