"""Capitals of titles that BibTeX's styles must leave alone, put into braces.

Styles set English titles in sentence case, in which all capitals go but the first; so those that a sentence has
anyway (`DNA`, `Parkinson's`) must be protected.  In a title that is already in title case only capitals inside a
word tell anything; other languages keep their capitals, as styles leave them alone.

Source: BibTeX, "btxhak", on `change.case$`; BibLaTeX manual 3.20, section 4.6.4, `\\MakeSentenceCase`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.text.latex_encode import Protect
from refexport.text.rich import plain

_WORD = re.compile(r"(?<!\\)[^\W_]+(?:['’][^\W_]+|[\u0300-\u036f\u20d7\ufe01]+[^\W_]*)*")
_SMALL = frozenset(
    "a an and as at but by for from in into nor of on onto or over per the to up upon via vs with without".split()
)
"""Words that title case leaves small."""
_CAPITALIZED = 0.7
"""Share of capitalised words from which on a title is taken for one in title case."""


def protection(title: str, language: str | None) -> Protect | None:
    """Return what protects the capitals of a title, or `None` where none needs it.

    Args:
        title: with CSL's inline markup.
        language: BCP 47 tag; a title whose language is not known is taken for English.
    """
    if language and not language.lower().startswith("en"):
        return None
    if title.isascii() and "<" not in title and "&" not in title and title[1:].islower():
        return None  # what a sentence has anyway
    text = plain(title)
    if text.islower() or not text or (text.isupper() and " " in text):
        return None
    return _protect_inner if is_title_case(text) else _protect_all


def is_title_case(text: str) -> bool:
    """Return whether most words of a title begin with a capital, as in English title case."""
    words = [word for word in _WORD.findall(text)[1:] if word[0].isalpha() and word not in _SMALL]
    if not words:
        return False
    capitalized = sum(1 for word in words if word[0].isupper())
    return len(words) > 1 and capitalized >= _CAPITALIZED * len(words)


def _protect_all(text: str) -> str:
    return _protected(text, False) if not text.islower() else text


def _protect_inner(text: str) -> str:
    return _protected(text, True) if not text.islower() else text


@lru_cache(maxsize=4096)
def _protected(text: str, inner_only: bool) -> str:
    first = _WORD.search(text)
    start = first.start() if first else 0

    def brace(match: re.Match[str]) -> str:
        word = match[0]
        if word.islower() or word.isdigit():
            return word
        # What begins a title, or follows a colon, is a capital anyway.
        initial = inner_only or match.start() == start or text[: match.start()].rstrip("“‘\"'¿¡( ").endswith(":")
        return word if initial and not any(sign.isupper() for sign in word[1:]) else f"{{{word}}}"

    return _WORD.sub(brace, text)
