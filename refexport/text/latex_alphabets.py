"""The alphabets of formulas, `\\mathbb` and its sisters, as Unicode's mathematical letters and back.

Script letters have one form in Unicode for the two of LaTeX: `\\mathcal` is the letter itself, `\\mathscr` the letter
with the variation selector that Unicode has for the roundhand style.

Source: Unicode 15, "Mathematical Alphanumeric Symbols", "Letterlike Symbols" and `StandardizedVariants.txt`; LaTeX 2e,
"Math alphabets"; amsfonts and amsmath.
"""

from __future__ import annotations

import unicodedata

from refexport.text.rich import pieces, plain

ROUNDHAND = "\ufe01"
"""Behind a script capital: its roundhand style."""

_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_GREEK_CAPITALS = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ"
_GREEK_SMALL = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _alphabet(latin: int, digits: int = 0, capitals: int = 0, small: int = 0, others: str = "") -> dict[int, str]:
    """Return a table for `str.translate`.

    Args:
        latin: code point of the alphabet's A, behind whose Z stands the a.
        digits: that of its 0, if it has digits.
        capitals: that of its Alpha, if it has Greek capitals.
        small: that of its alpha, likewise.
        others: letters with their forms that stand elsewhere, `Cℂ`.
    """
    table = {}
    for letters, first in ((_LATIN, latin), (_DIGITS, digits), (_GREEK_CAPITALS, capitals), (_GREEK_SMALL, small)):
        if first:
            table.update({ord(letter): chr(first + place) for place, letter in enumerate(letters)})
    table.update({ord(letter): form for letter, form in zip(others[::2], others[1::2], strict=True)})
    return table


def _over(inner: dict[int, str], outer: dict[int, str]) -> dict[int, str]:
    """Return the table from the letters of an alphabet to those of another."""
    return {ord(form): outer[letter] for letter, form in inner.items()}


_SCRIPT = _alphabet(0x1D49C, others="BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ")
_FRAKTUR = _alphabet(0x1D504, others="CℭHℌIℑRℜZℨ")
_SANS = _alphabet(0x1D5A0, 0x1D7E2)
_BOLD = _alphabet(0x1D400, 0x1D7CE, 0x1D6A8, 0x1D6C2)
_TABLES: dict[str, dict[int, str]] = {
    "mathbb": _alphabet(0x1D538, 0x1D7D8, others="CℂHℍNℕPℙQℚRℝZℤ"),
    "mathcal": _SCRIPT,
    "mathscr": {letter: form + ROUNDHAND for letter, form in _SCRIPT.items() if letter < ord("a")},
    "mathfrak": _FRAKTUR,
    "mathbf": _BOLD,
    "mathit": _alphabet(0x1D434, capitals=0x1D6E2, others="hℎ"),
    "mathsf": _SANS,
    "mathtt": _alphabet(0x1D670, 0x1D7F6),
    # LaTeX sets small Greek letters in italics, capitals and digits upright; it makes letters of other alphabets bold.
    "boldsymbol": _BOLD
    | _alphabet(0x1D468, small=0x1D736)
    | _over(_SCRIPT, _alphabet(0x1D4D0))
    | _over(_FRAKTUR, _alphabet(0x1D56C))
    | _over(_SANS, _alphabet(0x1D5D4, 0x1D7EC)),
}
"""Tables for `str.translate`, by the command that they are written with."""

ALPHABETS: dict[str, str] = {name: name for name in _TABLES} | {
    "Bbb": "mathbb", "mathds": "mathbb", "mathbbm": "mathbb", "mathbbmss": "mathbb", "EuScript": "mathscr",
    "scr": "mathscr", "Cal": "mathcal", "frak": "mathfrak", "germ": "mathfrak", "goth": "mathfrak", "bold": "mathbf",
    "bm": "boldsymbol", "pmb": "boldsymbol",
}  # fmt: skip
"""Commands with an argument to the alphabet that they set it in."""

SWITCHED: dict[str, str] = {
    "cal": "mathcal", "bf": "mathbf", "bfseries": "mathbf", "it": "mathit", "itshape": "mathit", "sf": "mathsf",
    "sffamily": "mathsf", "tt": "mathtt", "ttfamily": "mathtt", "Bbb": "mathbb", "frak": "mathfrak", "scr": "mathscr",
    "bold": "mathbf",
}  # fmt: skip
"""Commands to the alphabet of what follows in the group of a formula."""


def styled(alphabet: str, text: str) -> str:
    """Return a rich text in an alphabet; what has no form there stays as it is.

    Args:
        alphabet: one of the values of `ALPHABETS`.
        text: with CSL's inline markup.
    """
    table = _TABLES[alphabet]
    if "<" not in text:
        return text.translate(table)
    return "".join(piece if is_tag else piece.translate(table) for is_tag, piece in pieces(text))


def is_whole(alphabet: str, text: str) -> bool:
    """Return whether an alphabet has forms of all letters of a text that LaTeX sets in it."""
    if text.isascii() and alphabet != "mathscr":
        return True
    missing = [sign for sign in plain(text) if ord(sign) not in _TABLES[alphabet]]
    signs = [sign for sign in missing if not sign.isascii()]
    if alphabet == "boldsymbol" and any(sign in LETTERS or unicodedata.category(sign) == "Sm" for sign in signs):
        return False
    # Small letters of Greek, and letters of another alphabet, stay what they are in LaTeX as well.
    return not any(sign.isascii() and sign.isalpha() for sign in missing)


LETTERS: dict[str, tuple[str, str]] = {
    form: (name, chr(letter)) for name, table in reversed(_TABLES.items()) for letter, form in table.items()
}
"""Each form to the command that it is written with, and the letter that is the command's argument."""
