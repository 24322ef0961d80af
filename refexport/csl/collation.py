"""Sorting texts as a language does, near enough to the Unicode collation algorithm for names and titles.

Source: Unicode Technical Standard #10, multi-level comparison; the tailorings
are those of CLDR for letters that a language sorts as its own.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

Key = tuple[str | tuple[tuple[int, str], ...], str, str]

_EXPANSIONS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o\u0338", "Ø": "O\u0338", "đ": "d\u0335",
    "Đ": "D\u0335", "ł": "l\u0335", "Ł": "L\u0335", "ı": "i", "þ": "th", "Þ": "TH", "ð": "d\u0335", "Ð": "D\u0335",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\u2011": "-", "\u00a0": " ",
})  # fmt: skip

_AFTER_Z = {
    "sv": "åäö", "fi": "åäö", "da": "æøå", "nb": "æøå", "nn": "æøå", "no": "æøå", "is": "þæöå", "et": "õäöü",
}  # fmt: skip
"""Letters that stand behind z, in order."""

_AFTER = {
    "es": {"ñ": "n"}, "gl": {"ñ": "n"}, "pl": dict(zip("ąćęłńóśźż", "acelnoszz", strict=True)),
    "cs": dict(zip("čřšž", "crsz", strict=True)), "sk": dict(zip("čšž", "csz", strict=True)),
    "hr": dict(zip("čćđšž", "ccdsz", strict=True)), "sl": dict(zip("čšž", "csz", strict=True)),
    "tr": dict(zip("çğöşü", "cgosu", strict=True)), "hu": dict(zip("öőüű", "oouu", strict=True)),
}  # fmt: skip
"""Letters of their own, and the letter that each follows."""


@lru_cache(maxsize=65536)
def sort_key(text: str, language: str = "en") -> Key:
    """Return a key by which texts sort: letters first, then accents, then case."""
    text = unicodedata.normalize("NFC", text)
    own = _own_letters(language[:2])
    script = _SCRIPTS.get(language[:2], "")
    if not own and not script:
        return _plain_key(text), unicodedata.normalize("NFD", text).lower(), text.swapcase()
    primary: list[tuple[int, str]] = []
    if own:
        for character in text.lower():
            primary.extend(own.get(character) or _weights(character))
    else:
        primary = _weights(text, script)
    return tuple(primary), unicodedata.normalize("NFD", text.translate(_EXPANSIONS)).lower(), text.swapcase()


def _plain_key(text: str) -> str:
    """Return the letters of a text in one string that sorts as its weights do."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_EXPANSIONS)).casefold()
        text = "".join([each for each in text if each.isascii() or not _ignored_mark(each)])
    return text.lower().translate(_ASCII)


def _ignored_mark(character: str) -> bool:
    return bool(unicodedata.combining(character)) or _ignored(character)


_SCRIPTS = {
    "ru": "CYRILLIC", "uk": "CYRILLIC", "bg": "CYRILLIC", "sr": "CYRILLIC", "mn": "CYRILLIC", "el": "GREEK",
    "he": "HEBREW", "ar": "ARABIC", "fa": "ARABIC", "th": "THAI", "km": "KHMER", "ko": "HANGUL", "ja": "HIRAGANA",
    "zh": "CJK",
}  # fmt: skip
"""Scripts that sort before all others where they are a language's own."""


def _weights(text: str, script: str = "") -> list[tuple[int, str]]:
    decomposed = unicodedata.normalize("NFKD", text.translate(_EXPANSIONS)).casefold()
    kept = [each for each in decomposed if not unicodedata.combining(each) and not _ignored(each)]
    if not script:
        return [(_class(each), each) for each in kept]
    return [(_class(each) + (unicodedata.name(each, "").split(" ")[0] != script), each) for each in kept]


def _ignored(character: str) -> bool:
    """Return whether a character does not count: quotes, brackets, apostrophes, full stops, but not hyphens."""
    return unicodedata.category(character) in ("Pe", "Pf", "Pi", "Po", "Ps")


def _class(character: str) -> int:
    """Return the order of kinds of characters: blanks, punctuation, digits, letters."""
    if character.isalpha():
        return 4
    if character.isdigit():
        return 3
    return 0 if character.isspace() else 1 if unicodedata.category(character)[0] == "P" else 2


_ASCII = {code: None if _ignored(chr(code)) else chr(code) for code in range(0x21, 0x7F)}
_ASCII |= {0x20: "\x01", 0x09: "\x01", 0x0A: "\x01"}
_ASCII |= {code: chr(2 + number) for number, code in enumerate(c for c in _ASCII if 0x20 < c < 0x30 and _ASCII[c])}
"""ASCII characters as they sort: blanks, signs, digits, letters; those that do not count are gone."""


@lru_cache(maxsize=64)
def _own_letters(language: str) -> dict[str, list[tuple[int, str]]]:
    behind = {letter: [(4, "z"), (5, str(i))] for i, letter in enumerate(_AFTER_Z.get(language, ""))}
    after = {letter: [(4, base), (5, letter)] for letter, base in _AFTER.get(language, {}).items()}
    return behind | after
