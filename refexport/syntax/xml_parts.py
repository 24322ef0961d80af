"""XML of many records cut between two of them, each part a document with the same beginning.

A document is cut where one record's end is followed by another's beginning and nothing but blanks: both then stand in
the same element, whatever that is.  What stands in a comment or a CDATA section is neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from refexport import parts
from refexport.source import Source
from refexport.syntax.xml import declare_encoding

_TEXT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)", re.S)
_TAG = re.compile(r"<(/?)([\w:.-]+)(?:\"[^\"]*\"|'[^']*'|[^\"'>])*?(/?)>")
_LONGEST = 1 << 16
"""Characters that may stand before the first record."""


def parts_of(*tags: str) -> Callable[[Source], Iterator[Source]]:
    """Return what cuts a document between elements with some names."""
    names = "|".join(tags)
    first = re.compile(rf"<(?:[\w.-]+:)?(?:{names})[\s>]")
    between = re.compile(rf"</(?:[\w.-]+:)?(?:{names})\s*>\s*(?=<(?:[\w.-]+:)?(?:{names})[\s>])")

    def cut(source: Source) -> Iterator[Source]:
        declare_encoding(source)
        opening: str | None = None
        closing = ""
        found = parts.cut(source, lambda text: _last(between, text))
        part = next(found)
        for following in found:
            if opening is None:
                match = first.search(_without_text(part.text[: 2 * _LONGEST]))
                opening = part.text[: match.start()] if match and match.start() < _LONGEST else ""
                closing = _closing(opening)
                yield _framed(source, part, "", closing)
            else:
                yield _framed(source, part, opening, closing)
            part = following
        yield _framed(source, part, opening or "", "")

    return cut


def _framed(source: Source, part: Source, opening: str, closing: str) -> Source:
    # The lines of what is put before the part are no lines of the file.
    return source.part(opening + part.text + closing, part.first_line - opening.count("\n"))


def _last(between: re.Pattern[str], text: str) -> int:
    hidden = [match.span() for match in _TEXT.finditer(text)] if "<!" in text else []
    place = text.rfind("</")
    while place > 0:
        match = between.match(text, place)
        if match and not any(start <= place < end for start, end in hidden):
            return match.end()
        place = text.rfind("</", 0, place)
    return 0


def _without_text(text: str) -> str:
    """Return a text with blanks for comments and CDATA sections, so that places stay."""
    return _TEXT.sub(lambda match: " " * len(match[0]), text)


def _closing(opening: str) -> str:
    """Return the end tags of the elements that are open at the end of a text."""
    open: list[str] = []
    for end, name, empty in _TAG.findall(_without_text(opening)):
        if end and open:
            open.pop()
        elif not end and not empty:
            open.append(name)
    return "".join(f"</{name}>" for name in reversed(open))
