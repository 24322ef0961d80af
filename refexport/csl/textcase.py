"""Text case of flat trees; nodes `NO_CASE` are left alone.

Source: CSL 1.0.2 specification, "Text-case".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refexport.csl import tree

STOP_WORDS = frozenset(
    "a about above across afore after against al along alongside amid amidst among amongst an and anenst apropos apud "
    "around as aside astride at athwart atop barring before behind below beneath beside besides between beyond but by "
    "c ca circa contra d de despite down during et except for forenenst from given in inside into is l lest like "
    "modulo near next nor notwithstanding of off on onto or out over per plus pro qua sans since so than the through "
    "throughout thru thruout till to toward towards under underneath until unto up upon v van versus yet via vis-à-vis "
    "von vs with within without ahead apart far minus save".split()
) - {"is"}  # fmt: skip
"""Words that title case leaves small, but for the first and last."""

_FROZEN = {tree.NO_CASE}
_FROZEN_IN_TITLES = {
    tree.NO_CASE,
    tree.SMALL_CAPS,
    tree.DATA_SMALL_CAPS,
    tree.SUPERSCRIPT,
    tree.SUBSCRIPT,
    tree.NO_DECORATION,
}
_WORD = re.compile(r"(?:(?![.,:]\w)[^\s\u00a0\-–—/\ufdd0-\ufdef])+")


def apply(flat: str, case: str, language: str = "en") -> str:
    """Return a flat tree in a text case.

    Args:
        flat: the value.
        case: `lowercase`, `uppercase`, `capitalize-first`, `capitalize-all`, `sentence` or `title`.
        language: of the value; Turkish and its kin have capitals of their own.
    """
    function = _CASES.get(case)
    return function(flat, language) if function and flat else flat


def _pieces(flat: str, frozen: set[str]) -> list[tuple[str, bool]]:
    """Return the pieces of a flat tree, with whether each may be changed."""
    if not tree.MARK.search(flat):
        return [(flat, True)]
    pieces: list[tuple[str, bool]] = []
    stack: list[bool] = []
    for token in tree.TOKEN.split(flat):
        if not token:
            continue
        if tree.MARK.match(token):
            pieces.append((token, False))
            if token == tree.END:
                if stack:
                    stack.pop()
            elif token < tree.CURLY:
                stack.append(token in frozen)
        else:
            pieces.append((token, not any(stack)))
    return pieces


def _upper(text: str, language: str) -> str:
    if language[:2] in ("tr", "az"):
        text = text.replace("i", "İ")
    return text.upper()


def _lower(text: str, language: str) -> str:
    if language[:2] in ("tr", "az"):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()


def _each(flat: str, language: str, change: Callable[[str, str], str]) -> str:
    return "".join(change(text, language) if free else text for text, free in _pieces(flat, _FROZEN))


def _lowercase(flat: str, language: str) -> str:
    return _each(flat, language, _lower)


def _uppercase(flat: str, language: str) -> str:
    return _each(flat, language, _upper)


_INNER_CAPITAL = re.compile(r"\W*[^\W\d_A-Z]+[A-Z]")
"""A word such as `arXiv`, whose small letter is its own."""


def _capitalize_first(flat: str, language: str) -> str:
    out: list[str] = []
    done = False
    for text, free in _pieces(flat, _FROZEN_IN_TITLES):
        if not done and not tree.MARK.match(text):
            done = True
            text = _capital(text, language) if free and not _INNER_CAPITAL.match(text) else text
        out.append(text)
    return "".join(out)


def _capital(text: str, language: str) -> str:
    match = re.search(r"\w", text)
    if not match or text[match.start()].isupper():
        return text
    at = match.start()
    return text[:at] + _upper(text[at], language)[:2] + text[at + 1 :]


def _capitalize_all(flat: str, language: str) -> str:
    def change(text: str, language: str) -> str:
        return re.sub(r"\S+", lambda match: _capital(match[0], language), text)

    return "".join(change(text, language) if free else text for text, free in _pieces(flat, _FROZEN_IN_TITLES))


def _sentence(flat: str, language: str) -> str:
    return _capitalize_first(_lowercase(flat, language), language)


def _title(flat: str, language: str) -> str:
    pieces = _pieces(flat, _FROZEN_IN_TITLES)
    words = sum(len(_WORD.findall(text)) for text, _ in pieces)
    state = _TitleState(words)
    return "".join(state.change(text, free, language) for text, free in pieces)


class _TitleState:
    """Where in a title we are: its first word, its last, or after a colon."""

    def __init__(self, words: int) -> None:
        self.left = words
        self.start = True

    def change(self, text: str, free: bool, language: str) -> str:
        if tree.MARK.match(text):
            return text
        out, at = [], 0
        for match in _WORD.finditer(text):
            between = text[at : match.start()]
            word = match[0]
            compound = text[match.end() : match.end() + 1] == "-" and between != "-"
            out += [between, self._word(word, compound, language) if free else word]
            at = match.end()
            self.left -= 1
            if re.search(r"\w", word) or word == ":":
                self.start = word[-1] in ":?!" or (word[-1] in '”’"' and word[-2:-1] in ("?", "!"))
        rest = text[at:]
        return "".join([*out, rest])

    def _word(self, word: str, compound: bool, language: str) -> str:
        inner = _CORE.search(word)
        core = inner[0] if inner else ""
        if not core or word != _lower(word, language):
            return word
        if not self.start and self.left > 1 and not compound and _bare(core) in STOP_WORDS:
            return word
        if (len(core) == 1 and not (core.isascii() and (self.start or compound))) or (
            not self.start and _ELIDED.match(core)
        ):
            return word
        return _capital(word, language) if word[re.search(r"\w", word).start()].islower() else word  # type: ignore[union-attr]


_CORE = re.compile(r"\w(?:.*\w)?", re.S)
"""A word without the signs at its ends."""
_ELIDED = re.compile(r"[dlo][’']\w")


def _bare(core: str) -> str:
    return core.replace("’", "'")


_CASES: dict[str, Callable[[str, str], str]] = {
    "lowercase": _lowercase,
    "uppercase": _uppercase,
    "capitalize-first": _capitalize_first,
    "capitalize-all": _capitalize_all,
    "sentence": _sentence,
    "title": _title,
}
