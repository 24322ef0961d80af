"""Punctuation where values, affixes and delimiters meet.

Source: CSL 1.0.2 specification, "Appendix: Punctuation" and the option
`punctuation-in-quote`; the test suite's `punctuation_FullMonty…` fixtures give
the whole table.
"""

from __future__ import annotations

import re

from refexport.csl.tree import (
    CAPITAL,
    CLOSERS,
    DISPLAY,
    END,
    GUARD,
    MARK,
    OPENERS,
    QUOTE_END,
    SEAM,
    SINGLE_END,
    TOKEN,
)

_LEFT_STAYS = {":": ":.", ".": ".", ";": ".:;", "!": ".:!", "?": ".:?", ",": ","}
_RIGHT_STAYS = {":": "!?", ";": "!?"}
_SETTLED = {a + b: a for a, others in _LEFT_STAYS.items() for b in others}
_SETTLED |= {a + b: b for a, others in _RIGHT_STAYS.items() for b in others}
"""Two marks that meet → the one that stays; other pairs stay both."""

_PAIR = re.compile(rf"([.:;!?,])([{CLOSERS}{OPENERS}]*)([.:;!?,])")
_INNER_PAIR = re.compile(r"([.:;!?,])(?=[.:;!?,])")
_INTO_QUOTE = re.compile(rf"([{QUOTE_END}{SINGLE_END}][{CLOSERS}]*)([.,!?])")
_OUT_OF_QUOTE = re.compile(rf"([.,])([{CLOSERS}]*[{QUOTE_END}{SINGLE_END}][{CLOSERS}]*)(?=[.,])")
_BLANKS = re.compile("  +")
_BLOCK = re.compile(f"[{''.join(DISPLAY)}]")
_LEADING_MARKS = re.compile("[.,;:!?]+")
"""Marks behind a block stand inside of it: no line begins with them."""
_LAST_BLANK = re.compile(rf"( +)({END}+)$")
"""A blank that ends an entry stands outside of its blocks."""


def guard(text: str) -> str:
    """Return a value with a guard between marks that belong together, such as the dots of "..."."""
    if _INNER_PAIR.search(text):
        return _INNER_PAIR.sub(rf"\1{GUARD}", text)
    return text


def settle(flat: str, in_quote: bool) -> str:
    """Return a flat tree in which marks that meet are one, and blanks too.

    Args:
        flat: a whole citation or entry.
        in_quote: whether the locale sets full stops and commas inside of quotes.
    """
    if SEAM in flat:
        flat = flat.replace(SEAM, "")
    if _PAIR.search(flat):
        flat = _settle_pairs(flat)
    if QUOTE_END in flat or SINGLE_END in flat:
        flat = _quotes(flat, in_quote)
    if _BLOCK.search(flat):
        flat = _marks_into_blocks(flat)
    if "  " in flat:
        flat = _BLANKS.sub(" ", flat)
    if flat[-1:] == END:
        flat = _LAST_BLANK.sub(r"\2\1", flat)
    return flat


def _marks_into_blocks(flat: str) -> str:
    """Return a flat tree in which the marks behind a block stand at its end."""
    out = list(TOKEN.split(flat))
    opened: list[bool] = []
    for index, piece in enumerate(out):
        if not MARK.fullmatch(piece):
            continue
        if piece not in CLOSERS:
            if piece not in (GUARD, SEAM, CAPITAL):
                opened.append(piece in DISPLAY)
        elif opened and opened.pop() and index + 1 < len(out):
            marks = _LEADING_MARKS.match(out[index + 1])
            if marks and not opened:
                out[index] = marks[0] + piece
                out[index + 1] = out[index + 1][marks.end() :]
    return "".join(out)


def _quotes(flat: str, in_quote: bool) -> str:
    while in_quote:
        moved = _INTO_QUOTE.sub(r"\2\1", flat)
        if moved == flat:
            break
        flat = _settle_pairs(moved)
    return flat


def _settle_pairs(flat: str) -> str:
    match = _PAIR.search(flat)
    while match:
        settled = _one(match)
        if settled == match[0]:
            match = _PAIR.search(flat, match.start(3))
        else:
            flat = flat[: match.start()] + settled + flat[match.end() :]
            match = _PAIR.search(flat, match.start())
    return flat


def _one(match: re.Match[str]) -> str:
    left, marks, right = match.groups()
    stays = _SETTLED.get(left + right)
    if stays is None:
        return match[0]
    return left + marks if stays == left else marks + right
