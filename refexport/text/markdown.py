"""Inline Markdown as pandoc reads it in bibliographies, to CSL's inline markup and back.

`*italic*`, `**bold**`, `^sup^`, `~sub~`, `[Small Caps]{.smallcaps}`, `[nocase]{.nocase}`; `--` and `---` are dashes; a
backslash makes any punctuation mean itself.  CSL's own tags mean the same as in CSL-JSON.

Source: pandoc User's Guide, "Inline formatting" and "Bibliography fields".
"""

from __future__ import annotations

import re

from refexport.text.rich import NO_CASE, SMALL_CAPS, pieces

_SPECIAL = re.compile(r"[\\*_^~\[\]`$@<&]|-(?=-)")
_BEGINNING = re.compile(r"(?m)^(\d+|[a-zA-Z])(?=[.)]\s)|^(?=[-+>#:%=|])")
_MARKED = re.compile(r"[\\*_^~\[]|--")
_TOKEN = re.compile(r"\\([!-/:-@\[-`{-~ ])|(\*{1,2}|_{1,2}|\^|~{1,2})|(\[)|\](?:\{\.(smallcaps|nocase)\})?|(-{2,3})")
_DASHES = {"--": "–", "---": "—"}
_TAGS = {
    "*": ("<i>", "</i>"),
    "_": ("<i>", "</i>"),
    "**": ("<b>", "</b>"),
    "__": ("<b>", "</b>"),
    "^": ("<sup>", "</sup>"),
    "~": ("<sub>", "</sub>"),
    "smallcaps": (SMALL_CAPS, "</span>"),
    "nocase": (NO_CASE, "</span>"),
}
_MARKDOWN = {
    "<i>": "*", "</i>": "*", "<b>": "**", "</b>": "**", "<sup>": "^", "</sup>": "^", "<sub>": "~", "</sub>": "~",
}  # fmt: skip
_SPANS = {SMALL_CAPS: "]{.smallcaps}", NO_CASE: "]{.nocase}"}


def from_markdown(text: str) -> str:
    """Return inline Markdown as rich text; marks that open or close nothing stand for themselves.

    Args:
        text: such as `The *FTO* gene and CO~2~`.
    """
    if not _MARKED.search(text):
        return text
    found: list[str] = []
    opened: list[tuple[str, int, int]] = []
    start = 0
    for match in _TOKEN.finditer(text):
        found.append(text[start : match.start()])
        start = match.end()
        if match[1]:
            found.append(match[1])
        elif match[2]:
            _mark(text, match, found, opened)
        elif match[5]:
            found.append(_DASHES[match[5]])
        elif match[3]:
            opened.append(("[", len(found), match.end()))
            found.append("[")
        else:
            _close_bracket(match, found, opened)
    found.append(text[start:])
    return "".join(found)


def _mark(text: str, match: re.Match[str], found: list[str], opened: list[tuple[str, int, int]]) -> None:
    mark, before, after = match[2], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if mark == "~~":
        found.append(mark)
        return
    closes = before.strip() and not (mark[0] == "_" and after.isalnum())
    place = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == mark), None) if closes else None
    if place is not None and _may_close(mark, text[opened[place][2] : match.start()]):
        opener, closer = _TAGS[mark]
        found[opened[place][1]] = opener
        found.append(closer)
        del opened[place:]
        return
    if after.strip() and not (mark[0] == "_" and before.isalnum()):
        opened.append((mark, len(found), match.end()))
    found.append(mark)


def _may_close(mark: str, inside: str) -> bool:
    return bool(inside) and (mark not in "^~" or not re.search(r"(?<!\\)\s", inside))


def _close_bracket(match: re.Match[str], found: list[str], opened: list[tuple[str, int, int]]) -> None:
    place = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == "["), None)
    if place is not None and match[4]:
        found[opened[place][1]] = _TAGS[match[4]][0]
        found.append("</span>")
    else:
        found.append(match[0])
    if place is not None:
        del opened[place:]


def to_markdown(text: str) -> str:
    """Return rich text as inline Markdown, which `from_markdown` reads as the same text."""
    if not _SPECIAL.search(text) and not _BEGINNING.search(text):
        return text
    marked = _render(text, markdown=True)
    # Where marks would run into each other, CSL's tags are as good.
    return marked if from_markdown(marked) == text else _render(text, markdown=False)


def _render(text: str, markdown: bool) -> str:
    found: list[str] = []
    spans: list[str] = []
    for is_tag, piece in pieces(text):
        if not is_tag:
            found.append(_SPECIAL.sub(r"\\\g<0>", piece))
        elif not markdown:
            found.append(piece)
        elif piece in _SPANS:
            spans.append(_SPANS[piece])
            found.append("[")
        elif piece == "</span>" and spans:
            found.append(spans.pop())
        else:
            found.append(_MARKDOWN.get(piece, piece))
    return _BEGINNING.sub(r"\1\\", "".join(found))
