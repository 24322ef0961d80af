"""Markdown (CommonMark): emphasis by asterisks where they are sure to be read as such, else by inline HTML.

What Markdown has no sign for (raised text, small capitals, underlining) is
inline HTML, which pandoc and GitHub read.  A hanging indent and a margin for
labels there are none: each entry is a paragraph.

Source: CommonMark 0.31, "Emphasis and strong emphasis", "Backslash escapes";
pandoc User's Guide for what else is special (`^`, `~`, `$`, `@`, `--`).
"""

from __future__ import annotations

import re
import unicodedata

from refexport.csl import tree
from refexport.csl.markup.base import BREAK, GAP, lines, one_line, settle_breaks
from refexport.reference_list import Layout
from refexport.registry import Markup

_SPECIAL = re.compile(
    r"[\\*\[\]{}<>$^~|@]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is no emphasis, and stays for the sake of addresses
    r"|&(?=[#\w]*;|[#\w]*$)"
    r"|-(?=-|$)|(?<=-)-|^-"
    r"|:(?=[+-]1:|[\w+-]*[a-z][\w+-]*:)"  # GitHub's pictures
)
_LINE_START = re.compile(
    r"^[ ]*(?:(?![A-Z]\. \S|\(\w+\)$)(\(?(?:\d+|[a-zA-Z]|[ivxlcdm]+|[IVXLCDM]+))([.)])(?=\s|$)|([-+#=:%]))", re.M
)
"""What begins a list, a heading, a rule, or with pandoc a definition, a division, or a document's title.

One name's initial is no number of pandoc's, and a citation that is but a year in brackets stands within a sentence.
"""
_BACKTICK = "&#96;"
"""R Markdown runs what stands between two backticks, though a backslash makes them text of Markdown's."""
_STAR, _STRONG, _END_STAR, _END_STRONG = "\x01", "\x02", "\x03", "\x04"
_SIGNS = {_STAR: ("*", "<em>", "</em>"), _STRONG: ("**", "<strong>", "</strong>")}
_MARKS = re.compile("([\x01-\x04])")


def escape(text: str) -> str:
    """Return a text in which nothing is Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", one_line(text)).replace("`", _BACKTICK)


def _tag(name: str, attributes: str = "") -> tuple[str, str]:
    return f"<{name}{attributes}>", f"</{name}>"


def _span(style: str) -> tuple[str, str]:
    return _tag("span", f' style="{style};"')


_NODES = {
    tree.ITALIC: (_STAR, _END_STAR),
    tree.OBLIQUE: (_STAR, _END_STAR),
    tree.UPRIGHT: _span("font-style:normal"),
    tree.BOLD: (_STRONG, _END_STRONG),
    tree.NORMAL_WEIGHT: _span("font-weight:normal"),
    tree.UNDERLINE: _tag("u"),
    tree.NO_UNDERLINE: _span("text-decoration:none"),
    tree.SUPERSCRIPT: _tag("sup"),
    tree.SUBSCRIPT: _tag("sub"),
    tree.SMALL_CAPS: _span("font-variant:small-caps"),
    tree.NO_SMALL_CAPS: _span("font-variant:normal"),
    tree.BLOCK: (BREAK, BREAK),
    tree.INDENT: (f"{BREAK}&emsp;", BREAK),
    tree.LEFT_MARGIN: ("", GAP),
    tree.RIGHT_INLINE: (GAP, ""),
}


def _finish(text: str) -> str:
    text = settle_breaks(_emphasized(text).strip(), "\\\n")
    return _LINE_START.sub(_no_block, text)


def _no_block(match: re.Match[str]) -> str:
    """Escape what would begin a block."""
    return f"{match[1]}\\{match[2]}" if match[1] else f"\\{match[3]}"


def _emphasized(text: str) -> str:
    """Return a text with asterisks or tags for its marks of emphasis."""
    if not _MARKS.search(text):
        return text
    tokens = _MARKS.split(text)
    opened: list[int] = []
    for index in range(1, len(tokens), 2):
        if tokens[index] in _SIGNS:
            opened.append(index)
            continue
        start = opened.pop()
        star, tag, end_tag = _SIGNS[tokens[start]]
        plain = _is_sure(tokens, start, index)
        tokens[start], tokens[index] = (star, star) if plain else (tag, end_tag)
    return "".join(tokens)


def _is_sure(tokens: list[str], start: int, end: int) -> bool:
    """Return whether asterisks can open at one token and close at another, and nothing stands between in their way.

    A run of asterisks that touches another, and one that stands at the wrong
    side of a blank or a mark, is read otherwise.
    """
    if end == start + 2 and not tokens[start + 1]:
        return False
    touching = (tokens[start - 1] == "" and start > 1) or (tokens[end + 1] == "" and end < len(tokens) - 2)
    if touching or not tokens[start + 1] or not tokens[end - 1]:
        return False
    before, first = tokens[start - 1][-1:], tokens[start + 1][0]
    last, after = tokens[end - 1][-1], tokens[end + 1][:1]
    opens = not first.isspace() and (not _is_mark(first) or not before or before.isspace() or _is_mark(before))
    closes = not last.isspace() and (not _is_mark(last) or not after or after.isspace() or _is_mark(after))
    return opens and closes and _is_outside(before) and _is_outside(after)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _is_outside(char: str) -> bool:
    """Return whether a neighbour is no letter: within a word, readers of Markdown differ."""
    return not char or not (char.isalnum() or char in "*\\")


def document(entries: list[str], layout: Layout) -> str:
    """Return entries as paragraphs."""
    return lines(entries, layout, "\n\n") if layout.entry_spacing < 2 else lines(entries, Layout(), "\n\n")


MARKUP = Markup(
    id="markdown",
    name="Markdown",
    suffixes=(".md", ".markdown"),
    escape=escape,
    nodes=_NODES,
    document=document,
    finish=_finish,
)
