"""What is typed around a key: prefix, locator with its label, suffix.

Source: pandoc User's Guide, "Citation syntax": a locator is a label and words with digits or Roman numerals, or
stands in braces; what follows it is the suffix.
"""

from __future__ import annotations

import re
from functools import cache

from refexport.csl import Cite
from refexport.csl.locale import known_locale, load_locale

LOCATORS = (
    "act appendix article-locator book chapter column elocation equation figure folio issue line note opus page "
    "paragraph part rule scene section sub-verbo supplement table timestamp title-locator verse version volume"
).split()
"""CSL's locator types."""
_OTHERS = {"article-locator": "article", "s.v": "sub-verbo"}

_ROMAN = r"[ivxlcdm]+(?![^\W\d_])|[IVXLCDM]+(?![^\W\d_])"
_DIGITS = r"\[?[^\W\d_]*\d|(?:[ivxlcdm]+|[IVXLCDM]+)\.\d"
"""How a word with digits begins: `33`, `[89]`, `A4`, `IV.2`."""
_WORD = rf"(?:(?={_DIGITS})(?:\[[^\s\[\],;{{}}]*\]|[^\s,;\[\]{{}}])+|\(?(?:{_ROMAN})\)?)"
_NUMBERS = re.compile(rf"{_WORD}(?:\s*[-–—&]+\s*{_WORD})*(?:\s*,\s*{_WORD}(?:\s*[-–—&]+\s*{_WORD})*)*")
_BEGINS_WITH_DIGITS = re.compile(_DIGITS)
_LABEL = re.compile(r"([^\W\d_][^\W\d_.]*(?:\.[^\W\d_]+)*|§+|¶+)\.?[\s\u00a0]*")
_TRAIL = re.compile(r"[.:!?]+$")
MAXIMUM = 400
"""Characters in which a locator is looked for."""


@cache
def labels(language: str | None = None) -> dict[str, str]:
    """Return what labels a locator, in small letters and without a full stop: `chap` → `chapter`.

    Args:
        language: of the manuscript; English labels are known in every language.
    """
    found: dict[str, str] = {}
    for each in ("en-US", language):
        if each is None or not known_locale(each):
            continue
        locale = load_locale(each, ())
        for name in LOCATORS:
            for form in ("long", "short", "symbol"):
                for plural in (False, True):
                    term = (locale.term(name, form, plural) or "").strip().rstrip(".").lower()
                    if term:
                        found.setdefault(term, _OTHERS.get(name, name))
    return found


def split_locator(text: str, language: str | None = None) -> tuple[str, str, str]:
    """Return locator, label and suffix of what follows a key.

    Args:
        text: such as `, pp. 33-35, and *passim*`.
        language: whose labels are known beside the English ones.
    """
    rest = text.lstrip()
    if rest.startswith(","):
        rest = rest[1:].lstrip()
    if rest.startswith("{"):
        end = _closing(rest)
        if end:
            locator, label, suffix = split_inside(rest[1:end], language)
            return locator, label, suffix + rest[end + 1 :]
        return "", "page", text
    head = rest[:MAXIMUM]
    label, number = _labelled(head, language)
    match = _NUMBERS.match(head, number)
    if not match or (not label and not _BEGINS_WITH_DIGITS.match(head)):
        return "", "page", text
    locator = _TRAIL.sub("", match[0])
    return locator, label or "page", rest[match.start() + len(locator) :]


def split_inside(text: str, language: str | None) -> tuple[str, str, str]:
    """Return locator, label and suffix (none) of a text that is a locator as a whole: `pp. iv, vi`."""
    text = text.strip()
    label, number = _labelled(text, language)
    # `{no mice}` has no label, but the word.
    word = text[:number].strip().lower() == "no" and not _NUMBERS.match(text, number)
    if label and (word or not text[number:]):
        return text, "page", ""
    return text[number:], label or "page", ""


def _labelled(text: str, language: str | None) -> tuple[str, int]:
    """Return the label that a text begins with, and where the number after it begins."""
    match = _LABEL.match(text)
    if not match:
        return "", 0
    word = match[1].lower()
    known = labels(language)
    label = known.get(word) or (known.get(word[0]) if word[0] in "§¶" else None)
    return (label, match.end()) if label else ("", 0)


def _closing(text: str) -> int:
    """Return where the brace that a text begins with closes, 0 if nowhere."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return place
    return 0


def cite(
    key: str, prefix: str = "", after: str = "", *, suppress_author: bool = False, language: str | None = None
) -> Cite:
    """Return a cite from what is typed around its key.

    Args:
        key: as typed.
        prefix: what stands before, as rich text.
        after: what stands behind, as rich text: locator and suffix.
        suppress_author: whether the author is left out.
        language: of the manuscript.
    """
    locator, label, suffix = split_locator(after, language)
    prefix = prefix.strip()
    return Cite(
        key,
        locator=locator.strip(),
        label=label,
        prefix=f"{prefix} " if prefix else "",
        suffix=suffix.rstrip(),
        suppress_author=suppress_author,
    )


class Pieces:
    """Keeps what a style must not touch in an affix (code, links, formulas, commands) as a character of its own."""

    FIRST = 0xF0000
    """They are the private characters of the last two planes, which `core.render` takes out of what is cited."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def keep(self, raw: str) -> str:
        """Return the character that stands for a piece."""
        if len(self.kept) >= 2 * _PLANE:
            return raw
        plane, place = divmod(len(self.kept), _PLANE)
        self.kept.append(raw)
        return chr(self.FIRST + 0x10000 * plane + place)

    def restore(self, text: str) -> str:
        """Return a text with all pieces in their places."""
        if not self.kept:
            return text
        return PRIVATE.sub(self._piece, text)

    def _piece(self, match: re.Match[str]) -> str:
        plane, place = divmod(ord(match[0]) - self.FIRST, 0x10000)
        number = plane * _PLANE + place
        return self.kept[number] if number < len(self.kept) else match[0]


_PLANE = 0xFFFE
"""Private characters of a plane; the two behind them are no characters."""
PRIVATE = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
