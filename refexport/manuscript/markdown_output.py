"""What a finished Markdown manuscript is written as: pandoc's Markdown, HTML, plain text.

Source: pandoc User's Guide, "Superscripts and subscripts", "Small caps", "Divs and spans"; CommonMark 0.31.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from refexport.csl import tree
from refexport.csl.markup import markdown
from refexport.manuscript.markdown_blocks import division_lines
from refexport.reference_list import Layout

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SCRIPT = re.compile("\x05([^\x05\x06]*)\x06|\x07([^\x07\x08]*)\x08")
_ATTRIBUTES = re.compile(r"[ \t]*\{([^{}\n]*)\}[ \t]*$")
_ATTRIBUTE = re.compile(r"#([\w:.-]+)|\.([\w-]+)|([\w-]+)=(?:\"([^\"]*)\"|(\S+))")
_RAISED = str.maketrans("0123456789+-–=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾") | {ord(","): ","}
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;line-height:1.5}"
    "table{border-collapse:collapse}td,th{padding:.2em .6em;border-bottom:1px solid #ccc}"
)


def _pandoc_scripts(text: str) -> str:
    """Write superscripts and subscripts by pandoc's signs, in which a blank is escaped."""
    return _with_scripts(text, lambda sign, inside: sign + inside.replace(" ", "\\ ") + sign)


def _plain_scripts(text: str) -> str:
    """Write superscripts and subscripts in Unicode's raised and lowered digits, else as `^(see 1)`."""
    return _with_scripts(text, _plain_script)


def _plain_script(sign: str, inside: str) -> str:
    table = _RAISED if sign == "^" else _LOWERED
    if all(ord(char) in table for char in inside):
        return inside.translate(table)
    return f"{sign}({inside})"


def _with_scripts(text: str, written: Callable[[str, str], str]) -> str:
    assert markdown.MARKUP.finish is not None
    text = _SCRIPT.sub(lambda m: written("^", m[1]) if m[1] else written("~", m[2]) if m[2] else "", text)
    return markdown.MARKUP.finish(text)


PANDOC = replace(
    markdown.MARKUP,
    id="pandoc",
    name="pandoc's Markdown",
    nodes=markdown.MARKUP.nodes
    | {
        tree.SUPERSCRIPT: ("\x05", "\x06"),
        tree.SUBSCRIPT: ("\x07", "\x08"),
        tree.SMALL_CAPS: ("[", "]{.smallcaps}"),
        tree.UNDERLINE: ("[", "]{.underline}"),
    },
    finish=_pandoc_scripts,
)
"""Markdown that pandoc and Quarto carry into Word and PDF too, where HTML's tags are lost."""


TEXT = replace(
    markdown.MARKUP,
    id="markdown-text",
    name="Markdown for plain text",
    nodes=markdown.MARKUP.nodes | {tree.SUPERSCRIPT: ("\x05", "\x06"), tree.SUBSCRIPT: ("\x07", "\x08")},
    finish=_plain_scripts,
)
"""Markdown whose superscripts are seen when all its markup is taken away."""


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(dollarmath_plugin, double_inline=True)


def to_html(text: str, metadata: dict[str, Any], language: str, layout: Layout | None) -> str:
    """Return finished Markdown as a page of HTML.

    Args:
        text: with its metadata cut off or not.
        metadata: of the manuscript: `title`, `author`, `date`, `lang`.
        language: of the page, where the metadata names none.
        layout: of the reference list.
    """
    body = _without_front(text)
    tokens = _parser().parse(_with_divisions(body), {})
    _set_heading_attributes(tokens)
    rendered = _parser().renderer.render(tokens, _parser().options, {})
    title = metadata.get("title") if isinstance(metadata.get("title"), str) else ""
    named = html.escape(title or "")
    language = metadata.get("lang") if isinstance(metadata.get("lang"), str) else language  # type: ignore[assignment]
    style = _STYLE + ("#refs p{padding-left:2em;text-indent:-2em}" if layout and layout.hanging_indent else "")
    head = f'<meta charset="utf-8">\n<title>{named or "Manuscript"}</title>\n<style>{style}</style>'
    lines = [f"<h1>{_parser().renderInline(title)}</h1>\n"] if title else []
    for name in ("author", "date"):
        value = metadata.get(name)
        each = value if isinstance(value, list) else [value]
        lines += [f"<p>{html.escape(entry)}</p>\n" for entry in each if isinstance(entry, str) and entry]
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n{head}\n</head>\n<body>\n'
        f"{''.join(lines)}{rendered}</body>\n</html>\n"
    )


def _without_front(text: str) -> str:
    match = re.match(r"---\n.*?\n?---\n", text, re.DOTALL)
    return text[match.end() :] if match else text


def _with_divisions(text: str) -> str:
    """Return a text in which the fences of divisions are HTML's."""
    lines = text.split("\n")
    for row, attributes in division_lines(text):
        lines[row] = f"\n<div{_html_attributes(attributes)}>\n" if attributes is not None else "\n</div>\n"
    return "\n".join(lines)


def _html_attributes(text: str) -> str:
    inner = text.strip()
    if not inner.startswith("{"):
        return f' class="{html.escape(inner)}"' if inner else ""
    return "".join(f' {name}="{html.escape(value)}"' for name, value in _attributes(inner[1:-1]).items())


def _attributes(text: str) -> dict[str, str]:
    """Return pandoc's attributes: `#id .class key=value`."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        if match[1]:
            found["id"] = match[1]
        elif match[2]:
            found["class"] = f"{found.get('class', '')} {match[2]}".strip()
        elif not match[3].lower().startswith("on"):
            found[match[3]] = match[4] if match[4] is not None else match[5]
    return found


def _set_heading_attributes(tokens: list[Token]) -> None:
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or not inline.children or inline.children[-1].type != "text":
            continue
        last = inline.children[-1]
        match = _ATTRIBUTES.search(last.content)
        if match:
            last.content = last.content[: match.start()]
            for name, value in _attributes(match[1]).items():
                opening.attrSet(name, value)


def to_text(text: str) -> str:
    """Return finished Markdown as plain text, its footnotes as `[1]` and at the end."""
    lines = _without_front(text).split("\n")
    for row, _ in division_lines("\n".join(lines)):
        lines[row] = ""
    tokens = _parser().parse("\n".join(lines), {})
    _set_heading_attributes(tokens)
    return _PlainText().render(tokens)


class _PlainText:
    """Walks the tokens of a document and writes what a person reads."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.prefix: list[str] = []
        """What stands before the lines of lists and quotations."""
        self.marker = ""
        """What stands before the next line alone: the sign of a list item."""
        self.counts: list[int] = []
        """Of ordered lists the next number, 0 of others."""
        self.cells: list[str] | None = None
        """Of the row of a table that is open."""

    def render(self, tokens: list[Token]) -> str:
        for token in tokens:
            handler = getattr(self, f"_{token.type}", None)
            if handler:
                handler(token)
            elif token.type in ("fence", "code_block", "math_block"):
                self._block(token.content.rstrip("\n"))
            elif token.type == "hr":
                self._block("* * *")
        return re.sub(r"\n{3,}", "\n\n", "".join(self.out)).strip("\n") + "\n"

    def _block(self, text: str) -> None:
        indent = "".join(self.prefix)
        first = (indent[: len(indent) - len(self.marker)] + self.marker) if self.marker else indent
        self.marker = ""
        lines = text.split("\n")
        self.out.append("\n".join([(first + lines[0]).rstrip(), *((indent + line).rstrip() for line in lines[1:])]))
        self.out.append("\n\n")

    def _inline(self, token: Token) -> None:
        text = _inline_text(token.children or [])
        if self.cells is None:
            self._block(text)
        else:
            self.cells.append(text)

    def _html_block(self, token: Token) -> None:
        text = html.unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", token.content, flags=re.DOTALL)).strip()
        if text:
            self._block(text)

    def _bullet_list_open(self, token: Token) -> None:
        self.counts.append(0)

    def _ordered_list_open(self, token: Token) -> None:
        start = token.attrGet("start")
        self.counts.append(int(start) if start else 1)

    def _bullet_list_close(self, token: Token) -> None:
        self.counts.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        number = self.counts[-1]
        self.marker = f"{number}. " if number else "- "
        self.counts[-1] += bool(number)
        self.prefix.append(" " * len(self.marker))

    def _list_item_close(self, token: Token) -> None:
        self.prefix.pop()
        self.marker = ""

    def _blockquote_open(self, token: Token) -> None:
        self.prefix.append("> ")

    _blockquote_close = _list_item_close

    def _footnote_open(self, token: Token) -> None:
        self.marker = f"[{token.meta['id'] + 1}] "
        self.prefix.append(" " * len(self.marker))

    _footnote_close = _list_item_close

    def _tr_open(self, token: Token) -> None:
        self.cells = []

    def _tr_close(self, token: Token) -> None:
        row, self.cells = " | ".join(self.cells or []), None
        self._block(row)
        self.out[-1] = "\n"

    def _table_close(self, token: Token) -> None:
        self.out.append("\n")


def _inline_text(children: list[Token]) -> str:
    out = []
    for token in children:
        if token.type in ("text", "code_inline", "math_inline", "math_inline_double", "text_special"):
            out.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "image":
            out.append(_inline_text(token.children or []))
        elif token.type == "footnote_ref":
            out.append(f"[{token.meta['id'] + 1}]")
    return "".join(out)
