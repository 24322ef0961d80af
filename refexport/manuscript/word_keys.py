"""Citations as they are typed into a Word document: `[see @lu2024, pp. 33-35; -@ma2023]`.

Source: pandoc User's Guide, "Citation syntax"; only citations in brackets are taken, since an `@` in running text is
most often an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from refexport.csl import Cite
from refexport.manuscript.affixes import cite
from refexport.manuscript.word_package import Element
from refexport.manuscript.word_story import w
from refexport.manuscript.word_text import NOTE, Paragraph

_MARK = re.compile(
    r"(?P<open>\[)|(?P<close>\])|(?P<semicolon>;)"
    r"|(?<![\w@])(?P<minus>[-\u2010\u2011\u2012\u2013]?)@(?:\{(?P<braced>[^{}\n]+)\}|(?P<key>\w+(?:[:.#$%&\-+?<>~/]\w+)*))"
)
_RICH = (("b", "b"), ("i", "i"))
_OFF = ("0", "false", "off", "none")


@dataclass(slots=True)
class _Part:
    """What stands between semicolons."""

    start: int
    key: str = ""
    key_start: int = 0
    key_end: int = 0
    minus: bool = False
    end: int = 0
    swallowed: list[str] = field(default_factory=list)
    """Keys that stand in the words around another one, where they cite nothing."""


@dataclass(slots=True)
class Typed:
    """A citation in a paragraph's text."""

    start: int
    end: int
    cites: list[Cite]
    swallowed: list[str]
    """Keys in the words around others."""


def find(paragraph: Paragraph) -> list[Typed]:
    """Return the citations of a paragraph, in their order; takes time in line with its length."""
    text = paragraph.text
    if "@" not in text:
        return []
    found: list[Typed] = []
    opened: list[list[_Part]] = []
    for match in _MARK.finditer(text):
        if match["open"]:
            opened.append([_Part(match.end())])
        elif not opened:
            continue
        elif match["close"]:
            parts = opened.pop()
            parts[-1].end = match.start()
            start = parts[0].start - 1
            if all(part.key for part in parts) and NOTE not in text[start : match.end()]:
                swallowed = [key for part in parts for key in part.swallowed]
                found.append(Typed(start, match.end(), [_cite(part, paragraph) for part in parts], swallowed))
                # What is around a citation in brackets is none.
                for outer in opened:
                    outer[-1].key = ""
        elif match["semicolon"]:
            opened[-1][-1].end = match.start()
            opened[-1].append(_Part(match.end()))
        elif opened[-1][-1].key:
            opened[-1][-1].swallowed.append(match["braced"] or match["key"])
        else:
            part = opened[-1][-1]
            part.key, part.minus = match["braced"] or match["key"], bool(match["minus"])
            part.key_start, part.key_end = match.start(), match.end()
    return _innermost(found)


def _innermost(found: list[Typed]) -> list[Typed]:
    """Return citations without those that hold another one."""
    out: list[Typed] = []
    for typed in sorted(found, key=lambda each: each.end):
        if not out or typed.start >= out[-1].end:
            out.append(typed)
    return out


def _cite(part: _Part, paragraph: Paragraph) -> Cite:
    prefix = _rich(paragraph, part.start, part.key_start)
    after = _rich(paragraph, part.key_end, part.end)
    return cite(part.key, prefix, after, suppress_author=part.minus)


def _rich(paragraph: Paragraph, start: int, end: int) -> str:
    """Return a part of a paragraph as rich text: italics and bold that differ from those of the citation's key."""
    out = []
    base = _formats(paragraph.properties_at(start - 1 if start else 0))
    for span in paragraph.spans:
        if span.end <= start or span.start >= end:
            continue
        text = paragraph.text[max(start, span.start) : min(end, span.end)]
        on = _formats(span.element.getparent().find(w("rPr")))
        for name, tag in _RICH:
            if name in on and name not in base and text.strip():
                text = f"<{tag}>{text}</{tag}>"
        out.append(text)
    return "".join(out).replace("</i><i>", "").replace("</b><b>", "").replace("\u00a0", " ")


def _formats(properties: Element | None) -> set[str]:
    if properties is None:
        return set()
    found = {name: properties.find(w(name)) for name, _ in _RICH}
    return {name for name, each in found.items() if each is not None and each.get(w("val"), "1") not in _OFF}
